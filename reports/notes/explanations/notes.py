"""Puzzles of the teaching notes: CPython's lock, and six numbers that bound themselves."""

from __future__ import annotations

import math

from reports.notes.claims import evidence, uneven
from reports.notes.claims.cpu_use import ONE_CORE
from reports.stats.statistics import summarize_ratios
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.notes.explanations.puzzle import Puzzle, cpus, named, ratio, work

SHORT = 0.9  # of the workers: a speedup below it asks for a reason


def interpreter_lock(judged: Judged, found: Findings) -> Puzzle | None:
    """CPython's threads that compute no faster than its serial runner."""
    count = evidence.whole_cpus(judged)
    if found.kind != "compute" or count is None or count < 2:
        return None
    for runner in ("python_pool_threads", "python_threads"):
        one = evidence.at_least(found, runner, 2)
        if one is None:
            continue
        logs = evidence.log_speedups(found, one).values()
        gain = summarize_ratios([math.exp(value) for value in logs])
        if gain is not None and gain.interval is not None and gain.interval.high <= ONE_CORE:
            base = evidence.base_name(evidence.base_of(found, runner))
            return Puzzle(
                "Threads in CPython gain nothing",
                f"{named(one)} is {ratio(gain)} {base} on {work(found)}, on {cpus(count)}. Are "
                "these no real threads?",
                "They are, but CPython runs Python code in one thread at a time: whoever holds the "
                "interpreter's lock. The others wait for it, so threads that compute take turns on "
                "one core. Processes have an interpreter and a lock each, and do use the others. "
                "Threads that wait give the lock away: sleeps and fetches gain as in C++.",
                "./parbench -w busy_loop -R python_serial,python_pool_threads,"
                "python_pool_processes -j 1,2,4,cpus",
                found.experiment.workload,
            )
    return None


def uneven_numbers(judged: Judged, found: Findings) -> Puzzle | None:
    """The notes' six numbers at the most workers of a pool: less than the CPUs would give."""
    count = evidence.whole_cpus(judged)
    params = found.experiment.parameters()
    if found.experiment.workload != "primes" or params.get("set") != "textbook" or count is None:
        return None
    one = evidence.cell(found, "thread_pool", count) or evidence.cell(found, "process_pool", count)
    if one is None or one.speedup is None or one.speedup.interval is None or count < 2:
        return None
    if one.speedup.interval.high >= SHORT * count:
        return None
    most, any_number = numbers.ratio(uneven.bound(count)), numbers.ratio(uneven.bound(6))
    return Puzzle(
        "Six tasks do not share out evenly",
        f"{named(one)} is only {ratio(one.speedup)} serial on {work(found)}. What holds it back?",
        f"The tasks themselves. Six numbers on {count} workers leave somebody idle at the end: "
        f"handed out in the notes' order they allow {most}×, and {any_number}× with any number "
        "of workers, when the costliest one is all that is left. Many tasks of like size leave "
        "little to idle.",
        f"./parbench -w primes --set primes.set=textbook,even -R serial,{one.runner} -j 1,2,4,8",
        found.experiment.workload,
    )
