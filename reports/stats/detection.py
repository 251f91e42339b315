"""How often intervals of consecutive blocks see a difference, there or not; knows no run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy.stats import binom

from reports.stats.pooling import summarize_ratios
from reports.stats.statistics import CONFIDENCE


@dataclass(frozen=True)
class Findings:
    """Independent comparisons, each of n consecutive blocks: how many intervals exclude 1."""

    n: int
    level: float | None  # the exact level of each interval
    comparisons: int
    above: int  # intervals that lie wholly above 1
    below: int


def findings(ratios: Sequence[float], n: int) -> Findings:
    """ratios: one a block, in the order of the blocks. What is left over at the end is not used."""
    groups = [ratios[start : start + n] for start in range(0, len(ratios) - n + 1, n)]
    intervals = [summarize_ratios(group).interval for group in groups]
    return Findings(
        n,
        intervals[0].level if intervals and intervals[0] else None,
        len(groups),
        sum(interval is not None and interval.low > 1 for interval in intervals),
        sum(interval is not None and interval.high < 1 for interval in intervals),
    )


def most_alarms(comparisons: int) -> int:
    """Alarms that intervals which err as often as 95 % allows exceed less than 1 time in 40."""
    return int(binom.ppf(0.975, comparisons, 1 - CONFIDENCE))


def chance_of_more(alarms: int, comparisons: int, level: float) -> float:
    """That intervals of this exact level raise more alarms where there is nothing to find."""
    return float(binom.sf(alarms, comparisons, 1 - level))


def deviation(ratios: Sequence[float]) -> float:
    """Standard deviation of the logarithms; 0.03 is 3 %."""
    return float(numpy.std(numpy.log(ratios), ddof=1)) if len(ratios) > 1 else math.nan
