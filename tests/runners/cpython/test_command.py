"""What a runner says about itself, and how it refuses a trial that it cannot run."""

import os
import re
import subprocess
import sys

import pytest
from trials import ALL, PROCESSES, ROOT, SCALING, description, run

from runners.cpython.command import runner_class

WORKLOADS = {
    "empty", "primes", "range_sum", "sleep", "fetch", "mixed", "busy_loop", "conformance",
    "counter", "crash", "queue", "semaphore", "event", "barrier", "two_locks", "local",
}  # fmt: skip
# Workers with data of their own.
HAVE_DATA = [one for one in ALL if one in PROCESSES or runner_class(one).new_interpreters]
NO_DURATION = "'4' is not a duration such as 20ms"


@pytest.mark.parametrize("runner", ALL)
def test_description_names_runner_and_workloads(runner):
    told = description(runner)
    assert (told["protocol"], told["name"], told["family"]) == (1, runner, "cpython")
    assert set(told["workloads"]) == WORKLOADS - set(runner_class(runner).lacks)
    assert told["scales"] == (runner in SCALING)
    assert told["slowness"] > 1
    assert 0.02 < told["start"]["trial_s"] < 1
    assert (told["start"]["worker_s"] > 0) == (runner in PROCESSES)
    list_copies, copies_in_worker = told["memory"]["copies"]["range_sum"]
    assert list_copies > 1 and (copies_in_worker > 0) == (runner in HAVE_DATA)
    assert told["about"] and told["workers"]


@pytest.mark.parametrize("runner", ALL)
def test_version_names_interpreter_and_start_method(runner):
    version = description(runner)["version"]
    assert re.match(r"CPython 3\.\d+\.\d+", version)
    assert ("start method" in version) == (runner in PROCESSES)
    assert version.endswith(runner_class(runner).start_method)


def test_folder_and_environment_do_not_change_what_runs(tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONHOME": "/nonexistent"}
    ended = run("python_serial", "--describe", cwd=tmp_path, env=environment)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_runner_without_class_is_named():
    args = [sys.executable, ROOT / "runners" / "cpython", "python_fibers", "cpython", "--describe"]
    ended = subprocess.run(args, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    reason = "python_fibers: there is no class PythonFibers in runners.py or pools.py or "
    assert ended.stderr.startswith(reason)


@pytest.mark.parametrize(
    "settings, code, reason",
    [
        ({"workload": "capacity"}, 4, "this runner has no workload capacity"),
        ({"workload": "empty", "workers": 2}, 4, "this runner has 1 worker, not 2"),
        ({"workload": "empty", "workers": 0}, 2, "workers is 0: must be at least 1"),
        ({"workload": "empty", "protocol": 2}, 2, "protocol version 2 is not 1"),
        ({"workload": "empty", "params": {"tasks": "-1"}}, 2, "'-1' is not a whole number"),
        ({"workload": "sleep", "params": {"duration": "4"}}, 2, NO_DURATION),
    ],
)
def test_impossible_trial_ends_with_code_and_reason(trial, settings, code, reason):
    ended = trial("python_serial", **settings)
    assert (ended.code, ended.reason, ended.record) == (code, reason, None)


def test_workload_that_a_runner_lacks_is_not_supported(trial):
    ended = trial("python_processes_spawn", "range_sum")
    assert (ended.code, ended.reason) == (4, "this runner has no workload range_sum")


@pytest.mark.parametrize(
    "args", [[], ["--trial", "{}"], ["--describe", "me"], ["--trial", "{", "--record", "/x"]]
)
def test_unknown_arguments_are_refused(args):
    ended = run("python_serial", *args)
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
