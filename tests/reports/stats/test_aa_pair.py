"""The A/A check and the smallest effect, against values worked out another way."""

import math
import random

import pytest
from fixtures import row, write_run

from reports.stats import statistics, aa_pair
from reports.data.records import read_run


@pytest.fixture
def compared(tmp_path):
    def compare(*pairs, **others):
        rows = []
        for block, (a, b) in enumerate(pairs, 1):
            rows += [row(block, "serial", 1, a, role="twin_a", **others)]
            rows += [row(block, "serial", 1, b, role="twin_b")]
        return aa_pair.compare(read_run(write_run(tmp_path, rows)).samples)

    return compare


def test_equal_twins_leave_the_least_delta(compared):
    found = compared(*[(0.1 * block, 0.1 * block) for block in range(1, 7)])
    assert (found.ratio.n, found.sd, found.half_width, found.margin) == (6, 0.0, 0.0, 0.03)


def test_the_half_width_of_their_interval_widens_delta(compared):
    found = compared((1.21, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1.21))
    assert found.half_width == pytest.approx(0.21)  # sqrt(1.21 * 1.21) - 1
    assert found.margin == found.half_width
    assert found.ratio.median == pytest.approx(1.0)
    assert found.sd == pytest.approx(math.log(1.21) * math.sqrt(2 / 5))


def test_a_narrow_interval_does_not_lower_delta_below_three_percent(compared):
    found = compared(*[(1.01, 1), (1, 1.01)] * 3)
    assert found.half_width == pytest.approx(0.01) and found.margin == 0.03


def test_five_pairs_have_a_deviation_and_no_width(compared):
    found = compared(*[(1.1, 1.0), (1.0, 1.1)] * 2, (1, 1))
    assert (found.ratio.n, found.half_width, found.margin) == (5, None, 0.03) and found.sd > 0
    assert found.minimum_detectable_effect(5) is None


def test_a_disturbed_twin_takes_its_block_with_it(compared):
    assert compared((1, 1), (1, 1), contamination="foreign").ratio is None


def test_no_twins_no_figures(tmp_path):
    run = read_run(write_run(tmp_path, [row(1, "serial", 1, 0.1)]))
    found = aa_pair.compare(run.samples)
    assert (found.ratio, found.sd, found.margin) == (None, None, 0.03)
    assert found.minimum_detectable_effect(6) is None


@pytest.mark.parametrize(
    ("sd", "n", "least", "most"),
    # A step of 5 % is found 9 times in 10 at n = 12 for sd <= 3 %, and at 4 % it takes n = 20.
    [(0.03, 12, 0.0, 0.05), (0.04, 12, 0.05, 1.0), (0.04, 20, 0.0, 0.05)],
)
def test_the_smallest_effect_agrees_with_the_rule_of_thumb(sd, n, least, most):
    assert least < aa_pair.minimum_detectable_effect(sd, n) <= most


@pytest.mark.parametrize("n", [6, 12, 20])
def test_the_smallest_effect_is_found_nine_times_in_ten(n):
    sd, draws, chance = 0.04, 4000, random.Random(3)
    effect = math.log1p(aa_pair.minimum_detectable_effect(sd, n))
    found = sum(
        statistics.sign_test_interval([chance.gauss(effect, sd) for _ in range(n)]).low > 0
        for _ in range(draws)
    )
    assert found / draws == pytest.approx(0.9, abs=0.02)


def test_a_thousand_blocks_are_no_trouble():
    assert 0.003 < aa_pair.minimum_detectable_effect(0.03, 1000) < 0.005
