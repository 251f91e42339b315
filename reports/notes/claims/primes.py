"""C1 and C2: compute-bound work at N = CPUs and past them, and processes on large primes."""

from __future__ import annotations

import heapq
import math

from reports.notes import evidence
from reports.notes.claims.comparison import Part, Question, above, answers, below, conclude
from reports.notes.results import RATIO, ClaimResult, plain
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

POOLS = ("thread_pool", "process_pool")  # the notes speak of these; more would ask for more luck
C1 = (
    "C1",
    "Compute-bound work is most efficient at N = number of cores; past that, switching costs time.",
    "primes of similar cost, N = 1 to 16",
)
C2 = (
    "C2",
    "Processes speed up large-prime checks.",
    "primes: a pool of N = CPUs processes against serial, six numbers and many",
)

PRIMES = (112272535095293, 112582705942171, 112272535095293, 115280095190773, 115797848077099)
COMPOSITE, SMALLEST_FACTOR = 1099726899285419, 3306091


def most_efficient_at_the_cores(judged: Judged) -> ClaimResult:
    """On primes of similar cost: six uneven numbers limit their own speedup."""
    cpus = evidence.whole_cpus(judged)
    found, lack = _grid(judged, cpus)
    if found is None:
        return conclude(C1, [Part("Both halves", [], lack)])
    fastest, costs = [], []
    for runner in POOLS:
        mine = evidence.cells(found, runner)
        at_cores = evidence.cell(found, runner, cpus)
        if at_cores is None or mine[-1].workers <= cpus:
            continue
        others = [one for one in mine if one.workers != cpus]
        fastest += [_speed_of(found, one, at_cores) for one in others]
        costs.append(_cost_of(found, mine[-1], at_cores))
    parts = [
        Part("No other N is faster than N = CPUs", answers(fastest)),
        Part("More workers than CPUs cost time", answers(costs)),
    ]
    equal = f"Times within ±{numbers.percent(found.margin)} are treated as equal."
    return conclude(C1, parts, [equal])


def _speed_of(found: Findings, other: Estimate, at_cores: Estimate) -> Question:
    cpus = at_cores.workers
    words = (f"{other.runner} N={other.workers} is ", f" as fast as N={cpus}")
    label = evidence.label(found, other, f"speed over N={cpus}")
    return below(evidence.log_ratios(at_cores.walls, other.walls), 1 + found.margin, words, label)


def _cost_of(found: Findings, last: Estimate, at_cores: Estimate) -> Question:
    cpus = at_cores.workers
    words = (f"{last.runner} N={last.workers} took ", f" the time of N={cpus}")
    label = evidence.label(found, last, f"time over N={cpus}")
    return above(evidence.log_ratios(last.walls, at_cores.walls), 1 + found.margin, words, label)


def _grid(judged: Judged, cpus: int | None) -> tuple[Findings | None, str]:
    """The experiment to ask, or why there is none."""
    if cpus is None:
        return None, evidence.UNKNOWN_CPUS
    candidates = similar_primes(judged)
    if not candidates:
        return None, "this run has no primes of similar cost"
    usable = [found for found in candidates if not found.too_busy]
    if not usable:
        return None, evidence.busy(candidates)
    for found in usable:
        for runner in POOLS:
            mine = [one.workers for one in evidence.cells(found, runner)]
            if cpus in mine and max(mine) > cpus:
                return found, ""
    return None, f"no pool was measured both at N={cpus} (the CPUs) and at more"


def six_numbers(judged: Judged) -> list[Findings]:
    return evidence.experiments(judged, "primes", lambda params: params.get("set") == "textbook")


def similar_primes(judged: Judged) -> list[Findings]:
    """Even sets first: in a skewed one the costliest tasks decide."""
    found = evidence.experiments(judged, "primes", lambda params: params.get("set") != "textbook")
    return sorted(found, key=lambda one: one.experiment.parameters().get("set") != "even")


def processes_speed_up_primes(judged: Judged) -> ClaimResult:
    cpus = evidence.whole_cpus(judged)
    if cpus is None or cpus < 2:
        lack = "needs two CPUs" if cpus else evidence.UNKNOWN_CPUS
        return conclude(C2, [Part("Processes speed up primes", [], lack)])
    six = six_numbers(judged)
    parts = [
        _against_serial("Processes speed up the notes' six numbers", six, cpus),
        _against_serial(
            "Processes speed up many primes of similar cost", similar_primes(judged)[:1], cpus
        ),
    ]
    if not six:
        return conclude(C2, parts)
    limit, any_number = (f"{numbers.ratio(bound(n))}×" for n in (cpus, 6))
    words = (
        f"The six numbers limit their own speedup to {limit} with {cpus} workers and to "
        f"{any_number} with any number."
    )
    return conclude(
        C2, parts, [words], [plain(f"limit of the six numbers at N={cpus}", bound(cpus), RATIO)]
    )


def _against_serial(name: str, candidates: list[Findings], cpus: int) -> Part:
    lack = evidence.busy(candidates) if candidates else "this run has no such primes"
    if lack:
        return Part(name, [], lack)
    [found] = candidates[:1]
    chosen = [
        one
        for runner in ("process_pool", "python_pool_processes")
        for one in [evidence.at_least(found, runner, cpus)]
        if one is not None and evidence.base_of(found, one) is not None
    ]
    if not any(one.runner == "process_pool" for one in chosen):
        lack = f"process_pool with N={cpus} or more, or serial, was not measured"
    return Part(name, answers([_speedup(found, one) for one in chosen]), lack)


def _speedup(found: Findings, one: Estimate) -> Question:
    base = evidence.base_name(evidence.base_of(found, one))
    words = (f"{one.runner} N={one.workers}: speedup ", f" over {base}")
    label = evidence.label(found, one, f"speedup over {base}")
    return above(evidence.log_speedups(found, one), 1 + found.margin, words, label)


def divisions() -> list[int]:
    """Of each of the six numbers: by 3, 5, 7, ... up to its square root or its smallest factor."""
    return [(math.isqrt(prime) - 1) // 2 for prime in PRIMES] + [(SMALLEST_FACTOR - 1) // 2]


def makespan(workers: int) -> int:
    """Of the six numbers in divisions, each dispatched in order to the first free worker."""
    free = [0] * min(workers, len(divisions()))
    for cost in divisions():
        heapq.heappush(free, heapq.heappop(free) + cost)
    return max(free)


def bound(workers: int) -> float:
    """The largest speedup that the six numbers allow in this order."""
    return sum(divisions()) / makespan(workers)
