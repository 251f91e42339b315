"""From a run to what may be said of it: every experiment judged, and the run as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reports.text import names
from reports.stats import busy, capacity, inflation, latency, series, aa_pair
from reports.stats.busy import Load
from reports.stats.capacity import Capacity, Curve
from reports.stats.estimates import Context, Estimate, estimates
from reports.stats.inflation import Inflation
from reports.stats.latency import ServiceCell
from reports.stats.series import Experiment
from reports.stats.stopping import WIDTH
from reports.verdicts import service
from reports.verdicts.service import ServiceFindings
from reports.verdicts.verdicts import Findings, judge
from reports.data.consistency import require_one_run, require_planned
from reports.data.facts import Plan
from reports.data.records import Run


@dataclass(frozen=True)
class Judged:
    """A run and all that is concluded from it."""

    run: Run
    experiments: list[Findings]  # whose passes run as fast as they can
    load: Load  # over the experiments that other programs' load can disturb
    capacity: Capacity
    bandwidth: Curve
    inflation: Inflation
    drift: tuple[float, float] | None
    usable_cpus: float | None
    # Whose tasks arrive on a schedule: speedups and claims mean nothing there.
    services: list[ServiceFindings] = field(default_factory=list)

    @property
    def parts(self) -> list[Findings | ServiceFindings]:
        return [*self.experiments, *self.services]

    @property
    def works(self) -> set[tuple[str, str]]:
        """What was measured, as workload and params."""
        return {(one.experiment.workload, one.experiment.params) for one in self.parts}

    @property
    def too_busy(self) -> bool:
        return self.load.too_busy

    @property
    def cores(self) -> int | None:
        """Usable physical cores, where they are fewer than the usable CPUs; else None."""
        cores, cpus = self.run.environment.usable_cores, self.usable_cpus
        return cores if cores and cpus and cores < int(cpus) else None

    @property
    def holds(self) -> bool:
        """No part was too busy, and there is a verdict."""
        busy_somewhere = self.too_busy or any(one.too_busy for one in self.parts)
        return not busy_somewhere and any(one.has_a_verdict for one in self.parts)


def judge_run(run: Run) -> Judged:
    """Raises BadInput for rows that are not of one run."""
    everything = [*run.samples, *run.probes, *run.bandwidth, *run.injected]
    require_one_run(run.folder, everything)
    require_planned(run.folder, everything, run.plan)
    environment = run.environment
    usable = run.usable_cpus
    curve = capacity.measure(run.probes, run.copies, usable)
    bandwidth = capacity.measure_bandwidth(run.bandwidth, run.plan, usable)
    runners = names.in_order(environment.families, {sample.runner for sample in run.samples})
    width = (run.plan and run.plan.width) or WIDTH
    judged, services = [], []
    every = series.experiments(run.samples, environment.kinds)
    closed = [one for one in every if (one.workload, one.params) not in run.rates]
    pairs = aa_pair.compare([one.samples for one in closed])
    for experiment, pair in zip(closed, pairs):
        kind = environment.kind_of(experiment.workload)
        context = Context(
            kind,
            curve,
            run.plan,
            environment.affinity_cpus,
            environment.families,
            bandwidth,
            capacity.memory_shares(experiment.samples, run.bandwidth, run.plan, usable),
        )
        cells = estimates(experiment, runners, context)
        here = _load(run, experiment)
        found = judge(experiment, kind, cells, here, pair, environment.margin, width)
        judged.append(replace(found, missing=_missing(run.plan, experiment, cells)))
    for experiment in every:
        rate = run.rates.get((experiment.workload, experiment.params))
        if rate is not None:
            kind = environment.kind_of(experiment.workload)
            cells = latency.cells(experiment, rate, run.services, runners, environment.families)
            here = _load(run, experiment)
            found = service.judge(experiment, kind, cells, here, environment.margin, usable)
            services.append(replace(found, missing=_missing(run.plan, experiment, cells)))
    inflated = inflation.measure(one.experiment for one in judged if one.kind == "compute")
    drift = busy.drift(run.probes)
    disturbable = [one for one in (*judged, *services) if one.kind in busy.FOREIGN_KINDS]
    load = sum((one.load for one in disturbable), Load())
    return Judged(run, judged, load, curve, bandwidth, inflated, drift, usable, services)


def _load(run: Run, experiment: Experiment) -> Load:
    work = (experiment.workload, experiment.params)
    return busy.count([*experiment.samples, *(one for one in run.injected if one.work == work)])


def _missing(
    plan: Plan | None, experiment: Experiment, cells: Sequence[Estimate | ServiceCell]
) -> int:
    """Planned cells of this experiment that have no trial: the run ended early."""
    work, measured = (experiment.workload, experiment.params), {cell.name for cell in cells}
    planned = plan.cells if plan else []
    return sum(cell[:2] == work and cell[2:] not in measured for cell in planned)
