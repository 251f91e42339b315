"""C3: how many cores' worth of work threads and processes do, in C++ and in CPython.

By work done in the time, not by CPU time: cycles that another guest of the host took count as
CPU time in a virtual machine, and a core that waits for memory or shares its units looks busy.
"""

from __future__ import annotations

import math

from reports.notes import evidence
from reports.notes.claims import primes
from reports.notes.claims.comparison import Part, Question, above, answers, below, conclude
from reports.notes.limits import FILLED, ONE_CORE
from reports.notes.results import CPUS, ClaimResult, Figure, of_values
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

CLAIM = (
    "C3",
    "Threads in C++ fill all cores (400 % on 4); CPython's threads stay at about one core "
    "(102 % on 4), its processes do not.",
    "busy_loop and primes of similar cost: work over serial's in the same time, N = CPUs or more",
)
Chosen = list[tuple[Findings, Estimate]]


def cores_in_use(judged: Judged) -> ClaimResult:
    usable = judged.usable_cpus
    if usable is None or FILLED * usable <= ONE_CORE:
        lack = f"needs two CPUs; this run had {usable:g}" if usable else evidence.UNKNOWN_CPUS
        return conclude(CLAIM, [Part("All parts", [], lack)])
    candidates = evidence.experiments(judged, "busy_loop") + primes.similar_primes(judged)
    every = candidates + primes.six_numbers(judged)
    asked = [
        ("C++ threads fill the cores", candidates, ("thread_pool",), True),
        ("CPython's threads stay at one core", every,
         ("python_pool_threads", "python_threads"), False),
        ("CPython's processes fill the cores", candidates,
         ("python_pool_processes", "python_processes"), True),
    ]  # fmt: skip
    parts, pairs = [], []
    for name, where, runners, fills in asked:
        chosen = _chosen(where, runners, usable)
        questions = [_question(judged, *pair, fills) for pair in chosen]
        lack = "" if chosen else _lack(where, runners[0])
        parts.append(Part(name, answers(questions), lack))
        pairs += chosen
    meaning = (
        f"Cores' worth of work is the speedup over serial of the same language. To fill the cores "
        f"is more than {numbers.percent(FILLED)} of what as many independent copies do; to stay at "
        f"one core, at most {ONE_CORE:g} cores' worth."
    )
    used = [_used(evidence.label(*pair, "CPU time over wall time"), pair[1]) for pair in pairs]
    return conclude(CLAIM, parts, [meaning, _cpu_time(pairs)], [one for one in used if one])


def _chosen(candidates: list[Findings], runners: tuple[str, ...], usable: float) -> Chosen:
    """Of these runners the first that an experiment has."""
    chosen = []
    for found in candidates:
        mine = [evidence.at_least(found, runner, math.ceil(usable)) for runner in runners]
        first = next((one for one in mine if one and evidence.log_speedups(found, one)), None)
        if first is not None and not found.too_busy:
            chosen.append((found, first))
    return chosen


def _lack(candidates: list[Findings], runner: str) -> str:
    if candidates and all(found.too_busy for found in candidates):
        return evidence.busy(candidates)
    return f"this run has no {runner} with N = CPUs or more beside its serial"


def _question(judged: Judged, found: Findings, one: Estimate, fills: bool) -> Question:
    logs = evidence.log_speedups(found, one)
    base = evidence.base_name(evidence.base_of(found, one))
    words = (
        f"{one.runner} N={one.workers} does ",
        f" the work of {base} on {found.experiment.workload}",
    )
    label = evidence.label(found, one, f"speedup over {base}")
    if not fills:
        return below(logs, ONE_CORE, words, label)
    # Two threads of one core are two CPUs, but no program gets twice the work out of them.
    capacity = judged.capacity.at(one.workers)
    copies = capacity.median if capacity else judged.usable_cpus
    limit = max(ONE_CORE, FILLED * min(one.workers, copies, judged.usable_cpus))
    return above(logs, limit, words, label)


def _used(label: str, one: Estimate) -> Figure | None:
    return of_values(label, evidence.cpu_use(one), CPUS)


def _cpu_time(pairs: Chosen) -> str:
    """A remark: what top would show."""
    said = {}
    for _, one in pairs:
        used = _used("", one)
        if used is not None:
            said.setdefault(f"{one.runner} N={one.workers}", f"{numbers.ratio(used.value)} CPUs")
    if not said:
        return ""
    return f"CPU time over wall time: {', '.join(f'{name} {used}' for name, used in said.items())}."
