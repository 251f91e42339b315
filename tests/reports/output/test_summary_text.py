"""What `parbench summary` prints: a table and three lines per experiment, then the quality."""

import json
import shutil

import pytest
from fixtures import ROOT, environment, failed, row, suite, twice_as_fast, write_run
from odd_runs import odd_environment, odd_rows
from summaries import WRITTEN, summary, table, verdicts

from reports.output import summary_text
from reports.commands.summary import summarize


@pytest.fixture
def told(capsys):
    """told(folder): exit code and text."""

    def of(folder, verbose=False):
        code = summarize(folder, quiet=False, verbose=verbose)
        printed = capsys.readouterr()
        assert printed.err == "" and max(map(len, printed.out.splitlines())) <= 80
        return code, printed.out

    return of


def busy_run(folder, disturbed, blocks=6):
    rows = twice_as_fast(blocks, foreign_cpu_s=0)
    for values in rows:
        if values["block"] <= disturbed:
            values["contamination"] = "foreign"
    return write_run(folder, rows)


def test_an_experiment_is_a_table_and_at_most_three_lines(tmp_path, told):
    rows = suite(6, (2, 4), foreign_cpu_s=0) + [failed(1, "tbb", 8, status="timeout")]
    code, text = told(write_run(tmp_path, rows))
    assert code == 0
    assert text.split("\n\n")[0].splitlines() == [
        "primes: serial 1000 ms        N=2        N=4      N=8",
        "  thread_per_task       502 1.99×  502 1.99×",
        "  thread_pool           507 1.97×  507 1.97×",
        "  process_per_task      512 1.95×  512 1.95×",
        "  process_pool          517 1.94×  517 1.94×",
        "  process_pool_pipe     522 1.92×  522 1.92×",
        "  tbb                   527 1.90×  527 1.90×  timeout",
        "  openmp                532 1.88×  532 1.88×",
        "  Use thread_per_task, thread_pool or 1 more with N=2: 1.99× [1.99, 2.00]",
        "  tbb N=8: timeout: killed by signal 9; also tied: thread_per_task N=4",
    ]


def screen(folder):
    """What the command prints on a terminal, checked for its size."""
    done = summary(folder.name, cwd=folder.parent)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    return lines


def test_a_list_of_reasons_ends_between_two_of_them():
    listed = "excluded: 304 of 1301 trials (256 background load, 38 failed, 9 steal time, 1 paused)"
    cut = "excluded: 304 of 1301 trials (256 background load, 38 failed, 9 steal time, …)"
    assert summary_text._cut(listed) == cut
    assert summary_text._cut(cut) == cut


def test_a_quick_run_fits_on_forty_lines_with_its_quality_and_its_page(tmp_path):
    folder = shutil.copytree(ROOT / "docs/example", tmp_path / "run")
    lines = screen(folder)
    assert len(lines) <= 39  # a run may add which load disturbed it
    heads = [line.split(":")[0] for line in lines if "N=16" in line and line[0] != " "]
    assert heads == ["primes", "range_sum", "sleep", "fetch"]
    assert lines[-1] == "report: run/report.html"
    assert sum(line.startswith("measurement quality: ") for line in lines) == 1
    assert sum(line.startswith("excluded: ") for line in lines) == 1
    advice = [line for line in lines if line.startswith("  Use ")]
    assert len(advice) == 4 and all("× [" in line for line in advice)
    assert any("parbench run -w sleep -R thread_pool -j 16,32,64" in line for line in lines)


def test_the_readme_shows_how_the_example_begins(tmp_path):
    folder = shutil.copytree(ROOT / "docs/example", tmp_path / "run")
    shown = (ROOT / "README.md").read_text("utf-8").split("```text\n")[1].split("…\n```")[0]
    assert "\n".join(screen(folder)).startswith(shown.rstrip())


def test_an_odd_run_stays_within_its_columns_and_lines(tmp_path):
    lines = screen(write_run(tmp_path / "run", odd_rows(), odd_environment()))
    assert len(lines) <= 40
    assert not any("\u202e" in line or "\x07" in line for line in lines)


def test_the_tables_of_many_experiments_are_for_verbose(tmp_path, told):
    rows = [
        one | {"params": json.dumps({"count": count, "set": "even"})}
        for count in range(1, 21)
        for one in suite(3, (2,))
    ]
    _, text = told(write_run(tmp_path, rows))
    lines = text.splitlines()
    assert lines[0].startswith("primes count=1: serial") and "thread_pool  " not in text
    assert lines[-1] == "the tables of 20 experiments are in summary.md, or use -v"
    assert len(lines) == 2 * 20 + 2
    assert told(tmp_path, verbose=True)[1].count("  thread_pool  ") == 20


def test_a_good_run_has_its_quality_in_one_line(tmp_path, told):
    rows = twice_as_fast(6, foreign_cpu_s=0)
    for block in range(1, 7):
        rows += [row(block, "serial", 1, 0.25 * block, role=role) for role in ("twin_a", "twin_b")]
    _, text = told(write_run(tmp_path, rows))
    assert text.splitlines()[-1] == (
        "measurement quality: good; single session: repeat at another time before you act"
    )


