"""What `parbench summary` says: recommendations, ties, disturbances, and how far to trust it."""

import json

import pytest
from fixtures import environment, failed, row, twice_as_fast, write_run
from summaries import WRITTEN, summary, table, told, verdicts


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "results" / "latest", twice_as_fast())


def busy_run(folder, disturbed, blocks=6):
    rows = twice_as_fast(blocks)
    for values in rows:
        if values["block"] <= disturbed:
            values["contamination"] = "foreign"
    return write_run(folder, rows)


def test_a_busy_machine_ends_with_3_and_says_what_to_do(tmp_path):
    folder = busy_run(tmp_path, 4)
    said = told(folder)
    assert summary(folder).returncode == 3
    assert "machine too busy: 8 of 12 planned trials met no quiet moment" in said
    assert "run again with --wait 20m" in said and "recommended" not in said
    assert {values["verdict"] for values in table(folder)} == {"too_busy", ""}
    assert {values["standing"] for values in table(folder)} == {""}


def test_one_busy_workload_among_quiet_ones_ends_with_3_and_the_others_are_judged(tmp_path):
    rows = twice_as_fast(6, workload="range_sum", params="{}") + twice_as_fast(12)
    for values in rows[:12]:
        values["contamination"] = "foreign"
    folder = write_run(tmp_path, rows)
    assert summary(folder).returncode == 3
    assert not verdicts(folder)["too_busy"] and not verdicts(folder)["holds"]
    assert [values["verdict"] for values in table(folder)] == ["", "faster", "", "too_busy"]


def test_half_a_busy_run_still_holds(tmp_path):
    folder = busy_run(tmp_path, 6, 12)
    assert summary(folder).returncode == 0
    assert "12 of 24 stayed disturbed and count for nothing" in told(folder)


def test_without_any_verdict_it_ends_with_3(tmp_path):
    folder = write_run(tmp_path, twice_as_fast(5))
    said = told(folder)
    assert summary(folder).returncode == 3
    assert "2.00× serial (points only: 5 blocks, an interval needs 6)" in said
    assert "no verdicts: they need 6 clean blocks" in said


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(1, "serial", 1, 1.0)], "nothing but serial was measured"),
        ([row(1, "tbb", 2, 0.5)], "no speedup: no clean trial of serial ended ok"),
        ([failed(1, "serial", 1), failed(1, "tbb", 2)], "nothing to recommend: no cell ran"),
        ([row(1, "serial", 1, 1.0), row(2, "tbb", 2, 0.5)], "no clean trial of serial shares a"),
        ([failed(1, "tbb", 2), row(2, "tbb", 2, 0.5)], "1 of 2 trials failed: killed by signal 9"),
    ],
)
def test_what_an_early_end_leaves_is_summarised(tmp_path, rows, words):
    folder = write_run(tmp_path, rows)
    said = told(folder)
    assert words in said and summary(folder).returncode == 3
    assert WRITTEN <= {path.name for path in folder.iterdir()}


def test_a_missing_runner_and_a_workload_never_reached_are_named(run):
    params = {"count": 128, "set": "even"}
    cell = {"workload": "primes", "params": params, "workers": 2}
    (run / "plan.json").write_text(
        json.dumps(
            {
                "schema_version": 1,
                "cells": [
                    cell | {"runner": "serial", "workers": 1},
                    cell | {"runner": "thread_pool"},
                    cell | {"runner": "tbb"},
                    cell | {"runner": "openmp", "unsupported": "no such runner"},
                    cell | {"workload": "sleep", "runner": "tbb"},
                    cell | {"workload": "capacity", "runner": "thread_pool"},
                ],
            }
        )
    )
    said = told(run)
    assert "1 planned cell without any trial: the run ended early" in said
    assert "the run ended before any trial of sleep" in said and "capacity" not in said


def test_ties_margin_and_edge_are_said(tmp_path):
    rows = []
    for block in range(1, 7):
        rows += [row(block, "serial", 1, 1.0), row(block, "tbb", 2, 0.5)]
        rows += [row(block, "tbb", 4, 0.25), row(block, "openmp", 4, 0.2501)]
        rows += [row(block, "thread_pool", 4, 0.4)]
    said = told(write_run(tmp_path, rows))
    assert "recommended: tbb N=4: 4.00× serial" in said
    assert "may be as good (not shown to be over 3 % slower than the best): openmp N=4" in said
    assert "runner-up openmp N=4 took 1.00× the time of tbb N=4 [1.00, 1.00]" in said
    assert "no lead, equal within ±3 %" in said
    assert "still rising at N=4, the most that was tried: not an optimum" in said
    assert "against serial, 4 cells: 4 faster; n = 6 is too small to claim them" in said


