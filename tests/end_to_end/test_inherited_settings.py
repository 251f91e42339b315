"""What a run inherits from its shell and what changes timings is recorded, compared and shown."""

import json
import os
import shutil

import pytest
from program import BUILD

RUN = ("run", "-w", "empty", "--sample", "1ms", "--no-progress")
PRELOADED = {"LD_PRELOAD": "libm.so.6", "MALLOC_ARENA_MAX": "1"}


@pytest.fixture
def measure(parbench, tmp_path):
    """measure(name, prefix): a short run that was started like that, and its environment.json."""

    def run(name, *prefix, runners="serial", **variables):
        require(prefix)
        out = tmp_path / name
        ended = parbench.behind(prefix, *RUN, "-R", runners, "-b", 1, "-o", out, **variables)
        assert ended.returncode == 0, ended.stderr
        return json.loads((out / "environment.json").read_text())

    return run


def require(prefix):
    if prefix and shutil.which(prefix[0]) is None:
        pytest.skip(f"{prefix[0]} is missing")


def nicer():
    """nice does not go beyond 19."""
    return min(19, os.getpriority(os.PRIO_PROCESS, 0) + 5)


def test_the_nice_value_is_recorded_and_told(measure, tmp_path):
    if nicer() == os.getpriority(os.PRIO_PROCESS, 0):
        pytest.skip("this test runs with the highest nice value already")
    about = measure("run", "nice", "-n", "5")
    assert about["nice"] == nicer()
    assert f"measured with nice {nicer()}" in (tmp_path / "run" / "summary.md").read_text()


def test_variables_of_loader_and_allocator_are_recorded_and_told(measure, tmp_path):
    if not (BUILD / "runners" / "openmp").exists():
        pytest.skip("openmp, which replaces OMP_NUM_THREADS, is not built")
    variables = {**PRELOADED, "OMP_NUM_THREADS": "7", "OTHER_VARIABLE": "1"}
    about = measure("run", runners="openmp", **variables)
    inherited = about["environment_inherited"]
    assert PRELOADED.items() <= inherited.items() and inherited["OMP_NUM_THREADS"] == "7"
    assert "OTHER_VARIABLE" not in inherited
    told = (tmp_path / "run" / "summary.md").read_text().replace("\\", "")
    assert "LD_PRELOAD=libm.so.6, MALLOC_ARENA_MAX=1" in told and "OMP_NUM_THREADS" not in told


def test_resource_limits_are_recorded(measure):
    about = measure("run", "sh", "-c", 'ulimit -S -n 200; ulimit -S -s 4096; exec "$@"', "sh")
    assert about["limits"]["nofile"] == 200
    assert about["limits"]["stack"] == 4096 * 1024


def test_a_scheduling_policy_is_recorded(measure):
    about = measure("run", "chrt", "--batch", "0")
    assert (about["scheduling_policy"], about["scheduling_priority"]) == ("batch", 0)


def test_addresses_that_are_not_randomized_are_recorded(measure):
    about = measure("run", "setarch", "-R")
    assert about["randomized_addresses"] is False


def test_comparing_runs_that_were_started_differently_warns(measure, parbench, tmp_path):
    measure("a")
    measure("b", **PRELOADED)
    told = parbench("compare", tmp_path / "a", tmp_path / "b").stderr
    assert "warning: different LD_PRELOAD: not set in A, libm.so.6 in B\n" in told
    assert "warning: different MALLOC_ARENA_MAX: not set in A, 1 in B\n" in told


def test_ab_warns_of_what_is_unusual_and_of_what_changed(parbench, tmp_path):
    serial, out = BUILD / "runners" / "serial", tmp_path / "run"
    sides = ("ab", serial, serial, "-w", "empty", "--sample", "1ms", "--no-progress", "-o", out)
    ended = parbench(*sides, "-b", 2, MALLOC_ARENA_MAX="1")
    assert "parbench ab: warning: measured with " in ended.stderr
    assert "MALLOC_ARENA_MAX=1: compare with" in ended.stderr
    more = ("ab", "--resume", out, "-b", 3, "--resume-elsewhere")
    told = parbench(*more, MALLOC_ARENA_MAX="2").stderr
    assert "warning: session 2 measured with MALLOC_ARENA_MAX 2 instead of 1\n" in told


@pytest.mark.parametrize("prefix, variables, told", [
    (("chrt", "--batch", "0"), {}, 'scheduling_policy was "other", is "batch"'),
    ((), PRELOADED, 'LD_PRELOAD was unset, is "libm.so.6"'),
    ((), {"MALLOC_ARENA_MAX": "1"}, 'MALLOC_ARENA_MAX was unset, is "1"'),
    ((), {"GLIBC_TUNABLES": "glibc.malloc.check=0"}, "GLIBC_TUNABLES was unset, is "),
])  # fmt: skip
def test_a_run_is_not_resumed_with_other_settings(
    measure, parbench, tmp_path, prefix, variables, told
):
    require(prefix)
    measure("run")
    more = ("run", "--resume", tmp_path / "run", "-b", 2, "--no-progress")
    ended = parbench.behind(prefix, *more, **variables)
    assert ended.returncode == 2 and ended.stdout == ""
    assert told in ended.stderr and len(ended.stderr.splitlines()) == 1
    ended = parbench.behind(prefix, *more, "--resume-elsewhere", **variables)
    assert ended.returncode == 0, ended.stderr
    assert "session 2 measured with " in (tmp_path / "run" / "summary.md").read_text()


def test_resource_limits_do_not_keep_a_run_from_being_resumed(measure, parbench, tmp_path):
    measure("run")
    limited = ("sh", "-c", 'ulimit -S -n 200; exec "$@"', "sh")
    ended = parbench.behind(limited, "run", "--resume", tmp_path / "run", "-b", 2)
    assert ended.returncode == 0, ended.stderr
