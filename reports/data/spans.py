"""spans.csv: which worker ran which task when in a traced pass; most runs trace nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reports.data.cells import Cells
from reports.data.side_tables import Trial, rows_of
from reports.data.samples import Sample

NAME = "spans.csv"
COLUMNS = tuple(
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,pass_s,task,"
    "worker,start_s,end_s".split(",")
)


@dataclass(frozen=True, slots=True)
class Span:
    """One task of a traced pass, in seconds from the pass's start."""

    task: int
    worker: int
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Trace:
    """One traced pass, the tasks in the order of their starts."""

    trial: Trial
    pass_s: float
    spans: list[Span]


def read_spans(folder: Path, samples: Iterable[Sample]) -> list[Trace]:
    """The traces of trials among samples, in the file's order. Raises BadInput."""
    found: dict[Trial, dict[int, Span]] = {}
    lengths: dict[Trial, float] = {}
    for trial, cells in rows_of(folder / NAME, COLUMNS, (), samples):
        span = _span(cells, trial)
        lengths[trial] = _given(cells, "pass_s")
        found.setdefault(trial, {})[span.task] = span  # of rows that repeat, the last counts
    return [
        Trace(trial, lengths[trial], sorted(mine.values(), key=lambda one: (one.start_s, one.task)))
        for trial, mine in found.items()
    ]


def _span(cells: Cells, trial: Trial) -> Span:
    worker = cells.integer("worker", 0)
    if worker >= trial.workers:
        cells.refuse("worker", f"a number from 0 to {trial.workers - 1}, as workers says")
    start_s, end_s = _given(cells, "start_s"), _given(cells, "end_s")
    if end_s < start_s:
        cells.refuse("end_s", f"at least start_s, which is {start_s!r}")
    return Span(cells.integer("task", 0), worker, start_s, end_s)


def _given(cells: Cells, column: str) -> float:
    value = cells.seconds(column)
    if value is None:
        cells.refuse(column, "a decimal number from 0")
    return value
