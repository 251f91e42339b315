"""Holds a run against the rules for reporting parallel performance that a run can break.

T. Hoefler and R. Belli, "Scientific benchmarking of parallel computing systems", SC 2015; the
wording here is ours. docs/measurement.md says where each of their twelve rules is kept; what the
suite keeps by the way it computes is no finding about a run, and is not reported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports.text.names import shown
from reports.stats import bounds, pooling, shares
from reports.stats.estimates import Estimate
from reports.stats.series import BASE
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.text.numbers import several
from reports.verdicts.setting import changed_source, unknown_facts, without_reason
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import named

MOST_NAMED = 4
SOURCE = "Hoefler and Belli, Scientific benchmarking of parallel computing systems, 2015"


@dataclass(frozen=True)
class Rule:
    """why: how it is kept, or what breaks it and where."""

    number: int
    words: str
    kept: bool
    why: str


def check(judged: Judged) -> list[Rule]:
    """In their order."""
    return [
        Rule(number, words, not broken, "; ".join(broken) if broken else how)
        for number, words, look, how in RULES
        for broken in [look(judged)]
    ]


def _no_base(judged: Judged) -> list[str]:
    lacking = [
        _work(found)
        for found in judged.experiments
        if found.with_base and not any(cell.is_base and cell.wall for cell in found.cells)
    ]
    return (
        [f"no undisturbed trial of {BASE} to compare with in {_list(lacking)}"] if lacking else []
    )


def _left_out(judged: Judged) -> list[str]:
    plan = judged.run.plan
    never = sum(cell[:2] not in judged.works for cell in plan.cells) if plan else 0
    never += sum(found.missing for found in judged.parts)
    said = [f"the run ended early: {several(never, 'planned cell')} never ran"] if never else []
    silent = [
        f"{_work(found)} {named(cell)}"
        for found in judged.parts
        for cell in found.cells
        if any(not trial.reason for trial in cell.failures)
    ]
    if silent:
        said.append(f"no reason recorded for the failed trials of {_list(silent)}")
    cpus = judged.usable_cpus
    for found in judged.experiments:
        most = max((cell.workers for cell in found.cells if not cell.on_hosts), default=1)
        elsewhere = any(cell.on_hosts for cell in found.cells)
        if elsewhere and most == 1:
            continue  # the CPUs of other hosts were used instead
        if found.kind in ("compute", "mixed") and cpus and most < int(cpus):
            said.append(f"{_work(found)} used at most N={most} of {int(cpus)} usable CPUs")
    names = without_reason(judged)
    if names:
        said.append(f"not in this run, and nothing says why: {_list(names)}")
    return said


def _ratio_hides(judged: Judged) -> list[str]:
    """Cells whose times say something else than their paired ratios, and not by chance.

    Both of the blocks that the cell and the base share: a base that was measured for longer than a
    cell may have other times, and no ratio hides that.
    """
    hidden = []
    for found in judged.experiments:
        base = next((cell for cell in found.cells if cell.is_base and cell.wall), None)
        cells = [cell for cell in found.cells if base and cell.speedup and cell.speedup.interval]
        shared = [[block for block in cell.log_speedups if block in base.walls] for cell in cells]
        walls = pooling.summaries(
            [
                [math.log(one.walls[block]) for block in blocks]
                for cell, blocks in zip(cells, shared)
                for one in (base, cell)
            ]
        )
        for cell, its_base, mine in zip(cells, walls[::2], walls[1::2]):
            if its_base and mine and _disagree(shares.share(its_base, mine), cell, found.margin):
                costs = numbers.ratio(its_base.median / mine.median)
                figures = f"{costs}× and {numbers.ratio(cell.speedup.median)}×"
                hidden.append(f"{_work(found)} {named(cell)} ({figures})")
    if not hidden:
        return []
    return [f"ratios of the times and paired ratios disagree: {_list(hidden)}"]


def _disagree(costs: Summary, cell: Estimate, margin: float) -> bool:
    apart = max(costs.median / cell.speedup.median, cell.speedup.median / costs.median)
    one, other = costs.interval, cell.speedup.interval
    return bool(one) and apart > 1 + margin and (one.low > other.high or one.high < other.low)


def _no_interval(judged: Judged) -> list[str]:
    few = [
        f"{_work(found)} {named(cell)}"
        for found in judged.experiments
        for cell in found.cells
        if cell.wall and cell.wall.interval is None
    ]
    if not few:
        return []
    return [f"under {FEWEST_FOR_AN_INTERVAL} undisturbed blocks, so no interval: {_list(few)}"]


def _unsound(judged: Judged) -> list[str]:
    said = []
    for found in judged.experiments:
        best, pair = found.best, found.aa_pair.ratio
        if found.too_busy:
            said.append(f"{_work(found)}: too much background load to compare")
        elif best and len(found.cells) > 1 and best.wall.n < FEWEST_FOR_AN_INTERVAL:
            said.append(f"{_work(found)}: the recommendation rests on medians alone")
        if found.aa_pair.differs:
            span = f"[{pair.interval.low:.3f}, {pair.interval.high:.3f}]"
            said.append(f"{_work(found)}: A/A check failed: identical runs differ, {span}")
    return said


def _setup_unknown(judged: Judged) -> list[str]:
    unknown = unknown_facts(judged.run.environment.facts)
    said = [f"not recorded: {', '.join(unknown)}"] if unknown else []
    changed = changed_source(judged.run.environment.facts)
    if changed:
        said.append(f"built from a source that was changed after revision {shown(changed, 40)}")
    return said


def _method_unknown(judged: Judged) -> list[str]:
    said = []
    if not judged.run.environment.rules:
        said.append("environment.json does not hold the rules that were fixed before the first run")
    if judged.run.plan is None:
        said.append("no plan.json: the length of a sample and the planned blocks are unknown")
    return said


def _no_bound(judged: Judged) -> list[str]:
    lacking = [
        (cell, f"{_work(found)} {named(cell)}")
        for found in judged.experiments
        for cell in found.cells
        if cell.wall
        and not cell.is_base
        and (
            (found.kind == "compute" and cell.capacity is None)
            or (found.kind in bounds.KINDS and cell.bound_s is None)
        )
    ]
    here = [name for cell, name in lacking if not cell.on_hosts]
    elsewhere = dict.fromkeys(shown(cell.runner, 40) for cell, _ in lacking if cell.on_hosts)
    said = [f"no upper bound is known for {_list(here)}"] if here else []
    if elsewhere:
        said.append(f"what the hosts of {_list(elsewhere)} can do was not measured")
    return said


def _nothing_plotted(judged: Judged) -> list[str]:
    bare = [
        _work(found)
        for found in judged.parts
        if not any(one.status == "ok" for one in found.experiment.samples)
    ]
    return [f"no chart, because no trial succeeded: {_list(bare)}"] if bare else []


def _work(found: Findings) -> str:
    params = numbers.params(found.experiment.params)
    return shown(f"{found.experiment.workload} {params}".strip(), 60)


def _list(names: Iterable[str]) -> str:
    every = list(names)
    if len(every) <= MOST_NAMED:
        return ", ".join(every)
    return f"{', '.join(every[:MOST_NAMED])} and {len(every) - MOST_NAMED} more"


# Its number in the paper, what it asks, what would break it, and how it is kept where nothing does.
RULES: tuple[tuple[int, str, Callable[[Judged], list[str]], str], ...] = (
    (1, "Name the base of every speedup, and its own time.", _no_base,
     f"the base is the best plain loop, the runner {BASE}; its seconds stand in every table"),
    (2, "Say why something was left out.", _left_out,
     "every runner of the registry was measured or has a reason why not; failed trials keep their "
     "reason"),
    (4, "Do not average ratios; give the costs behind them.", _ratio_hides,
     "no figure spans several workloads; beside each paired ratio stand the times, and both agree"),
    (5, "Say what is deterministic; give the rest an interval.", _no_interval,
     "results are exact and checked in each pass; each time has n, an interval and its level"),
    (7, "Compare in a statistically sound way.", _unsound,
     "cells are paired inside blocks, judged by whole intervals against a margin, and corrected "
     "for many claims (Holm)"),
    (9, "Document all factors and the whole set-up.", _setup_unknown,
     "machine, system, compiler, libraries, seed, command line and revision stand below"),
    (10, "Say how time was measured and summarised.", _method_unknown,
     "clock, timed region, rules for disturbed trials and estimates stand below"),
    (11, "Show upper bounds.", _no_bound,
     "work that computes is held against the capacity measured in this run, work that waits "
     "against its exact bound, work that does both against the longer of both"),
    (12, "Plot what is needed to judge; join points only where that means something.",
     _nothing_plotted,
     "dots for trials, bars for intervals; lines run only along N within a runner"),
)  # fmt: skip
