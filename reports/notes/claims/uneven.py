"""What the six numbers of the notes allow at most, by their divisions; measures nothing."""

from __future__ import annotations

import heapq
import math

PRIMES = (112272535095293, 112582705942171, 112272535095293, 115280095190773, 115797848077099)
COMPOSITE, SMALLEST_FACTOR = 1099726899285419, 3306091


def divisions() -> list[int]:
    """By 3, 5, 7, ... up to the square root, or to the first that divides; in the notes' order."""
    return [(math.isqrt(prime) - 1) // 2 for prime in PRIMES] + [(SMALLEST_FACTOR - 1) // 2]


def makespan(workers: int) -> int:
    """Of handing the numbers out one by one, in order, each to the first free worker."""
    free = [0] * min(workers, len(divisions()))
    for cost in divisions():
        heapq.heappush(free, heapq.heappop(free) + cost)
    return max(free)


def bound(workers: int) -> float:
    """The greatest speedup that this order allows; from as many workers as numbers on, the sum
    of the costs over the greatest."""
    return sum(divisions()) / makespan(workers)
