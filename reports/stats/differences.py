"""By how much cells differ between two sides whose values share no block."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from reports.stats import pooling
from reports.stats.pooling import Posterior


def differences(
    before: Sequence[Sequence[float]], after: Sequence[Sequence[float]]
) -> list[Posterior | None]:
    """Of mean(after) - mean(before) of each cell; None where a side has no value.

    before, after: the logs of each cell, one per independent unit, such as a session. Scale and
    tail are pooled over all cells of both sides.
    """
    found = pooling.pool([*before, *after])
    pairs = zip(found[: len(before)], found[len(before) :])
    return [_difference(one, other) if one and other else None for one, other in pairs]


def _difference(before: Posterior, after: Posterior) -> Posterior:
    """The distribution of after - before for independent means, by one sum per point."""
    middle_a, middle_b = (float(one.quantiles(0.5)) for one in (before, after))
    points = numpy.sort(numpy.concatenate([after.points - middle_a, middle_b - before.points]))
    edges = numpy.concatenate([[0.0], before.cumulated, [1.0]])
    values = numpy.concatenate(
        [before.points[:1], (before.points[1:] + before.points[:-1]) / 2, before.points[-1:]]
    )
    cumulated = after.below(numpy.add.outer(points, values)) @ numpy.diff(edges)
    return Posterior(min(before.n, after.n), points, cumulated)
