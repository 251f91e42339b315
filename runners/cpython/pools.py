"""Runners with a pool of concurrent.futures: N workers start at set-up, each task is one future."""

import signal
import sys
import threading
import time
from collections import deque

from .errors import TrialError, system_reason
from .runners import Runner, death_of
from .shared_memory import SharedCounter, pickled
from .start_methods import (
    FORK_BYTES,
    INTERPRETER_BYTES,
    NEW_INTERPRETERS,
    context_of,
    release_semaphores,
    stop_helpers,
)
from .task_accounting import PID
from .workers import enter, enter_interpreter, wait_for_all, work

# Futures at once. Beyond 16 Ki of them CPython's process pool can fill its wake-up pipe and hang.
WINDOW = 8192
RESULT_LOOK_S = 0.5  # how often the workers are looked at while a result is awaited
DEATH_NOTICE_S = 0.5
# The first task of a new interpreter, which finds none of our modules before.
ENTER = """
import pickle, sys
sys.path[:] = path
enter, *what = pickle.loads(sent)
enter(*what)
"""


def run_windowed(accounting, submit, result_of):
    """Submits every task in order; every result has arrived when it returns."""
    pending = deque()
    for index in range(accounting.tasks):
        if len(pending) == WINDOW:
            result_of(pending.popleft())
            accounting.raise_failure()
        pending.append(submit(index))
    while pending:
        result_of(pending.popleft())
        accounting.raise_failure()


class PythonPoolThreads(Runner):
    about = "concurrent.futures.ThreadPoolExecutor, one task per future"
    counts = "N threads, started at set-up; the caller submits and waits"
    needs = ("concurrent.futures", "concurrent.futures.thread")

    def __init__(self, accounting, workers):
        from concurrent.futures import Future
        from concurrent.futures.thread import ThreadPoolExecutor

        self._accounting, self._result_of = accounting, Future.result
        self._numbers = list(range(workers))[::-1]
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(workers, initializer=self._enter)
        try:
            for future in [self._pool.submit(wait_for_all, accounting) for _ in range(workers)]:
                future.result()
        except RuntimeError as error:
            raise TrialError(f"the {workers} threads could not all be started: {error}") from error

    def run(self):
        run_windowed(self._accounting, self._submit, self._result_of)

    def close(self):
        self._pool.shutdown()

    def _submit(self, index):
        return self._pool.submit(self._work, index)

    def _enter(self):
        self._local.worker = self._numbers.pop()
        self._accounting.enter(self._local.worker)

    def _work(self, index):
        return self._accounting.run_task(index, self._local.worker)


class PythonPoolInterpreters(PythonPoolThreads):
    """As above, but each thread's tasks run in an interpreter of its own."""

    about = "concurrent.futures.InterpreterPoolExecutor, one task per future"
    counts = (
        "N threads, each with an interpreter and a GIL of its own; the caller submits and waits"
    )
    new_interpreters = True
    worker_bytes = INTERPRETER_BYTES
    cannot_share = NEW_INTERPRETERS
    needs = ("concurrent.futures", "concurrent.futures.interpreter")
    needs_python = "3.14 or later (InterpreterPoolExecutor)"

    def __init__(self, accounting, workers):
        from concurrent.futures import Future, as_completed
        from concurrent.futures.interpreter import InterpreterPoolExecutor

        self._accounting, self._result_of = accounting, Future.result
        what, _ = pickled((enter_interpreter, accounting, SharedCounter()))
        first = {"path": sys.path, "sent": what}
        self._pool = InterpreterPoolExecutor(workers)
        try:
            # Tasks, because the executor does not pass on why an initializer failed.
            entered = [self._pool.submit(exec, ENTER, first) for _ in range(workers)]
            for future in as_completed(entered):
                future.result()
        except (RuntimeError, OSError, TypeError) as error:  # TypeError: it has none of its modules
            reason = f"the {workers} interpreters could not all be started: {system_reason(error)}"
            raise TrialError(reason) from error

    def _submit(self, index):
        return self._pool.submit(work, index)


