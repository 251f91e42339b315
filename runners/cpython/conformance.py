"""Tasks that show whether a runner does its duty: they meet, fail or die. Never measured."""

import mmap
import multiprocessing
import os
import signal
import time

from .digest import scramble
from .errors import TrialError
from .units import count

PATIENCE_S = 10
LOOK_S = 0.0002
STAY_S = 0.002


class Conformance:
    counts = False

    def __init__(self, request):
        params = request["params"]
        self.tasks = count(params["tasks"])
        self._behaviour = params["behaviour"]
        self._at, self._group = count(params["at"]), count(params["meet"])
        self._came = memoryview(mmap.mmap(-1, 8)).cast("Q")
        if self._behaviour == "meet":
            self._lock = multiprocessing.get_context("fork").Lock()

    def run(self, index, worker):
        if self._behaviour == "meet":
            self._meet()
        elif self._behaviour == "fail" and index == self._at:
            raise TrialError(f"task {index} fails as asked")
        elif self._behaviour == "die" and index == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        return scramble(index)

    def expected(self, index):
        return scramble(index)

    def _meet(self):
        with self._lock:
            number = self._came[0]
            self._came[0] = number + 1
        before = number // self._group * self._group  # who came in earlier groups
        give_up = time.monotonic() + PATIENCE_S
        while self._came[0] < before + self._group:
            if time.monotonic() >= give_up:
                came = f"only {self._came[0] - before} of {self._group} tasks"
                raise TrialError(f"{came} came to run at once within {PATIENCE_S} s")
            time.sleep(LOOK_S)
        time.sleep(STAY_S)  # long enough for a worker too many to be seen beside this one
