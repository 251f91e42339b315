"""Latency at a rate of arrivals against the number of workers: the middle, and the tail."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from reports.charts import captions
from reports.charts.chart import Chart
from reports.charts.plot import axes, lanes, layout, legend, scales, theme
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Page
from reports.charts.plot.legend import Key
from reports.charts.service_sheet import ServiceSheet
from reports.stats.latency import ServiceCell
from reports.stats.points import Point
from reports.text import numbers
from reports.verdicts.service_answer import percentile, saturated_cells

PANELS_GAP = 0.2  # inches
HEAD = 0.3
SATURATED = "saturated"
NOTE = (
    "Latency: from the intended arrival of a request to its end, after the warm-up. Crosses: "
    "saturated cells, whose queue grows: their latencies depend on the length of a pass."
)
CROSS = {"marker": "x", "color": theme.INK, "ls": "none", "ms": 5.5, "mew": 1.2}


def draw(sheet: ServiceSheet) -> Drawing:
    tail = sheet.found.tail
    figures = list(dict.fromkeys(("p50_s", tail)))
    points = {figure: sheet.points(figure) for figure in figures}
    every = [point for mine in points.values() for point in mine]
    kept = [point for point in every if _name(point) not in sheet.saturated]
    unit, name = scales.unit_for(lanes.values(kept) or lanes.values(every))
    drawn = {
        figure: [point.mapped(lambda seconds: seconds / unit) for point in mine]
        for figure, mine in points.items()
    }
    notes = captions.how_to_read(every, lanes.READ).plus(
        terms=[NOTE, *captions.shared_cores(sheet.scene.shared_cores)]
    )
    here = sheet.page("latency against workers", layout.MAIN, notes, layout.LEGEND_WIDTH)
    reach = [end for mine in drawn.values() for end in lanes.extent(mine)]
    for place, (figure, mine) in enumerate(drawn.items()):
        ax = panel(here, place, len(figures), _title(sheet, figure))
        placed = lanes.prepare(ax, mine, sheet.scene)
        lanes.draw_points(ax, mine, sheet.scene, placed)
        full = [one for one in mine if one.summary and _name(one) in sheet.saturated]
        places = [(placed.x(one.runner, one.workers), one.summary.median) for one in full]
        cross(ax, places, figure)
        axes.set_log_y(ax, reach, doubling=False)
        if place:
            ax.tick_params(labelleft=False)  # those of the first panel
        else:
            ax.set_ylabel(f"latency ({name}, log scale)")
    keys = legend.beside(sheet.runners, every, sheet.scene, False, "")
    layout.legend(here, keys + saturated_key(bool(sheet.saturated)))
    rows = [row for figure, mine in points.items()
            for row in sheet.rows(mine, "s", figure.removesuffix("_s"))]  # fmt: skip
    return CHART.drawing(sheet, here, rows, _reading(sheet))


def panel(here: Page, place: int, count: int, title: str) -> Axes:
    """One of several beside each other, left of the legend."""
    room = layout.WIDTH - layout.LEFT - layout.LEGEND_WIDTH - 0.25
    width = (room - (count - 1) * PANELS_GAP) / count
    height = here.top - here.bottom - layout.LABELS - HEAD
    left = layout.LEFT + place * (width + PANELS_GAP)
    ax = here.axes(left, here.bottom + layout.LABELS, width, height)
    ax.text(0, 1 + 0.28 / height, title, transform=ax.transAxes, weight="bold", parse_math=False)
    return ax


def cross(ax: Axes, places: Sequence[tuple[float, float]], part: str) -> None:
    if places:
        ax.add_artist(Line2D(*zip(*places), zorder=5.4, gid=f"{SATURATED}-{part}", **CROSS))


def saturated_key(any_is: bool) -> list[Key]:
    return [(Line2D([], [], **CROSS), SATURATED)] if any_is else []


def _name(point: Point) -> tuple[str, int]:
    return (point.runner, point.workers)


def _title(sheet: ServiceSheet, figure: str) -> str:
    words = {"p50_s": "half of the requests", "p90_s": "90 % of them", "p99_s": "99 % of them"}
    return f"{figure.removesuffix('_s')}: {words[figure]} at {numbers.rate(sheet.found.rate_per_s)}"


def _reading(sheet: ServiceSheet) -> str:
    found = sheet.found

    def in_words(cell: ServiceCell) -> str:
        return f"{percentile(found)} {numbers.time_span(cell.summaries[found.tail])}"

    others = list(filter(None, [saturated_cells(found)]))
    if found.best and found.recommended and found.best.name != found.recommended.name:
        others.append(f"the shortest: {found.best.runner} N={found.best.workers}, "
                      f"{in_words(found.best)}")  # fmt: skip
    return sheet.conclusion(in_words, *others)


CHART = Chart("latency", draw, shown=True, at_a_rate=True)
