"""C3: how many CPUs threads and processes keep busy, in C++ and in CPython."""

from __future__ import annotations

import math
from collections.abc import Callable

from reports.notes.claims import evidence
from reports.notes.claims.comparison import Comparison, Part, above, below, conclude
from reports.notes.claims.result import CPUS, ClaimResult, Figure, of_values
from reports.stats.estimates import Estimate
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

# The start and the end of a pass, when not all workers have a task, and up to 5 % of other load,
# which an undisturbed trial may have met.
FILLED = 0.9
# One core, and what an interpreter does outside its lock; half way to the second would be 1.5.
ONE_CORE = 1.2

TEXT = (
    "Threads in C++ fill all cores (400 % on 4); CPython's threads stay at about one core "
    "(102 % on 4), its processes do not."
)
EXPERIMENT = "busy_loop and primes of like cost: CPU time over wall time with N = CPUs or more"


def cores_in_use(judged: Judged) -> ClaimResult:
    usable = judged.usable_cpus
    if usable is None or FILLED * usable <= ONE_CORE:
        lack = f"with {usable:g} CPUs all is one core" if usable else evidence.UNKNOWN_CPUS
        return conclude("C3", TEXT, EXPERIMENT, [Part("All of it", [], lack)])
    founds = evidence.experiments(judged, "busy_loop") + evidence.experiments(
        judged, "primes", lambda params: params.get("set") != "textbook"
    )
    every = founds + evidence.experiments(
        judged, "primes", lambda params: params.get("set") == "textbook"
    )
    parts = [
        _part("C++ threads fill the cores", founds, ("thread_pool",), usable, _fills),
        _part("CPython's threads stay at one core", every,
              ("python_pool_threads", "python_threads"), usable, _one_core),
        _part("CPython's processes fill the cores", founds,
              ("python_pool_processes", "python_processes"), usable, _fills),
    ]  # fmt: skip
    margin = (
        f"To fill is to use at least {FILLED:.0%} of them; "
        f"to stay at one, at most {ONE_CORE:g} CPUs."
    )
    margin = margin.replace("%", " %")
    return conclude("C3", TEXT, EXPERIMENT, parts, [margin], _speedups(every, usable))


Judge = Callable[[Findings, Estimate, float], Comparison]


def _part(
    name: str, founds: list[Findings], runners: tuple[str, ...], usable: float, judge: Judge
) -> Part:
    """Of the runners the first one that an experiment has."""
    quiet = [found for found in founds if not found.too_busy]
    comparisons = []
    for found in quiet:
        mine = [evidence.at_least(found, runner, math.ceil(usable)) for runner in runners]
        chosen = next((one for one in mine if one and evidence.cpu_use(one)), None)
        if chosen is not None:
            comparisons.append(judge(found, chosen, usable))
    if comparisons:
        return Part(name, comparisons)
    if founds and not quiet:
        return Part(name, [], evidence.busy(founds))
    return Part(name, [], f"no CPU time of {runners[0]} with N = CPUs or more in this run")


def _fills(found: Findings, one: Estimate, usable: float) -> Comparison:
    limit = FILLED * min(one.workers, usable)
    return above(evidence.cpu_use(one), limit, *_words(found, one), unit=CPUS)


def _one_core(found: Findings, one: Estimate, usable: float) -> Comparison:
    return below(evidence.cpu_use(one), ONE_CORE, *_words(found, one), unit=CPUS)


def _words(found: Findings, one: Estimate) -> tuple[tuple[str, str], str]:
    name = f"{one.runner} N={one.workers} uses "
    return (name, f" on {found.experiment.workload}"), evidence.label(found, one, "CPUs in use")


def _speedups(founds: list[Findings], usable: float) -> list[Figure]:
    """What the CPUs in use are worth, against the serial runner of the same language."""
    made = []
    for found in founds:
        for runner in ("thread_pool", "python_pool_threads", "python_pool_processes"):
            one = evidence.at_least(found, runner, math.ceil(usable))
            if one is None or found.too_busy:
                continue
            logs = evidence.log_speedups(found, one)
            ratios = {block: math.exp(value) for block, value in logs.items()}
            base = evidence.base_of(found, runner)
            name = f"speedup over {evidence.base_name(base)}" if base else ""
            made.append(of_values(evidence.label(found, one, name), ratios, "ratio"))
    return [one for one in made if one is not None]
