"""The workload crash: one task kills its worker, and what is left of the results is counted."""

import os
import signal
import time

from .errors import TrialError
from .sharing import Sharing, counts
from .units import duration_ns


class Crash(Sharing):
    deadly = True

    def prepare(self, params):
        self.tasks, self._at = counts(params, "tasks", "at")
        self._how, self._delay_s = params["how"], duration_ns(params["delay"]) * 1e-9

    def run(self, index, worker):
        if index == self._at:
            time.sleep(self._delay_s)  # others go on meanwhile
            self._end(index)
        return self.expected(index)

    def _end(self, index):
        if self._how == "signal":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self._how == "exit":
            os._exit(1)
        raise TrialError(f"task {index} fails as asked")
