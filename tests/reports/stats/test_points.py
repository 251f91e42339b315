"""What charts draw of a cell: each trial, and the estimate of the undisturbed ones."""

import pytest
from fixtures import failed, row, twice_as_fast, write_run

from reports.data.records import read_run
from reports.stats import points, series
from reports.stats.estimates import Context, estimates
from reports.stats.points import Point, Value
from reports.stats.statistics import Interval, Summary


@pytest.fixture
def found(tmp_path):
    """found(rows): cells and samples of the rows' one experiment."""

    def build(rows):
        [one] = series.experiments(read_run(write_run(tmp_path, rows)).samples, [])
        return estimates(one, ["serial"], Context("compute")), one.samples

    return build


def only(points):
    [point] = points
    return point


def test_a_speedup_of_exactly_two_in_blocks_that_drift(found):
    point = only(points.speedups(*found(twice_as_fast(6))))
    assert (point.runner, point.workers, point.summary.n) == ("thread_pool", 2, 6)
    assert [one.value for one in point.values] == [2.0] * 6
    interval = point.summary.interval
    assert point.summary.median == pytest.approx(2.0)
    assert (interval.low, interval.high) == pytest.approx((2.0, 2.0))
    assert interval.level == 0.95


@pytest.mark.parametrize("blocks", [1, 2])
def test_too_few_blocks_have_a_median_and_no_interval(found, blocks):
    summary = only(points.speedups(*found(twice_as_fast(blocks)))).summary
    assert (summary.n, summary.interval) == (blocks, None)
    assert summary.median == pytest.approx(2.0)


def test_disturbed_trials_are_shown_and_not_summarised(found):
    rows = twice_as_fast(6)
    rows.append(row(6, "thread_pool", 2, 99.0, contamination="foreign", position=3))
    cells, samples = found(rows)
    assert [point.summary.n for point in points.times(cells)] == [6, 6]
    point = only(points.speedups(cells, samples))
    assert [one.undisturbed for one in point.values] == [True] * 6 + [False]
    assert point.summary.median == pytest.approx(2.0) and point.summary.n == 6


def test_a_disturbed_base_disturbs_the_speedup(found):
    rows = [row(1, "serial", 1, 8.0, contamination="steal"), row(1, "tbb", 2, 0.5)]
    point = only(points.speedups(*found(rows)))
    assert point.values == [Value(16.0, False)] and point.summary is None


def test_failed_trials_count_for_nothing_but_keep_their_place(found):
    rows = [*twice_as_fast(2), failed(1, "thread_pool", 4), failed(2, "thread_pool", 4)]
    drawn = points.speedups(*found(rows))
    assert [(point.workers, len(point.values), point.summary is None) for point in drawn] == [
        (2, 2, False), (4, 0, True),
    ]  # fmt: skip


def test_several_trials_of_a_block_count_once(found):
    rows = [
        row(block, "serial", 1, wall, role=role, setup_s=wall)
        for block in range(1, 7)
        for role, wall in (("twin_a", 1.0), ("twin_b", 3.0))
    ]
    cells, _ = found(rows)
    for point in (only(points.times(cells)), only(points.phase(cells, "setup_s"))):
        assert (len(point.values), point.summary.n, point.summary.median) == (12, 6, 2.0)


def test_without_a_base_nothing_is_paired(found):
    assert only(points.speedups(*found([row(1, "tbb", 2, 0.5)]))).values == []


def test_missing_phases_are_left_out(found):
    rows = [row(1, "serial", 1, 0.1, setup_s=""), row(2, "serial", 1, 0.1, setup_s=0.25)]
    point = only(points.phase(found(rows)[0], "setup_s"))
    assert [one.value for one in point.values] == [0.25] and point.summary.median == 0.25


def test_cpu_time_is_compared_in_pairs_too(found):
    rows = [one | {"cpu_s": 2 * one["wall_s"] * one["workers"]} for one in twice_as_fast(6)]
    point = only(points.cpu_ratios(*found(rows)))
    assert [one.value for one in point.values] == [1.0] * 6 and point.summary.median == 1.0
    assert only(points.cpu_ratios(*found(twice_as_fast(6)))).values == []


def test_a_change_of_units_keeps_low_below_high():
    point = Point("tbb", 2, [Value(4.0, True)], Summary(6, 2.0, Interval(1.0, 4.0, 0.97)))
    saved = point.mapped(lambda speedup: 1 - 1 / speedup)
    assert saved.values == [Value(0.75, True)]
    assert saved.summary == Summary(6, 0.5, Interval(0.0, 0.75, 0.97))
    times = point.mapped(lambda speedup: 1 / speedup)
    assert times.summary.interval == Interval(0.25, 1.0, 0.97)
