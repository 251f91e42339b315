"""From a run to what may be said of it: every experiment judged, and the run as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reports.text import names
from reports.stats import busy, capacity, inflation, latency, series, sharing, aa_pair
from reports.stats.busy import Load
from reports.stats.capacity import Capacity, Curve
from reports.stats.estimates import Context, Estimate, estimates
from reports.stats.inflation import Inflation
from reports.stats.latency import ServiceCell
from reports.stats.series import Experiment
from reports.stats.stopping import WIDTH
from reports.verdicts import service
from reports.verdicts.advice.advice import Advice, advise
from reports.verdicts.advice.reported import compared, seen_in
from reports.verdicts.service import ServiceFindings
from reports.verdicts.verdicts import Findings, judge
from reports.data.consistency import require_one_run, require_planned
from reports.data.facts import Plan
from reports.data.records import Run


@dataclass(frozen=True)
class Judged:
    """A run and all that is concluded from it."""

    run: Run  # of parbench advise: without the rough search
    experiments: list[Findings]  # whose passes run as fast as they can
    load: Load  # over the experiments that other programs' load can disturb
    capacity: Capacity
    bandwidth: Curve
    inflation: Inflation
    drift: tuple[float, float] | None
    usable_cpus: float | None
    # Whose tasks arrive on a schedule: speedups and claims mean nothing there.
    services: list[ServiceFindings] = field(default_factory=list)
    advice: Advice | None = None  # of a run of parbench advise

    @property
    def parts(self) -> list[Findings | ServiceFindings]:
        return [*self.experiments, *self.services]

    def is_swept(self, found: Findings | ServiceFindings) -> bool:
        """One cell, at one of the rates of parbench advise: a point of the advice's chart."""
        return self.advice is not None and len(found.cells) == 1

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
    seen = seen_in(run)
    if seen:
        run = compared(seen)
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
        work = (experiment.workload, experiment.params)
        kind = environment.kind_of(experiment.workload)
        context = Context(
            kind,
            curve,
            run.plan,
            environment.affinity_cpus,
            environment.families,
            bandwidth,
            capacity.memory_shares(experiment.samples, run.bandwidth, run.plan, usable),
            run.on_hosts,
        )
        cells = estimates(experiment, runners, context)
        here = _load(run, experiment)
        found = judge(experiment, kind, cells, here, pair, environment.margin, width)
        missing = _missing(run.plan, experiment, cells)
        judged.append(
            replace(
                found,
                missing=missing,
                # Tasks that wait for each other need two workers.
                with_base=seen is None
                and (not sharing.is_shared(experiment) or any(cell.is_base for cell in cells)),
                counted=run.plan.observed.get(work) if run.plan else None,
                may_fail=run.plan is not None
                and any(one[:2] == work for one in run.plan.planned_failures),
            )
        )
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
    advice = advise(seen) if seen else None
    services = [_advised(found, advice) for found in services]
    return Judged(run, judged, load, curve, bandwidth, inflated, drift, usable, services, advice)


def _advised(found: ServiceFindings, advice: Advice | None) -> ServiceFindings:
    """With the choice of parbench advise, where it was made from this experiment."""
    made = advice.at_rate if advice else None
    if not made or not made.found or _work(made.found.experiment) != _work(found.experiment):
        return found
    name = made.chosen.name if made.chosen else None
    chosen = next((cell for cell in found.cells if cell.name == name), None)
    return replace(found, recommended=chosen, advised=True) if chosen else found


def _work(experiment: Experiment) -> tuple[str, str]:
    return (experiment.workload, experiment.params)


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
