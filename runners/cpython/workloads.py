"""The workloads, as Python code: the parameters, results and digests of workloads/*.cpp."""

import mmap
import os
import signal
import time

from .digests import MASK, scramble, unit_interval
from .errors import TrialError
from .units import count, duration_ns, nearest


class Workload:
    """Built with the trial's request; has `tasks`, their number."""

    observes = False  # whether its tasks call worker.count_one()

    def run(self, index, worker):
        """Runs a task and returns its digest. `worker.kept` is the worker's own, between tasks."""
        raise NotImplementedError

    def expected(self, index):
        """The right digest, found in another way."""
        raise NotImplementedError


class Empty(Workload):
    def __init__(self, request):
        self.tasks = count(request["params"]["tasks"])

    def run(self, index, worker):
        return index

    def expected(self, index):
        return index


# Knuth's generator of MMIX, as in workloads/lcg.hpp.
MULTIPLIER = 6364136223846793005
INCREMENT = 1442695040888963407


def after_rounds(value, rounds):
    for _ in range(rounds):
        value = (value * MULTIPLIER + INCREMENT) & MASK
    return value


def jumped(value, rounds):
    """after_rounds by squaring: x -> a x + c twice is x -> a^2 x + (a c + c)."""
    a, c = MULTIPLIER, INCREMENT
    while rounds:
        if rounds & 1:
            value = (a * value + c) & MASK
        c, a = (a * c + c) & MASK, a * a & MASK
        rounds >>= 1
    return value


class BusyLoop(Workload):
    def __init__(self, request):
        params = request["params"]
        self.tasks, self._rounds = count(params["loops"]), count(params["rounds"])

    def run(self, index, worker):
        return scramble(after_rounds(scramble(index + 1), self._rounds))

    def expected(self, index):
        return scramble(jumped(scramble(index + 1), self._rounds))


class RangeSum(Workload):
    """The list is made before set-up; forked workers inherit it.

    A slice copies references, and counting them up and down writes to every integer: a forked
    worker copies the pages that hold those integers, and needs memory for them.
    """

    def __init__(self, request):
        params = request["params"]
        self._elements, self.tasks = count(params["elements"]), count(params["slices"])
        self._numbers = list(range(1, self._elements + 1))

    def run(self, index, worker):
        return sum(self._numbers[self._start(index) : self._start(index + 1)]) & MASK

    def expected(self, index):
        first, last = self._start(index), self._start(index + 1)
        return (last - first) * (first + last + 1) // 2 & MASK

    # Slices differ by one element at most; with more slices than elements some are empty.
    def _start(self, index):
        return self._elements * index // self.tasks


DURATION_SEED = 0x736C656570


def durations_ns(params):
    mean_ns = duration_ns(params["duration"])
    if params["spread"] != "uniform":
        return [mean_ns] * count(params["tasks"])
    mean = mean_ns / 1e9 * 1e9  # through seconds, as in C++: the last bit may decide a rounding
    draws = (unit_interval(DURATION_SEED, index) for index in range(count(params["tasks"])))
    return [nearest(2 * mean * draw) for draw in draws]


def waited_digest(duration, whole):
    return scramble(2 * duration + whole)


class Sleep(Workload):
    def __init__(self, request):
        self._durations = durations_ns(request["params"])
        self.tasks = len(self._durations)

    # The deadline is absolute, so that the cost of a wake-up does not add to the wait.
    def run(self, index, worker):
        duration = self._durations[index]
        start = now = time.monotonic_ns()
        while now - start < duration:
            time.sleep((start + duration - now) * 1e-9)
            now = time.monotonic_ns()
        return waited_digest(duration, now - start >= duration)

    def expected(self, index):
        return waited_digest(self._durations[index], True)


MEET_PATIENCE_S = 10
MEET_LOOK_S = 0.0002
MEET_STAY_S = 0.002


class Conformance(Workload):
    """Tasks that meet, fail or die, so that check-runner sees what a runner does then."""

    def __init__(self, request):
        params = request["params"]
        self.tasks = count(params["tasks"])
        self._behaviour = params["behaviour"]
        self._at, self._group = count(params["at"]), count(params["meet"])
        self._came = memoryview(mmap.mmap(-1, 8)).cast("Q")
        if self._behaviour == "meet":
            from multiprocessing import get_context

            self._lock = get_context("fork").Lock()

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
        before = number // self._group * self._group  # how many came in earlier groups
        give_up = time.monotonic() + MEET_PATIENCE_S
        while self._came[0] < before + self._group:
            if time.monotonic() >= give_up:
                came = f"only {self._came[0] - before} of {self._group} tasks"
                raise TrialError(f"{came} came to run at once within {MEET_PATIENCE_S} s")
            time.sleep(MEET_LOOK_S)
        time.sleep(MEET_STAY_S)  # long enough for a worker too many to be seen