def test_a_busy_machine_ends_with_3_and_says_what_to_do(tmp_path, told):
    folder = busy_run(tmp_path, 4)
    code, text = told(folder)
    assert code == 3
    assert "  too much background load: no verdict\n" in text and "recommended" not in text
    assert "on an idle machine: parbench run -w primes --wait 20m" in text
    assert {values["verdict"] for values in table(folder)} == {"too_busy", ""}
    assert {values["standing"] for values in table(folder)} == {""}


def test_one_busy_workload_among_quiet_ones_ends_with_3_and_the_others_are_judged(tmp_path, told):
    rows = twice_as_fast(6, workload="range_sum", params="{}") + twice_as_fast(12)
    for values in rows[:12]:
        values["contamination"] = "foreign"
    folder = write_run(tmp_path, rows)
    assert told(folder)[0] == 3
    assert not verdicts(folder)["too_busy"] and not verdicts(folder)["holds"]
    assert [values["verdict"] for values in table(folder)] == ["", "faster", "", "too_busy"]


def test_half_a_busy_run_still_holds(tmp_path, told):
    code, text = told(busy_run(tmp_path, 6, 12))
    assert code == 0
    assert "excluded: 12 of 24 trials (12 background load)" in text


@pytest.mark.parametrize(
    "rows",
    [
        twice_as_fast(2),
        [row(1, "serial", 1, 1.0)],
        [row(1, "tbb", 2, 0.5)],
        [failed(1, "serial", 1), failed(1, "tbb", 2)],
    ],
)
def test_without_any_verdict_it_ends_with_3(tmp_path, told, rows):
    code, text = told(write_run(tmp_path, rows))
    assert code == 3 and "no verdicts: " in text
    assert WRITTEN <= {path.name for path in tmp_path.iterdir()}


def test_a_workload_never_reached_is_named(tmp_path, told):
    folder = write_run(tmp_path, twice_as_fast())
    cell = {"workload": "primes", "params": {"count": 128, "set": "even"}, "workers": 2}
    cells = [
        cell | {"runner": "serial", "workers": 1},
        cell | {"runner": "thread_pool"},
        cell | {"runner": "openmp", "unsupported": "no such runner"},
        cell | {"workload": "sleep", "runner": "tbb"},
        cell | {"workload": "capacity", "runner": "thread_pool"},
    ]
    (folder / "plan.json").write_text(json.dumps({"schema_version": 1, "cells": cells}))
    _, text = told(folder)
    assert "ended before any trial of sleep" in text and "never ran" not in text


def test_equal_warnings_are_folded_and_the_rest_is_for_verbose(tmp_path, told):
    rows = []
    for count in (128, 256):
        work = {"params": f'{{"count":{count}}}'}
        rows += twice_as_fast(6, foreign_cpu_s=0.01, throttled_s=0.25, steal_s=0.002, **work)
        for block in range(1, 7):
            rows += [row(block, "serial", 1, 1.02, role="twin_a", position=50, **work)]
            rows += [row(block, "serial", 1, 1.0, role="twin_b", position=51, **work)]
    rows += [
        row(block, "thread_pool", n, 1.0, role="probe", workload="capacity",
            params=f'{{"copies":{n}}}', cpu_s=n * (1.3 if block == 6 else 1))
        for block in range(1, 7) for n in (1, 2)
    ]  # fmt: skip
    folder = write_run(tmp_path, rows, environment(quota_cpus=1.5))
    _, text = told(folder)
    assert text.splitlines()[-1] == (
        "measurement quality: A/A check failed in 2 of 2 (up to 2 %); and 1 more"
    )
    _, text = told(folder, verbose=True)
    text = " ".join(text.split())
    for words in (
        "A/A check failed in 2 of 2 experiments: identical runs differed by up to 2 %",
        "CPU speed varied 1.00–1.30×: trust speedups more than absolute times",
        "single session: repeat at another time before you act",
        "none of 48 trials had background load after retries",
        "steal time: 48.0 ms",
        "A/A pair 1.02× [1.020, 1.020], n = 6",
        "minimum detectable effect (90 % power): primes ",
        "measured capacity: 2 independent copies do 2.00× the work of one",
        "our CPU quota (1.5 CPUs) throttled our threads for 6.00 s: part of the result",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("affinity", "words"),
    [("0-1", "of the CPUs: N = all CPUs loses about as much"), ("0-3", "beside our quota")],
)
def test_foreign_load_beside_a_quota_is_not_said_to_cost_anything(tmp_path, told, affinity, words):
    rows = twice_as_fast(6, foreign_cpu_s=0.01)
    folder = write_run(tmp_path, rows, environment(affinity=affinity))
    assert words in told(folder, verbose=True)[1]


def test_a_runner_that_reports_no_load_beside_others_is_named(tmp_path, told):
    rows = twice_as_fast(6, foreign_cpu_s=0.001)
    silent = [one | {"foreign_cpu_s": ""} if one["runner"] != "serial" else one for one in rows]
    [name] = {one["runner"] for one in rows} - {"serial"}
    count = sum(one["runner"] == name for one in rows)
    _, text = told(write_run(tmp_path, silent), verbose=True)
    assert f"background load unknown for {count} trials of {name}" in text
    assert "unknown for" not in told(write_run(tmp_path / "all", rows), verbose=True)[1]


def test_a_run_that_recorded_no_load_does_not_call_itself_good(tmp_path, told):
    _, text = told(write_run(tmp_path, twice_as_fast()))
    assert "background load was not recorded" in text and "good" not in text
    assert "no A/A pairs" in text
