"""When a cell needs no more blocks, and how many it will need.

`parbench run` stops measuring a cell when its interval is narrow, never because something looks
significant: that makes false alarms. Its rule is this small one (bench/summary), not the pooled
posterior of the report; tests/support/statistics_fixture.json holds both sides to the same figures.

Moderated t (G. Smyth, "Linear models and empirical Bayes methods for assessing differential
expression in microarray experiments", 2004), with fixed prior weight: the variance s² of a cell
with d degrees of freedom becomes (4 s0² + d s²) / (4 + d), where s0² is what most cells have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reports.stats.statistics import Summary, mean, median

WIDTH = 0.05  # of the centre
_PRIOR = 4  # degrees of freedom that the other cells' scale counts as
# Few beyond 30: each further look at the same width costs coverage (tests/reports/stats).
_STOPS = (3, 4, 6, 9, 12, 15, 20, 25, 30, 50, 80)
_NORMAL = 1.959963984540054  # the 97.5 % quantile
_POWER = 0.8416  # the normal quantile of 80 %, for blocks_needed
_FIRST_T = (12.7062047, 4.3026527, 3.1824463, 2.7764451)  # of Student's t, 1 to 4 degrees


@dataclass(frozen=True)
class Scale:
    """Standard deviation of a cell's logs with what the other cells say of it."""

    sd: float
    prior: int  # degrees of freedom from the other cells
    n: int  # blocks of the cell

    @property
    def half_width(self) -> float:
        """Of the 95 % interval of the mean of the logs."""
        return self.after(self.n)

    def after(self, blocks: int, power: float = 0.0) -> float:
        """The distance from the truth to an edge that so many blocks resolve.

        power: the normal quantile of the probability with which they do.
        """
        return (t_quantile(self.prior + blocks - 1) + power) * self.sd / math.sqrt(blocks)


def t_quantile(degrees: int) -> float:
    """97.5 % of Student's t, by Abramowitz and Stegun, 26.7.5: within 0.02 %."""
    if degrees <= len(_FIRST_T):
        return _FIRST_T[degrees - 1]
    x, n = _NORMAL, degrees
    return (
        x
        + (x**3 + x) / 4 / n
        + (5 * x**5 + 16 * x**3 + 3 * x) / 96 / n**2
        + (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384 / n**3
        + (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160 / n**4
    )


def scales(cells: Sequence[Sequence[float]]) -> list[Scale | None]:
    """One per cell of an experiment; None for fewer than two values.

    cells: the logs of each cell, one per block.
    """
    several = [values for values in cells if len(values) > 1]
    prior = _PRIOR if len(several) > 1 else 0
    typical = median([_typical(values) for values in several]) if several else 0.0
    found: list[Scale | None] = []
    for values in cells:
        if len(values) < 2:
            found.append(None)
            continue
        own = len(values) - 1
        variance = (prior * typical + own * _variance(values)) / (prior + own)
        found.append(Scale(math.sqrt(variance), prior, len(values)))
    return found


def _typical(values: Sequence[float]) -> float:
    """The variance of which this one would be the median (Wilson and Hilferty, 1931)."""
    return _variance(values) / (1 - 2 / (9 * (len(values) - 1))) ** 3


def _variance(values: Sequence[float]) -> float:
    centre = mean(values)
    return math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1)


def is_stop(blocks: int) -> bool:
    """Looking for narrow intervals only here keeps the coverage."""
    return blocks in _STOPS or (blocks > 80 and blocks % 50 == 0)


def is_narrow(half_width: float, width: float = WIDTH) -> bool:
    """Whether an interval of logs is narrower than this share of its centre."""
    return 2 * math.sinh(half_width) < width


def is_finished(scale: Scale | None, width: float = WIDTH) -> bool:
    return scale is not None and is_stop(scale.n) and is_narrow(scale.half_width, width)


def is_wide(summary: Summary, width: float = WIDTH) -> bool:
    """Whether a reported interval is wider than was asked for."""
    interval = summary.interval
    return interval is not None and interval.high - interval.low >= width * summary.median


def blocks_needed(scale: Scale, distance: float) -> int | None:
    """The fewest blocks, at a stop, that probably tell a truth at this distance from an edge.

    None where 80 do not suffice.
    """
    for blocks in _STOPS:
        if scale.after(blocks, _POWER) <= distance:
            return blocks
    return None


def blocks_for_width(scale: Scale, width: float) -> int | None:
    """The fewest blocks, at a stop, whose interval is narrow; None where 80 do not suffice."""
    return next((one for one in _STOPS if is_narrow(scale.after(one), width)), None)
