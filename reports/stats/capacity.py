"""How many serial copies' worth of work the machine did at N workers, from the run's probes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reports.stats import curve, statistics
from reports.stats.statistics import Summary
from reports.data.samples import Sample


@dataclass(frozen=True)
class Capacity:
    """The measured curve; empty where the run has no clean probe."""

    points: dict[int, Summary] = field(default_factory=dict)  # by N, N = 1 not among them
    usable_cpus: float | None = None

    def at(self, workers: int) -> float | None:
        """N = 1 is 1 by definition."""
        if workers == 1:
            return 1.0
        points = {1: 1.0} | {n: summary.median for n, summary in self.points.items()}
        return curve.at(points, workers, self.usable_cpus)


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
    """Per sweep N * time(1) / time(N), clean probes only; the median over the sweeps."""
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
