"""Which cell of an experiment is best: probabilities from paired times, not through serial.

The times of one block share its moment, and the base's own noise says nothing about which of two
cells is faster. So every cell's log time is compared with its block's level, and the posteriors of
reports/stats/pooling.py are compared with each other.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy

from reports.stats import pooling
from reports.stats.pooling import Posterior

_POINTS = 400  # of a cell's distribution, of equal probability
_ROUNDS = 50  # of fitting cells and blocks in turn; enough where few values are missing


@dataclass(frozen=True)
class Ranking:
    """One entry per cell, in the order given; the best cell has the shortest time."""

    p_best: list[float]
    _posteriors: list[Posterior]  # of ln(level of the blocks / time)

    def p_within(self, margin: float) -> list[float]:
        """P(the cell's time is at most 1 + margin times that of the best)."""
        return _chances(self._posteriors, math.log1p(margin))

    def candidates(self, margin: float, probability: float) -> list[int]:
        """Cells that are within the margin of the best with this probability.

        Where there is none, the likeliest.
        """
        chances = self.p_within(margin)
        near = [place for place, chance in enumerate(chances) if chance >= probability]
        return near or [int(numpy.argmax(chances))]

    def tied(self, confidence: float) -> list[int]:
        """The smallest set that holds a best cell with this probability, most likely first."""
        order = sorted(range(len(self.p_best)), key=lambda place: -self.p_best[place])
        held = numpy.cumsum([self.p_best[place] for place in order])
        return order[: int(numpy.searchsorted(held, confidence)) + 1]


def rank(walls: Sequence[Mapping[Hashable, float]]) -> Ranking:
    """walls: time by block of each cell, at least one each; blocks may be missing."""
    logs = [{block: -math.log(wall_s) for block, wall_s in cell.items()} for cell in walls]
    levels = _levels(logs)
    centred = [[value - levels[block] for block, value in cell.items()] for cell in logs]
    count = len(logs)
    # A level is fitted to the cells themselves and takes 1 / count of their variance with it.
    factor = math.sqrt(count / (count - 1)) if count > 1 else 1.0
    posteriors = [one.widened(factor) for one in pooling.pool(centred) if one]
    return Ranking(_chances(posteriors, 0.0), posteriors)


def _levels(logs: Sequence[Mapping[Hashable, float]]) -> dict[Hashable, float]:
    """Of each block, by least squares of cell + block, from the values that there are."""
    blocks = sorted({block for cell in logs for block in cell}, key=repr)
    table = numpy.array([[cell.get(block, math.nan) for block in blocks] for cell in logs])
    levels = numpy.zeros(len(blocks))
    for _ in range(_ROUNDS):
        cells = numpy.nanmean(table - levels, axis=1)
        fitted = numpy.nanmean(table - cells[:, None], axis=0)
        fitted -= fitted.mean()
        if numpy.allclose(fitted, levels, rtol=0, atol=1e-12):
            break
        levels = fitted
    return dict(zip(blocks, levels))


def _chances(posteriors: Sequence[Posterior], allowance: float) -> list[float]:
    """P(cell + allowance >= every other cell), for independent cells."""
    shares = (numpy.arange(_POINTS) + 0.5) / _POINTS
    points = numpy.array([one.quantiles(shares) for one in posteriors]) + allowance
    below = numpy.array([one.below(points) for one in posteriors])  # [other, cell, point]
    chances = []
    for place in range(len(posteriors)):
        others = numpy.delete(below[:, place], place, axis=0)
        chances.append(float(others.prod(axis=0).mean()))
    return chances
