"""A new thread for each task, at most N alive. Never holds a task back while fewer than N live."""

import threading
from queue import SimpleQueue

from .errors import TrialError


class ThreadPerTask:
    def __init__(self, accounts, workers):
        self._accounts = accounts
        self._threads = [None] * workers
        self._free = SimpleQueue()  # numbers of workers whose thread ends, or that have none
        for worker in range(workers):
            self._free.put(worker)

    def run(self):
        for index in range(self._accounts.tasks):
            worker = self._free.get()
            if self._threads[worker]:
                self._threads[worker].join()
            self._accounts.raise_failure()
            self._start(index, worker)
        for worker, thread in enumerate(self._threads):
            if thread:
                thread.join()
                self._threads[worker] = None

    def close(self):
        pass  # the threads of a pass end with it

    def _start(self, index, worker):
        thread = self._threads[worker] = threading.Thread(target=self._work, args=(index, worker))
        try:
            thread.start()
        except RuntimeError as error:
            which = f"thread {worker + 1} of {len(self._threads)}"
            raise TrialError(f"{which} could not be started: {error}") from error

    def _work(self, index, worker):
        self._accounts.run_task(index, worker)
        self._accounts.leave(worker)
        self._free.put(worker)
