"""Tasks that wait for the clock and use no CPU. Never early: the digest proves it."""

import time

from .digest import scramble, unit_interval
from .units import count, duration_ns, nearest

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


class Sleep:
    counts = False

    def __init__(self, request):
        self._durations = durations_ns(request["params"])
        self.tasks = len(self._durations)

    # The deadline is absolute: what one wake-up costs never adds to the wait.
    def run(self, index, worker):
        duration = self._durations[index]
        start = now = time.monotonic_ns()
        while now - start < duration:
            time.sleep((start + duration - now) * 1e-9)
            now = time.monotonic_ns()
        return waited_digest(duration, now - start >= duration)

    def expected(self, index):
        return waited_digest(self._durations[index], True)
