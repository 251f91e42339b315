"""Grouping, pairing and summarising against answers known by construction."""

import pytest
from fixtures import failed, row, twice_as_fast, write_run

from reports.stats import series
from reports.data.records import read_run


@pytest.fixture
def experiment(tmp_path):
    def build(rows):
        [one] = series.experiments(read_run(write_run(tmp_path, rows)).samples, [])
        return one

    return build


def only(points):
    [point] = points
    return point


def test_a_speedup_of_exactly_two_in_blocks_that_drift(experiment):
    point = only(series.speedups(experiment(twice_as_fast(6)), ["serial", "thread_pool"]))
    assert (point.runner, point.workers, point.summary.n) == ("thread_pool", 2, 6)
    assert [value.value for value in point.values] == [2.0] * 6
    assert (
        point.summary.median
        == point.summary.interval.low
        == point.summary.interval.high
        == pytest.approx(2.0)
    )
    assert point.summary.interval.level == pytest.approx(31 / 32)


def test_efficiency_is_speedup_per_worker(experiment):
    point = only(series.efficiencies(experiment(twice_as_fast(6)), ["thread_pool"]))
    assert point.summary.median == pytest.approx(1.0) and {
        value.value for value in point.values
    } == {1.0}
    assert point.summary.interval.high == pytest.approx(1.0)


def test_a_tie_is_one(experiment):
    rows = [
        row(block, runner, n, 0.1 * block)
        for block in range(1, 7)
        for runner, n in (("serial", 1), ("tbb", 2))
    ]
    assert only(series.speedups(experiment(rows), ["tbb"])).summary.median == pytest.approx(1.0)


@pytest.mark.parametrize("blocks", [1, 5])
def test_too_few_blocks_have_a_median_and_no_interval(experiment, blocks):
    summary = only(series.speedups(experiment(twice_as_fast(blocks)), ["thread_pool"])).summary
    assert (summary.n, summary.interval) == (blocks, None)
    assert summary.median == pytest.approx(2.0)


def test_a_cell_is_compared_with_its_own_block_only(experiment):
    rows = [row(1, "serial", 1, 1.0), row(2, "serial", 1, 9.0), row(1, "tbb", 2, 0.5)]
    assert [value.value for value in only(series.speedups(experiment(rows), ["tbb"])).values] == [
        2.0
    ]


def test_the_base_is_the_mean_of_the_nearest_serial_before_and_after(experiment):
    serial = [
        row(1, "serial", 1, wall, position=at, role="reference")
        for at, wall in ((1, 7.0), (4, 1.0), (6, 3.0), (9, 7.0))
    ]
    rows = [
        *serial,
        row(1, "tbb", 2, 0.5, position=5),
        row(1, "tbb", 4, 0.5, position=10),
        row(1, "tbb", 8, 0.5, position=0),
    ]
    points = series.speedups(experiment(rows), ["tbb"])
    assert [point.values[0].value for point in points] == [4.0, 14.0, 14.0]


def test_the_base_comes_from_the_same_session_where_there_is_one(experiment):
    rows = [
        row(1, "serial", 1, 1.0, session=1),
        row(1, "serial", 1, 4.0, session=2, position=9),
        row(1, "tbb", 2, 1.0, session=2),
    ]
    assert only(series.speedups(experiment(rows), ["tbb"])).values[0].value == 4.0
    resumed = [row(1, "serial", 1, 1.0, session=1), row(1, "tbb", 2, 0.5, session=2)]
    assert only(series.speedups(experiment(resumed), ["tbb"])).values[0].value == 2.0


def test_contaminated_trials_are_shown_and_not_summarised(experiment):
    rows = twice_as_fast(6)
    rows.append(row(6, "thread_pool", 2, 99.0, contamination="foreign", position=3))
    assert only(series.times(experiment(rows), ["thread_pool"])).summary.n == 6
    point = only(series.speedups(experiment(rows), ["thread_pool"]))
    assert [value.undisturbed for value in point.values] == [True] * 6 + [False]
    assert point.summary.median == pytest.approx(2.0) and point.summary.n == 6


def test_a_contaminated_base_is_used_only_where_no_clean_one_is_and_spoils_what_it_meets(
    experiment,
):
    spoilt = row(1, "serial", 1, 8.0, contamination="steal")
    point = only(series.speedups(experiment([spoilt, row(1, "tbb", 2, 0.5)]), ["tbb"]))
    assert [(value.value, value.undisturbed) for value in point.values] == [
        (16.0, False)
    ] and point.summary is None
    mended = [spoilt, row(1, "serial", 1, 1.0, position=30), row(1, "tbb", 2, 0.5, position=2)]
    assert only(series.speedups(experiment(mended), ["tbb"])).values[0].value == 2.0


def test_failed_trials_count_for_nothing_but_keep_their_place(experiment):
    rows = [*twice_as_fast(2), failed(1, "thread_pool", 4), failed(2, "thread_pool", 4)]
    points = series.speedups(experiment(rows), ["thread_pool"])
    assert [(point.workers, len(point.values), point.summary is None) for point in points] == [
        (2, 2, False),
        (4, 0, True),
    ]


def test_several_trials_of_a_block_count_once(experiment):
    rows = [
        row(block, "serial", 1, wall, role=role)
        for block in range(1, 7)
        for role, wall in (("twin_a", 1.0), ("twin_b", 3.0))
    ]
    point = only(series.times(experiment(rows), ["serial"]))
    assert (len(point.values), point.summary.n, point.summary.median) == (12, 6, 2.0)


def test_without_a_base_nothing_is_paired(experiment):
    lonely = experiment([row(1, "tbb", 2, 0.5)])
    assert not series.has_base(lonely) and only(series.speedups(lonely, ["tbb"])).values == []
    assert not series.has_base(experiment([row(1, "serial", 1, 0.5, contamination="foreign")]))


def test_runs_that_were_joined_keep_their_blocks_apart(experiment):
    rows = [*twice_as_fast(3), *twice_as_fast(3, run_id="other")]
    joined = experiment(rows)
    assert joined.blocks == 6
    assert only(series.speedups(joined, ["thread_pool"])).summary.n == 6


def test_points_follow_the_order_of_the_runners_and_then_n(experiment):
    rows = [row(1, runner, n, 0.1) for runner in ("tbb", "serial", "openmp") for n in (16, 2)]
    points = series.times(experiment(rows), ["serial", "tbb"])
    assert [(point.runner, point.workers) for point in points] == [
        ("serial", 2),
        ("serial", 16),
        ("tbb", 2),
        ("tbb", 16),
    ]


def test_missing_phases_are_left_out(experiment):
    one = experiment([row(1, "serial", 1, 0.1, setup_s=""), row(2, "serial", 1, 0.1, setup_s=0.25)])
    assert [value.value for value in only(series.times(one, ["serial"], "setup_s")).values] == [
        0.25
    ]


def test_a_sweep_is_one_experiment_per_parameter_set_in_natural_order(tmp_path):
    rows = [row(1, "serial", 1, 0.1, params=f'{{"count":{count}}}') for count in (1024, 16, 128)]
    rows += [row(1, "serial", 1, 0.1, workload=name, params="{}") for name in ("zebra", "empty")]
    found = series.experiments(read_run(write_run(tmp_path, rows)).samples, ["empty", "primes"])
    assert [(one.workload, one.params) for one in found] == [
        ("empty", "{}"),
        ("primes", '{"count":16}'),
        ("primes", '{"count":128}'),
        ("primes", '{"count":1024}'),
        ("zebra", "{}"),
    ]
