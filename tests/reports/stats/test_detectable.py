"""The minimum detectable effect, against simulated experiments."""

import math

import numpy
import pytest
from noises import CELLS, log_speedups

from reports.stats import detectable, pooling, stopping

EXPERIMENTS = 60


@pytest.mark.parametrize("blocks", [4, 12])
def test_an_effect_of_that_size_is_found_nine_times_in_ten(blocks):
    random, found, usual = numpy.random.default_rng(blocks), 0, 0
    for _ in range(EXPERIMENTS):
        logs = log_speedups("normal", random, blocks)
        effect = math.log1p(detectable.of_cells(list(logs)))
        deviations = numpy.std(logs, axis=1, ddof=1)
        # A much noisier cell has a wider interval; the figure is of the cell in the middle.
        of_usual_noise = deviations <= pooling.MUCH_NOISIER * numpy.median(deviations)
        usual += of_usual_noise.sum()
        for one, counts in zip(pooling.summaries(list(logs + effect)), of_usual_noise):
            found += counts and one.interval.low > 1
    assert usual > 0.8 * EXPERIMENTS * CELLS
    assert 0.85 <= found / usual <= 0.95


@pytest.mark.parametrize("blocks", [6, 12, 20])
def test_of_one_cell_alone_too(blocks):
    """As the self-test asks for its injected slow-downs."""
    random, found = numpy.random.default_rng(blocks), 0
    for _ in range(300):
        logs = 0.03 * random.standard_normal(blocks)
        [scale] = stopping.scales([list(logs)])
        effect = math.log1p(detectable.effect(scale, blocks))
        found += pooling.summaries([logs + effect])[0].interval.low > 1
    assert 0.85 <= found / 300 <= 0.95


def test_it_is_that_of_the_cell_in_the_middle():
    noise = 0.03 * numpy.random.default_rng(1).standard_normal((5, 6))
    usual = detectable.of_cells(list(noise))
    noise[0] *= 20
    assert detectable.of_cells(list(noise)) == pytest.approx(usual, rel=0.3)


def test_more_blocks_see_smaller_effects_and_two_see_none():
    [scale] = stopping.scales([[0.0, 0.01, 0.02, 0.04]])
    seen = [detectable.effect(scale, blocks) for blocks in (3, 4, 12, 100)]
    assert seen == sorted(seen, reverse=True)
    assert detectable.effect(scale, 2) is None


def test_without_pairs_nothing_is_known():
    assert detectable.of_cells([]) is None and detectable.of_cells([[], [0.1]]) is None
