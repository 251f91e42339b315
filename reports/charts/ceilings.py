"""What no runner can beat, N by N: measured capacity, memory, or waits; draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reports.stats import bandwidth, capacity, statistics
from reports.stats.series import BASE, Experiment
from reports.data.records import Run


CAPACITY_NOTE = (
    "Measured capacity: the throughput of N independent copies of fixed work over that of one, "
    "median of this run's clean probes, at most N; with more workers than CPUs that of all CPUs."
)
MEMORY_NOTE = (
    "Memory bandwidth: the bytes of a pass over the rate at which this run's clean probes read as "
    "many at once, N of them; with more workers than CPUs as many as CPUs."
)
BOTH_WORDS = "capacity, memory"
BOTH_NOTE = (
    "Capacity, memory: the lower of measured capacity (N copies of fixed work over one) and of what "
    "memory allows this pass (the rate at which N probes read), by this run's clean probes."
)
WAITS_NOTE = "Bound: the least time of a pass that the waits themselves allow with N workers."


@dataclass(frozen=True)
class Ceiling:
    """By N, in the units of the charts; a chart with nothing here gets no line."""

    words: str  # in the legend
    note: str  # under the chart
    times: dict[int, float] = field(default_factory=dict)
    speedups: dict[int, float] = field(default_factory=dict)
    efficiencies: dict[int, float] = field(default_factory=dict)

    def of(self, kind: str) -> dict[int, float]:
        """kind: time, speedup or efficiency, as the charts are named."""
        return {
            "time": self.times, "speedup": self.speedups, "efficiency": self.efficiencies
        }[kind]  # fmt: skip


def ceilings_of(run: Run, experiment: Experiment, workers: Sequence[int]) -> list[Ceiling]:
    """At most one for each kind of chart; none where nothing was measured and nothing is known."""
    kind = run.environment.kind_of(experiment.workload)
    found = []
    if kind == "compute":
        found = _computing(_capacity(run, workers), _memory(run, experiment, workers))
    elif kind == "waiting" and run.plan is not None:
        found = [_waiting(run.plan.bound_s, experiment)]
    return [one for one in found if one.times or one.speedups or one.efficiencies]


def _computing(cores: Ceiling, memory: Ceiling) -> list[Ceiling]:
    """A pass through memory is held by both: the lower one holds the speedup."""
    if not memory.times:
        return [cores]
    both = {
        n: min(memory.speedups[n], cores.speedups[n])
        for n in memory.speedups
        if n in cores.speedups
    }
    lower = Ceiling(BOTH_WORDS, BOTH_NOTE, speedups=both)
    return [replace(cores, speedups={}), replace(memory, speedups={}), lower]


def _memory(run: Run, experiment: Experiment, workers: Sequence[int]) -> Ceiling:
    work = (experiment.workload, experiment.params)
    size = run.plan.streamed_bytes.get(work) if run.plan else None
    curve = bandwidth.measure(run.bandwidth, run.plan, run.usable_cpus)
    found = {n: curve.at(n) for n in workers} if size else {}
    times = {n: size / rate for n, rate in found.items() if rate}
    alone = [one.wall_s for one in experiment.samples if one.runner == BASE and one.undisturbed]
    base = statistics.summarize(alone)
    speedups = {n: base.median / time for n, time in times.items()} if base else {}
    return Ceiling("memory bandwidth", MEMORY_NOTE, times=times, speedups=speedups)


def _capacity(run: Run, workers: Sequence[int]) -> Ceiling:
    curve = capacity.measure(run.probes, run.usable_cpus)
    speedups = {}
    if curve.points:
        found = {n: curve.at(n) for n in workers}
        # One worker is held to 1 by definition, which is no measurement.
        speedups = {n: min(n, value) for n, value in found.items() if value is not None}
    efficiencies = {n: value / n for n, value in speedups.items()}
    return Ceiling("measured capacity", CAPACITY_NOTE, speedups=speedups, efficiencies=efficiencies)


def _waiting(bounds: dict[tuple[str, str, str, int], float], experiment: Experiment) -> Ceiling:
    """An N for which the runners' bounds differ gets none: one line cannot hold for all."""
    mine: dict[tuple[str, int], float] = {
        cell[2:]: bound for cell, bound in bounds.items()
        if cell[:2] == (experiment.workload, experiment.params)
    }  # fmt: skip
    by_workers: dict[int, set[float]] = {}
    for (_, n), bound in mine.items():
        by_workers.setdefault(n, set()).add(bound)
    times = {n: found.pop() for n, found in sorted(by_workers.items()) if len(found) == 1}
    alone = mine.get((BASE, 1), times.get(1))
    speedups = {n: alone / bound for n, bound in times.items()} if alone else {}
    return Ceiling("bound: waits", WAITS_NOTE, times=times, speedups=speedups)
