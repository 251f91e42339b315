"""Puzzles about what starting, handing out and waking cost."""

from __future__ import annotations

import math

from reports.notes.claims import evidence
from reports.stats.estimates import Estimate, by_block
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, median
from reports.text import numbers
from reports.verdicts.claims import SLOWER
from reports.verdicts.findings import Judged
from reports.text.numbers import several
from reports.verdicts.verdicts import Findings
from reports.notes.explanations.puzzle import Puzzle, known_runner, named, ratio, work

DEARER = 3  # times: what processes take to start against threads, to be worth a question
APART = 1.2  # times: two clusters of a cell's times
FEWEST_ASIDE = 2  # in each cluster: one odd block is no second speed


def slower_than_serial(judged: Judged, found: Findings) -> Puzzle | None:
    """The cell that is slowest beside serial, of those that are slower for certain."""
    slower = [
        one
        for one in found.cells
        if found.verdict(one) == SLOWER and not one.runner.startswith("python_")
    ]
    tasks, base = evidence.tasks(found), evidence.base_of(found, "")
    if not slower or not tasks or base is None:
        return None
    worst = min(slower, key=lambda one: one.speedup.median)
    return Puzzle(
        "Parallel, and slower than serial",
        f"{named(worst)} is {ratio(worst.speedup)} serial on {work(found)}: slower with "
        f"{several(worst.workers, 'worker')} than with none. Why?",
        f"A task is {numbers.time(base.wall.median / tasks)} of work here, and each of the "
        f"{tasks} must be handed to a worker, perhaps one that must first be started. Where that "
        "takes longer than the task, working in parallel loses. The same runner wins with fewer, "
        "larger tasks.",
        f"./parbench -w range_sum --set range_sum.slices=4,64,1024 "
        f"-R serial,{known_runner(worst)} -j 1,2,cpus",
        found.experiment.workload,
    )


def starting_processes(judged: Judged, found: Findings) -> Puzzle | None:
    """Set-up of a pool of processes against one of threads, at the most workers that both had."""
    shared = [
        (threads, processes)
        for threads in evidence.cells(found, "thread_pool")
        for processes in evidence.cells(found, "process_pool")
        if threads.workers == processes.workers
    ]
    if not shared:
        return None
    threads, processes = shared[-1]
    times = [_setup(one) for one in (threads, processes)]
    blocks = min(len(one) for one in times)
    if blocks < FEWEST_FOR_AN_INTERVAL:
        return None
    fast, slow = (median(list(one.values())) for one in times)
    if fast <= 0 or slow < DEARER * fast:
        return None
    passes = slow / processes.wall.median
    return Puzzle(
        "Processes start late",
        f"{processes.workers} workers of process_pool take {numbers.time(slow)} to start, those of "
        f"thread_pool {numbers.time(fast)}. The passes do not show it. Does it matter?",
        "A new process needs an address space of its own: the kernel copies the page tables; a "
        "thread shares what is there. It is paid once, before the first task, and a pool is "
        f"started once. Here it is as long as {numbers.ratio(passes)} passes of {work(found)}: "
        "a program that makes one short pass pays it, one that makes many does not.",
        "./parbench -w empty -R serial,thread_per_task,process_per_task,thread_pool,process_pool "
        "-j 1,2,4,8,16",
        found.experiment.workload,
    )


def _setup(one: Estimate) -> dict[tuple[str, int], float]:
    return by_block(one.trials, lambda trial: trial.setup_s)


def two_speeds(judged: Judged, found: Findings) -> Puzzle | None:
    """A pool with no more workers than CPUs whose times fall into two clusters."""
    count = evidence.whole_cpus(judged)
    if found.kind != "compute" or count is None:
        return None
    for runner in ("thread_pool", "process_pool", "process_pool_pipe"):
        for one in evidence.cells(found, runner):
            if 2 <= one.workers <= count and len(one.walls) >= FEWEST_FOR_AN_INTERVAL:
                parts = clusters(list(one.walls.values()))
                if parts:
                    return _two_speeds(found, one, *parts)
    return None


def clusters(values: list[float]) -> tuple[list[float], list[float]] | None:
    """Cut at the widest gap of the logarithms, if it is wider than either side and than APART."""
    ordered = sorted(values)
    gaps = [high / low for low, high in zip(ordered, ordered[1:])]
    place = max(range(len(gaps)), key=lambda at: gaps[at]) + 1
    low, high = ordered[:place], ordered[place:]
    gap = math.log(high[0] / low[-1])
    widest = max(math.log(low[-1] / low[0]), math.log(high[-1] / high[0]), math.log(APART))
    return (low, high) if gap > widest and min(len(low), len(high)) >= FEWEST_ASIDE else None


def _two_speeds(found: Findings, one: Estimate, low: list[float], high: list[float]) -> Puzzle:
    return Puzzle(
        "One program, two speeds",
        f"{named(one)} took about {numbers.time(median(low))} in {len(low)} blocks and about "
        f"{numbers.time(median(high))} in {several(len(high), 'other block')} on {work(found)}, "
        "and nothing between. Which is true?",
        "Both. The pool's workers sleep between passes, and the kernel wakes them on one CPU or on "
        "two, by chance; some milliseconds later it spreads them. A sample of few short passes "
        "ends before that. Longer samples, or more workers than CPUs, make it one speed.",
        f"./parbench -w range_sum -R serial,{one.runner} -j 1,2,cpus,2xcpus --sample 1s",
        found.experiment.workload,
    )
