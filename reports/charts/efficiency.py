"""Efficiency, and the share of what the CPUs or the waits allow."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from reports.charts import captions, ceilings
from reports.charts.ceilings import Ceiling
from reports.charts.chart import Chart, with_speedups
from reports.charts.plot import axes, lanes, layout, legend
from reports.charts.plot.axes import Scene
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Page
from reports.charts.sheet import Sheet
from reports.stats.estimates import Estimate
from reports.stats.points import Point
from reports.text import numbers
from reports.verdicts.sentences import limit, named

LONE, STACKED = 4.4, 2.75  # inches of a panel
BETWEEN = 0.68


@dataclass(frozen=True)
class Share:
    """How much of a limit each cell reaches; without points where nothing limits it."""

    points: list[Point]
    quantity: str  # in the CSV, named as in summary.csv
    label: str  # of the axis


def draw(sheet: Sheet) -> Drawing:
    points = [_per_worker(point) for point in sheet.speedups]
    share, ceiling = _share(sheet), ceilings.of_efficiency(sheet)
    shown = ceiling or (ceilings.of_time(sheet) if share.points else None)
    notes = captions.how_to_read(points, lanes.READ, captions.PAIRED)
    notes.append(captions.unpaired(sheet.experiment, sheet.runners, points))
    notes += [shown.note] if shown else []
    height = 2 * STACKED + BETWEEN if share.points else LONE
    here = sheet.page("efficiency against workers", height + layout.LABELS, notes)
    panels = _panels(here, share)
    _draw_efficiencies(panels[0], points, ceiling, sheet.scene)
    if len(panels) > 1:
        panels[0].set_xlabel("")
        _draw_shares(panels[1], share, sheet.scene)
    every = [*points, *share.points]
    layout.legend(
        here, legend.beside(sheet.runners, every, sheet.scene, True, shown.words if shown else "")
    )
    rows = sheet.rows(points, "ratio", "efficiency")
    rows += sheet.rows(share.points, "ratio", share.quantity)
    rows += ceiling.rows(sheet, "ratio") if ceiling else []
    return CHART.drawing(sheet, here, rows, _reading(sheet))


def _per_worker(point: Point) -> Point:
    return point.mapped(lambda speedup: speedup / point.workers)


def _share(sheet: Sheet) -> Share:
    """As each cell's estimate has its limit."""
    found = []
    if sheet.scene.waiting:
        for cell, point in zip(sheet.cells, sheet.times):
            bound = cell.bound_s
            if bound is not None:
                found.append(point.mapped(lambda time, bound=bound: bound / time))
        return Share(found, "of_bound", "share of ideal = limit / time")
    limits = ceilings.cpu_limits(sheet)
    for point in sheet.speedups:
        most = limits.get(point.workers)
        if most is not None:
            found.append(point.mapped(lambda speedup, most=most: speedup / most))
    return Share(found, "of_capacity", "share of CPU limit = speedup / limit")


def _panels(here: Page, share: Share) -> list[Axes]:
    """From the top down."""
    left, width = layout.LEFT, layout.WIDTH - layout.LEFT - layout.LEGEND_WIDTH - 0.25
    bottom = here.bottom + layout.LABELS
    if not share.points:
        return [here.axes(left, bottom, width, LONE)]
    above = bottom + STACKED + BETWEEN
    return [here.axes(left, above, width, STACKED), here.axes(left, bottom, width, STACKED)]


def _draw_efficiencies(
    ax: Axes, points: list[Point], ceiling: Ceiling | None, scene: Scene
) -> None:
    placed = lanes.prepare(ax, points, scene)
    axes.draw_ideal(ax, scene, placed, lambda n: 1)
    axes.draw_ceiling(ax, ceiling.by_workers if ceiling else {}, placed)
    lanes.draw_base(ax, placed, scene)
    lanes.draw_points(ax, points, scene, placed)
    lanes.set_shares_y(ax, points, "efficiency = speedup / N")


def _draw_shares(ax: Axes, share: Share, scene: Scene) -> None:
    placed = lanes.prepare(ax, share.points, scene)
    ax.axhline(1, zorder=1.4, gid="possible", **axes.CEILING)
    lanes.draw_points(ax, share.points, scene, placed)
    lanes.set_shares_y(ax, share.points, share.label)


def _reading(sheet: Sheet) -> str:
    def in_words(cell: Estimate) -> str:
        if cell.efficiency is None:
            return "no speedup is known"
        words = f"efficiency {numbers.percent(cell.efficiency)}"
        reached = "" if cell.is_base else limit(sheet.judged, cell)
        return f"{words}, {reached}" if reached else words

    known = [cell for cell in sheet.cells if cell.speedup]
    last = [cell for cell in known if cell.workers == max(cell.workers for cell in known)]
    far = max(last, key=lambda cell: cell.efficiency, default=None)
    recommended = sheet.found.recommended
    if far is None or (recommended and far.name == recommended.name):
        return sheet.conclusion(in_words)
    return sheet.conclusion(in_words, f"highest at N={far.workers}: {named(far)}, {in_words(far)}")


CHART = Chart("efficiency", draw, with_speedups)
