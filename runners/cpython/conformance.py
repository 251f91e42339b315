"""The workload conformance, which check-runner uses."""

import os
import signal
import time

from .digests import scramble
from .errors import TrialError
from .shared_memory import SharedCounter
from .units import count
from .waiting import Waiting

MEET_PATIENCE_S = 10
MEET_LOOK_NS, MEET_STAY_NS = 200_000, 2_000_000


class Conformance(Waiting):
    """Tasks that meet, fail or die, so that check-runner sees what a runner does then."""

    def __init__(self, request):
        params = request["params"]
        self.tasks = count(params["tasks"])
        self._behaviour = params["behaviour"]
        self._at, self._group = count(params["at"]), count(params["meet"])
        self._came = SharedCounter()

    def steps(self, index, worker):
        if self._behaviour == "meet":
            yield from self._meet()
        elif self._behaviour == "fail" and index == self._at:
            raise TrialError(f"task {index} fails as asked")
        elif self._behaviour == "die" and index == self._at:
            os.kill(os.getpid(), signal.SIGKILL)
        return scramble(index)

    def expected(self, index):
        return scramble(index)

    def _meet(self):
        number = self._came.next()
        before = number // self._group * self._group  # how many came in earlier groups
        give_up = time.monotonic() + MEET_PATIENCE_S
        while self._came.value() < before + self._group:
            if time.monotonic() >= give_up:
                came = f"only {self._came.value() - before} of {self._group} tasks"
                raise TrialError(f"{came} came to run at once within {MEET_PATIENCE_S} s")
            yield time.monotonic_ns() + MEET_LOOK_NS
        yield time.monotonic_ns() + MEET_STAY_NS  # long enough for a worker too many to be seen
