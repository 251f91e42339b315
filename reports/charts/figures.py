"""Assembles the charts of a run, with titles, legends, notes and figures; writes no file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from reports.charts import captions, charts, efficiency, chart_text, row_figures, timeline_figures
from reports.charts.plot import legend, pages, tables
from reports.charts.plot.drawing import Drawing
from reports.charts.overview import draw_overview
from reports.charts.sheets import Selection, Sheet, sheets
from reports.stats import series
from reports.stats.series import BASE, Experiment, Point
from reports.data.records import Run
from reports.data.side_tables import Trial
from reports.data.spans import read_spans
from reports.data.workers import Worker, read_workers


@dataclass(frozen=True)
class Kind:
    """One kind of chart against the number of workers."""

    name: str
    words: str
    unit: str
    points: Callable[[Experiment, list[str]], list[Point]]
    draw: Callable[..., None]
    read: Callable[[list[Point]], str]
    needs_base: bool


TIME = Kind("time", "time per pass", "s", series.times, charts.draw_times, chart_text.time, False)
SPEEDUP = Kind(
    "speedup", "speedup over serial", "ratio", series.speedups, charts.draw_speedups,
    chart_text.speedup, True,
)  # fmt: skip


def jobs(run: Run, selection: Selection, notices: list[str]) -> list[Callable[[], Drawing]]:
    """Every chart of the run, the overview first, each drawn when it is called.

    What cannot be drawn is said in notices. Raises BadInput for a workers.csv or a spans.csv that no
    run writes.
    """
    workers = read_workers(run.folder, run.samples)
    traces = read_spans(run.folder, run.samples)
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
    found: list[Callable[[], Drawing]] = []
    if drawable:
        found.append(partial(draw_overview, run, drawable))
    for sheet in drawable:
        found += _charts_of(run, sheet, workers)
        found += [
            partial(timeline_figures.timeline_of, run, sheet, trace)
            for trace in traces
            if trace.trial.work == sheet.work and trace.trial.runner in sheet.runners
        ]
    return found


def _charts_of(
    run: Run, sheet: Sheet, workers: Mapping[Trial, list[Worker]]
) -> Iterator[Callable[[], Drawing]]:
    yield partial(_against_workers, run, sheet, TIME)
    if not sheet.why_no_speedup:
        yield partial(_against_workers, run, sheet, SPEEDUP)
        yield partial(_efficiency, run, sheet)
    yield partial(row_figures.phases_of, run, sheet)
    if not sheet.why_no_speedup:
        yield partial(row_figures.cost, run, sheet)
        if workers:
            yield partial(row_figures.loss, run, sheet, workers)


def _against_workers(run: Run, sheet: Sheet, kind: Kind) -> Drawing:
    points = kind.points(sheet.experiment, sheet.runners)
    notes = _notes(sheet, points, kind.needs_base)
    if not kind.needs_base and sheet.why_no_speedup:
        notes.append(f"No speedup is drawn: {sheet.why_no_speedup}.")
    title = f"{sheet.name}: {kind.words} against workers"
    ceilings = sheet.ceilings(kind.name)
    here = sheet.page(run, 5.0, title, [*notes, *(ceiling.note for ceiling in ceilings)])
    kind.draw(pages.main_axes(here), points, sheet.scene)
    _legend(here, sheet, points, kind.needs_base, [ceiling.words for ceiling in ceilings])
    table = tables.rows(sheet.experiment, points, kind.unit, kind.name)
    for ceiling in ceilings:
        bounds = sheet.scene.bounds(kind.name)
        table += tables.ceiling(sheet.experiment, bounds, ceiling.words, kind.unit)
    return sheet.drawing(kind.name, title, here, table, kind.read(points))


def _efficiency(run: Run, sheet: Sheet) -> Drawing:
    points = series.efficiencies(sheet.experiment, sheet.runners)
    share = efficiency.share_of(sheet)
    ceilings = sheet.ceilings("efficiency") or (sheet.ceilings("time") if share.points else [])
    title = f"{sheet.name}: efficiency against workers"
    notes = [*_notes(sheet, points, True), *(ceiling.note for ceiling in ceilings)]
    here = sheet.page(run, efficiency.height(share), title, notes)
    efficiency.draw(efficiency.axes_of(here, share), points, share, sheet.scene)
    words = [ceiling.words for ceiling in ceilings]
    _legend(here, sheet, [*points, *share.points], True, words)
    table = tables.rows(sheet.experiment, points, "ratio", "efficiency")
    table += tables.rows(sheet.experiment, share.points, "ratio", share.quantity)
    for ceiling in sheet.ceilings("efficiency"):
        bounds = sheet.scene.bounds("efficiency")
        table += tables.ceiling(sheet.experiment, bounds, ceiling.words, "ratio")
    reading = chart_text.efficiency(points, share.points, share.words)
    return sheet.drawing("efficiency", title, here, table, reading)


def _notes(sheet: Sheet, points: list[Point], ratio: bool) -> list[str]:
    notes = [captions.how_to_read(points, in_lanes=True), captions.contaminated(points)]
    if ratio:
        notes[0] += f" Each trial is compared with the nearest {BASE} trials of its own block."
        notes.append(captions.unpaired(sheet.experiment, sheet.runners, points))
    return notes


def _legend(
    here: pages.Page, sheet: Sheet, points: list[Point], ratio: bool, words: list[str]
) -> None:
    drawn = {point.runner for point in points if point.values}
    names = [runner for runner in sheet.runners if runner in drawn]
    runners = legend.runners(names, sheet.scene, ratio)
    pages.legend(here, runners, legend.others(points, sheet.scene, ratio, words))
