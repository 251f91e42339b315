"""The workload primes: trial division, one number per task."""

from math import isqrt

from .digests import MASK, scramble, unit_interval
from .units import count
from .workloads import Workload

BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)

# The numbers of workloads/primes.cpp.
TEXTBOOK = (
    112272535095293,
    112582705942171,
    112272535095293,
    115280095190773,
    115797848077099,
    1099726899285419,
)
EVEN_START = 400_000_000_000
SKEWED_SEED = 0x7072696D6573
SKEWED_LEAST, SKEWED_STEPS, SKEWED_STEP = 30e3, 200, 1.0234114


def smallest_factor(n):
    """n itself if it is prime."""
    if n % 2 == 0:
        return 2
    for i in range(3, isqrt(n) + 1, 2):
        if n % i == 0:
            return i
    return n


def is_prime(n):
    """Miller-Rabin, exact for all 64-bit numbers with these bases (Sorenson and Webster 2015)."""
    if n < 2:
        return False
    for base in BASES:
        if n % base == 0:
            return n == base
    twos = (n - 1 & 1 - n).bit_length() - 1
    return all(_passes(n, base, twos) for base in BASES)


def _passes(n, base, twos):
    x = pow(base, n - 1 >> twos, n)
    for _ in range(twos):
        if x in (1, n - 1):
            return True
        x = x * x % n
        if x == 1:
            return False
    return False


def next_prime(n):
    n |= 1
    while not is_prime(n):
        n += 2
    return n


def even_numbers(number):
    last = EVEN_START - 2
    for _ in range(number):
        last = next_prime(last + 2)
        yield last


def skewed_number(index):
    divisor = SKEWED_LEAST
    for _ in range(int(unit_interval(SKEWED_SEED, 2 * index) * SKEWED_STEPS)):
        divisor *= SKEWED_STEP
    divisor = int(divisor)
    if unit_interval(SKEWED_SEED, 2 * index + 1) < 0.5:
        return next_prime(divisor * divisor)
    factor = next_prime(divisor)
    return factor * next_prime(factor + 2)


def numbers_of(kind, number):
    """For the parameters `set` and `count`."""
    if kind == "textbook":
        return list(TEXTBOOK)
    if kind == "even":
        return list(even_numbers(number))
    return [skewed_number(index) for index in range(number)]


def verdict_digest(n, verdict):
    return scramble((scramble(n) + verdict) & MASK)


class Primes(Workload):
    def __init__(self, request):
        self._numbers = numbers_of(request["params"]["set"], count(request["params"]["count"]))
        self.tasks = len(self._numbers)

    def run(self, index, worker):
        n = self._numbers[index]
        factor = smallest_factor(n)
        return verdict_digest(n, 1 if factor == n else 0 if n % factor == 0 else 2)

    def expected(self, index):
        return verdict_digest(self._numbers[index], int(is_prime(self._numbers[index])))
