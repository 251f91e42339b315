"""Draws set-up, cold pass, steady pass, tear-down, and a whole pass side by side; opens no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from reports.charts import rowed
from reports.charts.plot import scales
from reports.charts.plot.axes import Scene
from reports.charts.rowed import Rows
from reports.stats import statistics
from reports.stats.series import Point, Value
from reports.text import numbers


@dataclass(frozen=True)
class Phase:
    column: str  # of a sample
    quantity: str
    title: str
    width: float = 1.0


PHASES = (
    Phase("setup_s", "set-up", "set-up, once"),
    Phase("cold_s", "cold", "first (cold) pass"),
    Phase("wall_s", "steady", "steady pass"),
    Phase("teardown_s", "tear-down", "tear-down, once"),
    Phase("whole_s", "whole", "whole: set-up + pass + end", 1.45),
)
WIDTHS = [phase.width for phase in PHASES]


def draw_phases(
    panels: Sequence[Axes], rows: Rows, phases: dict[str, list[Point]], scene: Scene
) -> None:
    """phases: the points of each column of PHASES. All panels share one log scale."""
    drawn = {
        column: [_drawable(point) for point in points if point.values]
        for column, points in phases.items()
    }
    values = [
        value.value for points in drawn.values() for point in points for value in point.values
    ]
    steady = {(point.runner, point.workers): point for point in drawn["wall_s"]}
    for axes, phase in zip(panels, PHASES):
        rowed.prepare(axes, rows, phase.title, "time (log scale)")
        rowed.decades(axes, values, scales.decade_label)

        def words(point: Point, whole: bool = phase.column == "whole_s") -> str:
            more = _more(point, steady.get((point.runner, point.workers))) if whole else ""
            return numbers.time(point.summary.median) + more

        rowed.draw(axes, rows, drawn[phase.column], scene, phase.column, words)
    rowed.label(panels[0], rows, scene)


def _more(whole: Point, steady: Point | None) -> str:
    """(+3 %): what starting and ending the workers adds to one pass."""
    if not (whole.summary and steady and steady.summary):
        return ""
    share = added(whole, steady)
    return f" (+{numbers.percent(share)})" if share >= 0.0005 else " (+0 %)"


def added(whole: Point, steady: Point) -> float:
    return max(0.0, whole.summary.median / steady.summary.median - 1)


def _drawable(point: Point) -> Point:
    """Nothing has a place on a log axis at 0."""
    values = [
        Value(value.block, max(value.value, scales.SMALLEST_S), value.undisturbed)
        for value in point.values
    ]
    summary = point.summary
    if summary and summary.median < scales.SMALLEST_S:
        summary = statistics.Summary(summary.n, scales.SMALLEST_S, None)
    elif summary and summary.interval and summary.interval.low < scales.SMALLEST_S:
        ends = (scales.SMALLEST_S, summary.interval.high, summary.interval.level)
        summary = statistics.Summary(summary.n, summary.median, statistics.Interval(*ends))
    return Point(point.runner, point.workers, values, summary)
