"""How a trial ends that cannot succeed: its exit code, its reason, and that nothing is left."""

import os
import subprocess
import time

import pytest
from trials import ALL, BUILD, SCALING

DIE = {"behaviour": "die", "at": "7"}
FAIL = {"behaviour": "fail", "at": "7"}
NO_DURATION = "'4' is not a duration such as 20ms"
PROCESSES = ["python_processes", "python_pool_processes"]


@pytest.mark.parametrize("runner", PROCESSES)
@pytest.mark.parametrize("workers", [1, 4])
def test_a_killed_worker_is_named_long_before_the_deadline(trial, runner, workers):
    began = time.monotonic()
    ended = trial(runner, "conformance", workers=workers, params=DIE)
    assert (
        time.monotonic() - began < 10
    )  # on a busy machine too; unnoticed it would be waited for until the deadline
    assert (ended.code, ended.record) == (1, None)
    assert "was killed by SIGKILL while it ran task 7" in ended.reason
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("runner", ["python_serial", "python_threads", "python_pool_threads"])
def test_a_thread_takes_its_process_along(trial, runner):
    assert trial(runner, "conformance", params=DIE).code == -9


@pytest.mark.parametrize("runner", ALL)
def test_the_tasks_own_message_is_the_reason(trial, runner):
    workers = 1 if runner == "python_serial" else 3
    ended = trial(runner, "conformance", workers=workers, params=FAIL)
    assert (ended.code, ended.stderr) == (1, "task 7 fails as asked\n")


@pytest.mark.parametrize("runner", SCALING)
def test_no_worker_outlives_a_failure(trial, runner, tmp_path):
    trial(runner, "conformance", workers=4, params=FAIL)
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and names(pid, tmp_path)]


def names(pid, folder):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return os.fsencode(folder) in file.read()
    except OSError:
        return False


@pytest.mark.parametrize(
    "settings, code, reason",
    [
        ({"workload": "capacity"}, 4, "this runner has no workload capacity"),
        ({"workload": "empty", "workers": 2}, 4, "this runner has 1 worker, not 2"),
        ({"workload": "empty", "workers": 0}, 2, "workers is 0: at least 1"),
        ({"workload": "empty", "protocol": 2}, 2, "protocol version 2 is not 1"),
        ({"workload": "empty", "params": {"tasks": "-1"}}, 2, "'-1' is not a whole number"),
        ({"workload": "sleep", "params": {"duration": "4"}}, 2, NO_DURATION),
    ],
)
def test_what_it_cannot_do_has_a_code_and_a_reason(trial, settings, code, reason):
    ended = trial("python_serial", **settings)
    assert (ended.code, ended.reason, ended.record) == (code, reason, None)


def test_a_list_beyond_the_memory_is_unsupported_and_not_tried(trial):
    ended = trial("python_serial", "range_sum", params={"elements": "4000000000"})
    assert ended.code == 4
    assert ended.reason.startswith("a Python list of 4000000000 integers may take 152587 MiB")


def test_words_that_are_no_command_are_refused():
    for words in ([], ["--trial", "{}"], ["--describe", "me"], ["--trial", "{", "--record", "/x"]):
        program = BUILD / "runners" / "python_serial"
        ended = subprocess.run([program, *words], capture_output=True, text=True, check=False)
        assert ended.returncode == 2, words
        assert len(ended.stderr.splitlines()) == 1
