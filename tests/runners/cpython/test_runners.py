"""Dispatch: how many tasks run at once, and how a trial ends when a task or a worker fails."""

import inspect
import os
import re
import time

import pytest
from trials import ALL, PROCESSES, SCALING, SLOW

from runners.cpython.pools import WINDOW, run_windowed
from runners.cpython.runners import Runner
from runners.cpython.task_accounting import TaskAccounting
from runners.cpython.workloads import Empty


def at(runner):
    """The task that fails or dies, after few others where each takes long to start."""
    return "1" if runner in SLOW else "7"


@pytest.mark.parametrize("runner", SCALING)
def test_exactly_n_workers_run_at_once(trial, runner):
    n, passes = (3, 1) if runner in SLOW else (5, 2)
    params = {"behaviour": "meet", "meet": str(n), "tasks": str(3 * n)}
    ended = trial(runner, "conformance", workers=n, passes=passes, params=params)
    assert ended.record, ended.stderr
    assert (ended.record["max_in_flight"], ended.record["workers_seen"]) == (n, n)
    assert sum(row["tasks"] for row in ended.record["per_worker"]) == 3 * n * passes


def test_pool_has_at_most_a_window_of_futures():
    accounting = TaskAccounting(Empty({"params": {"tasks": str(WINDOW + 100)}}), 1)
    most = pending = 0

    def submit(index):
        nonlocal most, pending
        pending += 1
        most = max(most, pending)
        return index

    def result_of(_):
        nonlocal pending
        pending -= 1

    run_windowed(accounting, submit, result_of)
    assert (most, pending) == (WINDOW, 0)


def classes(base):
    return [one for sub in base.__subclasses__() for one in (sub, *classes(sub))]


@pytest.mark.parametrize("runner", [one for one in classes(Runner) if "__init__" in vars(one)])
def test_constructor_imports_are_loaded_before_setup(runner):
    imported = re.findall(r"^ +(?:import|from) (\S+)", inspect.getsource(runner.__init__), re.M)
    assert set(imported) <= set(runner.needs)


@pytest.mark.parametrize("runner", PROCESSES)
@pytest.mark.parametrize("workers", [1, 4])
def test_killed_worker_is_named_long_before_the_deadline(trial, runner, workers):
    began = time.monotonic()
    params = {"behaviour": "die", "at": at(runner)}
    ended = trial(runner, "conformance", workers=workers, params=params)
    # On a busy machine too; unnoticed, it would be waited for until the deadline.
    assert time.monotonic() - began < 10
    assert (ended.code, ended.record) == (1, None)
    assert f"was killed by SIGKILL while it ran task {params['at']}" in ended.reason
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("runner", sorted({*ALL} - {*PROCESSES}))
def test_killed_thread_ends_the_process(trial, runner):
    assert trial(runner, "conformance", params={"behaviour": "die", "at": "7"}).code == -9


@pytest.mark.parametrize("runner", ALL)
def test_failing_task_gives_the_reason_and_leaves_no_worker(trial, runner, tmp_path):
    workers = 4 if runner in SCALING else 1
    params = {"behaviour": "fail", "at": at(runner)}
    ended = trial(runner, "conformance", workers=workers, params=params)
    assert (ended.code, ended.stderr) == (1, f"task {params['at']} fails as asked\n")
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and names(pid, tmp_path)]


def names(pid, folder):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return os.fsencode(folder) in file.read()
    except OSError:
        return False
