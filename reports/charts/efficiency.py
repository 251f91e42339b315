"""Draws efficiency, and the share of what the machine or the waits allow; opens no figure."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from reports.charts import charts
from reports.charts.plot import pages
from reports.charts.plot.axes import Scene
from reports.charts.plot.pages import Page
from reports.charts.sheets import Sheet
from reports.stats import series, statistics
from reports.stats.series import Point, Value
from reports.stats.statistics import Interval, Summary

LONE, STACKED = 4.4, 2.75  # inches of a panel
BETWEEN = 0.68


@dataclass(frozen=True)
class Share:
    """How much of the possible each cell reaches; without points where nothing bounds it."""

    points: list[Point]
    quantity: str  # in the table, named as in summary.csv
    label: str  # of the axis
    words: str  # what it is a share of


def share_of(sheet: Sheet) -> Share:
    if sheet.scene.waiting:
        bounds = sheet.scene.bounds("time")
        points = series.times(sheet.experiment, sheet.runners)
        found = [_over(bounds[one.workers], one) for one in points if one.workers in bounds]
        label = "of the bound = least time / time"
        return Share(found, "of_bound", label, "what the waits allow")
    bounds = sheet.scene.bounds("speedup")
    found = [
        _times(1 / bounds[one.workers], one) for one in sheet.speedups if one.workers in bounds
    ]
    label = "of capacity = speedup / min(N, capacity)"
    return Share(found, "of_capacity", label, "the measured capacity")


def height(share: Share) -> float:
    """Inches of the panels with their labels."""
    return 2 * STACKED + BETWEEN + pages.LABELS if share.points else LONE + pages.LABELS


def axes_of(here: Page, share: Share) -> list[Axes]:
    """From the top down."""
    left, width = pages.LEFT, pages.WIDTH - pages.LEFT - pages.LEGEND_WIDTH - 0.25
    bottom = here.bottom + pages.LABELS
    if not share.points:
        return [here.axes(left, bottom, width, LONE)]
    above = bottom + STACKED + BETWEEN
    return [here.axes(left, above, width, STACKED), here.axes(left, bottom, width, STACKED)]


def draw(axes: list[Axes], points: list[Point], share: Share, scene: Scene) -> None:
    charts.draw_efficiencies(axes[0], points, scene)
    if len(axes) > 1:
        axes[0].set_xlabel("")
        charts.draw_shares(axes[1], share.points, scene, share.label)


def _over(bound: float, point: Point) -> Point:
    """A bound over times: the longer, the less."""
    values = [Value(one.block, bound / one.value, one.undisturbed) for one in point.values]
    summary = point.summary
    if summary:
        interval = summary.interval
        if interval:
            interval = Interval(bound / interval.high, bound / interval.low, interval.level)
        summary = Summary(summary.n, bound / summary.median, interval)
    return Point(point.runner, point.workers, values, summary)


def _times(factor: float, point: Point) -> Point:
    values = [Value(one.block, one.value * factor, one.undisturbed) for one in point.values]
    return Point(point.runner, point.workers, values, statistics.scaled(point.summary, factor))
