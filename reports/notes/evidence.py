"""Finds the trials that a claim, a model or a puzzle is about, in whatever run it gets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from reports.text.names import slug
from reports.stats.estimates import Block, Estimate, by_block
from reports.stats.series import BASE
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import title

CPYTHON, CPYTHON_BASE = "cpython", "python_serial"  # the family, and its serial runner
UNKNOWN_CPUS = "the number of usable CPUs is unknown"
TOO_BUSY = "too much background load during "  # how such a reason begins


def experiments(
    judged: Judged, workload: str, accept: Callable[[dict[str, object]], bool] = lambda _: True
) -> list[Findings]:
    return [
        found
        for found in judged.experiments
        if found.experiment.workload == workload and accept(found.experiment.parameters())
    ]


def whole_cpus(judged: Judged) -> int | None:
    """N = CPUs as the command line counts it."""
    return None if judged.usable_cpus is None else max(1, math.floor(judged.usable_cpus))


def cell(found: Findings, runner: str, workers: int) -> Estimate | None:
    """None too where a trial of it failed."""
    return next((one for one in cells(found, runner) if one.workers == workers), None)


def cells(found: Findings, runner: str) -> list[Estimate]:
    """By N; without cells that have a failed trial or no undisturbed one."""
    mine = [one for one in found.cells if one.runner == runner and one.wall and not one.failures]
    return sorted(mine, key=lambda one: one.workers)


def at_least(found: Findings, runner: str, workers: int) -> Estimate | None:
    """The cell with the fewest workers from there on."""
    return next((one for one in cells(found, runner) if one.workers >= workers), None)


def base_of(found: Findings, one: Estimate) -> Estimate | None:
    """What its speedup is measured against: serial of the same language.

    Without python_serial a CPython runner is measured against itself with one worker.
    """
    if one.family != CPYTHON:
        return cell(found, BASE, 1)
    return cell(found, CPYTHON_BASE, 1) or cell(found, one.runner, 1)


def base_name(base: Estimate) -> str:
    return base.runner if base.runner in (BASE, CPYTHON_BASE) else f"{base.runner} N=1"


def log_speedups(found: Findings, one: Estimate) -> dict[Block, float]:
    base = base_of(found, one)
    if base is None or base.name == one.name:
        return {}
    return one.log_speedups if base.is_base else log_ratios(base.walls, one.walls)


def whole_times(one: Estimate) -> dict[Block, float]:
    """Set-up, one pass and tear-down together, by block."""
    return by_block(
        one.trials,
        lambda trial: None
        if None in (trial.setup_s, trial.wall_s, trial.teardown_s)
        else trial.setup_s + trial.wall_s + trial.teardown_s,
    )


def cpu_use(one: Estimate) -> dict[Block, float]:
    """The CPUs in use: CPU time over wall time of the timed passes."""
    return by_block(one.trials, lambda trial: trial.cpu_s / trial.wall_s if trial.cpu_s else None)


def log_ratios(upper: Mapping[Block, float], lower: Mapping[Block, float]) -> dict[Block, float]:
    """ln(upper / lower), inside the blocks that both have."""
    return {
        block: math.log(value / lower[block])
        for block, value in upper.items()
        if block in lower and value > 0 and lower[block] > 0
    }


def tasks(found: Findings) -> int | None:
    """In one pass."""
    return next((one.tasks for one in found.experiment.samples if one.tasks), None)


def label(found: Findings, one: Estimate, what: str) -> str:
    """primes set=even thread_pool N=2: speedup over serial"""
    params = numbers.params(found.experiment.params)
    name = f"{one.runner} N={one.workers}"
    return f"{found.experiment.workload} {params} {name}: {what}".replace("  ", " ")


def busy(candidates: Iterable[Findings]) -> str:
    """A reason not to judge them; empty where there is none."""
    spoilt = [title(found) for found in candidates if found.too_busy]
    return f"{TOO_BUSY}{', '.join(spoilt)}" if spoilt else ""


def in_a_command(name: str, described: Iterable[str], other: str) -> str:
    """A name that a command may hold: one that parbench describes and no shell interprets."""
    return name if name in described and slug(name) == name else other
