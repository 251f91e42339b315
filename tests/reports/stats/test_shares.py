"""Shares of a measured limit: their intervals hold what both figures leave open."""

import math

import numpy
import pytest

from reports.stats import pooling, shares
from reports.stats.statistics import Interval, Summary


def measured(low, median, high):
    return Summary(6, median, Interval(low, high, 0.95))


def test_an_exact_limit_scales_the_interval():
    found = shares.share(measured(1.5, 1.8, 1.9), shares.exact(2.0))
    assert found == Summary(6, 0.9, Interval(pytest.approx(0.75), pytest.approx(0.95), 0.95))


def test_both_widths_count_and_each_end_has_its_own():
    found = shares.share(measured(math.exp(-0.03), 1.0, math.exp(0.05)), measured(
        math.exp(-0.12), 1.0, math.exp(0.04)))  # fmt: skip
    assert math.log(found.interval.low) == pytest.approx(-math.hypot(0.03, 0.04))
    assert math.log(found.interval.high) == pytest.approx(math.hypot(0.05, 0.12))


@pytest.mark.parametrize("place", [0, 1])
def test_a_figure_without_an_interval_leaves_none(place):
    pair = [measured(1.0, 2.0, 3.0), measured(1.0, 2.0, 3.0)]
    pair[place] = Summary(2, 2.0, None)
    assert shares.share(*pair) == Summary(6, 1.0, None)


def test_what_is_cut_off_at_a_limit_is_known():
    assert shares.at_most(measured(1.9, 2.1, 2.3), 2) == measured(1.9, 2, 2)
    assert shares.at_most(Summary(2, 2.5, None), 2).interval == Interval(2, 2, 0.95)
    assert shares.at_most(Summary(2, 1.5, None), 2) == Summary(2, 1.5, None)


def test_the_interval_of_a_share_covers_it():
    """Times and limits of six blocks each, with 5 and 3 % noise; the true share is 0.8."""
    random, hits, draws = numpy.random.default_rng(4), 0, 400
    for _ in range(draws):
        limit = math.log(2.0) + 0.03 * random.standard_normal((1, 6))
        reached = math.log(1.6) + 0.05 * random.standard_normal((1, 6))
        found = shares.share(*pooling.summaries(list(reached)), *pooling.summaries(list(limit)))
        hits += found.interval.low <= 0.8 <= found.interval.high
    assert 0.93 <= hits / draws <= 0.99
