"""The two-sample ratio against values known exactly, and against scipy's own exact test."""

import math
from itertools import combinations

import numpy
import pytest
from scipy.stats import mannwhitneyu

from reports.stats import shift


def spread(random, count, centre=0.0, sd=0.03):
    return list(numpy.exp(random.normal(centre, sd, count)))


@pytest.mark.parametrize(("n", "m"), [(1, 1), (2, 3), (4, 4), (3, 6)])
def test_the_null_distribution_is_that_of_every_order(n, m):
    orders = list(combinations(range(n + m), n))
    us = [sum(place - rank for rank, place in enumerate(order)) for order in orders]
    for u in range(-1, n * m + 2):
        share = sum(value <= u for value in us) / len(orders)
        assert shift.at_most(u, n, m) == pytest.approx(share, abs=1e-15)


@pytest.mark.parametrize(
    ("n", "m", "rank", "percent"),
    # 37 and 127 are the tables' critical values of U (two-sided 5 %) for 12 and 12, 20 and 20.
    [(6, 6, 6, 95.887), (6, 9, 11, 95.045), (12, 12, 38, 95.510), (20, 20, 128, 95.091)],
)
def test_ranks_and_exact_levels(n, m, rank, percent):
    random = numpy.random.default_rng(1)
    found = shift.shift(spread(random, n), spread(random, m))
    assert shift.rank(n, m) == shift.rank(m, n) == rank
    assert 100 * found.interval.level == pytest.approx(percent, abs=0.002)


def test_the_ends_are_pairwise_ratios_and_the_ratio_is_their_median():
    before, after = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5], [2.0, 2.3, 2.5, 2.9, 3.1, 3.7]
    ratios = sorted(b / a for a in before for b in after)
    found = shift.shift(before, after)
    assert (found.interval.low, found.interval.high) == (
        pytest.approx(ratios[5]),
        pytest.approx(ratios[30]),
    )
    assert found.ratio == pytest.approx(math.sqrt(ratios[17] * ratios[18])) and found.n == (6, 6)


def test_a_known_factor_and_its_reverse():
    values = [1.0, 1.01, 1.02, 1.03, 1.04, 1.05, 1.06]
    found = shift.shift(values, [1.25 * value for value in values])
    back = shift.shift([1.25 * value for value in values], values)
    assert found.ratio == pytest.approx(1.25) and back.ratio == pytest.approx(0.8)
    assert back.interval.low == pytest.approx(1 / found.interval.high)


@pytest.mark.parametrize(("n", "m"), [(5, 30), (30, 5), (1, 1)])
def test_too_few_values_have_a_ratio_and_neither_interval_nor_claim(n, m):
    found = shift.shift([1.0] * n, [2.0] * m)
    assert (found.ratio, found.interval) == (pytest.approx(2.0), None)
    assert shift.p_slower([1.0] * n, [2.0] * m, 0) == 1
    assert shift.shift([], [1.0]) is None and shift.shift([1.0], []) is None


@pytest.mark.parametrize("seed", range(5))
def test_p_is_that_of_the_exact_mann_whitney_test(seed):
    random = numpy.random.default_rng(seed)
    before, after = spread(random, 9), spread(random, 12, 0.02)
    both = mannwhitneyu(after, before, method="exact").pvalue
    one = min(shift.p_slower(before, after, 0), shift.p_faster(before, after, 0))
    assert one == pytest.approx(both)
    moved = mannwhitneyu([x / 1.05 for x in after], before, method="exact", alternative="greater")
    assert shift.p_slower(before, after, 0.05) == pytest.approx(min(1, 2 * moved.pvalue))


@pytest.mark.parametrize("seed", range(5))
def test_p_and_interval_say_the_same(seed):
    random = numpy.random.default_rng(seed)
    before, after = spread(random, 9), spread(random, 15, 0.1)
    interval = shift.shift(before, after).interval
    assert shift.p_slower(before, after, interval.low - 1 - 1e-9) <= 0.05
    assert shift.p_slower(before, after, interval.low - 1 + 1e-9) > 0.05
    assert shift.p_faster(after, before, interval.low - 1 - 1e-9) <= 0.05
    assert shift.p_faster(after, before, interval.low - 1 + 1e-9) > 0.05


def test_ties_never_make_a_claim():
    assert shift.p_slower([1.0] * 9, [1.0] * 9, 0) == 1
    assert shift.p_slower([1.0] * 9, [1.05] * 9, 0.04) < 1e-4
    tied = shift.shift([1.0] * 9, [1.0] * 9)
    assert tied.interval.low == tied.interval.high == tied.ratio == 1


def test_beyond_the_exact_table_the_normal_limit_takes_over_without_a_step():
    exact = shift.at_most(4197, 100, 100)
    limit = shift.at_most(round(4197 * 101 / 100), 100, 101)
    assert limit == pytest.approx(exact, abs=2e-3)
    wide = shift.rank(100, 101)
    assert abs(wide - shift.rank(100, 100)) < 70
    assert 1 - 2 * shift.at_most(wide - 1, 100, 101) == pytest.approx(0.95, abs=1e-3)
