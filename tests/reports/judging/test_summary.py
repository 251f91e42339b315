"""`parbench summary` as its user meets it: exit codes, the files it writes, and what it says."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from fixtures import ROOT, environment, failed, row, suite, twice_as_fast, write_run

from reports.judging import summary_columns

WRITTEN = {"summary.csv", "summary.md", "verdicts.json"}


def summary(*words, cwd=ROOT, **variables):
    """As the driver starts it."""
    env = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    command = [sys.executable, "-P", "-m", "reports.summary", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=60)


def told(folder, *words):
    """What it prints, as one line, so that no test depends on where lines break."""
    done = summary(folder, *words)
    assert done.stderr == "" and done.returncode in (0, 3), done
    return re.sub(r"\s+", " ", done.stdout)


def table(folder):
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def verdicts(folder):
    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    return json.loads((folder / "verdicts.json").read_text("utf-8"), parse_constant=refuse)


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "results" / "latest", twice_as_fast())


def test_the_latest_run_is_the_default_and_its_folder_gets_three_files(run):
    before = {path.name for path in run.iterdir()}
    done = summary(cwd=run.parents[1])
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in run.iterdir()} - before == WRITTEN
    assert "recommended: thread_pool N=2: 2.00× serial [2.00, 2.00] (96.9 %, n = 6)" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_quiet_prints_nothing_and_writes_all_the_same(run):
    done = summary(run, "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert WRITTEN <= {path.name for path in run.iterdir()}


def test_figures_are_in_the_table_at_full_precision(run):
    summary(run)
    serial, pool = table(run)
    assert (serial["speedup"], serial["verdict"], serial["granted"]) == ("1.0", "", "")
    assert float(pool["speedup"]) == pytest.approx(2.0, abs=1e-15)
    assert (pool["n_clean"], pool["n_paired"], pool["speedup_level"]) == ("6", "6", "0.96875")
    assert (pool["verdict"], pool["granted"], pool["standing"]) == ("faster", "true", "recommended")
    assert (pool["best"], serial["best"], pool["own_speedup"]) == ("true", "false", "")
    assert float(pool["wall_s"]) == 0.4375 and float(pool["efficiency"]) == pytest.approx(1.0)


def test_columns_documentation_and_data_package_say_the_same(run):
    (run / "datapackage.json").write_text(
        json.dumps({"name": "n", "resources": [{"name": "samples", "path": "samples.csv"}]})
    )
    for _ in range(2):  # the second time it replaces what the first one wrote
        summary(run)
    package = json.loads((run / "datapackage.json").read_text("utf-8"))
    assert [one["path"] for one in package["resources"]] == ["samples.csv", "summary.csv"]
    fields = package["resources"][1]["schema"]["fields"]
    names = [column.name for column in summary_columns.COLUMNS]
    assert [field["name"] for field in fields] == names == list(table(run)[0])
    assert list(verdicts(run)["experiments"][0]["cells"][0]) == names
    document = (ROOT / "docs/columns.md").read_text(encoding="utf-8")
    assert summary_columns.documented() in document
    for column in summary_columns.COLUMNS:
        assert (column.unit == "s") == column.name.endswith("_s"), column.name


def checked(column, text):
    """Whether a field is what its column's description allows."""
    if not text:
        return bool(column.when_empty)
    if column.values:
        return text in column.values
    if column.type == "boolean":
        return text in ("true", "false")
    if column.type == "object":
        return isinstance(json.loads(text), dict)
    patterns = {"integer": r"\d+", "number": r"\d+(\.\d+)?(e-?\d+)?", "string": r".+"}
    return re.fullmatch(patterns[column.type], text) is not None


def test_every_field_is_what_its_column_says(run):
    rows = suite(6, (1, 2, 4), foreign_cpu_s=0.001, throttled_s=0, cpu_s=0.5)
    rows += suite(2, (2,), workload="sleep", params="{}", contamination="steal")
    rows += [failed(7, "tbb", 2), row(7, "serial", 1, 0.5, contamination="foreign")]
    write_run(run, rows)
    summary(run)
    for values in table(run):
        for column in summary_columns.COLUMNS:
            assert checked(column, values[column.name]), (column.name, values)


def test_one_line_loads_the_table(run):
    pandas = pytest.importorskip("pandas")
    summary(run)
    loaded = pandas.read_csv(run / "summary.csv", keep_default_na=False, na_values=[""])
    assert list(loaded["runner"]) == ["serial", "thread_pool"] and loaded["speedup"][1] == 2.0


