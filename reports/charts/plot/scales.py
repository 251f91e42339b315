"""Where things stand on an axis: units, ticks, lanes, limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.text.numbers import UNITS, plain

SMALLEST_S = 1e-9  # below the clock's own step; a time of 0 has no place on a log axis
GROUP = 0.42  # octaves that the runners of one N share, where the Ns are far enough apart


@dataclass(frozen=True)
class Lanes:
    """Places side by side around each N, in octaves, so that equal runners do not overlap."""

    workers: tuple[int, ...]
    offsets: dict[str, float]
    half_width: float  # of the whole group
    lane: float  # of one runner
    serial_alone: bool  # only the base has N=1, so that 1 needs no lanes

    def x(self, runner: str, workers: int) -> float:
        return math.log2(workers) + self.offsets.get(runner, 0.0)

    def limits(self) -> tuple[float, float]:
        margin = self.half_width + 0.14
        return math.log2(self.workers[0]) - margin, math.log2(self.workers[-1]) + margin

    def boundary(self, cpus: float) -> float:
        """Between the last N that the CPUs can hold and the first that they cannot."""
        below = [math.log2(n) for n in self.workers if n <= cpus]
        above = [math.log2(n) for n in self.workers if n > cpus]
        left, right = self.limits()
        if not below:
            return left
        if not above:
            return right
        # A fraction of a CPU more than the last N still counts as CPUs: 1.5 of them end at 1.5.
        return max((below[-1] + above[0]) / 2, min(math.log2(cpus), above[0] - self.half_width))


def lanes(workers: Sequence[int], runners: Sequence[str], serial_alone: bool) -> Lanes:
    """workers: every N of the chart; runners: those that need a lane, from left to right."""
    ordered = tuple(sorted(set(workers)))
    octaves = [math.log2(n) for n in ordered]
    nearest = min((right - left for left, right in zip(octaves, octaves[1:])), default=1.0)
    width = min(GROUP, 0.7 * nearest)
    lane = width / max(len(runners), 1)
    offsets = {runner: (place + 0.5) * lane - width / 2 for place, runner in enumerate(runners)}
    return Lanes(ordered, offsets, width / 2, lane, serial_alone)


def jitter(place: int, count: int) -> float:
    """The sideways place of one of count dots: even steps from -0.5 to 0.5, nothing random."""
    return 0.0 if count < 2 else (place / (count - 1) - 0.5)


def labelled_workers(workers: Sequence[int], least_gap: float) -> list[int]:
    """The Ns whose tick labels fit, powers of two first."""
    kept: list[int] = []
    for n in sorted(workers, key=lambda n: (n & (n - 1) != 0, n)):
        if all(abs(math.log2(n) - math.log2(other)) >= least_gap for other in kept):
            kept.append(n)
    return sorted(kept)


def unit_for(seconds: Sequence[float]) -> tuple[float, str]:
    """The one unit of a chart: that of its middle value."""
    middle = sorted(max(value, SMALLEST_S) for value in seconds)[len(seconds) // 2]
    name, length = next((unit for unit in UNITS if middle >= 0.9 * unit[1]), UNITS[-1])
    return length, name


def log_limits(
    values: Sequence[float], least_ratio: float = 1.5, pad: float = 0.06
) -> tuple[float, float]:
    """Limits of a log axis with a margin, wide enough not to magnify noise."""
    low, high = math.log(min(values)), math.log(max(values))
    missing = max(0.0, math.log(least_ratio) - (high - low)) / 2
    low, high = low - missing, high + missing
    air = pad * (high - low)
    return math.exp(low - air), math.exp(high + air)


def log_ticks(low: float, high: float, doubling: bool = False, most: int = 9) -> list[float]:
    """Round ticks of a log axis; doubling: powers of two, for ratios against N."""
    if high / low <= 4:
        candidates = [
            _multiples(step * 10.0**power, low, high)
            for power in range(-12, 12)
            for step in (1, 2, 5)
        ]
    elif doubling and high / low <= 2.0**10 and low > 0.05:
        candidates = [_powers(2.0**step, (1,), low, high) for step in (1, 2)]
    else:
        candidates = [_powers(10.0, steps, low, high) for steps in ((1, 2, 5), (1, 3), (1,))]
        candidates += [_powers(1000.0, (1,), low, high)]
    return next((ticks for ticks in candidates if len(ticks) <= most), candidates[-1])


def linear_ticks(high: float, most: int = 9) -> list[float]:
    """Round ticks from 0."""
    steps = (step * 10.0**power for power in range(-1, 12) for step in (1, 2, 5))
    return next(ticks for ticks in (_multiples(s, 0, high) for s in steps) if len(ticks) <= most)


def _multiples(step: float, low: float, high: float) -> list[float]:
    first, last = math.ceil(low / step), math.floor(high / step)
    return (
        [place * step for place in range(first, last + 1)] if last - first < 1000 else [0.0] * 1000
    )


def _powers(base: float, steps: Sequence[int], low: float, high: float) -> list[float]:
    first, last = math.floor(math.log(low, base)), math.ceil(math.log(high, base))
    ticks = [step * base**power for power in range(first, last + 1) for step in steps]
    return [tick for tick in ticks if low <= tick <= high]


def few_decades(decades: Sequence[float], most: int = 4) -> list[float]:
    """Those to be labelled in a narrow panel: 1 µs, 1 ms, 1 s where they suffice."""
    for step in range(3, len(decades), 3):
        kept = [decade for decade in decades if round(math.log10(decade)) % step == 0]
        apart = step / (len(decades) - 1)  # of the panel's width
        if 2 <= len(kept) <= most and apart > 0.3:
            return kept
    return list(decades[:: math.ceil(len(decades) / most)])


def decade_label(seconds: float) -> str:
    """1e-05 -> "10 µs"."""
    name, length = next((unit for unit in UNITS if seconds >= 0.999 * unit[1]), UNITS[-1])
    return f"{plain(round(seconds / length, 3))} {name}"
