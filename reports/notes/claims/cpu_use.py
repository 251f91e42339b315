"""C3: how many CPUs threads and processes keep busy, in C++ and in CPython."""

from __future__ import annotations

import math
from collections.abc import Callable

from reports.notes import evidence
from reports.notes.claims import primes
from reports.notes.claims.comparison import Comparison, Part, above, below, conclude
from reports.notes.limits import FILLED, ONE_CORE
from reports.notes.results import CPUS, ClaimResult, Figure, of_logs
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

CLAIM = (
    "C3",
    "Threads in C++ fill all cores (400 % on 4); CPython's threads stay at about one core "
    "(102 % on 4), its processes do not.",
    "busy_loop and primes of similar cost: CPU time over wall time with N = CPUs or more",
)


def cores_in_use(judged: Judged) -> ClaimResult:
    usable = judged.usable_cpus
    if usable is None or FILLED * usable <= ONE_CORE:
        lack = f"needs two CPUs; this run had {usable:g}" if usable else evidence.UNKNOWN_CPUS
        return conclude(CLAIM, [Part("All parts", [], lack)])
    candidates = evidence.experiments(judged, "busy_loop") + primes.similar_primes(judged)
    every = candidates + primes.six_numbers(judged)
    parts = [
        _part("C++ threads fill the cores", candidates, ("thread_pool",), usable, _fills),
        _part("CPython's threads stay at one core", every,
              ("python_pool_threads", "python_threads"), usable, _one_core),
        _part("CPython's processes fill the cores", candidates,
              ("python_pool_processes", "python_processes"), usable, _fills),
    ]  # fmt: skip
    meaning = (
        f"To fill the cores is to use more than {numbers.percent(FILLED)} of them; "
        f"to stay at one core, at most {ONE_CORE:g} CPUs."
    )
    return conclude(CLAIM, parts, [meaning], _speedups(every, usable))


Judge = Callable[[Findings, Estimate, float], Comparison]


def _part(
    name: str, candidates: list[Findings], runners: tuple[str, ...], usable: float, judge: Judge
) -> Part:
    """Of these runners the first that an experiment has."""
    judged = [found for found in candidates if not found.too_busy]
    comparisons = []
    for found in judged:
        mine = [evidence.at_least(found, runner, math.ceil(usable)) for runner in runners]
        chosen = next((one for one in mine if one and evidence.cpu_use(one)), None)
        if chosen is not None:
            comparisons.append(judge(found, chosen, usable))
    if comparisons:
        return Part(name, comparisons)
    if candidates and not judged:
        return Part(name, [], evidence.busy(candidates))
    return Part(name, [], f"this run has no CPU time of {runners[0]} with N = CPUs or more")


def _fills(found: Findings, one: Estimate, usable: float) -> Comparison:
    limit = FILLED * min(one.workers, usable)
    return above(evidence.cpu_use(one), limit, *_words(found, one), unit=CPUS)


def _one_core(found: Findings, one: Estimate, usable: float) -> Comparison:
    return below(evidence.cpu_use(one), ONE_CORE, *_words(found, one), unit=CPUS)


def _words(found: Findings, one: Estimate) -> tuple[tuple[str, str], str]:
    name = f"{one.runner} N={one.workers} uses "
    return (name, f" on {found.experiment.workload}"), evidence.label(found, one, "CPUs in use")


def _speedups(candidates: list[Findings], usable: float) -> list[Figure]:
    """What the CPUs in use are worth, over the serial runner of the same language."""
    made = []
    for found in candidates:
        for runner in ("thread_pool", "python_pool_threads", "python_pool_processes"):
            one = evidence.at_least(found, runner, math.ceil(usable))
            base = evidence.base_of(found, one) if one else None
            if base is None or found.too_busy:
                continue
            label = evidence.label(found, one, f"speedup over {evidence.base_name(base)}")
            made.append(of_logs(label, evidence.log_speedups(found, one)))
    return [one for one in made if one is not None]
