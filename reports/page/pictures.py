"""A chart as the page shows it: picture, words, and figures as a table."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.plot.drawing import Drawing
from reports.charts.plot.inline import inline_svg
from reports.text.names import slug
from reports.text import numbers
from reports.page.tables import Cell, Row, Table

MOST_ROWS = 200
LEFT_OUT = ("workload", "params", "level")  # the section says them, or the CSV


@dataclass(frozen=True)
class Picture:
    """One chart. svg is markup made here; everything else is text."""

    name: str
    kind: str
    work: tuple[str, str] | None
    title: str
    svg: Markup
    reading: str
    notes: tuple[str, ...]
    csv: str
    heading: str  # above it; empty: with the tables of times and speedups
    files: tuple[str, ...]  # more files beside it, by extension
    figures: Table | None


def picture(drawing: Drawing, prefix: str = "") -> Picture:
    """prefix: of ids, so that two runs can share a page."""
    return Picture(
        drawing.name,
        drawing.kind,
        drawing.work,
        drawing.page.title,
        Markup(inline_svg(drawing, f"{prefix}{drawing.name}")),
        drawing.reading,
        drawing.page.notes,
        drawing.csv,
        drawing.heading,
        tuple(drawing.files),
        _figures(drawing) if drawing.heading else None,
    )


def _figures(drawing: Drawing) -> Table:
    shown = [name for name in drawing.columns if name not in LEFT_OUT]
    rows = drawing.rows[:MOST_ROWS]
    caption = "Figures of this chart"
    if len(drawing.rows) > MOST_ROWS:
        caption += f": the first {MOST_ROWS} of {len(drawing.rows)}; the CSV has all"
    return Table(
        caption,
        shown,
        [
            Row(
                str(row[shown[0]]),
                [_cell(row.get(name, "")) for name in shown[1:]],
                slug(str(row["runner"])) if row.get("runner") else "",
            )
            for row in rows
        ],
    )


def _cell(value: object) -> Cell:
    if isinstance(value, float):
        return Cell(numbers.figure(value), value)
    return Cell(str(value), value if isinstance(value, int) else str(value))
