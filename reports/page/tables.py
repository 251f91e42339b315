"""The table of an experiment's figures: texts, each with the number to sort by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.stats.estimates import Estimate
from reports.stats.latency import ServiceCell
from reports.text import numbers
from reports.text.names import slug
from reports.verdicts import claims
from reports.verdicts.service import ServiceFindings
from reports.verdicts.service_answer import percentile
from reports.verdicts.verdicts import Findings


@dataclass(frozen=True)
class Cell:
    text: str
    value: float | str = ""  # to sort by
    note: str = ""  # in small letters below
    standing: str = ""  # recommended, tied, or empty
    more: str = ""  # beside the text, less prominent


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
MARKS = "Bold: recommended; shaded: tied."


def of_experiment(found: Findings) -> Table:
    """Speedups with times where the run has them, else times."""
    name, length = numbers.time_unit([cell.wall.median for cell in found.cells if cell.wall])
    if any(cell.is_base and cell.wall for cell in found.cells):
        caption = (
            "Speedup over serial and time per pass; below: 95 % interval of the speedup, "
            f"efficiency (speedup / N), verdict where it is not faster. {MARKS}"
        )
        return _table(caption, found, lambda cell: _speedup(found, cell, name, length))
    caption = f"Time per pass; below: its 95 % interval. {MARKS}"
    return _table(caption, found, lambda cell: _time(found, cell, name, length))


def of_service(found: ServiceFindings) -> Table:
    """The tail of the latency, its interval, and how full the workers are."""
    tail = percentile(found)
    known = [cell for cell in found.cells if cell.centre(found.tail)]
    kept = [cell for cell in known if not found.saturated(cell)] or known
    unit = numbers.time_unit([cell.centre(found.tail) for cell in kept])
    caption = (
        f"{tail} of the latency and p50; below: 95 % interval of {tail}, share of the workers' "
        f"time that is busy, or that the queue grows. {MARKS}"
    )

    def words(cell: ServiceCell) -> Cell:
        if not cell.centre(found.tail):
            said = cell.failures[-1].status.replace("_", " ") if cell.failures else "no latencies"
            return Cell(said, said)
        return _latency(found, cell, *unit)

    return Table(caption, ["Runner", *(f"N={n}" for n in found.workers)], _rows(found, words))


def _latency(found: ServiceFindings, cell: ServiceCell, unit: str, length: float) -> Cell:
    """82.5 ms p50 13.4, and below it [80.9, 84.1] · busy 44 %."""
    tail, middle = cell.summaries[found.tail], cell.centre("p50_s")
    busy, notes = cell.centre("utilisation"), []
    if found.saturated(cell):
        notes.append(f"saturated at {numbers.rate(cell.centre('achieved_per_s'))}")
    else:
        if tail.interval:
            ends = (numbers.figure(end / length) for end in (tail.interval.low, tail.interval.high))
            notes.append(f"[{', '.join(ends)}]")
        notes += [f"busy {numbers.percent(busy)}"] if busy is not None else []
    more = f"p50 {numbers.figure(middle / length)}" if middle and found.tail != "p50_s" else ""
    text = f"{numbers.figure(tail.median / length)} {unit}"
    return Cell(text, tail.median, " · ".join(notes), found.standing(cell), more)


def _speedup(found: Findings, cell: Estimate, unit: str, length: float) -> Cell:
    """2.00× 41.4 ms, and below it [1.94, 2.05] · 100 %."""
    if cell.is_base or cell.speedup is None:
        return _time(found, cell, unit, length)
    notes = [numbers.span(cell.speedup.interval)] if cell.speedup.interval else []
    notes += [numbers.percent(cell.efficiency), _unlike(found, cell), counted(found, cell)]
    return Cell(
        f"{numbers.ratio(cell.speedup.median)}×",
        cell.wall.median,
        " · ".join(filter(None, notes)),
        found.standing(cell),
        f"{numbers.figure(cell.wall.median / length)} {unit}",
    )


def _time(found: Findings, cell: Estimate, unit: str, length: float) -> Cell:
    interval, note = cell.wall.interval, ""
    if interval:
        low, high = (numbers.figure(end / length) for end in (interval.low, interval.high))
        note = f"[{low}, {high}]"
    note = " · ".join(filter(None, (note, counted(found, cell))))
    time = f"{numbers.figure(cell.wall.median / length)} {unit}"
    return Cell("", cell.wall.median, note, found.standing(cell), time)


def counted(found: Findings, cell: Estimate) -> str:
    """37.2 % updates lost"""
    if not found.counted or not cell.observed:
        return ""
    parts = (numbers.tally(cell.observed.median), found.counted.unit, found.counted.name)
    return " ".join(filter(None, parts))


def _unlike(found: Findings, cell: Estimate) -> str:
    """The verdict against serial where it is not the one that everyone hopes for."""
    verdict = found.verdict(cell) if found.has_a_verdict else ""
    return verdict if verdict in claims.VERDICTS and verdict != claims.FASTER else ""


def _table(caption: str, found: Findings, words: Words) -> Table:
    rows = _rows(found, lambda cell: _cell(cell, words))
    return Table(caption, ["Runner", *(f"N={n}" for n in found.workers)], rows)


def _rows(found: Findings | ServiceFindings, words: Callable[[Any], Cell]) -> list[Row]:
    """A row per runner."""
    rows = []
    for runner in dict.fromkeys(cell.runner for cell in found.cells):
        mine = {cell.workers: cell for cell in found.cells if cell.runner == runner}
        cells = [words(mine[n]) if n in mine else EMPTY for n in found.workers]
        rows.append(Row(runner, cells, slug(runner)))
    return rows


def _cell(cell: Estimate, words: Words) -> Cell:
    if cell.wall:
        return words(cell)
    said = cell.failures[-1].status.replace("_", " ") if cell.failures else "disturbed"
    return Cell(said, said)
