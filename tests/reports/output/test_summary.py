"""`parbench summary` as its user meets it: exit codes, and the files it writes."""

import json
import re
import shutil

import pytest
from fixtures import ROOT, environment, failed, row, suite, twice_as_fast, write_run
from summaries import WRITTEN, summary, table, verdicts

from reports.output import summary_csv


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "results" / "latest", twice_as_fast())


def test_the_latest_run_is_the_default_and_its_folder_gets_three_files(run):
    before = {path.name for path in run.iterdir()}
    done = summary(cwd=run.parents[1])
    assert (done.returncode, done.stderr) == (0, "")
    assert {path.name for path in run.iterdir()} - before == WRITTEN
    assert "  Use thread_pool with 2 workers: 2.00× [2.00, 2.00]\n" in done.stdout


def test_quiet_prints_nothing_and_writes_all_the_same(run):
    done = summary(run, "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert WRITTEN <= {path.name for path in run.iterdir()}


def test_figures_are_in_the_table_at_full_precision(run):
    summary(run)
    serial, pool = table(run)
    assert (serial["speedup"], serial["verdict"], serial["granted"]) == ("1.0", "", "")
    assert float(pool["speedup"]) == pytest.approx(2.0, abs=1e-9)
    assert (pool["n_undisturbed"], pool["n_paired"], pool["speedup_level"]) == ("6", "6", "0.95")
    assert (pool["sign_test_level"], serial["sign_test_level"]) == ("0.96875", "")
    assert (pool["verdict"], pool["granted"], pool["standing"]) == ("faster", "true", "recommended")
    assert (pool["best"], serial["best"], pool["own_speedup"]) == ("true", "false", "")
    assert float(pool["wall_s"]) == pytest.approx(0.395, rel=0.01) and float(
        pool["efficiency"]
    ) == pytest.approx(1.0)


def test_what_a_workload_counted_is_beside_the_times_with_its_name_and_unit(tmp_path):
    rows = twice_as_fast(3, observed="25")
    cells = [{"workload": "primes", "params": {"count": 128, "set": "even"}, "runner": runner,
              "workers": n, "observed": {"name": "updates lost", "unit": "%"}}
             for runner, n in (("serial", 1), ("thread_pool", 2))]  # fmt: skip
    folder = write_run(tmp_path / "run", rows)
    (folder / "plan.json").write_text(json.dumps({"schema_version": 1, "cells": cells}))
    summary(folder)
    names = ("observed", "observed_low", "observed_high", "observed_name", "observed_unit")
    assert [table(folder)[1][name] for name in names] == ["25.0"] * 3 + ["updates lost", "%"]


def test_columns_documentation_and_data_package_say_the_same(run):
    (run / "datapackage.json").write_text(
        json.dumps({"name": "n", "resources": [{"name": "samples", "path": "samples.csv"}]})
    )
    for _ in range(2):  # the second time it replaces what the first one wrote
        summary(run)
    package = json.loads((run / "datapackage.json").read_text("utf-8"))
    assert [one["path"] for one in package["resources"]] == ["samples.csv", "summary.csv"]
    fields = package["resources"][1]["schema"]["fields"]
    names = [column.name for column in summary_csv.COLUMNS]
    assert [field["name"] for field in fields] == names == list(table(run)[0])
    assert list(verdicts(run)["experiments"][0]["cells"][0]) == names
    document = (ROOT / "docs/columns.md").read_text(encoding="utf-8")
    assert summary_csv.documented() in document
    for column in summary_csv.COLUMNS:
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
        for column in summary_csv.COLUMNS:
            assert checked(column, values[column.name]), (column.name, values)


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
    assert found["schema_version"] == 3 and found["holds"]
    assert found["quality"]["capacity"][0]["ratio"] == pytest.approx(2.0)
    assert 0 < found["experiments"][0]["minimum_detectable_effect"] < 0.01
    assert [key for key in set(keys_of(found)) if f"`{key}`" not in document] == []


def test_the_committed_example_is_summarised_again(tmp_path):
    folder = shutil.copytree(ROOT / "docs/example", tmp_path / "example")
    assert summary(folder, "-q").returncode == 0
    assert len(table(folder)) == len({tuple(one[key] for key in ("workload", "params", "runner",
                                      "workers")) for one in table(folder)})  # fmt: skip


def refused(done):
    """The one line on stderr."""
    assert done.returncode == 2, done
    [line] = done.stderr.splitlines()
    assert line.startswith("parbench summary: ")
    return line


def test_wrong_words_and_folders_end_with_2_and_one_line(run, tmp_path):
    assert "unknown option --colour" in refused(summary("--colour"))
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
    assert "primes: serial" in done.stdout and "datapackage.json cannot be read" in refused(done)
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
    for module in ("matplotlib", "jinja2"):
        (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name='{module}')\n")
    assert summary(run, "-q", PYTHONPATH=f"{tmp_path}:{ROOT}").returncode == 0
