"""Draws time, speedup or efficiency against workers on axes that it is given; opens no figure."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from reports.charts.plot import axes, marks, scales
from reports.charts.plot.axes import Scene
from reports.charts.plot.scales import Lanes
from reports.charts.plot.style import Look
from reports.text.names import slug
from reports.stats.series import BASE, Point
from reports.text import numbers

DOTS_WIDTH = 0.62  # of a lane


def draw_times(ax: Axes, points: list[Point], scene: Scene) -> None:
    lanes = _prepare(ax, points, scene)
    values = _all_values(points)
    unit, name = scales.unit_for(values)
    for point in points:
        if point.runner == BASE and point.summary:
            level = point.summary.median / unit
            axes.draw_level(ax, level, scene.looks[BASE], scene.size)
    bounds = {n: bound / unit for n, bound in scene.bounds("time").items()}
    axes.draw_ceiling(ax, bounds, scene, lanes)
    _draw_points(ax, points, scene, lanes, 1 / unit)
    reach = [*(value / unit for value in values), *bounds.values()]
    axes.set_log_y(ax, reach, doubling=False)
    ax.set_ylabel(f"time per pass ({name}, log scale)")


def draw_speedups(ax: Axes, points: list[Point], scene: Scene) -> None:
    lanes = _prepare(ax, points, scene)
    top = axes.draw_ideal(ax, scene, lanes, lambda n: n)
    axes.draw_level(ax, 1, scene.looks[BASE], scene.size)
    bounds = scene.bounds("speedup")
    axes.draw_ceiling(ax, bounds, scene, lanes)
    _draw_base(ax, lanes, scene)
    _draw_points(ax, points, scene, lanes)
    reach = [*_all_values(points), 1.0, top, *bounds.values()]
    axes.set_log_y(ax, reach, doubling=True, suffix="×")
    ax.set_ylabel("speedup over serial (log scale)")


def draw_efficiencies(ax: Axes, points: list[Point], scene: Scene) -> None:
    lanes = _prepare(ax, points, scene)
    axes.draw_ideal(ax, scene, lanes, lambda n: 1)
    axes.draw_ceiling(ax, scene.bounds("efficiency"), scene, lanes)
    _draw_base(ax, lanes, scene)
    _draw_points(ax, points, scene, lanes)
    _set_shares_y(ax, points, "efficiency = speedup / N")


def draw_shares(ax: Axes, points: list[Point], scene: Scene, label: str) -> None:
    """Parts of what is possible at each N, which is 1."""
    lanes = _prepare(ax, points, scene)
    ax.axhline(1, lw=2.6 * scene.size, zorder=1.4, gid="possible", **axes.CEILING)
    _draw_points(ax, points, scene, lanes)
    _set_shares_y(ax, points, label)


def _set_shares_y(ax: Axes, points: list[Point], label: str) -> None:
    top = max([1.08, *(1.05 * value for value in _all_values(points))])
    ticks = scales.linear_ticks(top)
    ax.set_yticks(ticks, [numbers.plain(tick) for tick in ticks])
    ax.set_ylim(0, top)
    ax.set_ylabel(label)


def _prepare(ax: Axes, points: list[Point], scene: Scene) -> Lanes:
    others = list(dict.fromkeys(point.runner for point in points if point.runner != BASE))
    alone = not any(point.workers == 1 for point in points if point.runner != BASE)
    lanes = scales.lanes(scene.workers, others if alone else [BASE, *others], alone)
    axes.prepare(ax, lanes, scene.cpus)
    return lanes


def _draw_base(ax: Axes, lanes: Lanes, scene: Scene) -> None:
    # 1 by definition, hence without dots and without an interval.
    marks.medians(ax, [lanes.x(BASE, 1)], [1], scene.looks[BASE], scene.size, "base-marker")


def _draw_points(
    ax: Axes, points: list[Point], scene: Scene, lanes: Lanes, factor: float = 1.0
) -> None:
    """factor turns the values of the points into those of the axis."""
    for runner in dict.fromkeys(point.runner for point in points if point.values):
        look = scene.looks[runner]
        mine = [point for point in points if point.runner == runner]
        xs = [lanes.x(runner, point.workers) for point in mine]
        # A cell without a clean trial breaks the line: nothing is known there.
        ys = [point.summary.median * factor if point.summary else math.nan for point in mine]
        line = {"color": look.colour, "ls": look.dash, "lw": 1.3 * scene.size, "alpha": 0.7}
        ax.add_artist(Line2D(xs, ys, zorder=3, gid=f"line-{slug(runner)}", **line))
        _draw_trials(ax, xs, mine, look, scene.size, lanes.lane, factor)
        marks.medians(ax, xs, ys, look, scene.size, f"median-{slug(runner)}")


def _draw_trials(
    ax: Axes,
    centres: list[float],
    points: list[Point],
    look: Look,
    size: float,
    lane: float,
    factor: float,
) -> None:
    """Dots and intervals of one runner."""
    name = slug(points[0].runner)
    dots: dict[bool, list[tuple[float, float]]] = {}
    bars = []
    for centre, point in zip(centres, points):
        for clean, values, places in marks.kinds(point.values):
            dots.setdefault(clean, []).extend(
                (centre + DOTS_WIDTH * lane * place, value * factor)
                for value, place in zip(values, places)
            )
        if point.summary and point.summary.interval:
            interval = point.summary.interval
            bars.append(((centre, interval.low * factor), (centre, interval.high * factor)))
    for clean, places in dots.items():
        marks.dots(ax, *zip(*places), look, clean, size, name)
    if bars:
        marks.intervals(ax, bars, look, size, name)


def _all_values(points: list[Point]) -> list[float]:
    return [value.value for point in points for value in point.values]
