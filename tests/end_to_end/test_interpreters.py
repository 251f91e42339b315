"""`parbench run --python`: further interpreters, each with columns of its own."""

import json
import sys

import pytest
from program import copied_build, rows_of

SLEEP = ["--workloads", "sleep", "--set", "sleep.tasks=2", "--set", "sleep.duration=1ms"]
ONCE = ["--workers", 2, "--blocks", 1, "--sample", "1ms"]


def stand_in(folder, name, short, full, **more):
    """Says that it is another version, and names this interpreter to run the trials."""
    path = folder / name
    answer = {"path": sys.executable, "problem": "", "short": short, "full": full, **more}
    path.write_text(f"#!/bin/sh\necho '{json.dumps(answer)}'\n")
    path.chmod(0o755)
    return path


def cells(parbench, *args):
    ended = parbench("run", *SLEEP, *ONCE, *args, "--benchmark_list_tests")
    assert ended.returncode == 0, ended.stderr
    return {line.split("/")[-2] for line in ended.stdout.splitlines()} - {"serial"}


def test_each_interpreter_is_measured_in_its_own_column(parbench, tmp_path):
    free = stand_in(tmp_path, "python3.99t", "3_99_nogil", "3_99_0_nogil")
    folder = tmp_path / "run"
    args = ["--runners", "thread_pool,python_threads", "--python", f"{sys.executable},{free}"]
    ended = parbench("run", *SLEEP, *ONCE, *args, "-o", folder)
    assert ended.returncode == 0, ended.stderr
    minor = "_".join(map(str, sys.version_info[:2]))
    expected = {"python_threads", f"python_threads_{minor}", "python_threads_3_99_nogil"}
    rows = [row for row in rows_of(folder / "samples.csv") if row["runner"].startswith("python")]
    assert {row["runner"] for row in rows} == expected
    assert {row["status"] for row in rows} == {"ok"}

    environment = json.loads((folder / "environment.json").read_text())
    versions = {runner["name"]: runner["version"] for runner in environment["runners"]}
    full = ".".join(map(str, sys.version_info[:3]))
    assert versions[f"python_threads_{minor}"].startswith(f"CPython {full}")

    again = parbench("run", "--resume", folder, "--blocks", 2)
    assert again.returncode == 0, again.stderr
    assert len(rows_of(folder / "samples.csv")) > len(rows)


def test_two_of_one_minor_version_are_told_apart_by_all_numbers(parbench, tmp_path):
    one = stand_in(tmp_path, "one", "3_98", "3_98_1")
    two = stand_in(tmp_path, "two", "3_98", "3_98_2")
    other = stand_in(tmp_path, "other", "3_99", "3_99_1")
    found = cells(parbench, "--runners", "python_serial", "--python", f"{one},{two},{other}")
    names = ("", "_3_98_1", "_3_98_2", "_3_99")
    assert found == {f"python_serial{name}" for name in names}
    # A column by its name alone.
    named = cells(parbench, "--runners", "python_serial_3_99", "--python", other)
    assert named == {"python_serial_3_99"}


def test_the_same_version_twice_is_refused(parbench, tmp_path):
    one = stand_in(tmp_path, "one", "3_98", "3_98_1")
    ended = parbench("run", "-R", "python_threads", "--python", f"{one},{one}", "--dry-run")
    assert ended.returncode == 2
    assert "are both Python 3.98.1" in ended.stderr and len(ended.stderr.splitlines()) == 1


def test_why_an_interpreter_does_not_fit_is_told(parbench, tmp_path):
    old = stand_in(tmp_path, "old", "", "", problem="is Python 3.8.1; needed: 3.9 or later")
    ended = parbench("run", "-R", "python_threads", "--python", old, "--dry-run")
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"parbench: --python: '{str(old)[:50]}")
    assert ended.stderr.endswith("' is Python 3.8.1; needed: 3.9 or later\n")


REASON = "needs Python 3.99 or later (Made), this is 3.98.1: name one with --python"


@pytest.fixture
def picky(parbench, tmp_path):
    """A copy of the build whose python_serial cannot run under the build's own interpreter."""
    build = copied_build(parbench, tmp_path)
    runner = build / "runners" / "python_serial"
    whole = runner.rename(build / "runners" / "whole")
    runner.write_text(
        f"#!/bin/sh\n[ -n \"$PARBENCH_RUNNER_PYTHON\" ] || {{ echo '{REASON}' >&2; exit 4; }}\n"
        f"exec '{whole}' \"$@\"\n"
    )
    runner.chmod(0o755)
    parbench.environment.pop("PARBENCH_RUNNER_PYTHON", None)
    return parbench


def test_the_list_tells_which_python_a_runner_needs(picky):
    ended = picky("list")
    [line] = [line for line in ended.stdout.splitlines() if line.startswith("  python_serial")]
    assert line.split(maxsplit=1) == ["python_serial", f"not usable: {REASON}"]
    runners = json.loads(picky("list", "--json").stdout)["runners"]
    [told] = [one for one in runners if one["name"] == "python_serial"]
    assert (told["usable"], told["why_not"]) == (False, f"not usable: {REASON}")


def test_it_is_refused_where_no_interpreter_can_run_it(picky):
    for command in (("check-runner",), ("run", *SLEEP, *ONCE, "--runners")):
        ended = picky(*command, "python_serial")
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr.endswith(f": {REASON}\n") and len(ended.stderr.splitlines()) == 1
        assert "build again" not in ended.stderr and "is not a runner" not in ended.stderr


def test_it_runs_under_a_named_interpreter_that_can(picky, tmp_path):
    newer = stand_in(tmp_path, "python3.99", "3_99", "3_99_0")
    folder = tmp_path / "run"
    args = ["--runners", "python_serial", "--python", newer, "-o", folder]
    ended = picky("run", *SLEEP, *ONCE, *args)
    assert ended.returncode == 0, ended.stderr
    assert f"runner python_serial is not usable: {REASON} (excluded)" in ended.stderr + ended.stdout
    rows = [row for row in rows_of(folder / "samples.csv") if row["runner"].startswith("python")]
    assert {(row["runner"], row["status"]) for row in rows} == {("python_serial_3_99", "ok")}
