"""The verdict that an interval allows against a margin, and its p."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.stats import statistics
from reports.stats.statistics import CONFIDENCE, Summary, binomial_tail

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


def claim(logs: Sequence[float], speedup: Summary | None, margin: float) -> Claim:
    """The verdict with its p, which counts values beyond the margin as a sign test does."""
    found = verdict(speedup, margin)
    if found not in (FASTER, SLOWER, EQUIVALENT):
        return Claim(found)
    n, edge = len(logs), math.log1p(margin)
    up = _tail(n, sum(value <= edge for value in logs))
    down = _tail(n, sum(value >= -edge for value in logs))
    if found == FASTER:
        return Claim(found, up)
    if found == SLOWER:
        return Claim(found, down)
    inside = max(sum(value < -edge for value in logs), sum(value > edge for value in logs))
    return Claim(found, _tail(n, inside))


def _tail(n: int, contrary: int) -> float:
    """Two-sided, although one side is asked: the interval's verdict spends both ends of it."""
    return min(1.0, 2 * binomial_tail(n, contrary))


def granted(claims: Sequence[Claim]) -> list[bool]:
    """Which hold when all are made together, by Holm; points are no claim, the undecided are one.

    The family is whatever had an interval and so could have claimed something: leaving out those
    that came out inconclusive would choose the family by its results.
    """
    family = [place for place, one in enumerate(claims) if one.verdict in VERDICTS]
    adjusted = statistics.holm_adjusted([claims[place].p for place in family])
    held = {place for place, p in zip(family, adjusted) if p <= 1 - CONFIDENCE}
    return [place in held for place in range(len(claims))]


def fewest_for_a_claim(family: int) -> int:
    """Blocks below which no sign test reaches its level among so many: 2 / 2^n <= alpha / m."""
    alpha = 1 - CONFIDENCE
    return math.ceil(math.log2(2 * max(family, 1) / alpha))
