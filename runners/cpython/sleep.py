"""The workload sleep: tasks that only wait."""

from time import monotonic_ns

from .digests import scramble, unit_interval
from .units import count, duration_ns, nearest
from .waiting import Waiting

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


class Sleep(Waiting):
    def __init__(self, request):
        self._durations = durations_ns(request["params"])
        self.tasks = len(self._durations)

    def steps(self, index, worker):
        duration = self._durations[index]
        start = monotonic_ns()
        yield start + duration
        return waited_digest(duration, monotonic_ns() - start >= duration)

    def expected(self, index):
        return waited_digest(self._durations[index], True)
