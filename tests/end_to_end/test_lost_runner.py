"""A runner that lost its interpreter or a library after the build does not affect the others."""

import json

import pytest
from program import Program, copied_build

SMALL = (
    "--workloads",
    "empty",
    "--set",
    "empty.tasks=8",
    "--workers",
    "1",
    "--blocks",
    "1",
    "--sample",
    "1ms",
)
COMPLAINT = "libtbb.so.12: cannot open shared object file"


@pytest.fixture
def robbed(parbench, tmp_path) -> Program:
    """A copy of the build in which one runner cannot start."""
    build = copied_build(parbench, tmp_path)
    (build / "runners" / "thread_pool").write_text(f"#!/bin/sh\necho '{COMPLAINT}' >&2\nexit 127\n")
    return parbench


def test_the_list_names_it_and_why(robbed):
    ended = robbed("list")
    assert (ended.returncode, ended.stderr) == (0, "")
    line = next(line for line in ended.stdout.splitlines() if line.startswith("  thread_pool"))
    assert "not usable, build again: " in line and COMPLAINT in line
    assert "  thread_per_task" in ended.stdout


def test_a_runner_that_may_not_be_run_is_not_to_be_built_again(robbed):
    (robbed.path.parent / "runners" / "openmp").chmod(0o644)
    ended = robbed("list")
    line = next(line for line in ended.stdout.splitlines() if line.startswith("  openmp"))
    assert "Permission denied: make it executable" in line and "build again" not in line


def test_it_is_refused_by_name_before_anything_starts(robbed, tmp_path):
    ended = robbed("run", *SMALL, "--runners", "thread_pool", "-o", tmp_path / "run")
    assert ended.returncode == 2 and COMPLAINT in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not (tmp_path / "run").exists()


def test_the_others_are_measured_and_its_absence_is_reported(robbed, tmp_path):
    ended = robbed("run", *SMALL, "--preset", "quick", "-o", tmp_path / "run")
    assert ended.returncode == 0, ended.stderr
    assert "thread_pool" in ended.stdout + ended.stderr
    about = json.loads((tmp_path / "run" / "environment.json").read_text())
    built = {runner["name"]: runner["built"] for runner in about["runners"]}
    assert not built["thread_pool"] and built["process_pool"]
    rows = (tmp_path / "run" / "samples.csv").read_text()
    assert "process_pool" in rows and "thread_pool" not in rows


def test_a_runner_that_is_not_part_of_the_run_is_not_started(robbed, tmp_path):
    started = tmp_path / "started"
    (robbed.path.parent / "runners" / "thread_pool").write_text(f"#!/bin/sh\ntouch '{started}'\n")
    ended = robbed("run", *SMALL, "--runners", "process_pool", "--dry-run")
    assert (ended.returncode, started.exists()) == (0, False), ended.stderr
    robbed("run", *SMALL, "--runners", "thread_pool", "--dry-run")
    assert started.exists()
