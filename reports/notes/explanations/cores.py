"""Puzzles about cores: flat past them, far more at once than there are, more than workers allow."""

from __future__ import annotations

from reports.notes.claims import evidence
from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings, times_ratio

from reports.notes.explanations.puzzle import (
    Puzzle,
    cpus,
    known_runner,
    known_workload,
    named,
    ratio,
    work,
)

POOLS = ("thread_pool", "process_pool", "tbb", "openmp")
FLAT = 1.15  # times as long or as short, with the whole interval: nobody sees more in a chart


def flat_past_the_cores(judged: Judged, found: Findings) -> Puzzle | None:
    """A pool's time at the most workers is that at N = CPUs."""
    count = evidence.whole_cpus(judged)
    if found.kind != "compute" or count is None:
        return None
    for runner in POOLS:
        mine = evidence.cells(found, runner)
        at_cores = evidence.cell(found, runner, count)
        if at_cores is None or mine[-1].workers < 2 * count or not _told(at_cores.speedup):
            continue
        last = mine[-1]
        times = times_ratio(last, at_cores)
        if _within(times, 1 / FLAT, FLAT) and _told(last.speedup):
            return _flat(found, at_cores, last, count)
    return None


def _flat(found: Findings, at_cores: Estimate, last: Estimate, count: int) -> Puzzle:
    workload = known_workload(found, "primes")
    return Puzzle(
        "More workers, no more speed",
        f"{named(at_cores)} is {ratio(at_cores.speedup)} serial on {work(found)}, and "
        f"{named(last)} is {ratio(last.speedup)}. What do the other {last.workers - count} do?",
        f"They wait for a CPU. {cpus(count)} can run {count} workers at a time; the kernel lets "
        f"the {last.workers} take turns, and the same instructions take the same CPU time. A turn "
        "is long beside the switch to the next one, so many turns cost little: the line is flat "
        "instead of falling.",
        f"./parbench -w {workload} -R serial,{at_cores.runner} -j 1,2,cpus,2xcpus,4xcpus,8xcpus",
        found.experiment.workload,
    )


def more_than_the_cores(judged: Judged, found: Findings) -> Puzzle | None:
    """Waiting tasks whose speedup lies above the CPUs, with its whole interval."""
    count = evidence.whole_cpus(judged)
    if found.kind != "waiting" or count is None:
        return None
    above = [
        one
        for one in found.cells
        if not one.failures and _told(one.speedup) and one.speedup.interval.low > 2 * count
    ]
    if not above:
        return None
    best = max(above, key=lambda one: one.speedup.median)
    workload = known_workload(found, "sleep")
    tasks = f"--set {workload}.tasks=64 "
    return Puzzle(
        f"{best.workers} at once on {cpus(count)}",
        f"{named(best)} is {ratio(best.speedup)} serial on {work(found)}. How can {cpus(count)} "
        f"do so many things at once?",
        "They do not. These tasks wait for the clock or for a server, and a waiting task needs no "
        "CPU. Each worker can only wait for one task at a time, so more workers wait for more "
        "tasks together. The end of it is the number of tasks, or the CPU time that each still "
        "needs.",
        f"./parbench -w {workload} {tasks}-R serial,{known_runner(best)} -j 1,2,4,8,16,32,64",
        found.experiment.workload,
    )


def beyond_the_workers(judged: Judged, found: Findings) -> Puzzle | None:
    """A speedup of computing work above N, or above what copies of a program got, for certain."""
    if found.kind != "compute":
        return None
    for one in found.cells:
        if one.failures or not _told(one.speedup) or one.runner.startswith("python_"):
            continue
        ceiling, name = float(one.workers), "as many workers can do"
        if one.capacity is not None and one.capacity < one.workers:
            ceiling = max(1.0, one.capacity)
            name = f"the {ceiling:.2f} copies' worth that this machine got done"
        if one.speedup.interval.low > ceiling:
            return _beyond(found, one, name)
    return None


def _beyond(found: Findings, one: Estimate, ceiling: str) -> Puzzle:
    sums = found.experiment.workload == "range_sum"
    cause = (
        "Sums stand in memory: several cores have several caches, and together they may hold what "
        "one could not. "
        if sums
        else ""
    )
    command = (
        f"./parbench -w range_sum --set range_sum.elements=100000,1000000,10000000 "
        f"-R serial,{known_runner(one)} -j 1,2,cpus"
        if sums
        else f"./parbench -w {known_workload(found, 'primes')} -R serial,{known_runner(one)} "
        "-j 1,2,cpus -b 30 --wait 20m"
    )
    return Puzzle(
        "More than the workers can do",
        f"{named(one)} is {ratio(one.speedup)} serial on {work(found)}: more than {ceiling}. "
        "Where does the rest come from?",
        f"Not from the workers. {cause}Or serial was measured too slow: its one thread moved "
        "between cores, met other load, or ran at a lower clock rate than the others. Look at the "
        'twins in "How far to trust this run" first: they say how far two equal trials differ.',
        command,
        found.experiment.workload,
    )


def _told(summary: Summary | None) -> bool:
    return summary is not None and summary.interval is not None


def _within(summary: Summary | None, low: float, high: float) -> bool:
    return _told(summary) and low <= summary.interval.low and summary.interval.high <= high
