"""The minimum detectable effect: how far a cell must differ to be found different 9 times in 10.

Its interval excludes 1 with that chance when the effect lies t + 1.28 standard errors away, t being
Student's quantile (reports/stats/stopping.py). That takes the logarithms for normal; nothing is
decided by this figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from reports.stats import stopping
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL
from reports.stats.stopping import Scale

POWER = NormalDist().inv_cdf(0.9)  # in standard errors


def effect(scale: Scale | None, blocks: int) -> float | None:
    """As a share: 0.03 is 3 %. None where so few blocks have no interval."""
    if scale is None or blocks < FEWEST_FOR_AN_INTERVAL:
        return None
    return math.expm1(scale.after(blocks, POWER))


def typical(cells: Sequence[Sequence[float]]) -> Scale | None:
    """Of the cell in the middle, by the logs of each cell, one per block; None without pairs."""
    known = sorted((one for one in stopping.scales(cells) if one), key=lambda one: one.sd)
    return known[len(known) // 2] if known else None


def of_cells(cells: Sequence[Sequence[float]]) -> float | None:
    """Of the cell in the middle, with the blocks that it has."""
    scale = typical(cells)
    return effect(scale, scale.n) if scale else None