class PoolOfProcesses(Runner):
    """Only a task's index and its digest are pickled: the workload's data is in each worker."""

    start_method = "fork"
    worker_bytes = FORK_BYTES

    def _know(self, accounting):
        """Called when the pool has started its workers."""
        import multiprocessing

        self._accounting, self._processes = accounting, multiprocessing.active_children()

    def _raise_death(self, certain=False):
        """If a worker has died; `certain`: one has. CPython does not say how, its exit code does.

        A broken pool ends the other workers itself, with SIGTERM.
        """
        give_up = time.monotonic() + DEATH_NOTICE_S * certain
        manager = getattr(getattr(self, "_pool", None), "_executor_manager_thread", None)
        if certain and manager:
            # It asks for the exit codes too, and of a fork server's child only one of two is told.
            manager.join(DEATH_NOTICE_S)
        while True:
            for process in self._processes:
                pid, code = process.pid, process.exitcode
                if code not in (None, 0, -signal.SIGTERM):
                    raise death_of(self._accounting, self._number_of(pid), pid, code) from None
            if time.monotonic() >= give_up:
                break
            time.sleep(0.001)
        if certain:
            raise TrialError("a process of the pool ended; CPython does not say how") from None

    def _number_of(self, pid):
        numbers = range(self._accounting.workers)
        return next((worker for worker in numbers if self._accounting.word(worker, PID) == pid), 0)


class PythonPoolProcesses(PoolOfProcesses):
    about = "concurrent.futures.ProcessPoolExecutor, one task per future (chunksize 1)"
    counts = "N child processes (fork), started at set-up; the caller submits and waits"
    needs = ("multiprocessing", "concurrent.futures", "concurrent.futures.process")

    def __init__(self, accounting, workers):
        from concurrent.futures import TimeoutError as NotYet
        from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

        self._broken, self._not_yet = BrokenProcessPool, NotYet
        context = context_of(self.start_method)
        next_number = context.Value("i", 0)
        self._pool = ProcessPoolExecutor(workers, context, enter, (accounting, next_number))
        self._know(accounting)
        try:
            entered = [self._pool.submit(wait_for_all) for _ in range(workers)]
            self._know(accounting)
            for future in entered:
                self._result_of(future)
        except OSError as error:
            reason = f"the {workers} processes could not all be started: {system_reason(error)}"
            raise TrialError(reason) from error
        release_semaphores()

    def run(self):
        run_windowed(self._accounting, self._submit, self._result_of)

    def close(self):
        self._pool.shutdown()
        stop_helpers()

    def _submit(self, index):
        try:
            return self._pool.submit(work, index)
        except self._broken:
            self._raise_death(certain=True)

    def _result_of(self, future):
        while True:
            try:
                return future.result(RESULT_LOOK_S)
            except self._broken:
                self._raise_death(certain=True)
            except self._not_yet:
                self._raise_death()


class PythonPoolProcessesSpawn(PythonPoolProcesses):
    new_interpreters = True
    cannot_share = NEW_INTERPRETERS
    counts = "N child processes (spawn), started at set-up; the caller submits and waits"
    start_method = "spawn"
    worker_bytes = INTERPRETER_BYTES


class PythonPoolProcessesForkserver(PythonPoolProcesses):
    new_interpreters = True
    cannot_share = NEW_INTERPRETERS
    counts = "N child processes (forkserver), started at set-up; the caller submits and waits"
    start_method = "forkserver"
    worker_bytes = INTERPRETER_BYTES


class PoolOfAsyncResults(PoolOfProcesses):
    """A pool that starts a new worker in place of a dead one, whose task nobody gets back."""

    needs = ("multiprocessing", "multiprocessing.pool")

    def __init__(self, accounting, workers):
        from multiprocessing import TimeoutError as NotYet

        self._not_yet = NotYet
        context = context_of(self.start_method)
        next_number = context.Value("i", 0)
        try:
            self._pool = context.Pool(workers, enter, (accounting, next_number))
        except OSError as error:
            reason = f"the {workers} processes could not all be started: {system_reason(error)}"
            raise TrialError(reason) from error
        context.Process = _no_more  # found before the class's own
        self._know(accounting)
        for entered in [self._pool.apply_async(wait_for_all) for _ in range(workers)]:
            self._result_of(entered)

    def close(self):
        self._pool.close()
        self._pool.join()

    def _result_of(self, result):
        while True:
            try:
                return result.get(RESULT_LOOK_S)
            except self._not_yet:
                self._raise_death()


def _no_more(*args, **options):
    raise SystemExit  # ends the pool's own thread without a word


class PythonPool(PoolOfAsyncResults):
    about = "multiprocessing.Pool with an initializer, apply_async for each task"
    counts = "N child processes (fork), started at set-up; the caller hands out and waits"

    def run(self):
        run_windowed(self._accounting, self._submit, self._result_of)

    def _submit(self, index):
        return self._pool.apply_async(work, (index,))


class PythonPoolMap(PoolOfAsyncResults):
    about = "multiprocessing.Pool with an initializer, one map of all tasks (chunksize 1)"
    lacks = ("crash",)  # its results come all together: after a death none is left
    counts = "N child processes (fork), started at set-up; the caller waits for the whole list"

    def run(self):
        indices = range(self._accounting.tasks)
        self._result_of(self._pool.map_async(work, indices, chunksize=1))
