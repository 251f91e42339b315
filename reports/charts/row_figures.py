"""Assembles the charts that have a row per cell: phases, cost, lost time; writes no file."""

from __future__ import annotations

from collections.abc import Mapping

from reports.charts import captions, costs, lost, phases, chart_text, rowed
from reports.charts.plot import legend, pages, tables
from reports.charts.plot.drawing import Drawing
from reports.charts.sheets import Sheet
from reports.stats import lost_time, series
from reports.stats.series import BASE, Point
from reports.data.records import Run
from reports.data.side_tables import Trial
from reports.data.workers import Worker

LOSS_COLUMNS = (
    "workload", "params", "runner", "workers", "n", "spent_s", "serial_s", "part", "lost_s",
    "share", "reason",
)  # fmt: skip


def phases_of(run: Run, sheet: Sheet) -> Drawing:
    """Set-up, cold, steady and tear-down time, and one whole pass."""
    found = {
        phase.column: series.times(sheet.experiment, sheet.runners, phase.column)
        for phase in phases.PHASES
    }
    every = [point for points in found.values() for point in points]
    title = f"{sheet.name}: whole time against steady time"
    notes = [captions.how_to_read(every), captions.contaminated(found["wall_s"])]
    rows = _rows(found["wall_s"])
    here = sheet.page(run, rowed.height(rows) + pages.LABELS, title, notes)
    panels = rowed.panels(here, rows, phases.WIDTHS)
    phases.draw_phases(panels, rows, found, sheet.scene)
    table = [
        row
        for phase in phases.PHASES
        for row in tables.rows(sheet.experiment, found[phase.column], "s", phase.quantity)
    ]
    return sheet.drawing("phases", title, here, table, chart_text.whole(found))


def cost(run: Run, sheet: Sheet) -> Drawing:
    """CPU time spent against time saved."""
    saved = [costs.saved_of(point) for point in sheet.speedups]
    cpu = series.cpu_ratios(sheet.experiment, sheet.runners)
    title = f"{sheet.name}: time saved, and the CPU time that it costs"
    notes = [captions.how_to_read(saved), captions.contaminated(saved)]
    notes[0] += f" Each trial is compared with the nearest {BASE} trials of its own block."
    rows = _rows(saved)
    here = sheet.page(run, rowed.height(rows) + pages.LABELS, title, notes)
    panels = rowed.panels(here, rows, costs.WIDTHS)
    costs.draw_costs(panels, rows, saved, cpu, sheet.scene)
    table = tables.rows(sheet.experiment, saved, "ratio", "time saved")
    table += tables.rows(sheet.experiment, cpu, "ratio", "CPU time over serial's")
    return sheet.drawing("cost", title, here, table, chart_text.cost(saved, cpu))


def loss(run: Run, sheet: Sheet, workers: Mapping[Trial, list[Worker]]) -> Drawing:
    """Where the speedup went."""
    losses = lost_time.losses(sheet.experiment, sheet.runners, workers)
    title = f"{sheet.name}: where did my speedup go?"
    rows = rowed.rows_of((one.runner, one.workers) for one in losses)
    colours = {
        part: colour for part, colour in lost.COLOURS.items()
        if part == lost.NEEDED or any(one.parts.get(part) for one in losses)
    }  # fmt: skip
    parts = legend.parts(colours)
    room = pages.legend_height(len(parts))
    height = rowed.height(rows) + pages.LABELS + room
    here = sheet.page(run, height, title, lost.notes(sheet.scene))
    [axes] = rowed.panels(here, rows, lost.WIDTHS)
    lost.draw_losses(axes, rows, losses, sheet.scene)
    pages.legend_above(here, parts)
    table = [row for one in losses for row in _loss_rows(sheet, one)]
    reading = chart_text.loss(losses)
    return sheet.drawing("loss", title, here, table, reading, LOSS_COLUMNS)


def _rows(points: list[Point]) -> rowed.Rows:
    return rowed.rows_of((point.runner, point.workers) for point in points)


def _loss_rows(sheet: Sheet, one: lost_time.Loss) -> list[list[object]]:
    cell = [sheet.experiment.workload, sheet.experiment.params, one.runner, one.workers]
    if one.reason:
        return [[*cell, 0, "", "", "", "", "", one.reason]]
    head = [*cell, one.n, one.spent_s, one.serial_s]
    return [[*head, part, seconds, one.share(part), ""] for part, seconds in one.parts.items()]
