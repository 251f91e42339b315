"""The measured capacity against sweeps whose answer is known."""

import pytest
from fixtures import row, write_run

from reports.stats import capacity
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
        return capacity.measure(run.probes, cpus)

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


def test_between_probed_numbers_it_is_a_line_and_beyond_the_cpus_level(measured):
    rows = [probe(1, copies, wall) for copies, wall in ((1, 1.0), (2, 1.0), (4, 1.25))]
    curve = measured(rows, 4.0)
    assert [curve.at(n) for n in (1, 2, 3, 4, 5, 16)] == [
        1.0, 2.0, pytest.approx(2.6), pytest.approx(3.2), pytest.approx(3.2), pytest.approx(3.2),
    ]  # fmt: skip


def test_a_quotas_fraction_was_not_probed_and_is_not_guessed(measured):
    assert measured([probe(1, 1, 1.0)], 1.5).at(2) is None
    curve = measured([probe(1, 1, 1.0), probe(1, 2, 1.0)], 2.5)
    assert (curve.at(2), curve.at(4)) == (2.0, None)


def test_one_cpu_has_a_capacity_of_one(measured):
    assert [measured([], 1.0).at(n) for n in (1, 2, 16)] == [1.0, 1.0, 1.0]


def test_without_probes_nothing_is_known_but_one(measured):
    curve = measured([], 2.0)
    assert (curve.points, curve.at(1), curve.at(2)) == ({}, 1.0, None)


@pytest.mark.parametrize("spoilt", [1, 2])
def test_a_probe_that_is_not_clean_takes_its_pair_with_it(measured, spoilt):
    rows = [
        probe(block, copies, 1.0 if block == 1 else 9.0 / copies,
              contamination="foreign" if (block, copies) == (2, spoilt) else "")
        for block in (1, 2)
        for copies in (1, 2)
    ]  # fmt: skip
    assert measured(rows, 2.0).points[2].n == 1 and measured(rows, 2.0).at(2) == 2.0


def test_a_sweep_ends_where_the_copies_do_not_rise_or_the_session_changes(measured):
    rows = [probe(1, 1, 1.0), probe(1, 2, 1.0), probe(1, 2, 9.0), probe(1, 1, 2.0),
            probe(2, 2, 9.0, session=2)]  # fmt: skip
    assert measured(rows, 2.0).points[2].n == 1


def test_a_failed_probe_counts_for_nothing(measured):
    broken = probe(1, 2, "", status="failed", digest="", reason="x")
    assert measured([probe(1, 1, 1.0), broken], 2.0).points == {}
