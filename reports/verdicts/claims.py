"""The verdict that an interval allows against a margin, and its p."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.stats import statistics
from reports.stats.pooling import Posterior
from reports.stats.statistics import CONFIDENCE, Summary

FASTER, SLOWER = "faster", "slower"
EQUIVALENT, INCONCLUSIVE = "equivalent", "inconclusive"
POINTS_ONLY = "points_only"  # too few blocks for any interval
TOO_BUSY = "too_busy"
VERDICTS = (FASTER, SLOWER, EQUIVALENT, INCONCLUSIVE)


@dataclass(frozen=True)
class Claim:
    verdict: str
    p: float = 1.0  # the least two-sided level at which the interval would still say so


def verdict(speedup: Summary | None, margin: float) -> str:
    """By the whole interval of a ratio, above 1 if faster: beyond 1 ± margin, inside, or both."""
    if speedup is None or speedup.interval is None:
        return POINTS_ONLY
    low, high = speedup.interval.low, speedup.interval.high
    if low > 1 + margin:
        return FASTER
    if high < 1 / (1 + margin):
        return SLOWER
    if low >= 1 / (1 + margin) and high <= 1 + margin:
        return EQUIVALENT
    return INCONCLUSIVE


def claim(log_ratio: Posterior | None, margin: float) -> Claim:
    """The verdict with its p: twice the chance that the ratio is not beyond the margin.

    log_ratio: ln of a ratio that is above 1 if faster. Twice, although one side is asked, because
    the interval's verdict spends both of its ends.
    """
    found = verdict(log_ratio.summary if log_ratio else None, margin)
    if found not in (FASTER, SLOWER, EQUIVALENT):
        return Claim(found)
    edge = math.log1p(margin)
    above, below = 1 - float(log_ratio.below(edge)), float(log_ratio.below(-edge))
    wrong = {FASTER: 1 - above, SLOWER: 1 - below, EQUIVALENT: max(above, below)}[found]
    return Claim(found, min(1.0, 2 * wrong))


def granted(claims: Sequence[Claim]) -> list[bool]:
    """Which hold when all are made together, by Holm; points are no claim, the undecided are one.

    The family is whatever had an interval and so could have claimed something: leaving out those
    that came out inconclusive would choose the family by its results.
    """
    family = [place for place, one in enumerate(claims) if one.verdict in VERDICTS]
    adjusted = statistics.holm_adjusted([claims[place].p for place in family])
    held = {place for place, p in zip(family, adjusted) if p <= 1 - CONFIDENCE}
    return [place in held for place in range(len(claims))]
