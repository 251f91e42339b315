"""Pooled intervals: what they must do with values whose answer is known in another way."""

import math

import numpy
import pytest
from scipy import special, stats

from reports.stats import pooling


def draws(seed, cells, blocks, sd=0.03):
    return list(sd * numpy.random.default_rng(seed).standard_normal((cells, blocks)))


def width(summary):
    return math.log(summary.interval.high / summary.interval.low)


def test_many_blocks_of_one_cell_have_nearly_the_t_interval():
    values = 0.03 * special.ndtri((numpy.arange(40) + 0.5) / 40) + 0.01
    (found,) = pooling.summaries([values])
    low, high = stats.t.interval(0.95, 39, values.mean(), stats.sem(values))
    assert math.log(found.interval.low) == pytest.approx(low, abs=0.1 * (high - low))
    assert math.log(found.interval.high) == pytest.approx(high, abs=0.1 * (high - low))


def test_cells_side_by_side_have_narrower_intervals_than_alone():
    cells = draws(2, 24, 3)
    alone = [width(pooling.summaries([one])[0]) for one in cells]
    together = [width(one) for one in pooling.summaries(cells)]
    assert numpy.median(together) < 0.6 * numpy.median(alone)


@pytest.mark.parametrize("factor", [0.01, 100])
def test_units_and_level_do_not_matter(factor):
    cells = draws(3, 5, 4)
    plain = pooling.summaries(cells)
    changed = pooling.summaries([factor * one + 7 for one in cells])
    for one, other in zip(plain, changed):
        assert math.log(other.interval.low) == pytest.approx(
            7 + factor * math.log(one.interval.low), rel=1e-9
        )


def test_the_same_values_give_the_same_interval():
    assert pooling.summaries(draws(4, 6, 4)) == pooling.summaries(draws(4, 6, 4))


def test_one_wild_block_moves_the_centre_little():
    cells = draws(5, 24, 6, sd=0.01)
    before = pooling.summaries(cells)[0].median
    cells[0][0] += 2.0
    assert pooling.summaries(cells)[0].median == pytest.approx(before, rel=0.02)


def test_a_much_noisier_cell_has_at_least_its_own_interval():
    cells = draws(6, 24, 4, sd=0.01)
    cells[7] *= 30
    own = stats.t.interval(0.95, 3, cells[7].mean(), stats.sem(cells[7]))
    assert width(pooling.summaries(cells)[7]) >= 0.99 * (own[1] - own[0])


def test_cells_may_have_different_numbers_of_blocks():
    cells = draws(7, 6, 12)
    cells[0], cells[1] = cells[0][:3], cells[1][:2]
    found = pooling.summaries([*cells, []])
    assert [one and one.n for one in found] == [3, 2, 12, 12, 12, 12, None]
    assert found[0].interval is not None
    assert found[1].interval is None, "two blocks give a point and no interval"
    assert width(found[0]) > width(found[2])


def test_identical_values_have_an_interval_without_width():
    found = pooling.summaries([[0.5] * 4, [0.25] * 4])
    assert found[0].median == pytest.approx(math.exp(0.5), rel=1e-7)
    assert width(found[0]) < 1e-6


def test_nothing_in_nothing_out():
    assert pooling.summaries([]) == []
    assert pooling.summaries([[], []]) == [None, None]


def test_the_distribution_function_inverts_the_quantiles():
    one = pooling.pool(draws(8, 4, 4))[0]
    shares = numpy.array([0.05, 0.5, 0.9])
    assert one.below(one.quantiles(shares)) == pytest.approx(shares, abs=1e-9)
    assert (one.below(-100), one.below(100)) == (0, 1)


def test_one_value_is_its_own_centre():
    assert pooling.summarize([3.5]).median == pytest.approx(3.5)
    assert pooling.summarize([3.5]).interval is None


def test_ratios_are_summarised_on_their_logarithms():
    assert pooling.summarize_ratios([1.0, 4.0]).median == pytest.approx(2.0)  # not 2.5
    assert pooling.summarize_ratios([1 / 3, 3]).median == pytest.approx(1.0)


def test_times_of_zero_have_a_median_and_no_interval():
    zero, other = pooling.summarize_cells([[0.0, 0.0, 2.0], [1.0, 1.1, 1.2]])
    assert (zero.n, zero.median, zero.interval) == (3, 0.0, None)
    assert other.interval is not None
    assert pooling.summarize([]) is None
