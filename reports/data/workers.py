"""workers.csv: what each worker of a trial did; a run without the file has no such rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reports.data.cells import Cells
from reports.data.side_tables import Trial, rows_of
from reports.data.samples import Sample

NAME = "workers.csv"
COLUMNS = tuple(
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,worker,tasks,"
    "first_s,last_s,cpu_s".split(",")
)
LATER_COLUMNS = ("runq_wait_s", "passes")


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker of one trial; None where nothing was measured or it ran no task."""

    worker: int
    tasks: int  # over all timed passes, as cpu_s and runq_wait_s are
    first_s: float | None  # from a pass's start to its first task, a mean over its passes
    last_s: float | None  # likewise to the end of its last task; tasks below 10 µs have none
    cpu_s: float | None
    runq_wait_s: float | None
    passes: int | None = None  # timed passes in which it ran a task


def read_workers(folder: Path, samples: Iterable[Sample]) -> dict[Trial, list[Worker]]:
    """By trial, in the order of their numbers; only trials among samples. Raises BadInput."""
    found: dict[Trial, dict[int, Worker]] = {}
    for trial, cells in rows_of(folder / NAME, COLUMNS, LATER_COLUMNS, samples):
        worker = _worker(cells, trial)
        found.setdefault(trial, {})[worker.worker] = worker  # of rows that repeat, the last counts
    return {trial: [mine[n] for n in sorted(mine)] for trial, mine in found.items()}


def _worker(cells: Cells, trial: Trial) -> Worker:
    number = cells.integer("worker", 0)
    if number >= trial.workers:
        cells.refuse("worker", f"a number from 0 to {trial.workers - 1}, as workers says")
    first_s, last_s = cells.seconds("first_s"), cells.seconds("last_s")
    if None not in (first_s, last_s) and last_s < first_s:
        cells.refuse("last_s", f"at least first_s, which is {first_s!r}")
    tasks, passes = cells.integer("tasks", 0), cells.count("passes", least=0)
    if passes == 0 and tasks:
        cells.refuse("passes", "at least 1, as it ran tasks")
    return Worker(
        number, tasks, first_s, last_s, cells.seconds("cpu_s"), cells.seconds("runq_wait_s"),
        passes,
    )  # fmt: skip
