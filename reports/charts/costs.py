"""Draws the time that each cell saves, and the CPU time that it takes for that; opens no file."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from reports.charts import rowed
from reports.charts.plot import scales
from reports.charts.plot.axes import Scene
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.rowed import Rows
from reports.stats.series import Point, Value
from reports.stats.statistics import Interval, Summary
from reports.text import numbers

WIDTHS = [1.0, 1.0]


def draw_costs(
    panels: Sequence[Axes], rows: Rows, saved: list[Point], cpu: list[Point], scene: Scene
) -> None:
    """saved: shares of serial's time; cpu: times serial's CPU time."""
    left, right = panels
    rowed.prepare(left, rows, "time saved", "of serial's time")
    shares = [value.value for point in saved for value in point.values]
    _percents(left, min(shares, default=0.0))
    rowed.prepare(right, rows, "CPU time spent", "times serial's CPU time (log scale)")
    ratios = [value.value for point in cpu for value in point.values]
    _times(right, ratios or [1.0])
    rowed.draw(left, rows, saved, scene, "wall_s", _saved)
    rowed.draw(right, rows, cpu, scene, "cpu_s", _spent)
    rowed.label(left, rows, scene)


def _saved(point: Point) -> str:
    return numbers.percent(point.summary.median)


def _spent(point: Point) -> str:
    return more(point.summary.median)


def more(times: float) -> str:
    """1.02 -> +2 %, 0.99 -> -1 %, 3.1 -> 3.10×."""
    if times >= 2:
        return f"{numbers.ratio(times)}×"
    if abs(times - 1) < 0.0005:
        return "±0 %"
    sign = "+" if times > 1 else "\u2212"
    return sign + numbers.percent(abs(times - 1))


def _percents(axes: Axes, least: float) -> None:
    low = min(0.0, 1.05 * least)
    axes.set_xlim(low, 1.0)
    step = next(step for step in (0.25, 0.5, 1, 2, 5, 10, 100, 1e4, 1e9) if -low / step <= 5)
    ticks = [place * step for place in range(int(low / step), 1)] + [0.25, 0.5, 0.75, 1.0]
    ticks = sorted({round(tick, 6) for tick in ticks if step < 1 or tick <= 0 or tick == 1})
    axes.set_xticks(ticks, [numbers.percent(tick) for tick in ticks])
    axes.grid(axis="x", color=GRID, lw=0.6)
    axes.axvline(0, color=QUIET, lw=1.0, zorder=1)
    rowed.turn_in(axes, ticks)


def _times(axes: Axes, ratios: Sequence[float]) -> None:
    low, high = scales.log_limits([*ratios, 1.0], least_ratio=1.5)
    ticks = scales.log_ticks(low, high, doubling=True, most=6)
    axes.set_xscale("log")
    axes.minorticks_off()
    axes.set_xlim(low, high)
    axes.set_xticks(ticks, [f"{numbers.plain(tick)}×" for tick in ticks])
    axes.grid(axis="x", color=GRID, lw=0.6)
    axes.axvline(1, color=QUIET, lw=1.0, zorder=1)
    rowed.turn_in(axes, ticks)


def saved_of(speedup: Point) -> Point:
    """Twice as fast saves half of the time."""
    values = [Value(one.block, 1 - 1 / one.value, one.undisturbed) for one in speedup.values]
    summary = speedup.summary
    if summary:
        interval = summary.interval
        if interval:
            interval = Interval(1 - 1 / interval.low, 1 - 1 / interval.high, interval.level)
        summary = Summary(summary.n, 1 - 1 / summary.median, interval)
    return Point(speedup.runner, speedup.workers, values, summary)
