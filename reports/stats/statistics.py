"""Medians, means, intervals and joint levels of plain numbers; knows no file and no chart."""

from __future__ import annotations

import math
import statistics as plain
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scipy import special

CONFIDENCE = 0.95
FEWEST_FOR_AN_INTERVAL = 3  # blocks, with a pooled scale: reports/stats/pooling.py


@dataclass(frozen=True)
class Interval:
    low: float
    high: float
    level: float  # probability that such an interval covers the true value


@dataclass(frozen=True)
class Summary:
    n: int
    median: float
    interval: Interval | None  # None: too few values for any interval


@lru_cache(maxsize=None)
def _tails(n: int) -> list[float]:
    """P(Binomial(n, 1/2) <= k) for k = 0 to n; integers until the last division."""
    tails, ways, sum_of_ways = [], 1, 0
    for k in range(n + 1):
        sum_of_ways += ways
        tails.append(sum_of_ways / 2**n)
        ways = ways * (n - k) // (k + 1)
    return tails


def binomial_tail(n: int, k: int) -> float:
    return _tails(n)[k]


@lru_cache(maxsize=None)
def sign_test_rank(n: int, confidence: float = CONFIDENCE) -> int | None:
    """The largest k whose k-th smallest to k-th largest of n values covers the median."""
    # P(median outside) = 2 P(Binomial(n, 1/2) < k): Hettmansperger and McKean, Robust Nonparametric
    # Statistical Methods, section 1.3. It assumes independent values and no distribution.
    miss = 1 - confidence
    k = 0
    while 2 * (k + 1) <= n and 2 * binomial_tail(n, k) <= miss:
        k += 1
    return k or None


def sign_test_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval | None:
    """The narrowest order-statistic interval of the median at this confidence or above."""
    n = len(values)
    k = sign_test_rank(n, confidence)
    if k is None:
        return None
    ordered = sorted(values)
    return Interval(ordered[k - 1], ordered[n - k], 1 - 2 * binomial_tail(n, k - 1))


def median(values: Sequence[float]) -> float:
    """Of at least one value; of an even number the mean of the two in the middle."""
    ordered, n = sorted(values), len(values)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2 if n % 2 == 0 else ordered[n // 2]


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def mean_of_blocks(values: Sequence[float]) -> Summary | None:
    """The arithmetic mean of values that are never below 0, with Student's t interval."""
    n = len(values)
    if not n:
        return None
    centre, interval = mean(values), None
    if n >= FEWEST_FOR_AN_INTERVAL:
        error = plain.stdev(values) / math.sqrt(n)
        reach = float(special.stdtrit(n - 1, (1 + CONFIDENCE) / 2)) * error
        interval = Interval(max(centre - reach, 0.0), centre + reach, CONFIDENCE)
    return Summary(n, centre, interval)


def scaled(summary: Summary | None, factor: float) -> Summary | None:
    """The summary of the same values, each times a positive factor."""
    if summary is None:
        return None
    interval = summary.interval
    if interval is not None:
        interval = Interval(interval.low * factor, interval.high * factor, interval.level)
    return Summary(summary.n, summary.median * factor, interval)


def holm_adjusted(p_values: Sequence[float]) -> list[float]:
    """For each p, the smallest family-wise level at which Holm's procedure grants its claim.

    S. Holm, "A simple sequentially rejective multiple test procedure" (1979): the i-th smallest of
    m counts m - i + 1 times, and never less than one that is smaller. Any dependence is allowed.
    """
    count = len(p_values)
    result = [1.0] * count
    highest = 0.0
    for place, index in enumerate(sorted(range(count), key=lambda index: p_values[index])):
        highest = max(highest, min(1.0, (count - place) * p_values[index]))
        result[index] = highest
    return result
