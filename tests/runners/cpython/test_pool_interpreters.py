"""The pool of interpreters, under a Python that has it, and what is said under one that has not."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from trials import PARAMS, ROOT, run

from runners.cpython.pools import PythonPoolInterpreters

NAME = "python_pool_interpreters"
MAIN = ROOT / "runners" / "cpython" / "__main__.py"
WITHOUT = f"""
import runpy, sys
sys.modules["concurrent.futures.interpreter"] = None
sys.argv[:1] = [{str(MAIN)!r}, {NAME!r}, "cpython"]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
TRIAL = '{"protocol": 1, "workload": "empty", "params": {"tasks": "3"}, "workers": 2, "passes": 1}'


def has_the_executor(python):
    code = "import concurrent.futures.interpreter"
    return not subprocess.run([python, "-c", code], stderr=subprocess.DEVNULL).returncode


@pytest.fixture(scope="module")
def newer():
    """A Python that has the executor; the runners' trials are under it."""
    names = [os.environ.get("PARBENCH_RUNNER_PYTHON"), sys.executable, "python3.14", "python3.15"]
    for python in filter(None, (shutil.which(name) for name in names if name)):
        if has_the_executor(python):
            with pytest.MonkeyPatch.context() as environment:
                environment.setenv("PARBENCH_RUNNER_PYTHON", python)
                yield python
            return
    needed = PythonPoolInterpreters.needs_python
    pytest.skip(f"needs Python {needed}: this one is {sys.version.split()[0]}, none is on PATH")


@pytest.mark.parametrize("args", [["--describe"], ["--trial", TRIAL, "--record", "record.json"]])
def test_a_python_without_the_executor_is_told_in_one_line(args, tmp_path):
    command = [sys.executable, "-I", "-S", "-c", WITHOUT, *args]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    this = ".".join(map(str, sys.version_info[:3]))
    reason = f"needs Python 3.14 or later (InterpreterPoolExecutor), this is {this}"
    assert (ended.returncode, ended.stdout) == (4, "")
    assert ended.stderr == f"{reason}: name one with --python\n"
    assert not os.listdir(tmp_path)


def test_each_worker_is_an_interpreter_with_a_thread_and_a_lock_of_its_own(newer, tmp_path):
    (tmp_path / "whoami.py").write_text(
        """
import sys, threading, time
from concurrent import interpreters
from cpython.shared_memory import SharedCounter, SharedWords
from cpython.workloads import Workload

class WhoAmI(Workload):
    tasks = 3

    def __init__(self):
        self.came, self.threads = SharedCounter(), SharedWords(3, by_descriptor=True)

    def run(self, index, worker):
        sys.setswitchinterval(1000)  # under a common lock the first to come would be alone
        self.came.next()
        give_up = time.monotonic() + 30
        while self.came.value() < 3:
            if time.monotonic() > give_up:
                raise TimeoutError("the others did not come")
        self.threads.take(3)[worker.number] = threading.get_native_id()
        return interpreters.get_current().id

    def expected(self, index):
        return 0
"""
    )
    code = f"""
import sys
sys.path[:0] = [{str(ROOT / "runners")!r}, {str(tmp_path)!r}]
from cpython.pools import PythonPoolInterpreters
from cpython.task_accounting import TaskAccounting
from whoami import WhoAmI
import threading
who = WhoAmI()
accounting = TaskAccounting(who, 3, by_descriptor=True)
runner = PythonPoolInterpreters(accounting, 3)
accounting.begin_pass()
runner.run()
accounting.raise_failure()
theirs = who.threads.take(3)
others = set(theirs) - {{threading.get_native_id()}}
print(len(set(accounting.results._digests) - {{0}}), len(others))
runner.close()
print(threading.active_count())
from concurrent import interpreters
print(len(interpreters.list_all()))
"""
    ended = subprocess.run([newer, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("3 3\n1\n1\n", "")


@pytest.mark.parametrize(
    "workload", ["empty", "primes", "range_sum", "sleep", "mixed", "busy_loop"]
)
def test_an_interpreter_has_the_workload(newer, trial, workload):
    right = trial("serial", workload)
    ended = trial(NAME, workload, workers=3)
    assert ended.record, ended.stderr
    assert ended.record["digest"] == right.record["digest"]
    assert sum(row["tasks"] for row in ended.record["per_worker"]) == 2 * right.record["tasks"]


def test_an_interpreter_loads_pages(newer, trial, server_url):
    params = {**PARAMS["fetch"], "url": server_url}
    right = trial("serial", "fetch", params=params).record["digest"]
    record = trial(NAME, "fetch", workers=2, params=params).record
    assert record["digest"] == right
    assert 1 <= record["observed"] <= 2  # connections


def test_exactly_n_interpreters_run_at_once(newer, trial):
    params = {"behaviour": "meet", "meet": "5", "tasks": "15"}
    record = trial(NAME, "conformance", workers=5, params=params).record
    assert (record["max_in_flight"], record["workers_seen"]) == (5, 5)


def test_a_task_that_fails_in_an_interpreter_gives_its_reason(newer, trial):
    ended = trial(NAME, "conformance", workers=4, params={"behaviour": "fail"})
    assert (ended.code, ended.stderr) == (1, "task 7 fails as asked\n")


def test_what_interpreters_cannot_share_is_unsupported(newer, trial):
    params = {"tasks": "4", "updates": "10"}
    ended = trial(NAME, "local", workers=2, params=params)
    reason = "its workers are new interpreters, which inherit no locks and no memory"
    assert (ended.code, ended.reason) == (4, reason)


def test_interpreters_hold_no_descriptors(newer):
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT / "runners")!r})
from cpython.pools import PythonPoolInterpreters
from cpython.task_accounting import TaskAccounting
from cpython.workloads import Empty

def opened(workers):
    accounting = TaskAccounting(Empty({{"params": {{"tasks": "3"}}}}), workers, by_descriptor=True)
    before = len(os.listdir("/proc/self/fd"))
    runner = PythonPoolInterpreters(accounting, workers)
    during = len(os.listdir("/proc/self/fd"))
    runner.close()
    return during - before

print(opened(5) - opened(1))
"""
    ended = subprocess.run([newer, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("0\n", "")


def test_an_interpreter_that_cannot_be_entered_gives_the_reason(newer):
    code = f"""
import sys
sys.path.insert(0, {str(ROOT / "runners")!r})
from cpython import pools
from cpython.task_accounting import TaskAccounting
from cpython.workloads import Empty
pools.ENTER = "raise LookupError('no module of ours')"
accounting = TaskAccounting(Empty({{"params": {{"tasks": "3"}}}}), 2, by_descriptor=True)
try:
    pools.PythonPoolInterpreters(accounting, 2)
except LookupError as error:
    print(error)
"""
    ended = subprocess.run([newer, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("no module of ours\n", "")


def test_the_description_says_that_nothing_is_shared(newer):
    told = json.loads(run(NAME, "--describe").stdout)
    assert told["cannot_share"] and told["memory"]["copies"]["range_sum"][1] > 0
