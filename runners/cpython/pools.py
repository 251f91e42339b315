"""Runners with a pool of concurrent.futures: N workers start at set-up, each task is one future."""

import signal
import threading
import time
from collections import deque

from .errors import TrialError, system_reason
from .runners import FORK_BYTES, Runner, death_of
from .task_accounting import PID

# Futures at once. Beyond 16 Ki of them CPython's process pool can fill its wake-up pipe and hang.
WINDOW = 8192
PATIENCE_S = 10
LOOK_S = 0.0002
RESULT_LOOK_S = 0.5  # how often the workers are looked at while a result is awaited
DEATH_NOTICE_S = 0.5


def wait_for_all(accounting):
    """The first task of each worker of a pool: busy until all of them have started."""
    give_up = time.monotonic() + PATIENCE_S
    while not accounting.all_entered():
        if time.monotonic() > give_up:
            n = accounting.workers
            raise TrialError(f"the pool's {n} workers did not all start within {PATIENCE_S} s")
        time.sleep(LOOK_S)


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


class PythonPoolProcesses(Runner):
    """Only a task's index and its digest are pickled: the workload's data is inherited by fork."""

    about = "concurrent.futures.ProcessPoolExecutor, one task per future (chunksize 1)"
    counts = "N child processes (fork), started at set-up; the caller submits and waits"
    forks = True
    worker_bytes = FORK_BYTES
    needs = ("multiprocessing", "concurrent.futures", "concurrent.futures.process")

    def __init__(self, accounting, workers):
        import multiprocessing
        from concurrent.futures import TimeoutError as NotYet
        from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

        global _accounting
        _accounting = self._accounting = accounting
        self._broken, self._not_yet = BrokenProcessPool, NotYet
        context = multiprocessing.get_context("fork")
        next_number = context.Value("i", 0)
        self._pool = ProcessPoolExecutor(workers, context, _enter, (next_number,))
        self._processes = []
        try:
            entered = [self._pool.submit(_wait_for_all) for _ in range(workers)]
            self._processes = multiprocessing.active_children()
            for future in entered:
                self._result_of(future)
        except OSError as error:
            reason = f"the {workers} processes could not all be started: {system_reason(error)}"
            raise TrialError(reason) from error

    def run(self):
        run_windowed(self._accounting, self._submit, self._result_of)

    def close(self):
        self._pool.shutdown()

    def _submit(self, index):
        try:
            return self._pool.submit(_work, index)
        except self._broken:
            raise self._death() from None

    def _result_of(self, future):
        while True:
            try:
                return future.result(RESULT_LOOK_S)
            except self._broken:
                raise self._death() from None
            except self._not_yet:
                if any(process.exitcode is not None for process in self._processes):
                    raise self._death() from None

    # A broken pool does not say which worker died; its exit code does. The pool itself ends the
    # other workers, with SIGTERM.
    def _death(self):
        give_up = time.monotonic() + DEATH_NOTICE_S
        while time.monotonic() < give_up:
            for process in self._processes:
                pid, code = process.pid, process.exitcode
                if code not in (None, 0, -signal.SIGTERM):
                    return death_of(self._accounting, self._number_of(pid), pid, code)
            time.sleep(0.001)
        return TrialError("a process of the pool ended; CPython does not say how")

    def _number_of(self, pid):
        numbers = range(self._accounting.workers)
        return next((worker for worker in numbers if self._accounting.word(worker, PID) == pid), 0)


# What the processes of a pool run: functions of this module, which pickle can name.
_accounting = None  # set before the fork, so that the workers inherit it
_worker = None  # a worker's own number


def _enter(next_number):
    global _worker
    with next_number.get_lock():
        _worker = next_number.value
        next_number.value += 1
    _accounting.enter(_worker)


def _wait_for_all():
    wait_for_all(_accounting)


def _work(index):
    return _accounting.run_task(index, _worker)
