"""How much of a limit was reached, when both were measured; knows no run."""

from __future__ import annotations

import math

from reports.stats.statistics import CONFIDENCE, Interval, Summary


def exact(value: float) -> Summary:
    """A figure that was not measured."""
    return Summary(0, value, Interval(value, value, CONFIDENCE))


def inverse(summary: Summary) -> Summary:
    interval = summary.interval
    if interval:
        interval = Interval(1 / interval.high, 1 / interval.low, interval.level)
    return Summary(summary.n, 1 / summary.median, interval)


def at_most(summary: Summary, most: float) -> Summary:
    interval = summary.interval
    if interval:
        interval = Interval(min(interval.low, most), min(interval.high, most), interval.level)
    elif summary.median >= most:
        interval = exact(most).interval
    return Summary(summary.n, min(summary.median, most), interval)


def product(one: Summary, other: Summary) -> Summary:
    """Of two independent figures above 0; without an interval where one of them has none.

    On logarithms each end lies as far from the product as the squares of both distances add up to
    (Zou and Donner, "Construction of confidence limits about effect measures", 2008).
    """
    middle = one.median * other.median
    interval = None
    if one.interval and other.interval:
        down = [math.log(x.median / x.interval.low) for x in (one, other)]
        up = [math.log(x.interval.high / x.median) for x in (one, other)]
        level = min(one.interval.level, other.interval.level)
        low, high = middle * math.exp(-math.hypot(*down)), middle * math.exp(math.hypot(*up))
        interval = Interval(low, high, level)
    return Summary(max(one.n, other.n), middle, interval)


def share(reached: Summary, limit: Summary) -> Summary:
    return product(reached, inverse(limit))
