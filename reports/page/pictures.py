"""A chart as the page shows it: picture, words, and figures to download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.plot.drawing import Drawing
from reports.charts.plot.inline import inline_svg


@dataclass(frozen=True)
class Picture:
    """One chart. svg is markup made here; everything else is text."""

    name: str
    kind: str
    work: tuple[str, str] | None
    title: str
    topic: str  # the title without the workload, capitalised
    svg: Markup
    reading: str
    terms: tuple[str, ...]  # how to read it, which other charts share
    notes: tuple[str, ...]  # about its own trials
    csv: str
    files: tuple[str, ...]  # more files beside it, by extension
    shown: bool  # open on the page, not folded


def picture(drawing: Drawing) -> Picture:
    page = drawing.page
    return Picture(
        drawing.name,
        drawing.kind,
        drawing.work,
        page.title,
        page.topic[:1].upper() + page.topic[1:],
        Markup(inline_svg(drawing, drawing.name)),
        drawing.reading,
        page.notes.terms,
        page.notes.own,
        drawing.csv,
        tuple(drawing.files),
        drawing.shown,
    )


def terms(pictures: Sequence[Picture]) -> list[str]:
    """Each once, in the order of the page."""
    return list(dict.fromkeys(term for one in pictures for term in one.terms))
