"""How fast the machine's memory can be read at N workers, from the run's probes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.stats import curve, statistics
from reports.data.facts import Plan
from reports.data.samples import Sample


@dataclass(frozen=True)
class Bandwidth:
    """Median bytes per second by N; empty where the run has no clean probe."""

    points: dict[int, float] = field(default_factory=dict)
    usable_cpus: float | None = None

    def at(self, workers: int) -> float | None:
        return curve.at(self.points, workers, self.usable_cpus)


def measure(probes: Iterable[Sample], plan: Plan | None, usable_cpus: float | None) -> Bandwidth:
    """Bytes that the plan says a probe reads, over its time: medians over the clean probes."""
    rates: dict[int, list[float]] = {}
    for probe in probes:
        size = plan.streamed_bytes.get(probe.work) if plan else None
        if size and probe.undisturbed and probe.wall_s:
            rates.setdefault(probe.workers, []).append(size / probe.wall_s)
    points = {n: statistics.summarize(values).median for n, values in sorted(rates.items())}
    return Bandwidth(points, usable_cpus)
