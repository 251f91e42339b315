"""concurrent.futures.ProcessPoolExecutor with exactly N forked processes. Never pickles more than
an index and a digest: the tasks' data is inherited by the fork.

A worker that dies breaks the pool; which one it was, and by which signal, its exit code tells.
"""

import multiprocessing
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool

from .accounts import PID
from .deaths import death_of
from .errors import TrialError
from .pool_of import run_windowed, wait_for_all

LOOK_S = 0.5  # how often a result that does not come has us look after the workers ourselves
DEATH_NOTICE_S = 0.5

_accounts = None  # set before the fork: the workers inherit it
_worker = None  # in a worker: its number


def _enter(next_number):
    global _worker
    with next_number.get_lock():
        _worker = next_number.value
        next_number.value += 1
    _accounts.enter(_worker)


def _wait_for_all():
    wait_for_all(_accounts)


def _work(index):
    return _accounts.run_task(index, _worker)


class ProcessPool:
    def __init__(self, accounts, workers):
        global _accounts
        _accounts = self._accounts = accounts
        context = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(workers, context, _enter, (context.Value("i", 0),))
        self._processes = []
        try:
            futures = [self._pool.submit(_wait_for_all) for _ in range(workers)]
            self._processes = multiprocessing.active_children()
            for future in futures:
                self._result_of(future)
        except OSError as error:
            reason = f"the {workers} processes could not all be started: {error.strerror}"
            raise TrialError(reason) from error

    def run(self):
        run_windowed(self._accounts, self._submit, self._result_of)

    def close(self):
        self._pool.shutdown()

    def _submit(self, index):
        try:
            return self._pool.submit(_work, index)
        except BrokenProcessPool:
            raise self._death() from None

    def _result_of(self, future):
        while True:
            try:
                return future.result(LOOK_S)
            except BrokenProcessPool:
                raise self._death() from None
            except NotYet:
                if any(process.exitcode is not None for process in self._processes):
                    raise self._death() from None

    # The pool ends the other workers with SIGTERM as soon as it sees a dead one.
    def _death(self):
        give_up = time.monotonic() + DEATH_NOTICE_S
        while time.monotonic() < give_up:
            for process in self._processes:
                pid, code = process.pid, process.exitcode
                if code not in (None, 0, -signal.SIGTERM):
                    return death_of(self._accounts, self._number_of(pid), pid, code)
            time.sleep(0.001)
        return TrialError("a process of the pool ended; CPython does not tell how")

    def _number_of(self, pid):
        numbers = range(self._accounts.workers)
        return next((worker for worker in numbers if self._accounts.word(worker, PID) == pid), 0)
