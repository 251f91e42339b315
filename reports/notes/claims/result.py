"""What is said of one claim, and the figures that it rests on; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from reports.stats.estimates import Block
from reports.stats.statistics import Summary, summarize, summarize_ratios
from reports.text import numbers

REPRODUCED, NOT_REPRODUCED = "reproduced", "not reproduced"
CANNOT_TELL = "cannot tell here"
MEASURE = "parbench run --preset claims"

RATIO, CPUS, SECONDS, TASKS, RATE = "ratio", "CPUs", "s", "tasks", "B/s"
SHARE, WORKERS = "share", "workers"


@dataclass(frozen=True)
class Figure:
    """A median over n blocks with its interval; without low, high and level there is none."""

    label: str
    value: float | None  # None: beyond what was tried
    low: float | None
    high: float | None
    level: float | None
    n: int
    unit: str

    @property
    def words(self) -> str:
        """1.93× [1.90, 1.96]"""
        if self.value is None:
            return ""
        if self.low is None or self.high is None:
            return _said(self.value, self.unit)
        text, ends = _said(self.value, self.unit, rounded=False), (self.low, self.high)
        low, high = (_said(end, self.unit, bare=True, rounded=False) for end in ends)
        return f"{text} [{low}, {high}]"


@dataclass(frozen=True)
class ClaimResult:
    id: str
    text: str
    experiment: str
    verdict: str
    sentence: str
    figures: list[Figure] = field(default_factory=list)
    run_id: str = ""


def figure(label: str, summary: Summary, unit: str = RATIO) -> Figure:
    interval = summary.interval
    ends = (interval.low, interval.high, interval.level) if interval else (None, None, None)
    return Figure(label, summary.median, *ends, summary.n, unit)


def of_values(label: str, values: Mapping[Block, float], unit: str) -> Figure | None:
    """Of values above 0, one a block, on their logarithms; None without any."""
    summary = summarize_ratios(list(values.values()))
    return figure(label, summary, unit) if summary else None


def plain(label: str, value: float, unit: str, n: int = 1) -> Figure:
    """A number that was counted or computed, not estimated."""
    return Figure(label, value, None, None, None, n, unit)


def of_numbers(label: str, values: list[float], unit: str) -> Figure | None:
    """The same for values that may be 0 or infinite, as they are; infinite ends stay open."""
    summary = summarize(values)
    if summary is None:
        return None
    made = figure(label, summary, unit)
    ends = [_finite(end) for end in (median(values), made.low, made.high)]
    return Figure(label, *ends, made.level, made.n, unit)


def _finite(value: float | None) -> float | None:
    return value if value is not None and 0 < value < float("inf") else None


def _said(value: float, unit: str, bare: bool = False, rounded: bool = True) -> str:
    if unit == RATIO:
        return numbers.ratio(value) + ("" if bare else "×")
    if unit == CPUS:
        return numbers.ratio(value) + ("" if bare else " CPUs")
    if unit == SHARE:
        return numbers.fine_percent(value)
    if unit == SECONDS:
        return numbers.time(value)
    if unit == RATE:
        return numbers.figure(value / 1e9) + ("" if bare else " GB/s")
    text = str(int(value)) if rounded and value == int(value) else numbers.figure(value)
    return text if bare else f"{text} {unit}"
