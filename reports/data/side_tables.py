"""The files beside samples.csv: workers, tasks and single passes of a trial, and load beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reports.data.columns import Header, Values, column, columns_of, read_columns
from reports.data.rows import read_table
from reports.data.samples import Sample


class Trial(NamedTuple):
    """Identifies a row's trial in samples.csv, by columns that both files have."""

    run_id: str
    block: int
    position: int
    attempt: int
    workload: str
    params: str
    runner: str
    workers: int

    @property
    def work(self) -> tuple[str, str]:
        return (self.workload, self.params)

    @property
    def cell(self) -> tuple[str, int]:
        return (self.runner, self.workers)


def trial_of(sample: Sample) -> Trial:
    return Trial(*(getattr(sample, name) for name in Trial._fields))


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker of one trial; None where nothing was measured or it ran no task."""

    worker: int = column(Values.integer, 0)
    tasks: int = column(Values.integer, 0)  # over all timed passes, as cpu_s and runq_wait_s
    first_s: float | None = column(Values.seconds)  # from a pass's start to its first task, a mean
    last_s: float | None = column(Values.seconds)  # to the end of its last task; none below 10 µs
    cpu_s: float | None = column(Values.seconds)
    runq_wait_s: float | None = column(Values.seconds, absent="")
    passes: int | None = column(Values.count, 0, absent="")  # timed ones in which it ran a task


@dataclass(frozen=True, slots=True)
class Span:
    """One task of a traced pass, in seconds from the pass's start."""

    task: int = column(Values.integer, 0)
    worker: int = column(Values.integer, 0)
    start_s: float = column(Values.time)
    end_s: float = column(Values.time)


@dataclass(frozen=True, slots=True)
class Spread:
    """Quantiles of a trial's passes; None where these are too few to say."""

    p50_s: float | None = column(Values.seconds)
    p95_s: float | None = column(Values.seconds)
    p99_s: float | None = column(Values.seconds)


@dataclass(frozen=True, slots=True)
class OutsideLoad:
    """What the driver saw of others beside a trial whose runner reports no load."""

    wall_s: float = column(Values.time)  # of the whole process
    foreign_cpu_s: float | None = column(Values.seconds)
    steal_s: float | None = column(Values.seconds)


@dataclass(frozen=True, slots=True)
class Pause:
    """How long a trial could not run; the three exclude each other."""

    paused_s: float = column(Values.time)  # parbench itself stood still
    suspended_s: float = column(Values.time)  # the machine slept
    stopped_s: float = column(Values.time)  # only the trial's process was stopped

    @property
    def total_s(self) -> float:
        return self.paused_s + self.suspended_s + self.stopped_s


@dataclass(frozen=True)
class Trace:
    """One traced pass, the tasks in the order of their starts."""

    trial: Trial
    pass_s: float = column(Values.time)
    spans: list[Span]


def read_workers(folder: Path, samples: Iterable[Sample]) -> dict[Trial, list[Worker]]:
    """By trial, in the order of their numbers; only trials among samples. Raises BadInput."""
    found: dict[Trial, dict[int, Worker]] = {}
    for trial, values in rows_of(folder / "workers.csv", samples, Worker):
        worker = Worker(**read_columns(Worker, values))
        _check_worker(worker, trial, values)
        found.setdefault(trial, {})[worker.worker] = worker  # the last of rows that repeat
    return {trial: [mine[n] for n in sorted(mine)] for trial, mine in found.items()}


def read_spans(folder: Path, samples: Iterable[Sample]) -> list[Trace]:
    """The traces of trials among samples, in the file's order. Raises BadInput."""
    found: dict[Trial, dict[int, Span]] = {}
    pass_s: dict[Trial, float] = {}
    for trial, values in rows_of(folder / "spans.csv", samples, Span, Trace):
        span = Span(**read_columns(Span, values))
        _check_span(span, trial, values)
        pass_s[trial] = values.time("pass_s")
        found.setdefault(trial, {})[span.task] = span  # the last of rows that repeat
    return [
        Trace(trial, pass_s[trial], sorted(mine.values(), key=lambda one: (one.start_s, one.task)))
        for trial, mine in found.items()
    ]


def read_spread(folder: Path, samples: Iterable[Sample]) -> dict[Trial, Spread]:
    """By trial; only trials among samples. Raises BadInput."""
    found: dict[Trial, Spread] = {}
    for trial, values in rows_of(folder / "spread.csv", samples, Spread):
        spread = Spread(**read_columns(Spread, values))
        _check_spread(spread, values)
        found[trial] = spread  # the last of rows that repeat
    return found


def read_outside_load(folder: Path, samples: Iterable[Sample]) -> dict[Trial, OutsideLoad]:
    """By trial; only trials among samples. Raises BadInput."""
    rows = rows_of(folder / "outside_load.csv", samples, OutsideLoad)
    return {trial: OutsideLoad(**read_columns(OutsideLoad, values)) for trial, values in rows}


def read_pauses(folder: Path, samples: Iterable[Sample]) -> dict[Trial, Pause]:
    """By trial; only trials among samples. Raises BadInput."""
    rows = rows_of(folder / "pauses.csv", samples, Pause)
    return {trial: Pause(**read_columns(Pause, values)) for trial, values in rows}


def _check_spread(spread: Spread, values: Values) -> None:
    least = 0.0
    for name in columns_of(Spread):
        time = getattr(spread, name)
        if time is not None and time < least:
            values.refuse(name, f"at least {least!r}, the quantile before it")
        least = least if time is None else time


def _check_worker(worker: Worker, trial: Trial, values: Values) -> None:
    _check_number(worker.worker, trial, values)
    if None not in (worker.first_s, worker.last_s) and worker.last_s < worker.first_s:
        values.refuse("last_s", f"at least first_s, which is {worker.first_s!r}")
    if worker.passes == 0 and worker.tasks:
        values.refuse("passes", "at least 1, because it ran tasks")


def _check_span(span: Span, trial: Trial, values: Values) -> None:
    _check_number(span.worker, trial, values)
    if span.end_s < span.start_s:
        values.refuse("end_s", f"at least start_s, which is {span.start_s!r}")


def _check_number(worker: int, trial: Trial, values: Values) -> None:
    if worker >= trial.workers:
        values.refuse("worker", f"a number from 0 to {trial.workers - 1}, because of workers")


def rows_of(path: Path, samples: Iterable[Sample], *kinds: type) -> Iterator[tuple[Trial, Values]]:
    """The rows of trials among samples; none where the file is missing.

    A killed run leaves rows without a trial in samples.csv, and half a row at the end: both are
    ignored.
    """
    if not path.exists():
        return
    table = read_table(path)
    header = Header(table, path, *kinds, also=Trial._fields)
    known = {trial_of(sample) for sample in samples}
    workloads = {trial.workload for trial in known}
    for row in table.rows[1:]:
        values = header.values(row)
        if values.any_text("workload") not in workloads:
            continue
        trial = Trial(**read_columns(Sample, values, Trial._fields))
        if trial in known:
            yield trial, values
