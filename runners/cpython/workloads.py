"""What a workload is, and those that compute: parameters and digests of workloads/*.cpp."""

from .digests import MASK, scramble
from .units import count


class Workload:
    """Built with the trial's request; has `tasks`, their number."""

    deadly = False  # whether a task kills its worker
    observes = False  # whether its tasks call worker.count_one()

    def begin_pass(self):
        """Before each pass, in the process that runs the trial."""

    def run(self, index, worker):
        """Runs a task and returns its digest. `worker.kept` is the worker's own, between tasks."""
        raise NotImplementedError

    def check_pass(self):
        """After each pass, there too: what no task can know alone. Raises WrongResult.

        Returns what was observed in this pass, if anything is.
        """

    async def run_async(self, index, worker):
        """The same in an event loop, which computes as everywhere and waits for many at once."""
        return self.run(index, worker)

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
    """The list is made before set-up; forked workers inherit it, other processes make their own.

    A slice copies references, and counting them up and down writes to every integer: a forked
    worker copies the pages that hold those integers, and needs memory for them.
    """

    def __init__(self, request):
        params = request["params"]
        self.__setstate__((count(params["elements"]), count(params["slices"])))

    def __getstate__(self):
        return self._elements, self.tasks

    def __setstate__(self, state):
        self._elements, self.tasks = state
        self._numbers = list(range(1, self._elements + 1))

    def run(self, index, worker):
        return sum(self._numbers[self._start(index) : self._start(index + 1)]) & MASK

    def expected(self, index):
        first, last = self._start(index), self._start(index + 1)
        return (last - first) * (first + last + 1) // 2 & MASK

    # Slices differ by one element at most; with more slices than elements some are empty.
    def _start(self, index):
        return self._elements * index // self.tasks
