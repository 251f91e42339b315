"""The workload mixed: tasks that compute and wait in turn, as workloads/mixed.cpp counts them."""

import math
import time

from .digests import MASK, scramble, unit_interval
from .errors import BadRequest
from .units import count, duration_ns, nearest
from .waiting import Waiting
from .workloads import after_rounds, jumped

SHARE_SEED = 0x6D69786564
NS_PER_MS = 10**6


def spread_share(spread, seed, index):
    """Of the mean, as in workloads/spread.hpp."""
    if spread == "fixed":
        return 1.0
    draw = unit_interval(seed, index)
    if spread == "uniform":
        return 2 * draw
    exponential = -math.log1p(-draw)
    if spread == "exponential":
        return exponential
    if spread != "lognormal":
        raise BadRequest(f"'{spread}' is not a spread")
    angle = math.tau * unit_interval(~seed & MASK, index)
    return math.exp(math.sqrt(2 * exponential) * math.cos(angle) - 0.5)


def spread_shares(spread, seed, tasks):
    """Scaled so that their mean is 1."""
    shares = [spread_share(spread, seed, index) for index in range(tasks)]
    total = 0.0
    for share in shares:  # one by one, as in C++: sum() and fsum() may round otherwise
        total += share
    if spread == "fixed" or total <= 0:
        return [1.0] * tasks
    return [share / (total / tasks) for share in shares]


def part_of(whole, k, parts):
    return whole // parts + (k < whole % parts)


def after_wait(value, wait_ns):
    return scramble(value ^ scramble(wait_ns + 1))


class Mixed(Waiting):
    def __init__(self, request):
        params = request["params"]
        compute_ns, wait_ns = duration_ns(params["compute"]), duration_ns(params["wait"])
        rate, self._parts = count(params["rounds"]), count(params["parts"])
        if compute_ns and not rate:
            raise BadRequest("mixed.rounds: '0' is not allowed in a trial: give steps per ms")
        shares = spread_shares(params["spread"], SHARE_SEED, count(params["tasks"]))
        computing = [nearest(compute_ns * share) for share in shares]
        self._rounds = [
            ns // NS_PER_MS * rate + ns % NS_PER_MS * rate // NS_PER_MS for ns in computing
        ]
        self._waits_ns = [nearest(wait_ns * share) for share in shares]
        self.tasks = len(shares)

    # A wait counts from the end of its part's computing.
    def steps(self, index, worker):
        value = scramble(index + 1)
        for rounds, wait_ns in self._parts_of(index):
            value = after_rounds(value, rounds)
            yield time.monotonic_ns() + wait_ns
            value = after_wait(value, wait_ns)
        return scramble((value + self._parts) & MASK)

    def expected(self, index):
        value = scramble(index + 1)
        for rounds, wait_ns in self._parts_of(index):
            value = after_wait(jumped(value, rounds), wait_ns)
        return scramble((value + self._parts) & MASK)

    def _parts_of(self, index):
        rounds, wait_ns, parts = self._rounds[index], self._waits_ns[index], self._parts
        return [(part_of(rounds, k, parts), part_of(wait_ns, k, parts)) for k in range(parts)]
