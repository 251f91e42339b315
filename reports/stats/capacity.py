"""What the machine can do at N workers, from the run's probes: CPU capacity, memory bandwidth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reports.data.facts import Plan
from reports.stats import statistics
from reports.stats.statistics import Summary
from reports.data.samples import Sample


@dataclass(frozen=True)
class Capacity:
    """Work that N independent copies do over that of one; empty without an undisturbed probe."""

    points: dict[int, Summary] = field(default_factory=dict)  # by N, N = 1 not among them
    usable_cpus: float | None = None

    def at(self, workers: int) -> float | None:
        """N = 1 is 1 by definition."""
        if workers == 1:
            return 1.0
        points = {1: 1.0} | {n: summary.median for n, summary in self.points.items()}
        return _at(points, workers, self.usable_cpus)


@dataclass(frozen=True)
class Bandwidth:
    """Median bytes per second by N; empty where the run has no undisturbed probe."""

    points: dict[int, float] = field(default_factory=dict)
    usable_cpus: float | None = None

    def at(self, workers: int) -> float | None:
        return _at(self.points, workers, self.usable_cpus)


def sweeps(probes: Iterable[Sample]) -> Iterator[list[Sample]]:
    """Probes that followed each other with more and more workers, from one on."""
    sweep: list[Sample] = []
    for probe in probes:
        follows = sweep and probe.workers > sweep[-1].workers and probe.session == sweep[-1].session
        if not follows:
            if sweep:
                yield sweep
            sweep = []
        sweep.append(probe)
    if sweep:
        yield sweep


def measure(probes: Iterable[Sample], usable_cpus: float | None) -> Capacity:
    """Per sweep N * time(1) / time(N), undisturbed probes only; the median over the sweeps."""
    found: dict[int, list[float]] = {}
    for sweep in sweeps(probes):
        first = sweep[0]
        if first.workers == 1 and first.undisturbed:
            for probe in sweep[1:]:
                if probe.undisturbed:
                    ratio = probe.workers * first.wall_s / probe.wall_s
                    found.setdefault(probe.workers, []).append(ratio)
    points = {n: statistics.summarize_ratios(found[n]) for n in sorted(found)}
    # One CPU has no sweep to measure: its capacity is 1 by definition.
    return Capacity(points, usable_cpus)


def measure_bandwidth(
    probes: Iterable[Sample], plan: Plan | None, usable_cpus: float | None
) -> Bandwidth:
    """Bytes that a probe reads by the plan, over its time: medians of the undisturbed probes."""
    rates: dict[int, list[float]] = {}
    for probe in probes:
        size = plan.streamed_bytes.get(probe.work) if plan else None
        if size and probe.undisturbed and probe.wall_s:
            rates.setdefault(probe.workers, []).append(size / probe.wall_s)
    points = {n: statistics.summarize(values).median for n, values in sorted(rates.items())}
    return Bandwidth(points, usable_cpus)


def _at(points: dict[int, float], workers: int, usable_cpus: float | None) -> float | None:
    """Linear between the probed N. Beyond them the last value, if all CPUs were probed."""
    known = sorted(points.items())
    if not known or workers < known[0][0]:
        return None
    last, value = known[-1]
    if workers >= last:
        # A quota of 1.5 CPUs is probed at 1: what two workers get of it nobody measured.
        everything = usable_cpus is not None and last >= usable_cpus
        return value if workers == last or everything else None
    for (low, below), (high, above) in zip(known, known[1:]):
        if low <= workers <= high:
            return below + (above - below) * (workers - low) / (high - low)
    return None
