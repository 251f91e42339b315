"""Puzzles about speedup: none past the cores, far more than the cores, more than N, less than N."""

from __future__ import annotations

import math

from reports.notes import evidence
from reports.notes.claims import primes
from reports.notes.limits import FLAT, ONE_CORE, SHORT
from reports.notes.results import Puzzle, figure
from reports.stats import bounds, shares
from reports.stats.estimates import Estimate
from reports.stats import pooling
from reports.stats.pooling import summarize_ratios
from reports.stats.statistics import Summary
from reports.text import numbers
from reports.text.numbers import several
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import named, title

POOLS = ("thread_pool", "process_pool", "tbb", "openmp")


def flat_past_the_cores(judged: Judged, found: Findings) -> Puzzle | None:
    """A pool takes the same time with the most workers as with N = CPUs."""
    count = evidence.whole_cpus(judged)
    if found.kind != "compute" or count is None:
        return None
    for runner in POOLS:
        mine = evidence.cells(found, runner)
        at_cores = evidence.cell(found, runner, count)
        if at_cores is None or mine[-1].workers < 2 * count or not _told(at_cores.speedup):
            continue
        last = mine[-1]
        ratios = evidence.log_ratios(last.walls, at_cores.walls)
        times = pooling.summaries([list(ratios.values())])[0]
        if _within(times, 1 / FLAT, FLAT) and _told(last.speedup):
            return _flat(judged, found, at_cores, last, count)
    return None


def _flat(
    judged: Judged, found: Findings, at_cores: Estimate, last: Estimate, count: int
) -> Puzzle:
    return Puzzle(
        "More workers, no more speed",
        f"On {title(found)}, {named(at_cores)} has a speedup of {_ratio(at_cores.speedup)} and "
        f"{named(last)} of {_ratio(last.speedup)}. What do the other {last.workers - count} "
        "workers do?",
        f"They wait for a CPU. {several(count, 'CPU')} can run {count} workers at a time. The "
        f"kernel lets the {last.workers} take turns, and the same instructions take the same CPU "
        "time. A turn is long compared with the switch to the next one, so switching costs little: "
        "the curve stays flat instead of falling.",
        f"./parbench run -w {_workload(judged, found, 'primes')} -R serial,{at_cores.runner} "
        "-j 1,2,cpus,2xcpus,4xcpus,8xcpus",
    )


def more_than_the_cores(judged: Judged, found: Findings) -> Puzzle | None:
    """Tasks that wait with a speedup above the CPUs, with its whole interval."""
    count = evidence.whole_cpus(judged)
    if found.kind not in bounds.KINDS or count is None:
        return None
    above = [
        one
        for one in found.cells
        if not (one.failures or one.on_hosts)
        and _told(one.speedup)
        and one.speedup.interval.low > 2 * count
    ]
    if not above:
        return None
    best = max(above, key=lambda one: one.speedup.median)
    workload = _workload(judged, found, "sleep")
    cpus = several(count, "CPU")
    return Puzzle(
        f"{best.workers} at once on {cpus}",
        f"{named(best)} has a speedup of {_ratio(best.speedup)} on {title(found)}. How can {cpus} "
        f"do so many things at once?",
        "They do not. These tasks wait for the clock or for a server, and a waiting task needs no "
        "CPU. A worker waits for one task at a time, so more workers wait for more tasks at once. "
        "The limit is the number of tasks, or the CPU time that each still needs.",
        f"./parbench run -w {workload} --set {workload}.tasks=64 -R serial,{_runner(judged, best)} "
        "-j 1,2,4,8,16,32,64",
    )


def beyond_the_workers(judged: Judged, found: Findings) -> Puzzle | None:
    """A speedup of computing work that is above N, or above the measured capacity, for certain."""
    if found.kind != "compute":
        return None
    for one in found.cells:
        if one.failures or not _told(one.speedup) or one.family == evidence.CPYTHON:
            continue
        if one.on_hosts:  # whose CPUs may be faster than this machine's
            continue
        ceiling, name = shares.exact(one.workers), several(one.workers, "worker")
        if one.capacity and one.capacity.median < one.workers:
            ceiling = one.cpu_limit if one.cpu_limit.median > 1 else shares.exact(1.0)
            name = f"the {ceiling.median:.2f}× that {one.workers} independent copies got done here"
        beyond = shares.share(one.speedup, ceiling).interval
        if beyond and beyond.low > 1:
            return _beyond(judged, found, one, name)
    return None