def test_disturbed_trials_that_would_change_the_answer_are_named(tmp_path):
    rows = twice_as_fast(12)
    for values in rows:
        if values["block"] > 6 and values["runner"] == "thread_pool":
            values |= {"contamination": "foreign", "wall_s": 9.0}
    said = told(write_run(tmp_path, rows))
    assert "with the disturbed trials thread_pool N=2 would seem" in said


def test_the_sentences_of_trust(tmp_path):
    rows = twice_as_fast(6, foreign_cpu_s=0.01, throttled_s=0.25, steal_s=0.002)
    for block in range(1, 7):
        rows += [row(block, "serial", 1, 1.02, role="twin_a", position=50)]
        rows += [row(block, "serial", 1, 1.0, role="twin_b", position=51)]
        rows += [
            row(block, "thread_pool", n, 1.0, role="probe", workload="capacity",
                params=f'{{"copies":{n}}}', cpu_s=n * (1.3 if block == 6 else 1))
            for n in (1, 2)
        ]  # fmt: skip
    said = told(write_run(tmp_path, rows, environment(quota_cpus=1.5)))
    assert "other load: 0 of 24 planned trials (0.0 %) stayed disturbed after 0 repeats" in said
    assert "other programs took" in said and "the host took 24.0 ms of CPU time" in said
    assert "two equal serial trials differ by 1.02× [1.020, 1.020] (96.9 %, n = 6)" in said
    assert "which excludes 1: distrust differences of this size" in said
    assert "measured capacity: 2 independent copies got 2.00× the work of one" in said
    assert "clock drift: a fixed piece of work took 1.00 to 1.30 of its median CPU time" in said
    assert "our own CPU quota (1.5 CPUs) stopped our threads for 3.00 s" in said
    assert "one session" in said


@pytest.mark.parametrize(
    ("affinity", "words"),
    [
        ("0-1", "during clean trials; a cell with a worker per CPU loses about as much"),
        ("0-3", "during clean trials, beside what our quota allows us"),
    ],
)
def test_foreign_load_beside_a_quota_is_not_said_to_cost_anything(tmp_path, affinity, words):
    rows = twice_as_fast(6, foreign_cpu_s=0.01)
    assert words in told(write_run(tmp_path, rows, environment(affinity=affinity)))


@pytest.mark.parametrize(("wall", "wide"), [(0.133, True), (0.131, False)])
def test_intervals_that_stayed_wide_are_counted_serial_apart(tmp_path, wall, wide):
    rows = twice_as_fast(6)
    rows[1]["wall_s"] = wall  # serial's own times differ by a factor of six
    said = told(write_run(tmp_path, rows))
    assert ("1 of 1 interval wider than 5 % of the median" in said) == wide


def test_a_run_that_recorded_no_load_does_not_call_itself_quiet(run):
    said = told(run)
    assert "other load: not recorded in this run" in said and "quiet enough" not in said
    assert "no twins in this run" in said


def test_what_limits_the_recommended_cell_is_said(tmp_path):
    rows = twice_as_fast(6)
    rows += [
        row(1, "thread_pool", n, wall, role="probe", workload="capacity",
            params=f'{{"copies":{n}}}')
        for n, wall in ((1, 1.0), (2, 0.8))
    ]  # fmt: skip
    said = told(write_run(tmp_path / "compute", rows))
    assert "100 % of the measured capacity for N=2 (2.00×)" in said  # 2.5 would be no limit of two
    params = {"duration": "20ms"}
    work = {"workload": "sleep", "params": json.dumps(params)}
    folder = write_run(tmp_path / "waiting", twice_as_fast(6, **work))
    cell = {"workload": "sleep", "params": params}
    cells = [
        cell | {"runner": "serial", "workers": 1, "bound_s": None},
        cell | {"runner": "thread_pool", "workers": 2, "bound_s": 0.35},
    ]
    (folder / "plan.json").write_text(json.dumps({"schema_version": 1, "cells": cells}))
    assert "80 % of what the waiting itself allows (350 ms)" in told(folder)
