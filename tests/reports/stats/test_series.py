"""Experiments, and the serial trials that a trial is compared with."""

import pytest
from fixtures import row, twice_as_fast, write_run

from reports.data.records import read_run
from reports.stats import series


@pytest.fixture
def experiments(tmp_path):
    return lambda rows, order=(): series.experiments(
        read_run(write_run(tmp_path, rows)).samples, order
    )


@pytest.fixture
def bases(experiments):
    """Of each trial of tbb, by its N: seconds of its base, and whether that is undisturbed."""

    def found(rows):
        [one] = experiments(rows)
        by_block = series.bases_by_block(one.samples)
        return {
            trial.workers: series.base_of(trial, by_block)
            for trial in one.samples
            if trial.runner == "tbb"
        }

    return found


def test_a_cell_is_compared_with_its_own_block_only(bases):
    rows = [row(1, "serial", 1, 1.0), row(2, "serial", 1, 9.0), row(1, "tbb", 2, 0.5)]
    assert bases(rows) == {2: (1.0, True)}


def test_the_base_is_the_mean_of_the_nearest_serial_before_and_after(bases):
    serial = [
        row(1, "serial", 1, wall, position=at, role="reference")
        for at, wall in ((1, 7.0), (4, 1.0), (6, 3.0), (9, 7.0))
    ]
    tbb = [row(1, "tbb", n, 0.5, position=at) for n, at in ((2, 5), (4, 10), (8, 0))]
    assert bases([*serial, *tbb]) == {2: (2.0, True), 4: (7.0, True), 8: (7.0, True)}


def test_the_base_comes_from_the_same_session_where_there_is_one(bases):
    rows = [
        row(1, "serial", 1, 1.0, session=1),
        row(1, "serial", 1, 4.0, session=2, position=9),
        row(1, "tbb", 2, 1.0, session=2),
    ]
    assert bases(rows) == {2: (4.0, True)}
    resumed = [row(1, "serial", 1, 1.0, session=1), row(1, "tbb", 2, 0.5, session=2)]
    assert bases(resumed) == {2: (1.0, True)}


def test_a_disturbed_base_is_used_only_where_there_is_no_other(bases):
    disturbed = row(1, "serial", 1, 8.0, contamination="steal")
    assert bases([disturbed, row(1, "tbb", 2, 0.5)]) == {2: (8.0, False)}
    others = [row(1, "serial", 1, 1.0, position=30), row(1, "tbb", 2, 0.5, position=2)]
    assert bases([disturbed, *others]) == {2: (1.0, True)}


def test_runs_that_were_joined_keep_their_blocks_apart(experiments):
    [joined] = experiments([*twice_as_fast(3), *twice_as_fast(3, run_id="other")])
    assert joined.blocks == 6


def test_a_sweep_is_one_experiment_per_parameter_set_in_natural_order(experiments):
    rows = [row(1, "serial", 1, 0.1, params=f'{{"count":{count}}}') for count in (1024, 16, 128)]
    rows += [row(1, "serial", 1, 0.1, workload=name, params="{}") for name in ("zebra", "empty")]
    assert [(one.workload, one.params) for one in experiments(rows, ["empty", "primes"])] == [
        ("empty", "{}"),
        ("primes", '{"count":16}'),
        ("primes", '{"count":128}'),
        ("primes", '{"count":1024}'),
        ("zebra", "{}"),
    ]
