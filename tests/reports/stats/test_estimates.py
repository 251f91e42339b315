"""A cell's figures against runs whose answers are known by construction."""

import json

import pytest
from fixtures import environment, failed, row, twice_as_fast, write_run

from reports.verdicts.findings import judge_run
from reports.data.records import read_run

FOREIGN = {"contamination": "foreign"}


@pytest.fixture
def cells(tmp_path):
    """cells(rows, environment, plan): the only experiment's cells by runner and N."""

    def estimate(rows, about=None, plan=None):
        folder = write_run(tmp_path, rows, about)
        if plan is not None:
            (folder / "plan.json").write_text(json.dumps({"schema_version": 1} | plan))
        [found] = judge_run(read_run(folder)).experiments
        return {cell.name: cell for cell in found.cells}

    return estimate


def test_clean_and_all_stand_side_by_side(cells):
    rows = []
    for block in range(1, 7):
        spoilt = FOREIGN if block > 4 else {}
        rows += [
            row(block, "serial", 1, 1.0),
            row(block, "tbb", 2, 2.0 if spoilt else 0.5, **spoilt),
        ]
    cell = cells(rows)["tbb", 2]
    assert (cell.wall.n, cell.wall.median) == (4, pytest.approx(0.5))
    assert (cell.wall_all.n, cell.wall_all.median) == (6, 0.5)
    assert (cell.speedup.n, cell.speedup_all.n) == (4, 6)
    assert cell.speedup.interval.low == pytest.approx(2.0)
    assert cell.speedup_all.interval is None, "nobody knows what disturbed trials are a sample of"
    assert (cell.load.slots, cell.load.disturbed) == (6, 2)


def test_all_pairs_disturbed_bases_as_if_nobody_had_judged(cells):
    rows = [
        row(1, "serial", 1, 3.0, **FOREIGN),
        row(1, "tbb", 2, 0.5),
        row(1, "serial", 1, 1.0, role="reference", position=9),
    ]
    cell = cells(rows)["tbb", 2]
    assert cell.speedup.median == pytest.approx(2.0)  # the clean base alone
    assert cell.speedup_all.median == pytest.approx(4.0)  # the mean of both


def test_the_runners_own_one_worker_is_paired_inside_the_block(cells):
    rows = []
    for block in range(1, 7):
        rows += [row(block, "serial", 1, 1.0), row(block, "tbb", 1, 1.2 * block)]
        rows += [row(block, "tbb", 4, 0.4 * block), row(block, "openmp", 4, 0.1)]
    found = cells(rows)
    assert found["tbb", 4].own.median == pytest.approx(3.0) and found["tbb", 4].own.n == 6
    assert found["tbb", 4].own.interval.level == 0.95
    assert found["tbb", 1].own is None and found["openmp", 4].own is None


def test_a_disturbed_one_worker_trial_is_no_own_base(cells):
    rows = [row(1, "tbb", 1, 1.0, **FOREIGN), row(1, "tbb", 2, 0.5)]
    assert cells([*rows, row(2, "tbb", 2, 0.5)])["tbb", 2].own is None


def sweep(block, *walls):
    return [
        row(block, "thread_pool", copies, wall, role="probe", workload="capacity",
            params=f'{{"copies":{copies}}}')
        for copies, wall in walls
    ]  # fmt: skip


def test_of_capacity_is_of_what_the_cpus_gave(cells):
    rows = [*sweep(1, (1, 1.0), (2, 1.25))]  # two copies did 1.6 times the work of one
    for block in range(1, 7):
        rows += [row(block, "serial", 1, 1.0), row(block, "tbb", 1, 1.25)]
        rows += [row(block, "tbb", 2, 0.625), row(block, "tbb", 8, 0.625)]
    found = cells(rows)
    assert found["tbb", 2].capacity.median == pytest.approx(1.6)
    assert found["tbb", 2].of_capacity.median == pytest.approx(1.0)
    assert found["tbb", 8].of_capacity.median == pytest.approx(
        1.0
    )  # beyond the CPUs the last value
    assert found["tbb", 1].of_capacity.median == pytest.approx(
        0.8
    )  # of one worker, whatever the curve
    assert found["serial", 1].of_capacity.median == pytest.approx(1.0)


