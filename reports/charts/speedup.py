"""Speedup over serial against the number of workers."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from reports.charts import captions, ceilings
from reports.charts.ceilings import Ceiling
from reports.charts.chart import Chart, with_speedups
from reports.charts.plot import axes, lanes, layout, legend
from reports.charts.plot.axes import Scene
from reports.charts.plot.drawing import Drawing
from reports.charts.sheet import Sheet
from reports.stats import sharing
from reports.stats.estimates import Estimate
from reports.stats.points import Point
from reports.stats.series import BASE
from reports.text import numbers
from reports.verdicts.wording import named
from reports.verdicts.verdicts import Findings


def draw(sheet: Sheet) -> Drawing:
    points, ceiling = sheet.speedups, ceilings.of_speedup(sheet)
    notes = captions.how_to_read(points, lanes.READ, captions.PAIRED).plus(
        terms=[
            *([ceiling.note] if ceiling else []),
            *captions.shared_cores(sheet.scene.shared_cores),
        ],
        own=[captions.unpaired(sheet.experiment, sheet.runners, points)],
    )
    locked = sharing.serial_share(sheet.experiment)
    under = f", {numbers.percent(locked)} of the work under a lock" if locked else ""
    here = sheet.page(f"speedup over serial{under}", layout.MAIN, notes, layout.LEGEND_WIDTH)
    draw_speedups(layout.main_axes(here), points, ceiling, sheet.scene)
    layout.legend(
        here,
        legend.beside(sheet.runners, points, sheet.scene, True, ceiling.words if ceiling else ""),
    )
    rows = sheet.rows(points, "ratio", "speedup")
    rows += sheet.rows([_per_worker(point) for point in points], "ratio", "efficiency")
    rows += ceiling.rows(sheet, "ratio") if ceiling else []
    return CHART.drawing(sheet, here, rows, _reading(sheet))


def _per_worker(point: Point) -> Point:
    return point.mapped(lambda speedup: speedup / point.workers)


def draw_speedups(ax: Axes, points: Sequence[Point], ceiling: Ceiling | None, scene: Scene) -> None:
    """On axes that may be a panel of the overview."""
    placed = lanes.prepare(ax, points, scene)
    top = axes.draw_ideal(ax, scene, placed, lambda n: n)
    axes.draw_level(ax, 1, scene.looks[BASE], scene.size)
    bounds = ceiling.by_workers if ceiling else {}
    axes.draw_ceiling(ax, bounds, placed)
    lanes.draw_base(ax, placed, scene)
    lanes.draw_points(ax, points, scene, placed)
    reach = [*lanes.extent(points), 1.0, top, *(limit.median for limit in bounds.values())]
    axes.set_log_y(ax, reach, doubling=True, suffix="×")
    ax.set_ylabel("speedup over serial (log scale)")


def _reading(sheet: Sheet) -> str:
    return sheet.conclusion(_in_words, *_rivals(sheet.found))


def _in_words(cell: Estimate) -> str:
    """2.03× serial [1.98, 2.12], or why there is no such figure."""
    if cell.is_base:
        return "the base"
    if cell.speedup is None:
        return f"no trial in a block with {BASE}"
    interval = cell.speedup.interval
    span = f" {numbers.span(interval)}" if interval else f" ({captions.few(cell.speedup.n)})"
    return f"{numbers.ratio(cell.speedup.median)}× {BASE}{span}"


def _rivals(found: Findings) -> list[str]:
    """The fastest, where that is another cell, and how many cannot be told from it."""
    best, said = found.best, []
    if best is None:
        return []
    if best.name != found.recommended.name:
        said.append(f"probably the fastest: {named(best)}, {_in_words(best)}")
    if len(found.tied) > 1:
        tied = numbers.several(len(found.tied), "cell")
        said.append(f"{tied} may be the best")
    if found.largest_tried:
        said.append(f"N={found.workers[-1]} was the largest tried")
    return said


CHART = Chart("speedup", draw, with_speedups, shown=True)