def _beyond(judged: Judged, found: Findings, one: Estimate, ceiling: str) -> Puzzle:
    cause, runner = "", _runner(judged, one)
    command = (
        f"./parbench run -w {_workload(judged, found, 'primes')} -R serial,{runner} -j 1,2,cpus "
        "-b 30 --wait 20m"
    )
    if found.experiment.workload == "range_sum":
        cause = (
            "Sums are in memory: several cores have several caches, which together may hold what "
            "one could not. "
        )
        command = (
            "./parbench run -w range_sum --set range_sum.elements=100000,1000000,10000000 "
            f"-R serial,{runner} -j 1,2,cpus"
        )
    return Puzzle(
        "More than the workers can do",
        f"{named(one)} has a speedup of {_ratio(one.speedup)} on {title(found)}, more than "
        f"{ceiling}. Where does the rest come from?",
        f"Not from the workers. {cause}Or serial was measured too slow: its one thread moved "
        "between cores, met background load, or ran at a lower clock rate than the others. Look "
        'at the A/A pair in "Measurement quality" first: it shows how far identical runs differ.',
        command,
    )


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
        if _told(gain) and gain.interval.high <= ONE_CORE:
            base = evidence.base_name(evidence.base_of(found, one))
            return Puzzle(
                "Threads in CPython gain nothing",
                f"{named(one)} has a speedup of {_ratio(gain)} over {base} on {title(found)}, with "
                f"{several(count, 'CPU')}. Are these real threads?",
                "They are, but CPython runs Python code in one thread at a time: the one that "
                "holds the interpreter's lock. The others wait for it, so threads that compute "
                "take turns on one core. Processes have an interpreter and a lock each, and use "
                "the other cores. Threads that wait release the lock: sleeps and fetches gain as "
                "in C++.",
                "./parbench run -w busy_loop -R python_serial,python_pool_threads,"
                "python_pool_processes -j 1,2,4,cpus",
            )
    return None


def uneven_numbers(judged: Judged, found: Findings) -> Puzzle | None:
    """The notes' six numbers under a pool of N = CPUs: less than the CPUs would give."""
    count = evidence.whole_cpus(judged)
    six = any(found is one for one in primes.six_numbers(judged))
    if not six or count is None or count < 2:
        return None
    one = evidence.cell(found, "thread_pool", count) or evidence.cell(found, "process_pool", count)
    if one is None or not _told(one.speedup) or one.speedup.interval.high >= SHORT * count:
        return None
    limit, any_number = (f"{numbers.ratio(primes.bound(n))}×" for n in (count, 6))
    return Puzzle(
        "Six tasks do not divide evenly",
        f"{named(one)} has a speedup of only {_ratio(one.speedup)} on {title(found)}. What limits "
        "it?",
        f"The tasks themselves. With six numbers on {count} workers, some workers idle at the end: "
        f"dispatched in the notes' order the numbers allow {limit}, and {any_number} with any "
        "number of workers, when only the costliest one is left. With many tasks of similar cost, "
        "workers idle for only a small part of the time.",
        f"./parbench run -w primes --set primes.set=textbook,even -R serial,{one.runner} "
        "-j 1,2,4,8",
    )


def _workload(judged: Judged, found: Findings, other: str) -> str:
    return evidence.in_a_command(found.experiment.workload, judged.run.environment.kinds, other)


def _runner(judged: Judged, one: Estimate) -> str:
    return evidence.in_a_command(one.runner, judged.run.environment.families, "thread_pool")


def _ratio(summary: Summary) -> str:
    return figure("", summary).words


def _told(summary: Summary | None) -> bool:
    return summary is not None and summary.interval is not None


def _within(summary: Summary | None, low: float, high: float) -> bool:
    return _told(summary) and low <= summary.interval.low and summary.interval.high <= high
