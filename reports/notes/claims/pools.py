"""C6: a pool of four starts four tasks at once, and the fifth waits for the first free worker."""

from __future__ import annotations

import math

from reports.notes.claims import evidence

from reports.notes.claims.comparison import (
    AGAINST,
    FOR,
    OPEN,
    POINTS,
    Comparison,
    Part,
    below,
    conclude,
)
from reports.notes.claims.result import TASKS, ClaimResult, plain
from reports.notes.claims.traced import traced
from reports.stats.estimates import Block, Estimate
from reports.stats.statistics import median
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

POOLS = ("thread_pool", "process_pool", "python_pool_threads", "python_pool_processes")
NOTES_WORKERS = (4, 5)
# Of the least time that the waits allow: starting and waking take some tenths of a millisecond,
# and a fifth task that waited for anything but the first free worker would take far more.
LATE = 1.05
FEW = 3  # rounds

TEXT = "A pool of 4 starts four tasks at once; the fifth waits for the first free worker."
EXPERIMENT = "sleep: more tasks than the pool's 4 (or 5) workers, against the least time possible"


def pool_of_four(judged: Judged) -> ClaimResult:
    at_once = "As many tasks as workers run at once"
    waits = "The next task waits for the first free worker"
    pairs = [
        (found, one)
        for found in evidence.experiments(judged, "sleep")
        for runner in POOLS
        for one in evidence.cells(found, runner)
        if one.workers in NOTES_WORKERS and one.workers < (evidence.tasks(found) or 0)
    ]
    few = [pair for pair in pairs if evidence.tasks(pair[0]) <= FEW * pair[1].workers]
    pairs = few or pairs  # in many rounds the small costs of each add up
    if not pairs:
        lack = "no pool of 4 workers with more sleeps than workers in this run"
        return conclude("C6", TEXT, EXPERIMENT, [Part("Both halves", [], lack)])
    first = [_at_once(found, one) for found, one in pairs]
    bounded = [pair for pair in pairs if pair[1].bound_s]
    second = [_in_time(runner, bounded) for runner in POOLS]
    second = [one for one in second if one is not None]
    parts = [
        Part(at_once, first),
        Part(waits, second, "" if second else "plan.json, which has the bounds, is missing"),
    ]
    seen = traced(judged, {(found.experiment.params, one.name) for found, one in pairs})
    if seen:
        parts.append(Part("Traced passes show both", seen))
    margin = f"In time is within {LATE - 1:.0%} of the least that the waits allow."
    return conclude("C6", TEXT, EXPERIMENT, parts, [margin.replace("%", " %")])


def _at_once(found: Findings, one: Estimate) -> Comparison:
    """Counted in every trial's cold pass: nothing to estimate."""
    counts = [trial.max_in_flight for trial in one.trials if trial.max_in_flight is not None]
    name = f"{one.runner} N={one.workers}"
    if not counts:
        return Comparison(f"{name}: not counted", POINTS, 1.0, None)
    right = sum(count == one.workers for count in counts)
    label = evidence.label(found, one, "most tasks at once")
    words = f"{name} in {right} of {numbers.several(len(counts), 'trial')}"
    made = plain(label, max(counts), TASKS, len(counts))
    if right == len(counts):
        return Comparison(words, FOR, 0.0, made)
    # More than N at once is no pool of N; one trial with fewer may have woken a worker late.
    refuted = max(counts) > one.workers or not right
    return Comparison(words, AGAINST if refuted else OPEN, 0.0, made)


def _in_time(runner: str, pairs: list[tuple[Findings, Estimate]]) -> Comparison | None:
    """In each block the median over the experiments: six of them would otherwise all have to be
    without one late pass."""
    ratios: dict[Block, list[float]] = {}
    mine = [one for _, one in pairs if one.runner == runner]
    for one in mine:
        for block, wall in one.walls.items():
            ratios.setdefault(block, []).append(wall / one.bound_s)
    if not ratios:
        return None
    logs = {block: math.log(median(values)) for block, values in ratios.items()}
    count = numbers.several(len(mine), "experiment")
    words = (f"{runner} took ", f" the least time in {count}")
    return below(logs, LATE, words, f"{runner}: time over its bound, median of {count}")
