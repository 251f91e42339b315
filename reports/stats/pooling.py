"""Pooled intervals: the mean of each cell's logs, with scale and tail shared by the cells.

The value of cell c in block b is Student-t around the cell's mean: y_cb ~ t_nu(mu_c, sigma_c), with
ln sigma_c ~ N(m, tau): cells that are measured side by side have similar noise, so that each of
them needs fewer blocks than alone (partial pooling: Gelman and Hill, "Data Analysis Using
Regression and Multilevel/Hierarchical Models", 2007, chapter 12; Student-t against outliers: Lange,
Little and Taylor, JASA 84, 1989). The prior of mu_c is flat; m, tau and nu are averaged over a grid
by their evidence. Sums over grids: no random numbers, the same result for the same values.

A cell that is much noisier than the others would borrow too small a scale: where that is the case,
its interval is at least as wide as the t interval of its own values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from scipy import special

from reports.stats import statistics
from reports.stats.statistics import CONFIDENCE, FEWEST_FOR_AN_INTERVAL, Interval, Summary

MUCH_NOISIER = 1.5  # than the median standard deviation of the cells

_TAILS = numpy.array([2.0, 4.0, 10.0, 50.0])  # nu
_SPREADS = numpy.array([0.05, 0.25, 0.5, 0.8, 1.2])  # tau
_LOG_SCALES = numpy.linspace(-2.2, 3.4, 23)  # ln(sigma / a typical deviation)
_CENTRES = _LOG_SCALES[4:-4]  # m
_STEPS = numpy.linspace(-5.5, 5.5, 161)  # mu is finest around the cell's median
_MEANS = 0.25 * numpy.sinh(_STEPS)
_MEAN_WEIGHTS = 0.25 * numpy.cosh(_STEPS) * (_STEPS[1] - _STEPS[0])
_LEAST_DEVIATION = 1e-9  # of logs: identical values still need a scale
_MOST_LOG = 709.0  # whose exponential is a number
_BLOCKS_PER_LOG = 16  # factors that are multiplied before a logarithm is taken


@dataclass(frozen=True)
class Posterior:
    """What n blocks say of the mean of a cell's logs: its distribution function at some points."""

    n: int
    points: numpy.ndarray  # rising
    cumulated: numpy.ndarray  # P(mean <= point)

    def quantiles(self, shares: float | numpy.ndarray) -> numpy.ndarray:
        return numpy.interp(shares, self.cumulated, self.points)

    def below(self, values: float | numpy.ndarray) -> numpy.ndarray:
        """P(mean <= value)."""
        return numpy.interp(values, self.points, self.cumulated, left=0.0, right=1.0)

    def widened(self, factor: float) -> Posterior:
        """The same centre; every distance from it times the factor."""
        centre = float(self.quantiles(0.5))
        return Posterior(self.n, centre + factor * (self.points - centre), self.cumulated)

    @property
    def summary(self) -> Summary:
        """Of exp(mean): a ratio, or a time. No interval of fewer than three blocks."""
        mean = self.summary_of_mean
        interval = mean.interval
        if interval is not None:
            interval = Interval(_exp(interval.low), _exp(interval.high), interval.level)
        return Summary(self.n, _exp(mean.median), interval)

    @property
    def summary_of_mean(self) -> Summary:
        """Of the mean itself, in the units of the values."""
        tail = (1 - CONFIDENCE) / 2
        low, middle, high = map(float, self.quantiles(numpy.array([tail, 0.5, 1 - tail])))
        enough = self.n >= FEWEST_FOR_AN_INTERVAL
        return Summary(self.n, middle, Interval(low, high, CONFIDENCE) if enough else None)


def _exp(log: float) -> float:
    """Of values that lie hundreds of decades apart an interval ends beyond every number."""
    return math.exp(min(log, _MOST_LOG))


def pool(cells: Sequence[Sequence[float]]) -> list[Posterior | None]:
    """One posterior per cell, None for a cell without values.

    cells: the logs of each cell, one per block; numbers of blocks may differ.
    """
    filled = [numpy.asarray(values, float) for values in cells if len(values)]
    if not filled:
        return [None] * len(cells)
    found = iter(_pool(filled))
    return [next(found) if len(values) else None for values in cells]


def summaries(cells: Sequence[Sequence[float]]) -> list[Summary | None]:
    """Of exp(mean) of each cell: see pool."""
    return [one.summary if one else None for one in pool(cells)]


def summarize_cells(cells: Sequence[Sequence[float]]) -> list[Summary | None]:
    """Of values such as times: pooled where all of a cell are above 0, otherwise a median only."""
    found = summaries([[math.log(one) for one in cell] if _above_0(cell) else [] for cell in cells])
    return [
        one or (Summary(len(cell), statistics.median(cell), None) if cell else None)
        for one, cell in zip(found, cells)
    ]


def _above_0(values: Sequence[float]) -> bool:
    return len(values) > 0 and min(values) > 0


def summarize(values: Sequence[float]) -> Summary | None:
    """Of the values of one cell alone, one per block; None without values."""
    return summarize_cells([values])[0]


