"""C6: a pool of four starts four tasks at once, and the fifth waits for the first free worker."""

from __future__ import annotations

import math

from reports.data.rows import BadInput
from reports.data.side_tables import Trace, read_spans
from reports.notes import evidence
from reports.notes.claims.comparison import (
    AGAINST,
    FOR,
    OPEN,
    POINTS,
    Comparison,
    Part,
    Question,
    answers,
    below,
    conclude,
)
from reports.notes.limits import FEW_ROUNDS, LATE, LATE_START
from reports.notes.results import SECONDS, TASKS, ClaimResult, plain
from reports.stats.estimates import Block, Estimate
from reports.stats.statistics import median
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

CLAIM = (
    "C6",
    "A pool of 4 starts four tasks at once; the fifth waits for the first free worker.",
    "sleep: more tasks than the pool's 4 (or 5) workers, against the ideal time",
)
POOLS = ("thread_pool", "process_pool", "python_pool_threads", "python_pool_processes")
NOTES_WORKERS = (4, 5)
Pairs = list[tuple[Findings, Estimate]]


def pool_of_four(judged: Judged) -> ClaimResult:
    pairs = _pairs(judged)
    if not pairs:
        lack = "this run has no pool of 4 workers with more sleeps than workers"
        return conclude(CLAIM, [Part("Both halves", [], lack)])
    ideal = [pair for pair in pairs if pair[1].bound_s]
    asked = [_in_time(runner, ideal) for runner in POOLS]
    in_time = answers([one for one in asked if one is not None])
    parts = [
        Part("As many tasks as workers run at once", [_at_once(*pair) for pair in pairs]),
        Part("The next task waits for the first free worker", in_time,
             "" if in_time else "plan.json, which has the ideal times, is missing"),
    ]  # fmt: skip
    traced = _traced(judged, {(found.experiment.params, one.name) for found, one in pairs})
    if traced:
        parts.append(Part("Traced passes show both", traced))
    meaning = (
        f"The ideal time dispatches each task to the first free worker; up to "
        f"{numbers.percent(LATE - 1)} more is allowed."
    )
    return conclude(CLAIM, parts, [meaning])


def _pairs(judged: Judged) -> Pairs:
    pairs = [
        (found, one)
        for found in evidence.experiments(judged, "sleep")
        for runner in POOLS
        for one in evidence.cells(found, runner)
        if one.workers in NOTES_WORKERS and one.workers < (evidence.tasks(found) or 0)
    ]
    few = [pair for pair in pairs if evidence.tasks(pair[0]) <= FEW_ROUNDS * pair[1].workers]
    return few or pairs


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


def _in_time(runner: str, pairs: Pairs) -> Question | None:
    """In each block the median over the experiments, so that one late pass among many does not
    decide."""
    ratios: dict[Block, list[float]] = {}
    mine = [one for _, one in pairs if one.runner == runner]
    for one in mine:
        for block, wall in one.walls.items():
            ratios.setdefault(block, []).append(wall / one.bound_s)
    if not ratios:
        return None
    logs = {block: math.log(median(values)) for block, values in ratios.items()}
    count = numbers.several(len(mine), "experiment")
    words = (f"{runner} took ", f" the ideal time in {count}")
    return below(logs, LATE, words, f"{runner}: time over the ideal time, median of {count}")


def _traced(judged: Judged, wanted: set[tuple[str, tuple[str, int]]]) -> list[Comparison]:
    """One per traced pass of these (params, cell) of sleep."""
    try:
        traces = read_spans(judged.run.folder, judged.run.samples)
    except BadInput:
        return []  # the chart of the traces reports what is wrong with the file
    return [
        _of_trace(one)
        for one in traces
        if one.trial.workload == "sleep" and (one.trial.params, one.trial.cell) in wanted
        and len(one.spans) > one.trial.workers
    ]  # fmt: skip


def _of_trace(one: Trace) -> Comparison:
    runner, workers = one.trial.cell
    starts = sorted(span.start_s for span in one.spans)
    ends = sorted(span.end_s for span in one.spans)
    length = sum(span.end_s - span.start_s for span in one.spans) / len(one.spans)
    together = starts[workers - 1] < ends[0]
    # The k-th start past the pool waits for the k-th end.
    gaps = [start - end for start, end in zip(starts[workers:], ends)]
    stand = FOR if max(gaps) <= LATE_START * length else OPEN  # one late waking refutes no pool
    if not together or min(gaps) < 0:
        stand = AGAINST
    words = (
        f"{runner} N={workers} started {workers} of {len(starts)} tasks within "
        f"{numbers.time(max(starts[workers - 1] - starts[0], 1e-9))}, and the next one "
        f"{_gap(gaps[0])} the first end"
    )
    label = f"sleep {numbers.params(one.trial.params)} {runner} N={workers}: traced, longest wait "
    made = plain(label + "of a free worker", max(0.0, max(gaps)), SECONDS)
    return Comparison(words, stand, 0.0, made)


def _gap(gap: float) -> str:
    if gap < 0:
        return f"{numbers.time(-gap)} before"
    return f"{numbers.time(gap)} after" if gap else "at"
