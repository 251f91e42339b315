"""The figures of every cell of an experiment, with and without the disturbed trials."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from reports.stats import busy, series, statistics
from reports.stats.capacity import Capacity
from reports.stats.series import BASE, Experiment
from reports.stats.statistics import Summary
from reports.data.facts import Plan
from reports.data.samples import Sample

Block = tuple[str, int]


@dataclass(frozen=True)
class Context:
    """What a cell's figures need besides its own trials."""

    kind: str  # of the workload: compute, waiting or floor
    capacity: Capacity = field(default_factory=Capacity)
    plan: Plan | None = None
    affinity_cpus: int | None = None
    families: Mapping[str, str] = field(default_factory=dict)  # of runners, by their descriptions


@dataclass(frozen=True)
class Estimate:
    """One cell. Values by block are of undisturbed trials, one per block."""

    runner: str
    family: str  # empty where the run does not describe the runner
    workers: int
    trials: list[Sample]
    walls: dict[Block, float]
    log_speedups: dict[Block, float]  # ln(base / cell)
    wall: Summary | None
    wall_all: Summary | None
    speedup: Summary | None  # None too for the base itself
    speedup_all: Summary | None
    own: Summary | None  # against the same runner with one worker
    cpu_s: float | None
    foreign_share: float | None
    throttled_share: float | None
    capacity: float | None
    of_capacity: float | None
    bound_s: float | None
    of_bound: float | None
    load: busy.Load

    @property
    def name(self) -> tuple[str, int]:
        return (self.runner, self.workers)

    @property
    def is_base(self) -> bool:
        return self.runner == BASE

    @property
    def failures(self) -> list[Sample]:
        return [trial for trial in self.trials if trial.status != "ok"]

    @property
    def gain(self) -> float | None:
        """Median speedup; of the base 1 by definition."""
        if self.is_base:
            return 1.0 if self.wall else None
        return self.speedup.median if self.speedup else None

    @property
    def efficiency(self) -> float | None:
        return None if self.gain is None else self.gain / self.workers


def estimates(experiment: Experiment, runners: Iterable[str], context: Context) -> list[Estimate]:
    """In the order of these runners, then by workers."""
    cells: dict[tuple[str, int], list[Sample]] = {}
    for sample in experiment.samples:
        cells.setdefault(sample.cell, []).append(sample)
    unjudged = [replace(one, contamination="") if one.contamination else one
                for one in experiment.samples]  # fmt: skip
    everything: dict[tuple[str, int], list[Sample]] = {}
    for sample in unjudged:
        everything.setdefault(sample.cell, []).append(sample)
    bases = series.bases_by_block(experiment.samples)
    all_bases = series.bases_by_block(unjudged)
    rank = {runner: place for place, runner in enumerate(runners)}
    ordered = sorted(cells, key=lambda cell: (rank.get(cell[0], len(rank)), cell))
    return [
        _estimate(
            experiment, cells[cell], everything[cell], bases, all_bases,
            cells.get((cell[0], 1), []), context,
        )
        for cell in ordered
    ]  # fmt: skip


def _estimate(
    experiment: Experiment,
    trials: list[Sample],
    unjudged: list[Sample],
    bases: dict[Block, list[Sample]],
    all_bases: dict[Block, list[Sample]],
    alone: list[Sample],
    context: Context,
) -> Estimate:
    runner, workers = trials[0].cell
    walls = by_block(trials, lambda one: one.wall_s)
    log_speedups = by_block(trials, lambda one: log_ratio(one, bases))
    all_logs = by_block(unjudged, lambda one: log_ratio(one, all_bases))
    cpus = by_block(trials, lambda one: one.cpu_s)
    wall = statistics.summarize(list(walls.values()))
    is_base = runner == BASE
    speedup = None if is_base else of_logs(log_speedups)
    gain = 1.0 if is_base and wall else speedup and speedup.median
    capacity = context.capacity.at(workers) if context.kind == "compute" else None
    bound_s = (
        context.plan.bound_s.get((experiment.workload, experiment.params, runner, workers))
        if context.plan and context.kind == "waiting"
        else None
    )
    good = [one for one in trials if one.status == "ok"]
    return Estimate(
        runner=runner,
        family=context.families.get(runner, ""),
        workers=workers,
        trials=trials,
        walls=walls,
        log_speedups={} if is_base else log_speedups,
        wall=wall,
        wall_all=statistics.summarize(list(by_block(unjudged, lambda one: one.wall_s).values())),
        speedup=speedup,
        speedup_all=None if is_base else of_logs(all_logs),
        own=_against_one_worker(trials, alone),
        cpu_s=statistics.summarize(list(cpus.values())).median if cpus else None,
        foreign_share=busy.foreign_share(
            (one for one in good if one.undisturbed), context.affinity_cpus
        ),
        throttled_share=busy.throttled_share(good),
        capacity=capacity,
        of_capacity=gain / min(workers, capacity) if gain and capacity else None,
        bound_s=bound_s,
        of_bound=bound_s / wall.median if bound_s and wall else None,
        load=busy.count(trials),
    )


def _against_one_worker(trials: list[Sample], alone: list[Sample]) -> Summary | None:
    """Paired inside the block with the runner's own trial at N = 1."""
    if trials[0].workers == 1:
        return None
    own: dict[Block, list[Sample]] = {}
    for one in alone:
        if one.status == "ok":
            own.setdefault(series.block_of(one), []).append(one)
    return of_logs(by_block(trials, lambda one: log_ratio(one, own)))


def by_block(
    trials: Iterable[Sample], value_of: Callable[[Sample], float | None]
) -> dict[Block, float]:
    """The mean over a block's undisturbed trials; blocks without a value are left out."""
    values: dict[Block, list[float]] = {}
    for trial in trials:
        value = value_of(trial) if trial.undisturbed else None
        if value is not None:
            values.setdefault(series.block_of(trial), []).append(value)
    return {block: statistics.mean(found) for block, found in values.items()}


def log_ratio(trial: Sample, bases: dict[Block, list[Sample]]) -> float | None:
    """ln(base / trial); None without an undisturbed base in the block."""
    base = series.base_of(trial, bases)
    return math.log(base[0] / trial.wall_s) if base and base[1] else None


def of_logs(logs: dict[Block, float]) -> Summary | None:
    return statistics.summarize_ratios([math.exp(value) for value in logs.values()])
