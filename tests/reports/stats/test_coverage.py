"""Simulated coverage of the reported 95 % intervals: at every n that presets use, in ugly noise."""

import math

import numpy
import pytest

from reports.stats import statistics, stopping
from reports.stats.shift import shift

PLANNED = (6, 9, 12, 15, 20, 25, 30)
LEAST = 0.93
LEAST_BEYOND_30 = 0.925  # a budget may go on to more blocks, and each further look costs a little


def times(random, kind, shape, sd):
    """Wall times around 1: even, with exponential delays and rare spikes, or of two speeds."""
    small = numpy.exp(0.3 * sd * random.standard_normal(shape))
    if kind == "normal":
        return numpy.exp(sd * random.standard_normal(shape))
    if kind == "skewed":
        spikes = random.exponential(0.3, shape) * (random.random(shape) < 0.2)
        return small * (1 + random.exponential(sd, shape) + spikes)
    return small * numpy.where(random.random(shape) < 0.4, 1 + 3 * sd, 1)


def paired(random, kind, trials, n, sd):
    """Logs of speedups of 2 as a run pairs them: two serial trials around a cell, drifting load."""
    drift = numpy.exp(numpy.cumsum(0.02 * random.standard_normal((trials, n)), axis=1))
    before, after, cell = numpy.moveaxis(times(random, kind, (trials, n, 3), sd), 2, 0) * drift
    return numpy.log((before + after) / 2 / (cell / 2))


def truth(kind, sd):
    return float(numpy.median(paired(numpy.random.default_rng(99), kind, 400_000, 1, sd)))


def sign_test(ratios):
    interval = statistics.summarize_ratios(ratios).interval
    return interval.low, interval.high


def bootstrap_of_the_mean(ratios):
    logs = numpy.log(ratios)
    picks = numpy.random.default_rng(5).integers(0, len(logs), (200, len(logs)))
    return tuple(numpy.exp(numpy.quantile(logs[picks].mean(axis=1), [0.025, 0.975])))


def coverage(interval_of, kind, n, trials):
    right = math.exp(truth(kind, 0.03))
    logs = paired(numpy.random.default_rng(n), kind, trials, n, 0.03)
    intervals = [interval_of(list(numpy.exp(row))) for row in logs]
    return sum(low <= right <= high for low, high in intervals) / trials


@pytest.mark.parametrize("kind", ["normal", "skewed", "bimodal"])
@pytest.mark.parametrize("n", PLANNED)
def test_the_interval_of_a_speedup_covers_it(kind, n):
    assert coverage(sign_test, kind, n, 1200) >= LEAST


@pytest.mark.parametrize("kind", ["normal", "skewed", "bimodal"])
def test_a_bootstrap_of_means_would_be_found_out(kind):
    assert coverage(bootstrap_of_the_mean, kind, 6, 1200) < LEAST


def stopped(kind, sd, trials, most):
    """Share of right intervals, each at the first n where the driver looks and finds it narrow."""
    right = truth(kind, sd)
    logs = paired(numpy.random.default_rng(2026), kind, trials, most, sd)
    covers, going = numpy.zeros(trials, bool), numpy.ones(trials, bool)
    for n in filter(stopping.is_stop, range(most + 1)):
        k = statistics.sign_test_rank(n)
        ordered = numpy.sort(logs[:, :n], axis=1)
        low, high, centre = ordered[:, k - 1], ordered[:, n - k], numpy.median(ordered, axis=1)
        narrow = numpy.exp(high) - numpy.exp(low) < stopping.WIDTH * numpy.exp(centre)
        ends = going & (narrow | (n == most))
        covers[ends] = ((low <= right) & (right <= high))[ends]
        going &= ~ends
    return covers.mean()


@pytest.mark.parametrize("kind", ["normal", "skewed", "bimodal"])
@pytest.mark.parametrize("sd", [0.01, 0.02, 0.03, 0.04, 0.06])
def test_stopping_on_width_leaves_the_coverage(kind, sd):
    assert stopped(kind, sd, 40_000, PLANNED[-1]) >= LEAST


@pytest.mark.parametrize("kind", ["normal", "skewed", "bimodal"])
def test_going_on_beyond_the_presets_costs_little_coverage(kind):
    assert stopped(kind, 0.035, 20_000, 80) >= LEAST_BEYOND_30


def test_the_driver_looks_where_presets_plan():
    assert tuple(filter(stopping.is_stop, range(31))) == PLANNED


@pytest.mark.parametrize("n", PLANNED)
def test_the_ranks_are_the_exact_ones_of_the_binomial(n):
    k = statistics.sign_test_rank(n)
    outside = [sum(math.comb(n, hits) for hits in range(rank)) / 2**n * 2 for rank in (k, k + 1)]
    assert outside[0] <= 0.05 < outside[1]
    level = statistics.sign_test_interval(list(range(n))).level
    assert level == pytest.approx(1 - outside[0], abs=1e-12)


@pytest.mark.parametrize("kind", ["normal", "skewed", "bimodal"])
@pytest.mark.parametrize("n", [6, 12, 30])
def test_the_interval_of_a_ratio_between_two_runs_covers_it(kind, n):
    random, trials = numpy.random.default_rng(n), 1500
    before = times(random, kind, (trials, n), 0.03)
    after = 1.1 * times(random, kind, (trials, n), 0.03)
    found = [shift(list(a), list(b)).interval for a, b in zip(before, after)]
    covered = sum(interval.low <= 1.1 <= interval.high for interval in found) / trials
    expected = found[0].level
    assert LEAST <= covered
    # Exact, not merely wide: two of times' three distributions have no ties, and bimodal few.
    assert covered == pytest.approx(expected, abs=4 * math.sqrt(expected * 0.05 / trials))
