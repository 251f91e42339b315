"""Medians and sign-test intervals against values known exactly."""

import math

import numpy
import pytest

from reports.stats import statistics
from reports.stats.statistics import Interval, Summary


@pytest.mark.parametrize(
    ("n", "rank", "percent"),
    [
        (6, 1, 96.875),
        (9, 2, 96.09),
        (12, 3, 96.14),
        (15, 4, 96.48),
        (20, 6, 95.86),
        (25, 8, 95.67),
        (30, 10, 95.72),
    ],
)
def test_ranks_and_exact_levels(n, rank, percent):
    interval = statistics.sign_test_interval(range(n, 0, -1))
    assert statistics.sign_test_rank(n) == rank
    assert (interval.low, interval.high) == (rank, n + 1 - rank)
    assert 100 * interval.level == pytest.approx(percent, abs=0.005)


def test_level_of_six_is_exactly_31_of_32():
    assert statistics.sign_test_interval([1, 2, 3, 4, 5, 6]).level == pytest.approx(
        31 / 32, abs=1e-12
    )


@pytest.mark.parametrize("n", range(6))
def test_below_six_values_there_is_no_interval(n):
    assert statistics.sign_test_rank(n) is None
    assert statistics.sign_test_interval([1.0] * n) is None


def test_scaling_moves_median_and_ends_and_keeps_the_level():
    summary = Summary(6, 3.5, Interval(1.0, 6.0, 0.95))
    assert statistics.scaled(summary, 0.5) == Summary(6, 1.75, Interval(0.5, 3.0, 0.95))
    assert statistics.scaled(None, 2) is None


def test_means():
    assert statistics.mean([0.1] * 10) == 0.1


@pytest.mark.parametrize("n", [6, 9, 12, 20])
def test_coverage_of_a_skewed_and_spiky_truth_is_the_stated_level(n):
    random = numpy.random.default_rng(20260102)
    trials = 4000
    noise = random.exponential(1.0, (trials, n)) + 5 * (random.random((trials, n)) < 0.1)
    truth = float(
        numpy.median(random.exponential(1.0, 400_000) + 5 * (random.random(400_000) < 0.1))
    )
    intervals = [statistics.sign_test_interval(list(values)) for values in noise]
    covered = sum(interval.low <= truth <= interval.high for interval in intervals) / trials
    spread = math.sqrt(intervals[0].level * (1 - intervals[0].level) / trials)
    assert covered == pytest.approx(intervals[0].level, abs=4 * spread + 0.003)
