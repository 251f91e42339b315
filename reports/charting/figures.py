"""Assembles the charts of a run, with titles, legends, notes and figures; writes no file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reports.charting import captions, charts, keys, pages, phases, style, tables
from reports.charting.drawing import Drawing
from reports.charting.overview import draw_overview
from reports.charting.sheets import Selection, Sheet, sheets
from reports.estimating import series
from reports.estimating.series import BASE, Experiment, Point
from reports.reading.records import Run

ROW = 0.19  # inches of a row in the chart of the phases


@dataclass(frozen=True)
class Kind:
    """One kind of chart against the number of workers."""

    name: str
    words: str
    unit: str
    points: Callable[[Experiment, list[str]], list[Point]]
    draw: Callable[..., None]
    needs_base: bool


KINDS = (
    Kind("time", "time per pass", "s", series.times, charts.draw_times, False),
    Kind("speedup", "speedup over serial", "ratio", series.speedups, charts.draw_speedups, True),
    Kind("efficiency", "efficiency", "ratio", series.efficiencies, charts.draw_efficiencies, True),
)


def drawings(run: Run, selection: Selection, notices: list[str]) -> Iterator[Drawing]:
    """Every chart of the run, the overview first. What cannot be drawn is said in notices."""
    drawable = []
    for sheet in sheets(run, selection):
        if sheet.has_values:
            drawable.append(sheet)
        else:
            why = "; ".join(sheet.failures) or "none of these runners was tried"
            notices.append(f"{sheet.words}: no chart, for no trial ended well ({why})")
    for sheet in drawable:
        if sheet.why_no_speedup:
            notices.append(f"{sheet.words}: no speedup chart, for {sheet.why_no_speedup}")
    if drawable:
        yield draw_overview(run, drawable)
    for sheet in drawable:
        for kind in KINDS:
            if not (kind.needs_base and sheet.why_no_speedup):
                yield _against_workers(run, sheet, kind)
        yield _phases(run, sheet)


def _against_workers(run: Run, sheet: Sheet, kind: Kind) -> Drawing:
    points = kind.points(sheet.experiment, sheet.runners)
    notes = [captions.how_to_read(points, in_lanes=True), captions.contaminated(points)]
    if kind.needs_base:
        notes[0] += f" Each trial is compared with the nearest {BASE} trials of its own block."
        notes.append(captions.unpaired(sheet.experiment, sheet.runners, points))
    elif sheet.why_no_speedup:
        notes.append(f"No speedup is drawn: {sheet.why_no_speedup}.")
    ceilings = sheet.ceilings(kind.name)
    notes += [ceiling.note for ceiling in ceilings]
    title = f"{style.shown(sheet.experiment.workload, 60)}: {kind.words} against workers"
    here = _page(run, sheet, 5.0, title, notes)
    kind.draw(pages.main_axes(here), points, sheet.scene)
    drawn = {point.runner for point in points if point.values}
    runners = keys.runners(
        [runner for runner in sheet.runners if runner in drawn], sheet.scene, kind.needs_base
    )
    words = [ceiling.words for ceiling in ceilings]
    pages.legend(here, runners, keys.others(points, sheet.scene, kind.needs_base, words))
    table = tables.rows(sheet.experiment, points, kind.unit, kind.name)
    for ceiling in ceilings:
        bounds = sheet.scene.bounds(kind.name)
        table += tables.ceiling(sheet.experiment, bounds, ceiling.words, kind.unit)
    return Drawing(f"{sheet.stem}-{kind.name}", title, _description(sheet), here.figure, table)


def _phases(run: Run, sheet: Sheet) -> Drawing:
    found = {
        phase.column: series.times(sheet.experiment, sheet.runners, phase.column)
        for phase in phases.PHASES
    }
    every = [point for points in found.values() for point in points]
    title = f"{style.shown(sheet.experiment.workload, 60)}: set-up, cold, steady and tear-down time"
    notes = [captions.how_to_read(every), captions.contaminated(found["wall_s"])]
    height = ROW * (max(phases.rows_of(found["wall_s"]).values()) + 1.4)
    here = _page(run, sheet, height + pages.LABELS, title, notes)
    left, gap = 2.15, 0.22
    width = (pages.WIDTH - left - pages.MARGIN - 0.1 - 3 * gap) / 4
    panels = [
        here.axes(left + place * (width + gap), here.bottom + pages.LABELS, width, height)
        for place in range(4)
    ]
    phases.draw_phases(panels, found, sheet.scene)
    table = [
        row
        for phase in phases.PHASES
        for row in tables.rows(sheet.experiment, found[phase.column], "s", phase.quantity)
    ]
    return Drawing(f"{sheet.stem}-phases", title, _description(sheet), here.figure, table)


def _description(sheet: Sheet) -> str:
    return (
        f"{sheet.words}; runners: {', '.join(style.shown(runner, 60) for runner in sheet.runners)}"
    )


def _page(run: Run, sheet: Sheet, height: float, title: str, notes: list[str]) -> pages.Page:
    subtitle = captions.subtitle(sheet.experiment, run.environment)
    return pages.page(
        height,
        title,
        subtitle,
        [*notes, *sheet.failures],
        captions.footer(run, [sheet.experiment.blocks]),
    )
