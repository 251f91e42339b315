"""The A/A check, against values worked out another way."""

import math

import numpy
import pytest
from fixtures import row, write_run

from reports.stats import aa_pair
from reports.data.records import read_run


@pytest.fixture
def compared(tmp_path):
    def compare(*pairs, **others):
        rows = []
        for block, (a, b) in enumerate(pairs, 1):
            rows += [row(block, "serial", 1, a, role="twin_a", **others)]
            rows += [row(block, "serial", 1, b, role="twin_b")]
        [found] = aa_pair.compare([read_run(write_run(tmp_path, rows)).samples])
        return found

    return compare


def test_equal_pairs_do_not_differ(compared):
    found = compared(*[(0.1 * block, 0.1 * block) for block in range(1, 7)])
    assert (found.ratio.n, found.sd, found.differs) == (6, 0.0, False)
    assert found.half_width == pytest.approx(0.0, abs=1e-6)


def test_noisy_pairs_have_a_wide_interval_around_1(compared):
    found = compared((1.21, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1.21))
    assert found.ratio.median == pytest.approx(1.0)
    assert found.sd == pytest.approx(math.log(1.21) * math.sqrt(2 / 5))
    assert not found.differs and found.half_width > 0.05


def test_a_steady_difference_is_found(compared):
    assert compared((1.05, 1), (1.06, 1), (1.04, 1), (1.05, 1)).differs


def test_two_pairs_have_a_deviation_and_no_width(compared):
    found = compared((1.1, 1.0), (1.0, 1.1))
    assert (found.ratio.n, found.half_width) == (2, None) and found.sd > 0


def test_a_disturbed_twin_takes_its_block_with_it(compared):
    assert compared((1, 1), (1, 1), contamination="foreign").ratio is None


def test_no_twins_no_figures(tmp_path):
    run = read_run(write_run(tmp_path, [row(1, "serial", 1, 0.1)]))
    [found] = aa_pair.compare([run.samples])
    assert (found.ratio, found.sd) == (None, None)


def test_many_experiments_raise_no_more_false_alarms_than_one(tmp_path):
    """Without the correction a fifth of all runs of four experiments would have one."""
    random, alarms, runs = numpy.random.default_rng(8), 0, 60
    for run in range(runs):
        experiments = []
        for _ in range(4):
            rows = []
            for block, pair in enumerate(numpy.exp(0.02 * random.standard_normal((4, 2))), 1):
                rows += [row(block, "serial", 1, pair[0], role="twin_a")]
                rows += [row(block, "serial", 1, pair[1], role="twin_b")]
            experiments.append(read_run(write_run(tmp_path, rows)).samples)
        alarms += any(one.differs for one in aa_pair.compare(experiments))
    assert alarms / runs <= 0.1
