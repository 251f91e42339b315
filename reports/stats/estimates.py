"""The figures of every cell of an experiment, with and without the disturbed trials."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from reports.stats import bounds, busy, pooling, series, shares, statistics
from reports.stats.bounds import Bound
from reports.stats.capacity import Capacity, Curve
from reports.stats.series import BASE, Experiment
from reports.stats.pooling import Posterior
from reports.stats.statistics import Summary
from reports.data.facts import Plan
from reports.data.samples import Sample

Block = tuple[str, int]


@dataclass(frozen=True)
class Context:
    """What a cell's figures need besides its own trials."""

    kind: str  # of the workload: compute, waiting, mixed, floor or unknown
    capacity: Capacity = field(default_factory=Capacity)
    plan: Plan | None = None
    affinity_cpus: int | None = None
    families: Mapping[str, str] = field(default_factory=dict)  # of runners, by their descriptions
    bandwidth: Curve = field(default_factory=Curve)
    # Of the memory limit, by cell and block, each trial with the probe beside it.
    memory_shares: Mapping[tuple[str, int], Mapping[Block, float]] = field(default_factory=dict)
    # Runners whose workers ran on hosts of --hosts: what the probes measured here limits no cell of
    # theirs, which has neither capacity nor memory_s, and a bound by its tasks and waits only.
    on_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Estimate:
    """One cell. Values by block are of undisturbed trials, one per block.

    Summaries are pooled over the cells of the experiment; those of all trials are medians only.
    """

    runner: str
    family: str  # empty where the run does not describe the runner
    workers: int
    trials: list[Sample]
    walls: dict[Block, float]
    log_speedups: dict[Block, float]  # ln(base / cell)
    wall: Summary | None
    wall_all: Summary | None
    speedup: Summary | None  # None too for the base itself
    log_speedup: Posterior | None  # what speedup is the summary of
    speedup_all: Summary | None
    own: Summary | None  # against the same runner with one worker
    cpu_s: float | None
    peak_rss_kib: float | None
    foreign_share: float | None
    throttled_share: float | None
    capacity: Summary | None
    memory_s: Summary | None  # least time of a pass whose bytes come from memory
    memory_share: Summary | None  # of that, each trial with the probe beside it
    bound: Bound | None  # least time of a pass that waits
    observed: Summary | None  # what the workload counted in a trial: the mean over the blocks
    load: busy.Load
    on_hosts: bool  # its workers ran on hosts of --hosts

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
    def cpu_limit(self) -> Summary | None:
        """Of the speedup; N workers are never expected to do more than N times the work."""
        return self.capacity and shares.at_most(self.capacity, self.workers)

    @property
    def of_capacity(self) -> Summary | None:
        """Share of cpu_limit; None where memory is the limit."""
        gain = shares.exact(1.0) if self.is_base and self.wall else self.speedup
        if not gain or not self.cpu_limit or self.memory_s:
            return None
        return shares.share(gain, self.cpu_limit)

    @property
    def of_memory(self) -> Summary | None:
        paired = self.memory_share
        if paired and paired.interval:
            return paired
        return shares.share(self.memory_s, self.wall) if self.memory_s and self.wall else None

    @property
    def bound_s(self) -> float | None:
        return self.bound.pass_s if self.bound else None

    @property
    def of_bound(self) -> Summary | None:
        if not self.bound_s or not self.wall:
            return None
        return shares.share(shares.exact(self.bound_s), self.wall)

    @property
    def efficiency(self) -> float | None:
        return None if self.gain is None else self.gain / self.workers


