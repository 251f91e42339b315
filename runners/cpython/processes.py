"""A new forked process for each task, at most N alive. Never holds a task back while fewer live."""

import multiprocessing
from multiprocessing.connection import wait

from .deaths import death_of
from .errors import TrialError


class ProcessPerTask:
    def __init__(self, accounts, workers):
        self._accounts = accounts
        self._context = multiprocessing.get_context("fork")
        self._free = list(range(workers))[::-1]
        self._live = {}  # by the descriptor that tells a process's end: (process, worker)
        self._workers = workers

    def run(self):
        for index in range(self._accounts.tasks):
            if not self._free:
                self._wait()
            self._start(index, self._free.pop())
        while self._live:
            self._wait()

    def close(self):
        pass  # the processes of a pass end with it

    def _start(self, index, worker):
        process = self._context.Process(target=self._work, args=(index, worker))
        try:
            process.start()
        except OSError as error:
            which = f"process {worker + 1} of {self._workers}"
            raise TrialError(f"{which} could not be started: {error.strerror}") from error
        self._live[process.sentinel] = process, worker

    def _work(self, index, worker):
        self._accounts.run_task(index, worker)
        self._accounts.leave(worker)

    def _wait(self):
        for sentinel in wait(list(self._live)):
            process, worker = self._live.pop(sentinel)
            process.join()
            if process.exitcode != 0:
                raise death_of(self._accounts, worker, process.pid, process.exitcode)
            process.close()
            self._free.append(worker)
        self._accounts.raise_failure()
