"""The measured capacity against sweeps whose answer is known."""

import math

import numpy
import pytest
from fixtures import row, write_run
from side_rows import WORKERS, text, workers_of

from reports.stats import capacity, pooling
from reports.data.records import read_run


def probe(block, copies, wall_s, **others):
    return row(
        block,
        "thread_pool",
        copies,
        wall_s,
        **({"role": "probe", "workload": "capacity", "params": f'{{"copies":{copies}}}'} | others),
    )


@pytest.fixture
def measured(tmp_path):
    def measure(rows, cpus):
        run = read_run(write_run(tmp_path, [row(1, "serial", 1, 1.0), *rows]))
        return capacity.measure(run.probes, run.copies, cpus)

    return measure


def test_capacity_is_work_done_over_that_of_one_copy(measured):
    rows = [
        probe(block, copies, wall * block)
        for block in range(1, 7)
        for copies, wall in ((1, 1.0), (2, 1.0), (4, 1.25))
    ]
    curve = measured(rows, 4.0)
    assert {n: summary.median for n, summary in curve.points.items()} == {
        2: pytest.approx(2.0),
        4: pytest.approx(3.2),
    }
    assert curve.points[4].n == 6 and curve.points[4].interval.high == pytest.approx(3.2)
    assert curve.by_slowest  # there is no workers.csv


def test_all_copies_count_and_not_the_slowest_alone(tmp_path):
    """The second copy takes 2 s where the first takes 1: 1.5 times the work of one, not 1 time."""
    rows, workers = [row(1, "serial", 1, 1.0)], []
    for position, (copies, ends) in enumerate(((1, [1.0]), (2, [1.0, 2.0])), 1):
        one = probe(1, copies, max(ends), position=position, tasks=copies, passes=3,
                    digest=f"x000000000000000{copies}")  # fmt: skip
        rows.append(one)
        workers += workers_of(one, *[(3, 0.01, end, 3 * end, 0, 3) for end in ends])
    folder = write_run(tmp_path, rows)
    (folder / "workers.csv").write_text(text(WORKERS, workers))
    run = read_run(folder)
    curve = capacity.measure(run.probes, run.copies, 2.0)
    assert curve.points[2].median == pytest.approx(1.5) and not curve.by_slowest
    (folder / "workers.csv").write_text(text(WORKERS, workers[:2]))  # one copy's row is lost
    run = read_run(folder)
    curve = capacity.measure(run.probes, run.copies, 2.0)
    assert curve.points[2].median == pytest.approx(1.0) and curve.by_slowest


def test_from_three_sweeps_on_there_is_an_interval_and_it_is_pooled(measured):
    random = numpy.random.default_rng(1)
    rows = [
        probe(block, copies, math.exp(0.02 * random.standard_normal()) * max(1, copies / 2))
        for block in (1, 2, 3)
        for copies in (1, 2, 4, 8)
    ]
    curve = measured(rows, 8.0)
    two = [probe(block, n, 1.0 + 0.02 * block * n) for block in (1, 2) for n in (1, 2)]
    assert measured(two, 2.0).points[2].interval is None
    alone = pooling.summaries(
        [[math.log(2 * rows[at]["wall_s"] / rows[at + 1]["wall_s"]) for at in (0, 4, 8)]]
    )[0].interval
    shared = curve.points[2].interval
    assert shared.high / shared.low < alone.high / alone.low


def test_no_probe_is_left_out_because_of_its_own_time(measured):
    rows = [
        probe(block, n, wall, contamination="clock_drift" if block == 2 else "")
        for block in (1, 2, 3)
        for n, wall in ((1, 1.0), (2, 2.0 if block == 2 else 1.0))
    ]
    assert measured(rows, 2.0).points[2].n == 3


def test_between_probed_numbers_it_is_a_line_and_beyond_the_cpus_level(measured):
    rows = [probe(1, copies, wall) for copies, wall in ((1, 1.0), (2, 1.0), (4, 1.25))]
    curve = measured(rows, 4.0)
    levels = [curve.at(n).median for n in (1, 2, 3, 4, 5, 16)]
    assert levels == pytest.approx([1.0, 2.0, 2.6, 3.2, 3.2, 3.2])


def test_a_quotas_fraction_was_not_probed_and_is_not_guessed(measured):
    assert measured([probe(1, 1, 1.0)], 1.5).at(2) is None
    curve = measured([probe(1, 1, 1.0), probe(1, 2, 1.0)], 2.5)
    assert (curve.at(2).median, curve.at(4)) == (pytest.approx(2.0), None)


def test_one_cpu_has_a_capacity_of_one(measured):
    assert [measured([], 1.0).at(n).median for n in (1, 2, 16)] == [1.0, 1.0, 1.0]


def test_without_probes_nothing_is_known_but_one(measured):
    curve = measured([], 2.0)
    assert (curve.points, curve.at(1).median, curve.at(2)) == ({}, 1.0, None)


@pytest.mark.parametrize("spoilt", [1, 2])
def test_a_probe_that_is_not_clean_takes_its_pair_with_it(measured, spoilt):
    rows = [
        probe(block, copies, 1.0 if block == 1 else 9.0 / copies,
              contamination="foreign" if (block, copies) == (2, spoilt) else "")
        for block in (1, 2)
        for copies in (1, 2)
    ]  # fmt: skip
    assert measured(rows, 2.0).points[2].n == 1
    assert measured(rows, 2.0).at(2).median == pytest.approx(2.0)


def test_a_sweep_ends_where_the_copies_do_not_rise_or_the_session_changes(measured):
    rows = [probe(1, 1, 1.0), probe(1, 2, 1.0), probe(1, 2, 9.0), probe(1, 1, 2.0),
            probe(2, 2, 9.0, session=2)]  # fmt: skip
    assert measured(rows, 2.0).points[2].n == 1


def test_a_failed_probe_counts_for_nothing(measured):
    broken = probe(1, 2, "", status="failed", digest="", reason="x")
    assert measured([probe(1, 1, 1.0), broken], 2.0).points == {}
