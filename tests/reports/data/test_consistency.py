"""Rows and files that do not belong together are refused, or excluded and counted."""

import json

import pytest
from fixtures import COLUMNS, csv_text, environment, row, twice_as_fast, write_run

from reports.verdicts.findings import judge_run
from reports.data.records import read_run
from reports.data.rows import BadInput


def refused(folder) -> str:
    with pytest.raises(BadInput) as caught:
        judge_run(read_run(folder))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_exact_copy_of_a_row_is_excluded_and_counted(tmp_path):
    write_run(tmp_path, twice_as_fast(6))
    path = tmp_path / "samples.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines, lines[3], lines[1], lines[3]]))
    run = read_run(tmp_path)
    assert len(run.samples) == 12
    assert "samples.csv: 3 exact copies of other rows: excluded" in run.warnings[0]


def test_two_rows_at_one_position_are_refused(tmp_path):
    rows = twice_as_fast(6)
    rows[8]["position"] = 1
    rows[9] = rows[8] | {"wall_s": 3.0}
    assert refused(write_run(tmp_path, rows)) == (
        f"{tmp_path / 'samples.csv'}, lines 10 and 11 contradict each other: both are position 1 "
        "of block 5 of primes; keep the one that was measured"
    )


@pytest.mark.parametrize(("column", "value"), [("digest", "x0000000000000001"), ("tasks", 127)])
def test_another_result_of_the_same_work_is_refused(tmp_path, column, value):
    rows = twice_as_fast(6)
    rows[4][column] = value
    message = refused(write_run(tmp_path, rows))
    assert f"line 6: {column} is {value!r} where line 2 has " in message
    assert message.endswith("these rows are not from one run")


def test_work_with_a_task_per_worker_has_a_result_for_each_n(tmp_path):
    rows = [row(1, "tbb", n, 0.5, tasks=n, digest=f"x{n:016x}") for n in (2, 4)]
    assert len(read_run(write_run(tmp_path, rows)).samples) == 2
    rows.append(row(1, "thread_pool", 4, 0.5, tasks=4, digest=f"x{5:016x}"))
    assert "line 4: digest is 'x0000000000000005'" in refused(write_run(tmp_path, rows))


def test_another_result_of_other_work_or_of_a_failed_trial_is_accepted(tmp_path):
    other = {"digest": "x0000000000000001", "tasks": 7}
    rows = twice_as_fast(6) + twice_as_fast(6, params='{"count":64,"set":"even"}', **other)
    rows.append(row(7, "tbb", 2, "", status="wrong_result", **other))
    assert len(read_run(write_run(tmp_path, rows)).samples) == 25


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"passes": 0}, "passes is '0'; allowed: an integer from 1"),
        ({"passes": ""}, "passes is ''; allowed: an integer from 1, as every trial"),
        ({"tasks": ""}, "tasks is ''; allowed: an integer from 1, as every trial"),
        ({"digest": "beef"}, "digest is 'beef'; allowed: x and 16 hexadecimal digits"),
        ({"foreign_cpu_s": -0.1}, "foreign_cpu_s is '-0.1'; allowed: a decimal number from 0"),
        ({"contamination": "noise"}, "contamination is 'noise'; allowed: "),
        ({"attempt": 0}, "attempt is '0'; allowed: an integer from 1"),
        ({"started_at": "yesterday"}, "started_at is 'yesterday'; allowed: a time such as"),
        ({"slowdown": 0.05}, "slowdown is '0.05'; allowed: a number from 0 in rows of role"),
        ({"role": "injected"}, "slowdown is ''; allowed: a number from 0 in rows of role"),
        ({"wall_max_s": 0.4}, "wall_s is '0.5'; allowed: at most wall_max_s, which is 0.4"),
        ({"wall_min_s": 0.6}, "wall_s is '0.5'; allowed: at least wall_min_s, which is 0.6"),
        ({"role": "probe", "params": '{"copies":4}'}, "workers is '1'; allowed: 4, the number of"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(tmp_path, values, message):
    rows = twice_as_fast(6)
    rows[2] |= values
    assert f"samples.csv, line 4: {message}" in refused(write_run(tmp_path, rows))


def test_a_rounded_mean_may_exceed_the_longest_pass(tmp_path):
    edges = {"wall_min_s": 0.5000000001, "wall_max_s": 0.5000000001}
    assert read_run(write_run(tmp_path, [row(1, "serial", 1, 0.5, **edges)])).samples


def test_a_clock_that_was_set_back_is_reported_and_changes_no_result(tmp_path):
    rows = twice_as_fast(6)
    quiet = judge_run(read_run(write_run(tmp_path / "quiet", rows)))
    for place, moment in ((3, "05.5Z"), (4, "05Z"), (7, "02Z"), (8, "01.999Z")):
        rows[place]["started_at"] = f"2026-01-02T03:04:{moment}"
    run = read_run(write_run(tmp_path / "set", rows))
    assert "started_at goes back 3 times within a session" in run.warnings[0]
    assert len(run.warnings) == 1 and quiet.run.warnings == []
    figures = [[cell.gain for cell in one.experiments[0].cells] for one in (quiet, judge_run(run))]
    assert figures[0] == figures[1]


def test_a_later_session_may_start_earlier(tmp_path):
    rows = [row(1, "serial", 1, 0.5), row(2, "serial", 1, 0.5, session=2)]
    rows[1]["started_at"] = "2025-01-02T03:04:05Z"
    assert read_run(write_run(tmp_path, rows)).warnings == []


SEEDS = {
    "environment.json": lambda seed: json.dumps(environment(seed=seed)),
    "plan.json": lambda seed: json.dumps({"schema_version": 1, "seed": seed}),
    "options.toml": lambda seed: f"blocks=6\nseed={seed}\nrunners=serial\n",
}


@pytest.mark.parametrize("odd", SEEDS)
def test_files_of_different_seeds_are_refused(tmp_path, odd):
    write_run(tmp_path, twice_as_fast(6))
    for name, text in SEEDS.items():
        (tmp_path / name).write_text(text(7))
    assert read_run(tmp_path).plan.seed == 7
    (tmp_path / odd).write_text(SEEDS[odd](8))
    message = refused(tmp_path)
    assert "files of different seeds: " in message and f"{odd} says 8" in message


def test_two_runs_in_one_folder_are_refused(tmp_path):
    rows = twice_as_fast(6) + twice_as_fast(6, run_id="other")
    message = refused(write_run(tmp_path / "joined", rows))
    assert "holds 2 runs ('20260102T030405Z-quick', 'other')" in message
    strangers = write_run(tmp_path / "mixed", twice_as_fast(6), environment(run_id="elsewhere"))
    assert "environment.json is of run 'elsewhere' and samples.csv of run" in refused(strangers)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "plan.json is not JSON"),
        (
            '{"schema_version":1,"cells":[{"workload":"primes","params":{},"runner":"serial",'
            '"workers":1e999}]}',
            "plan.json is not a plan (OverflowError",
        ),
        ('{"schema_version":2}', "plan.json: schema_version is 2; allowed: 1"),
        ('{"schema_version":1,"seed":"x"}', "plan.json is not a plan (ValueError"),
        ('{"schema_version":1,"cells":[{}]}', "plan.json is not a plan (KeyError"),
        ('{"schema_version":1,"width":-1}', "plan.json is not a plan (ValueError"),
    ],
)
def test_a_damaged_plan_is_refused(tmp_path, text, message):
    write_run(tmp_path, twice_as_fast(6))
    (tmp_path / "plan.json").write_text(text)
    assert message in refused(tmp_path)


