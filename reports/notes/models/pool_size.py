"""Goetz's rule, N = CPUs x (1 + wait / compute), beside the fewest workers that sufficed.

Java Concurrency in Practice, section 8.2. Wait and compute are those of the serial trials: wall
time less CPU time, and CPU time.
"""

from __future__ import annotations

from reports.text.names import shown
from reports.notes.claims import evidence
from reports.notes.claims.result import SECONDS, WORKERS, Figure, figure, plain
from reports.stats.estimates import Estimate, by_block

from reports.stats.statistics import (
    FEWEST_FOR_AN_INTERVAL,
    Summary,
    median,
    scaled,
    summarize_ratios,
)
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.notes.models.model import Model

NAME = "Goetz's number of workers"
# CPU time of a trial. Reading the clocks of a trial costs some microseconds of it: below this they
# are a good part of what they read.
LEAST_CPU_S = 1e-4
NONE = 0.01  # times the computing: less waiting than that is none
POOLS = (
    "thread_pool", "process_pool", "process_pool_pipe", "tbb", "openmp", "python_pool_threads",
    "python_pool_processes",
)  # fmt: skip


def goetz_rule(judged: Judged, found: Findings) -> Model:
    base, usable = evidence.base_of(found, ""), judged.usable_cpus
    reason = _reason(found, base, usable)
    if reason:
        return Model(NAME, f"Not applied: {reason}.", True)
    ratios = by_block(
        base.trials, lambda trial: max(1.0, trial.wall_s / trial.cpu_s) if trial.cpu_s else None
    )
    ratio = summarize_ratios(list(ratios.values()))
    if ratio is None or ratio.interval is None:
        blocks = numbers.several(ratio.n if ratio else 0, "clean block")
        reason = f"{blocks} of serial, and an interval needs {FEWEST_FOR_AN_INTERVAL}"
        return Model(NAME, f"Not applied: {reason}.", True)
    predicted = figure("workers by Goetz's rule", scaled(ratio, usable), WORKERS)
    companion = _companion(base)
    words = [_rule(ratio, usable, predicted), _measured(found, predicted.value)]
    if companion:
        words.append(
            "The server's own CPU time, at most "
            f"{numbers.time(companion.value)} a pass, is not in it."
        )
    knee = _knee(found)
    figures = [predicted, companion]
    if knee:
        label = f"{knee.runner}: fewest workers as good as its best"
        figures.append(plain(label, knee.workers, WORKERS, knee.wall.n))
    return Model(NAME, " ".join(words), False, [one for one in figures if one])


def _reason(found: Findings, base: Estimate | None, usable: float | None) -> str:
    if found.too_busy:
        return "the machine was too busy"
    if found.kind == "floor":
        return "these tasks do nothing"
    if usable is None:
        return evidence.UNKNOWN_CPUS
    if base is None:
        return "no clean trial of serial"
    spent = [
        one.cpu_s * one.passes for one in base.trials if one.undisturbed and one.cpu_s is not None
    ]
    if not spent:
        return "the CPU time of serial was not read"
    if median(spent) < LEAST_CPU_S:
        return (
            f"serial used {numbers.time(max(median(spent), 1e-9))} of CPU time in a trial, which "
            "is below what the clock can tell"
        )
    return ""


def _rule(ratio: Summary, usable: float, predicted: Figure) -> str:
    share = ratio.median - 1
    waits = f"less than {NONE:g}" if share < NONE else numbers.ratio(share)
    cpus = f"{usable:g} CPU" + ("" if usable == 1 else "s")
    return (
        f"Serial waits {waits} times as long as it computes: on {cpus} the rule asks for "
        f"{predicted.words}."
    )


def _measured(found: Findings, predicted: float) -> str:
    knee = _knee(found)
    if knee is None:
        return "No pool was measured beside it."
    tried = [one.workers for one in evidence.cells(found, knee.runner)]
    name = f"{shown(knee.runner, 40)} N={knee.workers}"
    if len(tried) == 1:
        return f"Only {name} was measured."
    if knee.workers < max(tried):
        margin = numbers.percent(found.margin)
        return f"Measured: {name} is as good as this runner's best, within {margin}."
    tasks = evidence.tasks(found)
    if tasks is not None and knee.workers >= tasks:
        return f"Measured: still rising at {name}, and there are only {tasks} tasks."
    if predicted > knee.workers:
        return f"Measured: still rising at {name}, the most that was tried, below the prediction."
    return f"Measured: still rising at {name}, the most that was tried, beyond the prediction."


def _knee(found: Findings) -> Estimate | None:
    """The fewest workers within margin of the best pool's best, by medians."""
    pools = [one for runner in POOLS for one in evidence.cells(found, runner)]
    if not pools:
        return None
    best = min(pools, key=lambda one: one.wall.median)
    mine = evidence.cells(found, best.runner)
    return next(one for one in mine if one.wall.median <= best.wall.median * (1 + found.margin))


def _companion(base: Estimate) -> Figure | None:
    """Its whole life over the timed passes: more than a pass costs it, for there are others."""
    spent = [
        one.companion_cpu_s / one.passes
        for one in base.trials
        if one.undisturbed and one.companion_cpu_s is not None
    ]
    if not spent:
        return None
    return plain("the server's CPU time a pass, at most", median(spent), SECONDS, len(spent))