def test_capacity_above_n_does_not_lower_the_share(cells):
    rows = [*sweep(1, (1, 1.0), (2, 0.8))]  # two copies seem to do 2.5 times the work of one
    rows += [row(1, "serial", 1, 1.0), row(1, "tbb", 2, 0.5)]
    assert cells(rows)["tbb", 2].of_capacity.median == pytest.approx(1.0)


def test_a_workload_that_waits_has_a_bound_and_no_capacity(cells):
    params = {"duration": "20ms", "tasks": 8}
    work = {"workload": "sleep", "params": json.dumps(params)}
    rows = [
        *sweep(1, (1, 1.0), (2, 1.0)),
        row(1, "serial", 1, 0.2, **work),
        row(1, "tbb", 4, 0.05, **work),
        row(1, "tbb", 8, 0.025, **work),
    ]
    planned = {"workload": "sleep", "params": params, "runner": "tbb"}
    plan = {
        "cells": [
            planned | {"workers": 4, "bound_s": 0.04},
            planned | {"workers": 8, "bound_s": None},
            planned | {"workers": 1, "runner": "serial"},
            *(
                {"workload": "capacity", "params": {"copies": n}, "workers": n}
                | {"runner": "thread_pool"}
                for n in (1, 2)
            ),
        ]
    }
    found = cells(rows, plan=plan)
    assert found["tbb", 4].of_bound.median == pytest.approx(0.8) and found["tbb", 4].bound_s == 0.04
    assert (found["tbb", 8].of_bound, found["tbb", 4].of_capacity) == (None, None)


def test_a_share_has_an_interval_that_holds_both_uncertainties(cells):
    rows = []
    for block, noise in enumerate((0.97, 1.0, 1.03), 1):
        rows += [row(block, "serial", 1, 1.0), row(block, "tbb", 2, 0.625)]
        rows += sweep(block, (1, 1.0), (2, 1.25 * noise))
    share = cells(rows)["tbb", 2].of_capacity
    assert share.median == pytest.approx(1.0, rel=0.01)
    assert share.interval.low < 0.97 and share.interval.high > 1.03
    for block in (1, 2, 3):
        rows += [row(block, "openmp", 2, 0.625 * (0.9 + 0.05 * block))]
    wider = cells(rows)["openmp", 2].of_capacity.interval
    assert wider.high / wider.low > 1.05 * share.interval.high / share.interval.low


def test_a_pass_through_memory_has_a_share_of_that_and_none_of_the_cpus(cells):
    params = {"elements": 75}
    work = {"workload": "range_sum", "params": json.dumps(params)}
    reading = {"role": "probe", "workload": "bandwidth"}
    rows = []
    for block in (1, 2, 3):
        rows += [row(block, "serial", 1, 1.0, **work), row(block, "tbb", 4, 0.4, **work)]
        rows += sweep(block, (1, 1.0), (2, 1.0))
        rows += [
            row(block, "thread_per_task", n, 1.0 / n, params=f'{{"copies":{n}}}', **reading)
            for n in (1, 2)
        ]
    streamed = {"range_sum": 600, "bandwidth": 1000}
    keys = ("workload", "runner", "workers")
    plan = [{key: one[key] for key in keys} | {"params": json.loads(one["params"])} for one in rows]
    for one in plan:
        one |= {"streamed_bytes": streamed.get(one["workload"])}
    cell = cells(rows, plan={"cells": plan})["tbb", 4]
    assert cell.memory_s.median == pytest.approx(0.3)  # 600 bytes at the 2000 of both CPUs
    assert cell.of_memory.median == pytest.approx(0.75)
    assert cell.of_memory.interval.high == pytest.approx(0.75)
    assert cell.of_capacity is None and cell.capacity.median == pytest.approx(2.0)