def estimates(experiment: Experiment, runners: Iterable[str], context: Context) -> list[Estimate]:
    """In the order of these runners, then by workers."""
    cells = _cells(experiment.samples)
    unjudged = [replace(one, contamination="") if one.contamination else one
                for one in experiment.samples]  # fmt: skip
    everything = _cells(unjudged)
    bases, all_bases = map(series.bases_by_block, (experiment.samples, unjudged))
    rank = {runner: place for place, runner in enumerate(runners)}
    ordered = sorted(cells, key=lambda cell: (rank.get(cell[0], len(rank)), cell))
    walls = [by_block(cells[cell], lambda one: one.wall_s) for cell in ordered]
    logs = [
        {} if cell[0] == BASE else by_block(cells[cell], lambda one: log_ratio(one, bases))
        for cell in ordered
    ]
    owns = [_against_one_worker(cells[cell], cells.get((cell[0], 1), [])) for cell in ordered]
    wall = pooling.summaries([[math.log(wall_s) for wall_s in one.values()] for one in walls])
    speedup = pooling.pool([list(one.values()) for one in logs])
    own = pooling.summaries([list(one.values()) for one in owns])
    here = [cell[0] not in context.on_hosts for cell in ordered]
    beside = [
        context.memory_shares.get(cell, {}).values() if is_here else []
        for cell, is_here in zip(ordered, here)
    ]
    memory_share = pooling.summaries([[math.log(share) for share in mine] for mine in beside])
    work = experiment.workload, experiment.params
    base_cpu_s = _middle(by_block(cells.get((BASE, 1), []), lambda one: one.cpu_s).values())
    found = []
    for place, cell in enumerate(ordered):
        found.append(
            _estimate(
                cells[cell],
                context,
                walls=walls[place],
                log_speedups=logs[place],
                wall=wall[place],
                wall_all=_median(by_block(everything[cell], lambda one: one.wall_s)),
                log_speedup=speedup[place],
                speedup_all=None if cell[0] == BASE else _speedup(everything[cell], all_bases),
                own=own[place],
                memory_share=memory_share[place],
                bound=bounds.bound(
                    (*work, *cell),
                    context.plan,
                    base_cpu_s,
                    context.capacity if here[place] else Capacity(),
                )
                if context.kind in bounds.KINDS
                else None,
            )
        )
    return found


def _cells(samples: Iterable[Sample]) -> dict[tuple[str, int], list[Sample]]:
    cells: dict[tuple[str, int], list[Sample]] = {}
    for sample in samples:
        cells.setdefault(sample.cell, []).append(sample)
    return cells


def _estimate(trials: list[Sample], context: Context, **measured: object) -> Estimate:
    runner, workers = trials[0].cell
    log_speedup = measured["log_speedup"]
    speedup = log_speedup.summary if log_speedup else None
    on_hosts = runner in context.on_hosts
    limited = context.kind == "compute" and not on_hosts
    capacity = context.capacity.at(workers) if limited else None
    memory_s = _memory_s(trials[0].work, workers, context) if limited else None
    good = [one for one in trials if one.status == "ok"]
    undisturbed = [one for one in good if one.undisturbed]
    return Estimate(
        runner=runner,
        family=context.families.get(runner, ""),
        workers=workers,
        trials=trials,
        speedup=speedup,
        cpu_s=_middle(by_block(trials, lambda one: one.cpu_s).values()),
        peak_rss_kib=_middle(one.peak_rss_kib for one in undisturbed),
        foreign_share=busy.foreign_share(undisturbed, context.affinity_cpus),
        throttled_share=busy.throttled_share(good),
        capacity=capacity,
        memory_s=memory_s,
        observed=statistics.mean_of_blocks([*by_block(trials, lambda one: one.observed).values()]),
        load=busy.count(trials),
        on_hosts=on_hosts,
        **measured,
    )


def _memory_s(work: tuple[str, str], workers: int, context: Context) -> Summary | None:
    """Bytes of a pass over the rate at which as many probes read."""
    size = context.plan.streamed_bytes.get(work) if context.plan else None
    rate = context.bandwidth.at(workers) if size else None
    return shares.share(shares.exact(size), rate) if rate else None


def _middle(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _median(values: Mapping[Block, float]) -> Summary | None:
    """Disturbed trials have no interval: nobody knows what they are a sample of."""
    return Summary(len(values), statistics.median([*values.values()]), None) if values else None


def _speedup(trials: list[Sample], bases: dict[Block, list[Sample]]) -> Summary | None:
    logs = by_block(trials, lambda one: log_ratio(one, bases))
    return _median({block: math.exp(value) for block, value in logs.items()})


def _against_one_worker(trials: list[Sample], alone: list[Sample]) -> dict[Block, float]:
    """ln(one worker / cell), paired inside the block with the runner's own trial at N = 1."""
    if trials[0].workers == 1:
        return {}
    own: dict[Block, list[Sample]] = {}
    for one in alone:
        if one.status == "ok":
            own.setdefault(series.block_of(one), []).append(one)
    return by_block(trials, lambda one: log_ratio(one, own))


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