def summarize_ratios(ratios: Sequence[float]) -> Summary | None:
    """Of ratios above 0, one per block: 2 and 1/2 lie equally far from 1."""
    return summaries([[math.log(ratio) for ratio in ratios]])[0]


def summarize_shares(shares: Sequence[float]) -> Summary | None:
    """Of values that may be 0 or negative, one per block, without logarithms."""
    [found] = pool([shares])
    return found.summary_of_mean if found else None


def _pool(cells: list[numpy.ndarray]) -> list[Posterior]:
    medians = [float(numpy.median(values)) for values in cells]
    unit = _typical_deviation(cells, medians)
    likelihood = _likelihood([(values - m) / unit for values, m in zip(cells, medians)])
    evidence, weights = _evidence(likelihood)
    share = numpy.exp(numpy.log(evidence).sum(axis=0) - numpy.log(evidence).sum(axis=0).max())
    share /= share.sum()  # of each (m, tau, nu)
    mixed = numpy.einsum("mtn,mts,cmtn->csn", share, weights, 1 / evidence)
    density = numpy.einsum("csn,cxsn->cx", mixed, likelihood) * _MEAN_WEIGHTS
    cumulated = numpy.cumsum(density, axis=1)
    # Half of a point's own weight lies below it.
    cumulated = (cumulated - density / 2) / cumulated[:, -1:]
    found = [
        Posterior(len(values), m + unit * _MEANS, row)
        for values, m, row in zip(cells, medians, cumulated)
    ]
    return _guarded(cells, found)


def _typical_deviation(cells: list[numpy.ndarray], medians: list[float]) -> float:
    """1.4826 times the median distance from the cells' medians, one degree of freedom less each."""
    distances = numpy.concatenate(
        [
            numpy.abs(values - m) * math.sqrt(len(values) / max(len(values) - 1, 1))
            for values, m in zip(cells, medians)
        ]
    )
    distances = distances[distances > 0]  # an odd number of values has its median among them
    return (
        max(1.4826 * float(numpy.median(distances)), _LEAST_DEVIATION)
        if len(distances)
        else (_LEAST_DEVIATION)
    )


def _likelihood(cells: list[numpy.ndarray]) -> numpy.ndarray:
    """Of each cell's values at each (mean, scale, tail), up to a factor per cell."""
    constant = (
        special.gammaln((_TAILS + 1) / 2)
        - special.gammaln(_TAILS / 2)
        - 0.5 * numpy.log(_TAILS * math.pi)
    )
    inverse = (numpy.exp(-2 * _LOG_SCALES)[:, None] / _TAILS).ravel()
    power = numpy.tile(-(_TAILS + 1) / 2, len(_LOG_SCALES))
    per_value = (constant - _LOG_SCALES[:, None]).ravel()
    result = numpy.empty((len(cells), len(_MEANS), len(inverse)))
    for logs, values in zip(result, cells):
        logs[:] = len(values) * per_value
        for start in range(0, len(values), _BLOCKS_PER_LOG):
            product = 1.0
            for value in values[start : start + _BLOCKS_PER_LOG]:
                product *= 1 + numpy.multiply.outer((value - _MEANS) ** 2, inverse)
            logs += power * numpy.log(product)
        numpy.exp(logs - logs.max(), out=logs)
    return result.reshape(len(cells), len(_MEANS), len(_LOG_SCALES), len(_TAILS))


def _evidence(likelihood: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """[cell, m, tau, nu]: the mean likelihood there; and the weights of the scales, [m, tau, s]."""
    distance = (_LOG_SCALES - _CENTRES[:, None, None]) / _SPREADS[:, None]
    weights = numpy.exp(-0.5 * distance**2)
    weights /= weights.sum(axis=-1, keepdims=True)
    over_means = numpy.einsum("cxsn,x->csn", likelihood, _MEAN_WEIGHTS)
    evidence = numpy.einsum("mts,csn->cmtn", weights, over_means)
    return numpy.maximum(evidence, 1e-300), weights


def _guarded(cells: list[numpy.ndarray], found: list[Posterior]) -> list[Posterior]:
    deviations = [float(numpy.std(values, ddof=1)) if len(values) > 1 else 0.0 for values in cells]
    several = [one for one, values in zip(deviations, cells) if len(values) > 1]
    if not several:
        return found
    limit = MUCH_NOISIER * float(numpy.median(several))
    return [
        _at_least_as_wide(one, deviation) if deviation > limit else one
        for one, deviation in zip(found, deviations)
    ]


def _at_least_as_wide(one: Posterior, deviation: float) -> Posterior:
    """As the t interval of these n values alone, but around the centre that outliers move less."""
    tail = (1 - CONFIDENCE) / 2
    alone = 2 * special.stdtrit(one.n - 1, 1 - tail) * deviation / math.sqrt(one.n)
    low, high = one.quantiles(numpy.array([tail, 1 - tail]))
    return one.widened(max(1.0, alone / (high - low)))