def test_the_share_of_memory_pairs_each_trial_with_the_probe_before_it(cells):
    """The memory is half as fast in every other block, for probe and trial alike."""
    work = {"workload": "range_sum", "params": '{"elements":75}'}
    rows = []
    for block, slow in enumerate((1.0, 2.0, 1.0, 2.0, 1.0, 2.0), 1):
        for n in (1, 2):
            rows.append(row(block, "thread_per_task", n, slow / n, params=f'{{"copies":{n}}}',
                            role="probe", workload="bandwidth"))  # fmt: skip
        rows += [row(block, "serial", 1, slow, **work), row(block, "tbb", 2, 0.4 * slow, **work)]
    streamed = {"range_sum": 600, "bandwidth": 1000}
    keys = ("workload", "runner", "workers")
    plan = [
        {key: one[key] for key in keys}
        | {"params": json.loads(one["params"]), "streamed_bytes": streamed[one["workload"]]}
        for one in rows
    ]
    share = cells(rows, plan={"cells": plan})["tbb", 2].of_memory
    assert share.median == pytest.approx(0.75)
    assert share.interval.high - share.interval.low < 0.01


def test_an_affinity_of_one_cpu_has_a_capacity_of_one_at_any_n(cells):
    rows = [row(1, "serial", 1, 1.0, usable_cpus=1), row(1, "tbb", 4, 1.0, usable_cpus=1)]
    found = cells(rows, environment(usable_cpus=1, affinity="1"))
    assert found["tbb", 4].of_capacity.median == pytest.approx(1.0)


def test_a_quota_between_two_numbers_has_no_capacity_that_nobody_measured(cells):
    rows = [*sweep(1, (1, 1.0)), row(1, "serial", 1, 1.0), row(1, "tbb", 2, 0.67)]
    found = cells(rows, environment(usable_cpus=1.5, affinity="0-1", quota_cpus=1.5))
    assert found["tbb", 2].of_capacity is None and found["tbb", 2].gain == pytest.approx(1 / 0.67)


def test_shares_and_cpu_time_are_of_clean_trials_and_throttling_of_all(cells):
    clean = {"foreign_cpu_s": 0.02, "throttled_s": 0.5, "cpu_s": 0.9}
    rows = [
        row(1, "tbb", 2, 0.5, passes=2, **clean),
        row(2, "tbb", 2, 0.5, passes=2, throttled_s=1.5, foreign_cpu_s=0.9, cpu_s=3, **FOREIGN),
    ]
    cell = cells(rows, environment(affinity="0-1"))["tbb", 2]
    assert cell.foreign_share == pytest.approx(0.01) and cell.cpu_s == 0.9
    assert cell.throttled_share == pytest.approx(1.0)


def test_the_affinity_counts_where_a_quota_allows_less(cells):
    rows = [row(1, "tbb", 2, 0.5, passes=2, foreign_cpu_s=0.04, usable_cpus=1.5)]
    assert cells(rows, environment(affinity="0-2,5"))["tbb", 2].foreign_share == pytest.approx(0.01)


def test_serial_is_one_by_definition_and_counts_its_twins(cells):
    rows = twice_as_fast(2) + [row(1, "serial", 1, 0.75, role="twin_a")]
    cell = cells(rows)["serial", 1]
    assert (cell.gain, cell.speedup, cell.efficiency) == (1.0, None, 1.0)
    assert cell.wall.median == pytest.approx(0.5)  # of (0.25 + 0.75) / 2 and 0.5


def test_without_serial_there_is_no_speedup(cells):
    cell = cells([row(1, "tbb", 2, 0.5)])["tbb", 2]
    assert (cell.gain, cell.efficiency, cell.of_capacity) == (None, None, None)


def test_failures_are_counted_and_no_figure_is_made_of_them(cells):
    cell = cells([row(1, "serial", 1, 1.0), failed(1, "tbb", 2), failed(2, "tbb", 2)])["tbb", 2]
    assert (len(cell.failures), cell.wall, cell.wall_all, cell.speedup) == (2, None, None, None)
    assert cell.load.slots == 0
