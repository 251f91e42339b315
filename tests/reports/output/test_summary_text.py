"""What `parbench summary` prints: a table and three lines per experiment, then the quality."""

import json

import pytest
from experiments import experiment, judged
from fixtures import environment, failed, row, suite, twice_as_fast, write_run
from summaries import WRITTEN, table, verdicts

from reports.commands.summary import summarize
from reports.output import summary_text


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


def test_an_experiment_is_a_title_a_table_and_at_most_three_lines(tmp_path, told):
    rows = suite(6, (2, 4), foreign_cpu_s=0) + [failed(1, "tbb", 8, status="timeout")]
    code, text = told(write_run(tmp_path, rows))
    assert code == 0
    assert text.split("\n\n")[0].splitlines() == [
        "primes: count=128 set=even (6 blocks)",
        "  ms, speedup         N=1        N=2        N=4      N=8",
        "  serial             1000",
        "  thread_per_task          502 1.99×  502 1.99×",
        "  thread_pool              507 1.97×  507 1.97×",
        "  process_per_task         512 1.95×  512 1.95×",
        "  process_pool             517 1.94×  517 1.94×",
        "  process_pool_pipe        522 1.92×  522 1.92×",
        "  tbb                      527 1.90×  527 1.90×  timeout",
        "  openmp                   532 1.88×  532 1.88×",
        "  recommended: thread_per_task N=2: 1.99× [1.99, 2.00]",
        "  tied within 3 %: thread_pool N=2, process_per_task N=2 and 5 more",
        "  tbb N=8: timeout: killed by signal 9",
    ]


def test_what_does_not_fit_continues_below_with_further_n(tmp_path):
    walls = {("openmp", 2**power): 0.5 for power in range(9)} | {("serial", 1): 1.0}
    found = judged(tmp_path, experiment("primes", {}, walls)).experiments[0]
    lines = summary_text.table(found)
    assert max(map(len, lines)) <= 80
    heads = [line.split()[2:] for line in lines if "speedup" in line]
    assert len(heads) == 2 and sum(heads, []) == [f"N={2**power}" for power in range(9)]


def test_a_cell_without_figures_says_why(tmp_path):
    rows = [row(1, "serial", 1, 1.0), row(1, "tbb", 2, 0.5, contamination="foreign")]
    rows += [failed(1, "openmp", 2), failed(1, "thread_pool", 2, status="unsupported")]
    [found] = judged(tmp_path, rows).experiments
    last = {line.split()[0]: line.split()[-1] for line in summary_text.table(found)}
    assert last["tbb"] == "disturbed" and last["openmp"] == "failed"
    assert last["thread_pool"] == "unsupported"


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
    assert "8 of 12 trials disturbed: stop other programs, or use --wait 20m" in text
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
    assert "12 of 24 trials had background load even after retries: the others suffice" in text


@pytest.mark.parametrize(
    "rows",
    [
        twice_as_fast(5),
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
    assert "  the run ended before any trial of sleep\n" in text and "never ran" not in text


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
    [quality] = text.split("measurement quality:\n")[1:]
    assert " ".join(quality.split()) == (
        "A/A check failed in 2 of 2 experiments: identical runs differed by up to 2 % "
        "CPU speed varied 1.00–1.30×: trust speedups more than absolute times "
        "single session: repeat at another time before you act"
    )
    _, text = told(folder, verbose=True)
    text = " ".join(text.split())
    for words in (
        "none of 48 trials had background load after retries",
        "steal time: 48.0 ms",
        "A/A pair 1.02× [1.020, 1.020], n = 6; minimum detectable effect 0.0 % (90 % power); "
        "treated as equal within ±3.0 %",
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


def test_a_run_that_recorded_no_load_does_not_call_itself_good(tmp_path, told):
    _, text = told(write_run(tmp_path, twice_as_fast()))
    assert "background load was not recorded" in text and "good" not in text
    assert "no A/A pairs: unknown how much identical cells differ here" in text
