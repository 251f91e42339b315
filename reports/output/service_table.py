"""One experiment at a rate as a table for the terminal: a row per cell."""

from __future__ import annotations

from collections.abc import Sequence

from reports.output.summary_table import GAP, INDENT, WIDTH
from reports.stats import statistics
from reports.stats.latency import QUEUE, ServiceCell
from reports.stats.statistics import Summary
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.service import ServiceFindings
from reports.verdicts.service_answer import percentile
from reports.verdicts.wording import named

RUNNER = 20  # characters
QUEUED = "queue left"  # when the last request of a pass arrives


def table(name: str, found: ServiceFindings) -> list[str]:
    """By N. name: of the experiment; without it the heading stands below one."""
    every = rows(found)
    return [
        heading(name, found),
        *(_aligned(every) if len(every) > 1 else []),
        *_without(found.cells),
    ]


def rows(found: ServiceFindings) -> list[list[str]]:
    """The head, and a row per cell that has figures, by N."""
    tail = percentile(found)
    middle = ["p50"] if tail != "p50" else []
    head = ["N", "runner", "served/s", *middle, tail, "max", "busy", QUEUED]
    cells = sorted(found.cells, key=lambda cell: cell.workers)
    length = _unit(found)[1]
    return [head, *(_row(found, cell, length) for cell in cells if cell.summaries[QUEUE])]


def heading(name: str, found: ServiceFindings) -> str:
    """service rate=400/s: latency in ms at 400/s (398/s arrived)"""
    words = f"at {numbers.rate(found.rate_per_s)}"
    if any(cell.summaries[QUEUE] for cell in found.cells):
        words = f"latency in {_unit(found)[0]} {words}{_arrived(found)}"
    return f"{name}: {words}" if name else INDENT + words


def _arrived(found: ServiceFindings) -> str:
    """Random arrivals are not exactly at the rate; they are the same for all cells of a block."""
    known = [one for cell in found.cells for one in [cell.centre("offered_per_s")] if one]
    return f" ({numbers.rate(statistics.median(known))} arrived)" if known else ""


def _unit(found: ServiceFindings) -> tuple[str, float]:
    """Of the cells that keep up, where there are any."""
    known = [cell for cell in found.cells if cell.centre("p50_s")]
    chosen = [cell for cell in known if not found.saturated(cell)] or known
    return numbers.time_unit([cell.centre("p50_s") for cell in chosen])


def _row(found: ServiceFindings, cell: ServiceCell, unit_s: float) -> list[str]:
    middle = [_figure(cell.centre("p50_s"), unit_s)] if found.tail != "p50_s" else []
    busy, achieved = cell.centre("utilisation"), cell.centre("achieved_per_s")
    full, tail = found.saturated(cell), cell.summaries[found.tail]
    return [
        str(cell.workers),
        shown(cell.runner, RUNNER),
        numbers.figure(achieved) if achieved is not None else "-",
        *middle,
        # Of a queue that grows the longest wait depends on the length of a pass.
        _figure(tail and tail.median, unit_s) if full else _spanned(tail, unit_s),
        _figure(cell.centre("max_s"), unit_s),
        numbers.percent(busy) if busy is not None else "-",
        _queue(cell.centre(QUEUE)) + (" grows" if full else ""),
    ]


def _queue(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0") if length < 9.95 else f"{length:.0f}"


def _figure(seconds: float | None, unit_s: float) -> str:
    return "-" if seconds is None else numbers.figure(seconds / unit_s)


def _spanned(summary: Summary | None, unit_s: float) -> str:
    if summary is None or summary.interval is None:
        return _figure(summary and summary.median, unit_s)
    ends = (_figure(end, unit_s) for end in (summary.interval.low, summary.interval.high))
    return f"{_figure(summary.median, unit_s)} [{', '.join(ends)}]"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Numbers to the right; the last column, which may hold words, to the left."""
    last = len(rows[0]) - 1
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = []
    for row in rows:
        texts = [
            text.ljust(width) if place in (1, last) else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths))
        ]
        lines.append(shown((INDENT + GAP.join(texts)).rstrip(), WIDTH))
    return lines


def _without(cells: Sequence[ServiceCell]) -> list[str]:
    """Cells without figures, a line for each reason; runners in whole where none of theirs has."""
    reasons: dict[str, list[str]] = {}
    for cell in cells:
        if cell.summaries[QUEUE] is None:
            failure = cell.failures[-1].status.replace("_", " ") if cell.failures else "disturbed"
            mine = [one for one in cells if one.runner == cell.runner]
            whole = not any(one.summaries[QUEUE] for one in mine)
            name = shown(cell.runner, 24) if whole else named(cell)
            reasons.setdefault(failure, []).append(name)
    return [
        INDENT + shown(f"{', '.join(dict.fromkeys(names))}: {reason}", WIDTH - len(INDENT))
        for reason, names in reasons.items()
    ]
