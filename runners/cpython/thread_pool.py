"""concurrent.futures.ThreadPoolExecutor with exactly N threads. Never starts one in a pass."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

from .errors import TrialError
from .pool_of import run_windowed, wait_for_all


class ThreadPool:
    def __init__(self, accounts, workers):
        self._accounts = accounts
        self._numbers = list(range(workers))[::-1]
        self._local = threading.local()
        self._pool = ThreadPoolExecutor(workers, initializer=self._enter)
        try:
            for future in [self._pool.submit(wait_for_all, accounts) for _ in range(workers)]:
                future.result()
        except RuntimeError as error:
            raise TrialError(f"the {workers} threads could not all be started: {error}") from error

    def run(self):
        run_windowed(self._accounts, self._submit, Future.result)

    def close(self):
        self._pool.shutdown()

    def _submit(self, index):
        return self._pool.submit(self._work, index)

    def _enter(self):
        self._local.worker = self._numbers.pop()
        self._accounts.enter(self._local.worker)

    def _work(self, index):
        return self._accounts.run_task(index, self._local.worker)
