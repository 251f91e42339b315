"""The rule by which a run stops: what it is worth, and what it forecasts."""

import math

import numpy
import pytest
import scipy.stats

from reports.stats import statistics, stopping
from reports.stats.stopping import Scale


NOISES = {
    "normal": lambda random, shape: random.standard_normal(shape),
    "skewed": lambda random, shape: random.exponential(1, shape),
    "heavy tail": lambda random, shape: random.standard_t(3, shape),
}


def median_width(logs):
    return 2 * numpy.median([scale.half_width for scale in stopping.scales(list(logs))])


def sign_test_width(logs):
    found = [statistics.sign_test_interval(list(cell)) for cell in logs]
    return numpy.median([one.high - one.low for one in found])


@pytest.mark.parametrize("kind", NOISES)
def test_four_pooled_blocks_are_no_wider_than_six_in_a_sign_test(kind):
    random = numpy.random.default_rng(4)
    four = [median_width(NOISES[kind](random, (24, 4))) for _ in range(150)]
    six = [sign_test_width(NOISES[kind](random, (24, 6))) for _ in range(150)]
    assert numpy.mean(four) <= numpy.mean(six)


def test_a_cell_much_noisier_than_the_others_stays_wide():
    logs = 0.005 * numpy.random.default_rng(5).standard_normal((24, 4))
    logs[7] *= 30
    wide = [not stopping.is_narrow(scale.half_width) for scale in stopping.scales(list(logs))]
    assert wide.index(True) == 7 and sum(wide) == 1


def test_a_forecast_is_right_four_times_in_five():
    """At the forecast number of blocks, an interval around a truth at that distance excludes 0."""
    random, distance = numpy.random.default_rng(6), 0.04
    blocks = stopping.blocks_needed(Scale(0.05, 4, 3), distance)
    assert blocks == 15
    found = []
    for _ in range(100):
        logs = distance + 0.05 * random.standard_normal((24, blocks))
        scales = stopping.scales(list(logs))
        found += [cell.mean() > scale.half_width for cell, scale in zip(logs, scales)]
    assert 0.78 <= numpy.mean(found) < 0.95


@pytest.mark.parametrize(("sd", "blocks"), [(0.0001, 3), (0.045, 80), (0.2, None)])
def test_a_forecast_is_a_stop_or_none(sd, blocks):
    assert stopping.blocks_needed(Scale(sd, 4, 3), 0.0157) == blocks
    assert blocks is None or stopping.is_stop(blocks)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 6, 9, 30, 100])
def test_the_quantiles_of_t_are_right(degrees):
    exact = scipy.stats.t.ppf(0.975, degrees)
    assert stopping.t_quantile(degrees) == pytest.approx(exact, rel=2e-4)


def test_fewer_than_two_values_have_no_scale():
    assert stopping.scales([[], [0.5]]) == [None, None]
    first, second = stopping.scales([[0.5], [0.1, 0.2]])
    assert first is None and (second.prior, second.n) == (0, 2)
    assert second.sd == pytest.approx(math.sqrt(0.005))