def keys_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in ("params", "cells"):
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_every_key_of_verdicts_json_is_documented(run):
    rows = suite(6, (1, 2))
    for block in range(1, 7):
        rows += [row(block, "serial", 1, 1.0, role=role) for role in ("twin_a", "twin_b")]
        rows += [
            row(block, "thread_pool", n, 1.0, role="probe", workload="capacity", cpu_s=n,
                params=f'{{"copies":{n}}}')
            for n in (1, 2)
        ]  # fmt: skip
    write_run(run, rows)
    summary(run)
    document = (ROOT / "docs/verdicts.md").read_text(encoding="utf-8")
    found = verdicts(run)
    assert found["schema_version"] == 1 and found["holds"]
    assert found["trust"]["capacity"][0]["ratio"] == pytest.approx(2.0)
    assert found["experiments"][0]["twins"]["smallest_effect"] == 0
    assert [key for key in set(keys_of(found)) if f"`{key}`" not in document] == []


def busy_run(folder, dirty, blocks=6):
    rows = twice_as_fast(blocks)
    for values in rows:
        if values["block"] <= dirty:
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


def test_the_committed_example_is_summarised_again(tmp_path):
    folder = shutil.copytree(ROOT / "docs/example", tmp_path / "example")
    assert summary(folder, "-q").returncode in (0, 3)
    assert len(table(folder)) == len({tuple(one[key] for key in ("workload", "params", "runner",
                                      "workers")) for one in table(folder)})  # fmt: skip


def refused(done):
    """The one line on stderr."""
    assert done.returncode == 2, done
    [line] = done.stderr.splitlines()
    assert line.startswith("parbench summary: ")
    return line


def test_wrong_words_and_folders_end_with_2_and_one_line(run, tmp_path):
    assert "unrecognized arguments: --colour" in refused(summary("--colour"))
    assert "nowhere: no such folder" in refused(summary(tmp_path / "nowhere"))
    assert "has no samples.csv" in refused(summary(tmp_path))
    (run / "environment.json").write_text(json.dumps(environment(schema_version=2)))
    assert "schema_version is 2; allowed: 1" in refused(summary(run))
    assert not WRITTEN & {path.name for path in run.iterdir()}


def test_several_runs_and_the_worst_exit_code(run, tmp_path):
    few = write_run(tmp_path / "few", twice_as_fast(2))
    assert summary(run, few, "-q").returncode == 3
    done = summary(few, tmp_path / "nowhere", run, "-q")
    assert done.returncode == 2 and (run / "summary.csv").exists()


def test_a_folder_that_takes_no_files_keeps_the_old_ones_and_the_text_is_printed(run):
    summary(run)
    before = {name: (run / name).read_bytes() for name in WRITTEN}
    write_run(run, twice_as_fast(9))
    (run / "datapackage.json").mkdir()
    done = summary(run)
    assert "n = 9" in done.stdout and "datapackage.json cannot be read" in refused(done)
    assert {name: (run / name).read_bytes() for name in WRITTEN} == before
    (run / "datapackage.json").rmdir()
    (run / "verdicts.json").unlink()
    (run / "verdicts.json").mkdir()
    assert "verdicts.json cannot be written: Is a directory" in refused(summary(run))
    assert not [path for path in run.iterdir() if path.name.endswith(".tmp")]


def test_a_damaged_data_package_is_refused_and_a_missing_one_is_not_made(run):
    summary(run)
    assert not (run / "datapackage.json").exists()
    (run / "datapackage.json").write_text('{"resources": 1}')
    assert "has no list of resources" in refused(summary(run))


def test_warnings_go_to_stderr_and_into_both_files(run):
    text = (run / "samples.csv").read_text()
    (run / "samples.csv").write_bytes(("\ufeff" + text).replace("\n", "\r\n").encode())
    done = summary(run)
    assert done.returncode == 0 and len(done.stderr.splitlines()) == 2
    assert len(verdicts(run)["warnings"]) == 2
    assert "byte order mark" in (run / "summary.md").read_text(encoding="utf-8")


def test_foreign_text_stays_one_line_and_in_its_cell(tmp_path):
    odd = "a|b\n# <b>\u202e`"
    rows = [row(block, odd, 2, 0.5) for block in range(1, 7)]
    rows += [row(block, "serial", 1, 1.0) for block in range(1, 7)]
    rows += [failed(7, odd, 2, reason="x\n\n## | \x1b[31m")]
    folder = write_run(tmp_path, rows, {})
    done = summary(folder, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0 and "\x1b" not in done.stdout
    page = (folder / "summary.md").read_text(encoding="utf-8")
    assert "\n# " not in page[1:] and "<b>" not in page and "\u202e" not in page
    rows_of_odd = [line for line in page.splitlines() if line.startswith("| a")]
    bars = [line.count("|") - line.count("\\|") for line in rows_of_odd]
    assert bars == [4, 4, 4, 4]  # around a name and two columns


def test_neither_charts_nor_their_libraries_are_loaded(run, tmp_path):
    for module in ("numpy", "scipy", "matplotlib"):
        (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name='{module}')\n")
    assert summary(run, "-q", PYTHONPATH=f"{tmp_path}:{ROOT}").returncode == 0


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
