"""Workers that are not forks: what they share, and that nothing of them is left."""

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time

from trials import PARAMS, ROOT, SLOW, Trial

from runners.cpython.shared_memory import SharedCounter, SharedWords, pickled
from runners.cpython.task_accounting import TaskAccounting
from runners.cpython.workloads import Empty, RangeSum

PACKAGE = ROOT / "runners" / "cpython"


def start(folder, runner, workload, package=PACKAGE, options=(), workers=2, **params):
    """A trial that nobody watches over."""
    request = {"protocol": 1, "workload": workload, "params": {**PARAMS[workload], **params},
               "workers": workers, "passes": 1, "scratch": str(folder)}  # fmt: skip
    command = [sys.executable, "-I", "-S", *options, package / "__main__.py", runner, "cpython"]
    command += ["--trial", json.dumps(request), "--record", folder / "record.json"]
    return subprocess.Popen(command, cwd=folder, start_new_session=True)


def processes_in(folder):
    """Those whose working directory it is."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.readlink(f"/proc/{pid}/cwd") == str(folder):
                found.append(int(pid))
        except OSError:
            pass
    return found


def wait_until(condition, seconds=30):
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_the_managers_programs_end_with_a_killed_trial(tmp_path):
    trial = start(tmp_path, "python_manager", "sleep", tasks="2", duration="100s", spread="fixed")
    wait_until(lambda: len(processes_in(tmp_path)) == 4)
    time.sleep(1)  # by now they sleep
    trial.kill()
    trial.wait()
    wait_until(lambda: not processes_in(tmp_path))


def test_a_failed_trial_leaves_no_process_and_no_file():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # a socket's path is short
        for runner in SLOW:
            params = {"behaviour": "die", "at": "1"}
            assert Trial(folder, runner, "conformance", workers=2, params=params).code == 1
            assert not processes_in(folder), runner
            assert not os.listdir(folder), runner


def test_a_new_interpreter_writes_its_bytecode_where_the_first_one_does(tmp_path):
    copy = tmp_path / "cpython"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    options = ["-X", f"pycache_prefix={tmp_path / 'cache'}"]
    for runner in SLOW:
        assert start(tmp_path, runner, "empty", copy, options, tasks="2").wait() == 0
    assert not list(copy.rglob("__pycache__"))
    assert list((tmp_path / "cache").rglob("workers.*.pyc"))


def test_semaphores_have_no_name_once_they_are_released():
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
import multiprocessing
from runners.cpython import start_methods
context = start_methods.context_of("spawn")
lock = context.Lock()
path = "/dev/shm/sem." + lock._semlock.name[1:]
before = os.path.exists(path)
start_methods.release_semaphores()
print(before, os.path.exists(path), lock.acquire(timeout=1))
start_methods.stop_helpers()
print(multiprocessing.active_children(), start_methods.helpers())
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("True False True\n[] []\n", "")


def test_words_are_shared_by_their_descriptor():
    words = SharedWords(4, by_descriptor=True)
    sent, descriptors = pickled(words)
    assert descriptors == [words.descriptor.number]
    theirs = pickle.loads(sent)
    words.take(1)[0], words.take(3)[2] = 7, 9
    assert (list(theirs.take(1)), list(theirs.take(3))) == ([7], [0, 0, 9])


def test_a_counter_gives_each_number_once_to_all():
    counter = SharedCounter()
    theirs = pickle.loads(pickled(counter)[0])
    assert [counter.next(), theirs.next(), counter.next()] == [0, 1, 2]
    assert counter.value() == theirs.value() == 3


def test_accounting_that_was_sent_runs_tasks_of_the_same_pass():
    accounting = TaskAccounting(Empty({"params": {"tasks": "3"}}), 2, by_descriptor=True)
    theirs = pickle.loads(pickled(accounting)[0])
    accounting.begin_pass(strict=True)
    for index, one in enumerate((accounting, theirs, theirs)):
        one.run_task(index, index % 2)
    accounting.check_pass()
    assert accounting.results.check_strict(2) == 1


def test_a_list_is_made_anew_and_not_sent():
    workload = RangeSum({"params": {"elements": "100000", "slices": "3"}})
    sent = pickle.dumps(workload)
    assert len(sent) < 200
    theirs = pickle.loads(sent)
    assert [theirs.run(i, None) for i in range(3)] == [workload.expected(i) for i in range(3)]


def test_the_end_of_the_managers_process_is_told():
    code = f"""
import os, sys
sys.path.insert(0, {str(ROOT / "runners")!r})
from cpython.manager import PythonManager
from cpython.start_methods import kill_all
from cpython.task_accounting import TaskAccounting
from cpython.workloads import Empty
accounting = TaskAccounting(Empty({{"params": {{"tasks": "3"}}}}), 1, by_descriptor=True)
runner = PythonManager(accounting, 1)
accounting.begin_pass()
os.kill(runner._manager._process.pid, 9)
try:
    runner.run()
except Exception as error:
    print(error)
kill_all()
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.startswith(("the manager's process ended: ", "worker 0 (pid "))
