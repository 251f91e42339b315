"""Tables of an experiment's figures: texts, each with the number to sort by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reports.text.names import slug
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.verdicts.claims import POINTS_ONLY, TOO_BUSY
from reports.verdicts.verdicts import Findings


@dataclass(frozen=True)
class Cell:
    text: str
    value: float | str = ""  # to sort by
    note: str = ""  # in small letters below
    standing: str = ""  # recommended, tied, or empty


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]
    runner: str = ""  # as in the charts' class names


@dataclass(frozen=True)
class Table:
    caption: str
    head: list[str]  # the first names what the rows are
    rows: list[Row]


Words = Callable[[Estimate], Cell]
EMPTY = Cell("")


def of_experiment(found: Findings) -> list[Table]:
    """Times, and where the run has them speedups and verdicts."""
    name, length = numbers.time_unit([cell.wall.median for cell in found.cells if cell.wall])

    def time(cell: Estimate) -> Cell:
        wall, interval = cell.wall.median / length, cell.wall.interval
        note = ""
        if interval:
            low, high = (numbers.figure(end / length) for end in (interval.low, interval.high))
            note = f"[{low}, {high}]"
        return Cell(numbers.figure(wall), wall, note, found.standing(cell))

    caption = f"Time per pass in {name}: median [interval]; bold: recommended, shaded: tied"
    parts = [_table(caption, found, time)]
    if any(cell.is_base and cell.wall for cell in found.cells):
        caption = "Speedup over serial: median [interval], efficiency"
        parts.append(_table(caption, found, lambda cell: _speedup(found, cell)))
    if any(cell.speedup and cell.speedup.interval for cell in found.cells) and not found.too_busy:
        parts.append(_table("Verdict against serial", found, lambda cell: _verdict(found, cell)))
    return parts


def _speedup(found: Findings, cell: Estimate) -> Cell:
    if cell.is_base:
        return Cell("base", 1.0)
    if cell.speedup is None:
        return EMPTY
    note = numbers.percent(cell.efficiency)
    if cell.speedup.interval:
        note = f"{numbers.span(cell.speedup.interval)} {note}"
    gain = cell.speedup.median
    return Cell(f"{numbers.ratio(gain)}×", gain, note, found.standing(cell))


def _verdict(found: Findings, cell: Estimate) -> Cell:
    if cell.is_base:
        return Cell("base", "base")
    verdict = found.verdict(cell)
    word = {POINTS_ONLY: "points only", TOO_BUSY: ""}.get(verdict, verdict)
    return Cell(word, word, found.standing(cell), found.standing(cell))


def _table(caption: str, found: Findings, words: Words) -> Table:
    rows = []
    for runner in dict.fromkeys(cell.runner for cell in found.cells):
        mine = {cell.workers: cell for cell in found.cells if cell.runner == runner}
        cells = [_cell(mine[n], words) if n in mine else EMPTY for n in found.workers]
        rows.append(Row(runner, cells, slug(runner)))
    return Table(caption, ["runner", *(f"N={n}" for n in found.workers)], rows)


def _cell(cell: Estimate, words: Words) -> Cell:
    if cell.wall:
        return words(cell)
    said = cell.failures[-1].status.replace("_", " ") if cell.failures else "disturbed"
    return Cell(said, said)
