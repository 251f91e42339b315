"""Time per pass against the number of workers."""

from __future__ import annotations

from reports.charts import captions, ceilings
from reports.charts.chart import Chart
from reports.charts.plot import axes, lanes, layout, legend, scales
from reports.charts.plot.drawing import Drawing
from reports.charts.sheet import Sheet
from reports.stats.estimates import Estimate
from reports.stats.series import BASE
from reports.text import numbers


def draw(sheet: Sheet) -> Drawing:
    points, ceiling, scene = sheet.times, ceilings.of_time(sheet), sheet.scene
    notes = captions.how_to_read(points, lanes.READ).plus(
        terms=[
            *([ceiling.note] if ceiling else []),
            *captions.shared_cores(sheet.scene.shared_cores),
        ],
        own=[f"No speedup: {sheet.missing_speedup}."] if sheet.missing_speedup else [],
    )
    here = sheet.page("time per pass", layout.MAIN, notes, layout.LEGEND_WIDTH)
    ax = layout.main_axes(here)
    placed = lanes.prepare(ax, points, scene)
    unit, name = scales.unit_for(lanes.values(points))
    drawn = [point.mapped(lambda seconds: seconds / unit) for point in points]
    for point in drawn:
        if point.runner == BASE and point.summary:
            axes.draw_level(ax, point.summary.median, scene.looks[BASE], scene.size)
    bounds = ceiling.scaled(lambda n: 1 / unit).by_workers if ceiling else {}
    axes.draw_ceiling(ax, bounds, placed)
    lanes.draw_points(ax, drawn, scene, placed)
    axes.set_log_y(
        ax, [*lanes.extent(drawn), *(limit.median for limit in bounds.values())], doubling=False
    )
    ax.set_ylabel(f"time per pass ({name}, log scale)")
    layout.legend(
        here, legend.beside(sheet.runners, points, scene, False, ceiling.words if ceiling else "")
    )
    rows = sheet.rows(points, "s", "time") + (ceiling.rows(sheet, "s") if ceiling else [])
    return CHART.drawing(sheet, here, rows, _reading(sheet))


def _reading(sheet: Sheet) -> str:
    serial = next((cell for cell in sheet.found.cells if cell.is_base and cell.wall), None)
    recommended = sheet.found.recommended
    if serial is None or recommended is None or recommended.is_base:
        return sheet.conclusion(_in_words)
    return sheet.conclusion(_in_words, f"{BASE} takes {numbers.time(serial.wall.median)}")


def _in_words(cell: Estimate) -> str:
    interval, words = cell.wall.interval, f"{numbers.time(cell.wall.median)} per pass"
    if interval is None:
        return f"{words} ({captions.few(cell.wall.n)})"
    return f"{words} [{numbers.time(interval.low)}, {numbers.time(interval.high)}]"


CHART = Chart("time", draw)
