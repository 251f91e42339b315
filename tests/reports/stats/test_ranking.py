"""Which cell is best: probabilities that are known in another way, and missing blocks."""

import math

import numpy
import pytest

from reports.stats import ranking


def walls(means, blocks, sd=0.02, seed=1, level=0.0):
    """Times by block of cells with these mean times; each block has a level of its own."""
    random = numpy.random.default_rng(seed)
    levels = level * random.standard_normal(blocks)
    noise = sd * random.standard_normal((len(means), blocks))
    return [
        {block: mean * math.exp(levels[block] + noise[place, block]) for block in range(blocks)}
        for place, mean in enumerate(means)
    ]


def test_probabilities_add_up_to_one():
    found = ranking.rank(walls([1.0, 1.01, 1.02, 1.5], 4))
    assert sum(found.p_best) == pytest.approx(1, abs=0.01)
    assert found.p_best[3] < 0.001


def test_equal_cells_share_the_chance():
    same = [{block: value for block, value in enumerate((1.0, 1.01, 0.99))}] * 4
    assert ranking.rank(same).p_best == pytest.approx([0.25] * 4, abs=0.01)


def test_the_level_of_a_block_says_nothing():
    still, moving = (ranking.rank(walls([1.0, 1.05], 6, level=it)) for it in (0.0, 0.5))
    assert moving.p_best == pytest.approx(still.p_best, abs=0.01)


def test_a_missing_block_does_not_shift_the_others():
    cells = walls([1.0, 1.0, 1.3], 6, sd=0.001, level=0.5)
    del cells[0][3], cells[1][5]
    found = ranking.rank(cells)
    assert found.p_within(0.01)[:2] == pytest.approx([1, 1], abs=0.01)
    assert found.p_best[2] < 0.001


def test_two_cells_have_the_chance_of_their_paired_difference():
    cells = walls([1.0, 1.01], 30, seed=3)
    differences = numpy.array([math.log(cells[1][b] / cells[0][b]) for b in range(30)])
    z = differences.mean() / (differences.std(ddof=1) / math.sqrt(30))
    expected = 0.5 * math.erfc(-z / math.sqrt(2))
    assert ranking.rank(cells).p_best[0] == pytest.approx(expected, abs=0.05)


def test_within_a_margin_is_likelier_than_best():
    found = ranking.rank(walls([1.0, 1.02, 1.2], 6))
    assert all(near >= best for near, best in zip(found.p_within(0.03), found.p_best))
    assert found.p_within(0.03)[1] > 0.8
    assert found.p_within(10.0)[2] == pytest.approx(1, abs=0.01)


def test_the_tied_set_is_the_smallest_that_suffices():
    found = ranking.rank(walls([1.0, 1.0, 1.0, 1.4], 4))
    tied = found.tied(0.95)
    chances = [found.p_best[place] for place in tied]
    assert sum(chances) >= 0.95 > sum(chances[:-1])
    assert chances == sorted(chances, reverse=True)
    assert 3 not in tied


def test_one_cell_is_the_best():
    found = ranking.rank([{1: 2.0, 2: 2.1, 3: 1.9}])
    assert (found.p_best, found.tied(0.95), found.p_within(0.03)) == ([1.0], [0], [1.0])
