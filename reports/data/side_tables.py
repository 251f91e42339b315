"""Tables beside samples.csv, a trial's rows found by its place; knows no column of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from reports.data.cells import Cells
from reports.data.rows import BadInput, split
from reports.data.samples import SCHEMA_VERSION, Sample


class Trial(NamedTuple):
    """What leads from a row to its trial in samples.csv."""

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
    return Trial(
        sample.run_id, sample.block, sample.position, sample.attempt,
        sample.workload, sample.params, sample.runner, sample.workers,
    )  # fmt: skip


def rows_of(
    path: Path, columns: Sequence[str], later: Sequence[str], samples: Iterable[Sample]
) -> Iterator[tuple[Trial, Cells]]:
    """The rows of trials among samples, checked; nothing where the file is missing.

    A killed run leaves rows whose trial has none in samples.csv, and half a row at the end: both
    are left out. later: columns that older folders lack, read as empty. Raises BadInput.
    """
    if not path.exists():
        return
    try:
        table = split(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    header = table.rows[0].fields if table.rows else []
    missing = [column for column in columns if column not in header]
    if missing:
        raise BadInput(
            f"{path}, line 1: columns missing: {', '.join(missing)}; this is no {path.name} of "
            f"schema {SCHEMA_VERSION}"
        )
    known = {trial_of(sample) for sample in samples}
    texts: dict[str, str] = {}  # a run has few parameter sets and very many rows
    empty = dict.fromkeys(later, "")
    for row in table.rows[1:]:
        place = f"{path}, line {row.line}"
        if len(row.fields) != len(header):
            raise BadInput(f"{place}: {len(row.fields)} fields where the header has {len(header)}")
        cells = Cells(empty | dict(zip(header, row.fields)), place)
        trial = _trial(cells, texts)
        if trial in known:
            yield trial, cells


def _trial(cells: Cells, texts: dict[str, str]) -> Trial:
    cells.one_of("schema_version", (SCHEMA_VERSION,))
    raw = cells.values["params"]
    if raw not in texts:
        texts[raw] = cells.params("params")
    return Trial(
        cells.text("run_id"), cells.integer("block", 1), cells.integer("position", 0),
        cells.integer("attempt", 1), cells.text("workload"), texts[raw], cells.text("runner"),
        cells.integer("workers", 1),
    )  # fmt: skip