def test_one_attempt_twice_is_refused_and_a_repeat_is_accepted(tmp_path):
    rows = twice_as_fast(6)
    rows.append(row(6, "thread_pool", 2, 0.75, attempt=2, position=9))
    assert judge_run(read_run(write_run(tmp_path, rows))).load.repeats == 1
    rows[-1]["attempt"] = 1
    message = refused(write_run(tmp_path, rows))
    assert "lines 13 and 14 contradict each other: both are attempt 1 of thread_pool" in message


def test_any_number_of_references_is_accepted(tmp_path):
    rows = twice_as_fast(6)
    rows += [row(1, "serial", 1, 0.25, role="reference", position=at) for at in (8, 9)]
    assert judge_run(read_run(write_run(tmp_path, rows))).load.slots == 12


def test_a_cell_that_was_not_planned_is_refused(tmp_path):
    rows = [row(1, "serial", 1, 0.5), row(1, "tbb", 3, 0.5)]
    write_run(tmp_path, rows)
    params = json.loads(rows[0]["params"])
    cells = [
        {"workload": "primes", "params": params, "runner": runner, "workers": n}
        for runner, n in (("serial", 1), ("tbb", 2))
    ]
    (tmp_path / "plan.json").write_text(json.dumps({"schema_version": 1, "cells": cells}))
    assert "line 3: tbb N=3 of primes" in refused(tmp_path)
    cells[1] |= {"workers": 3, "unsupported": "too many"}
    (tmp_path / "plan.json").write_text(json.dumps({"schema_version": 1, "cells": cells}))
    assert judge_run(read_run(tmp_path)).experiments


def test_a_last_row_whose_number_may_have_lost_digits_is_excluded(tmp_path):
    slowed = row(1, "serial", 1, 0.5, role="injected", slowdown=0.05, position=9)
    write_run(tmp_path, [*twice_as_fast(1), slowed])
    path = tmp_path / "samples.csv"
    path.write_text(path.read_text().removesuffix("5\n"))
    run = read_run(tmp_path)
    assert run.injected == [] and "the last row is incomplete" in run.warnings[0]


def test_a_complete_last_row_of_an_older_folder_counts_without_its_line_end(tmp_path):
    write_run(tmp_path, [])
    text = csv_text(twice_as_fast(1), COLUMNS[:-1])
    (tmp_path / "samples.csv").write_text(text.rstrip("\n"))
    assert len(read_run(tmp_path).samples) == 2
    (tmp_path / "samples.csv").write_text(text.rstrip("Z\n"))
    assert len(read_run(tmp_path).samples) == 1
