"""Puzzles about what starting, dispatching and waking cost."""

from __future__ import annotations

import math

from reports.notes import evidence
from reports.notes.limits import APART, DEARER, FEWEST_IN_A_CLUSTER
from reports.notes.results import Puzzle, figure
from reports.stats.estimates import Estimate, by_block
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, median
from reports.text import numbers
from reports.text.numbers import several
from reports.verdicts.claims import SLOWER
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import named, title


def slower_than_serial(judged: Judged, found: Findings) -> Puzzle | None:
    """The slowest of the cells that were judged slower than serial."""
    slower = [
        one
        for one in found.cells
        if found.verdict(one) == SLOWER and one.family != evidence.CPYTHON
    ]
    tasks, base = evidence.tasks(found), evidence.cell(found, evidence.BASE, 1)
    if not slower or not tasks or base is None:
        return None
    worst = min(slower, key=lambda one: one.speedup.median)
    runner = evidence.in_a_command(worst.runner, judged.run.environment.families, "thread_pool")
    return Puzzle(
        "Parallel, and slower than serial",
        f"{named(worst)} has a speedup of {figure('', worst.speedup).words} on {title(found)}: it "
        "is slower than serial. Why?",
        f"A task is {numbers.time(base.wall.median / tasks)} of work here, and each of the {tasks} "
        "must be dispatched to a worker, perhaps one that must first be started. Where that takes "
        "longer than the task, parallel work loses. The same runner wins with fewer, larger tasks.",
        f"./parbench run -w range_sum --set range_sum.slices=4,64,1024 -R serial,{runner} "
        "-j 1,2,cpus",
    )


def starting_processes(judged: Judged, found: Findings) -> Puzzle | None:
    """Set-up of a pool of processes and of one of threads, at the most workers that both had."""
    shared = [
        (threads, processes)
        for threads in evidence.cells(found, "thread_pool")
        for processes in evidence.cells(found, "process_pool")
        if threads.workers == processes.workers
    ]
    if not shared:
        return None
    threads, processes = shared[-1]
    times = [by_block(one.trials, lambda trial: trial.setup_s) for one in (threads, processes)]
    if min(len(one) for one in times) < FEWEST_FOR_AN_INTERVAL:
        return None
    fast, slow = (median(list(one.values())) for one in times)
    if fast <= 0 or slow < DEARER * fast:
        return None
    passes = numbers.ratio(slow / processes.wall.median)
    return Puzzle(
        "Processes start late",
        f"{several(processes.workers, 'worker')} of process_pool take {numbers.time(slow)} to "
        f"start, those of thread_pool {numbers.time(fast)}. The passes do not show it. Does it "
        "matter?",
        "A new process needs its own address space, so the kernel copies the page tables; a thread "
        "shares what is there. That is paid once, before the first task, because a pool is started "
        f"once. Here it takes as long as {passes} passes of {title(found)}: a program that makes "
        "one short pass notices it, one that makes many does not.",
        "./parbench run -w empty "
        "-R serial,thread_per_task,process_per_task,thread_pool,process_pool -j 1,2,4,8,16",
    )


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
    enough = min(len(low), len(high)) >= FEWEST_IN_A_CLUSTER
    return (low, high) if gap > widest and enough else None


def _two_speeds(found: Findings, one: Estimate, low: list[float], high: list[float]) -> Puzzle:
    return Puzzle(
        "One program, two speeds",
        f"On {title(found)}, {named(one)} took about {numbers.time(median(low))} in {len(low)} "
        f"blocks and about {numbers.time(median(high))} in {several(len(high), 'other block')}, "
        "with nothing between. Which is right?",
        "Both. The pool's workers sleep between passes, and the kernel wakes them on one CPU or on "
        "two, by chance; some milliseconds later it spreads them. A sample of few short passes "
        "ends before that. Longer samples, or more workers than CPUs, give one speed.",
        f"./parbench run -w range_sum -R serial,{one.runner} -j 1,2,cpus,2xcpus --sample 1s",
    )
