"""By what factor one set of times is longer than another, with exact rank tests; knows no run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy

from reports.stats.statistics import CONFIDENCE, FEWEST_FOR_AN_INTERVAL, Interval

MOST_EXACT = 100 * 100  # pairs; from there on the normal limit errs by less than 1e-4


@dataclass(frozen=True)
class Shift:
    """Ratio after/before of two independent sets of values above 0."""

    n: tuple[int, int]
    ratio: float  # Hodges and Lehmann: exp of the median of all pairwise differences of logs
    interval: Interval | None  # None: too few values on one side


@lru_cache(maxsize=None)
def _cumulated(n: int, m: int) -> list[int]:
    """How many of the orders of n and m values have at most u pairs out of order, u = 0, 1, ..."""
    # The counts are the coefficients of the Gaussian binomial (n + m choose n) in x: the product of
    # (1 - x^(m+i)) / (1 - x^i), i = 1..n (Mann and Whitney, 1947). Integers: no rounding.
    counts = [1] + [0] * (n * m)
    for i in range(1, n + 1):
        for u in range(n * m, m + i - 1, -1):
            counts[u] -= counts[u - m - i]
        for u in range(i, n * m + 1):
            counts[u] += counts[u - i]
    for u in range(1, n * m + 1):
        counts[u] += counts[u - 1]
    return counts


def at_most(u: int, n: int, m: int) -> float:
    """P(U <= u): U of Mann and Whitney for two samples of one continuous distribution."""
    if u < 0 or u >= n * m:
        return 0.0 if u < 0 else 1.0
    if n * m > MOST_EXACT:
        spread = math.sqrt(n * m * (n + m + 1) / 12)
        return NormalDist().cdf((u + 0.5 - n * m / 2) / spread)
    return _cumulated(min(n, m), max(n, m))[u] / math.comb(n + m, n)


@lru_cache(maxsize=None)
def rank(n: int, m: int, confidence: float = CONFIDENCE) -> int | None:
    """The largest k whose k-th smallest to k-th largest pairwise difference covers the shift."""
    if min(n, m) < FEWEST_FOR_AN_INTERVAL or 2 * at_most(0, n, m) > 1 - confidence:
        return None
    low, high = 1, n * m // 2 + 1  # the answer lies in [low, high)
    while high - low > 1:
        middle = (low + high) // 2
        enough = 2 * at_most(middle - 1, n, m) <= 1 - confidence
        low, high = (middle, high) if enough else (low, middle)
    return low


def shift(
    before: Sequence[float], after: Sequence[float], confidence: float = CONFIDENCE
) -> Shift | None:
    """Interval of the ratio, at this confidence or above; None without values on either side.

    Exact where both sides have one shape. Ties only make it cover more: its ends belong to it.
    """
    if not before or not after:
        return None
    differences = numpy.sort(_differences(before, after))
    k = rank(len(before), len(after), confidence)
    interval = None
    if k is not None:
        level = 1 - 2 * at_most(k - 1, len(before), len(after))
        interval = Interval(math.exp(differences[k - 1]), math.exp(differences[-k]), level)
    ratio = math.exp(float(numpy.median(differences)))
    return Shift((len(before), len(after)), ratio, interval)


def p_slower(before: Sequence[float], after: Sequence[float], by: float) -> float:
    """Two-sided p of "after takes more than (1 + by) times as long"; 0.05 where by is on its edge.

    At most 0.05 exactly where a 95 % interval lies above 1 + by. Ties count against the claim.
    """
    return _p(_differences(before, after) - math.log1p(by), len(before), len(after))


def least_p(n: int, m: int) -> float:
    """The p where every value of one side lies beyond every value of the other."""
    return 2 * at_most(0, n, m)


def p_faster(before: Sequence[float], after: Sequence[float], by: float) -> float:
    """The same of "before takes more than (1 + by) times as long as after"."""
    return p_slower(after, before, by)


def _p(above: numpy.ndarray, n: int, m: int) -> float:
    if min(n, m) < FEWEST_FOR_AN_INTERVAL:
        return 1.0
    return min(1.0, 2 * at_most(int((above <= 0).sum()), n, m))


def _differences(before: Sequence[float], after: Sequence[float]) -> numpy.ndarray:
    return numpy.subtract.outer(numpy.log(after), numpy.log(before)).ravel()
