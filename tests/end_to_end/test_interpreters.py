"""`parbench run --python`: further interpreters, each with columns of its own."""

import json
import sys

from program import rows_of

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
