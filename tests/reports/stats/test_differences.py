"""Differences of sides that share no block: exact figures, and simulated coverage."""

import math

import numpy
import pytest

from reports.stats.differences import differences


def test_the_difference_is_that_of_the_centres_and_its_interval_that_of_a_t():
    values = [-0.01, 0.0, 0.01]
    [found] = differences([values], [[0.2 + one for one in values]])
    low, middle, high = found.quantiles(numpy.array([0.025, 0.5, 0.975]))
    assert middle == pytest.approx(0.2, abs=1e-6)
    assert middle - low == pytest.approx(high - middle, rel=1e-3)
    # Student's with the pooled variance of four degrees of freedom; the prior narrows it a little.
    assert high - middle == pytest.approx(2.776 * 0.01 * math.sqrt(2 / 3), rel=0.25)


def test_a_side_without_values_has_no_difference():
    assert differences([[], [0.1, 0.1, 0.1]], [[0.1], []]) == [None, None]


def test_too_few_values_of_either_side_give_no_interval():
    [found] = differences([[0.0, 0.01]], [[0.0, 0.01, 0.02, 0.01]])
    assert found.n == 2 and found.summary.interval is None


def draws(random, kind, shape):
    values = 0.03 * random.standard_normal(shape)
    if kind == "heavy":
        values = 0.02 * random.standard_t(3, shape)
    return values


@pytest.mark.parametrize(("cells", "pairs"), [(1, 300), (24, 20)])
@pytest.mark.parametrize("kind", ["normal", "heavy"])
@pytest.mark.parametrize("units", [3, 6])
def test_the_interval_covers_the_difference(kind, cells, pairs, units):
    random = numpy.random.default_rng(3)
    covered = []
    for _ in range(pairs):
        sides = (list(map(list, draws(random, kind, (cells, units)))) for _ in "AB")
        for one in differences(*sides):
            interval = one.summary.interval
            covered.append(interval.low <= 1 <= interval.high)
    assert numpy.mean(covered) >= 0.93
