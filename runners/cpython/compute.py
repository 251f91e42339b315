"""Tasks that do nothing, and tasks that only compute. Never a shortcut that a formula allows."""

from .digest import MASK, scramble
from .units import count

# Knuth's generator of MMIX, as in workloads/lcg.hpp.
MULTIPLIER = 6364136223846793005
INCREMENT = 1442695040888963407


class Empty:
    counts = False

    def __init__(self, request):
        self.tasks = count(request["params"]["tasks"])

    def run(self, index, worker):
        return index

    def expected(self, index):
        return index


def after_rounds(value, rounds):
    """The generator's step taken `rounds` times."""
    for _ in range(rounds):
        value = (value * MULTIPLIER + INCREMENT) & MASK
    return value


def jumped(value, rounds):
    """The same by squaring: x -> a x + c twice is x -> a^2 x + (a c + c)."""
    a, c = MULTIPLIER, INCREMENT
    while rounds:
        if rounds & 1:
            value = (a * value + c) & MASK
        c, a = (a * c + c) & MASK, a * a & MASK
        rounds >>= 1
    return value


class BusyLoop:
    counts = False

    def __init__(self, request):
        params = request["params"]
        self.tasks, self._rounds = count(params["loops"]), count(params["rounds"])

    def run(self, index, worker):
        return scramble(after_rounds(scramble(index + 1), self._rounds))

    def expected(self, index):
        return scramble(jumped(scramble(index + 1), self._rounds))
