"""What locks, queues and the like cost: time per operation by who shares them, and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.stats import shares, sharing
from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary, scaled
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import named

SIDES = {  # who shares, and the runners that show it: the first that the run has
    "threads": ("thread_pool", "thread_per_task"),
    "processes": ("process_pool", "process_per_task"),
    "CPython threads": ("python_pool_threads", "python_threads"),
    "CPython processes": ("python_pool_processes", "python_pool", "python_processes"),
}
ALONE = "alone"


@dataclass(frozen=True)
class Cost:
    """Seconds per operation of one cell, or a word for their absence."""

    summary: Summary | None
    why: str = ""


@dataclass(frozen=True)
class Row:
    primitive: str
    workers: int  # 1: nobody else wants it
    costs: list[Cost]  # in the order of SIDES


def experiments(judged: Judged) -> list[Findings]:
    """Whose tasks share something."""
    return [one for one in judged.experiments if sharing.is_shared(one.experiment)]


def rows(judged: Judged) -> list[Row]:
    """Of each primitive alone and with the fewest workers that contend for it."""
    found: list[Row] = []
    known = {(row.primitive, row.workers) for row in found}
    for one in experiments(judged):
        if not sharing.operations(one.experiment):
            continue
        several = [n for n in one.workers if n > 1]
        for workers in [1, *several[:1]]:
            name = sharing.primitive(one.experiment)
            costs = [_cost(one, runners, workers) for runners in SIDES.values()]
            if any(cost.summary for cost in costs) and (name, workers) not in known:
                known.add((name, workers))
                found.append(Row(name, workers, costs))
    return found


def _cost(found: Findings, runners: Sequence[str], workers: int) -> Cost:
    mine = [one for one in found.cells if one.runner in runners and one.workers == workers]
    mine.sort(key=lambda one: runners.index(one.runner))
    measured = [one for one in mine if one.wall]
    if measured:
        operations = sharing.operations(found.experiment)
        return Cost(scaled(measured[0].wall, 1 / operations))
    failed = [one.failures[-1].status for one in mine if one.failures]
    if failed:
        return Cost(None, failed[0].replace("_", " "))
    return Cost(None, "disturbed" if mine else "not measured")


def sentences(judged: Judged) -> list[str]:
    every = experiments(judged)
    said = [
        one
        for found in every
        for one in (*_hand_over(judged, found), *_nothing_lost(judged, found), *_ends(found))
    ]
    return said


def limit(judged: Judged, found: Findings, cell: Estimate) -> Summary | None:
    """Of a speedup where the share of the work under the lock is known: Amdahl's, on these CPUs."""
    share = sharing.serial_share(found.experiment)
    if share is None:
        return None
    most = min(cell.workers, judged.usable_cpus or cell.workers)
    return sharing.amdahl(share, cell.cpu_limit or shares.exact(most))


def _hand_over(judged: Judged, found: Findings) -> list[str]:
    """How far each side's fullest cell falls below Amdahl's limit."""
    said = []
    for runners in list(SIDES.values())[:2]:
        mine = [
            one for one in found.cells
            if one.runner in runners and one.speedup and one.workers > 1
        ]  # fmt: skip
        most = limit(judged, found, mine[0]) if mine else None
        if most is None:
            continue
        one, share = mine[0], sharing.serial_share(found.experiment)
        reached = shares.share(one.speedup, most)
        said.append(
            f"{numbers.percent(share)} of the work is under the lock: Amdahl's law allows "
            f"{numbers.ratio(most.median)}× with N={one.workers}. {named(one)} reached "
            f"{numbers.ratio(one.speedup.median)}×{_span(one.speedup)}{_below(reached)}."
        )
    return said


def _span(summary: Summary) -> str:
    return f" {numbers.span(summary.interval)}" if summary.interval else " (no interval)"


def _below(reached: Summary) -> str:
    """Of a share of the limit."""
    if reached.interval is None or reached.interval.low <= 1 <= reached.interval.high:
        return ": handing the lock over shows no cost"
    if reached.median > 1:
        return ", more than that: its limit was measured at another moment"
    less = numbers.percent(1 - reached.median)
    ends = (1 - reached.interval.high, 1 - reached.interval.low)
    span = ", ".join(map(numbers.percent, ends))
    return f", {less} [{span}] less: what handing the lock over costs"


def lost_words(one: sharing.Lost) -> str:
    return f"{one.lost:,} of {one.of:,} updates lost ({numbers.fine_percent(one.share)})"


def _nothing_lost(judged: Judged, found: Findings) -> list[str]:
    """Why CPython's threads lose nothing without a lock, where they do not."""
    if found.experiment.parameters().get("guard") != "none":
        return []
    cells = [
        one for one in found.cells
        if one.runner in SIDES["CPython threads"] and one.workers > 1
        and (lost := sharing.lost(found.experiment, one)) and not lost.lost
    ]  # fmt: skip
    if not cells:
        return []
    version = _version(judged, cells[0].runner)
    return [
        f"{named(cells[0])} lost no update without a lock: {version} lets another thread run only "
        "at calls and at the ends of loops, and the update has neither. Earlier versions, and "
        "those without the global interpreter lock, do lose updates."
    ]


def _ends(found: Findings) -> list[str]:
    """What became of cells that were to fail, one sentence for all that ended alike."""
    ends: dict[str, list[str]] = {}
    for cell in found.cells if found.may_fail else ():
        bad = [one.reason for one in cell.failures if one.status != "unsupported"]
        if bad:
            ends.setdefault(f"failed as planned: {shown(bad[-1], 200)}", []).append(named(cell))
        elif cell.observed:
            tasks = next(one.tasks for one in cell.trials if one.tasks)
            left = f"{numbers.tally(cell.observed.median)} of {tasks} results are left"
            ends.setdefault(left, []).append(named(cell))
    name = sharing.primitive(found.experiment)
    return [f"{name}, {', '.join(cells)}: {end}." for end, cells in ends.items()]


def _version(judged: Judged, runner: str) -> str:
    """CPython 3.11.2"""
    described = judged.run.environment.facts.get("runners") or []
    for one in described:
        if one.get("name") == runner and one.get("version"):
            return shown(str(one["version"]).split(",")[0], 40)
    return "CPython of this version"
