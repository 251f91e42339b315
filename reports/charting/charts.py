"""Draws time, speedup or efficiency against workers on axes that it is given; opens no figure."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from reports.charting import ground, marks, scales
from reports.charting.ground import Scene
from reports.charting.scales import Lanes
from reports.charting.style import Look, slug
from reports.estimating.series import BASE, Point

DOTS_WIDTH = 0.62  # of a lane


def draw_times(axes: Axes, points: list[Point], scene: Scene) -> None:
    lanes = _prepare(axes, points, scene)
    values = _all_values(points)
    unit, name = scales.unit_for(values)
    for point in points:
        if point.runner == BASE and point.summary:
            level = point.summary.median / unit
            ground.draw_level(axes, level, scene.looks[BASE], scene.size)
    bounds = {n: bound / unit for n, bound in scene.bounds("time").items()}
    ground.draw_ceiling(axes, bounds, scene, lanes)
    _draw_points(axes, points, scene, lanes, 1 / unit)
    reach = [*(value / unit for value in values), *bounds.values()]
    ground.set_log_y(axes, reach, doubling=False)
    axes.set_ylabel(f"time per pass ({name}, log scale)")


def draw_speedups(axes: Axes, points: list[Point], scene: Scene) -> None:
    lanes = _prepare(axes, points, scene)
    top = ground.draw_ideal(axes, scene, lanes, lambda n: n)
    ground.draw_level(axes, 1, scene.looks[BASE], scene.size)
    bounds = scene.bounds("speedup")
    ground.draw_ceiling(axes, bounds, scene, lanes)
    _draw_base(axes, lanes, scene)
    _draw_points(axes, points, scene, lanes)
    reach = [*_all_values(points), 1.0, top, *bounds.values()]
    ground.set_log_y(axes, reach, doubling=True, suffix="×")
    axes.set_ylabel("speedup over serial (log scale)")


def draw_efficiencies(axes: Axes, points: list[Point], scene: Scene) -> None:
    lanes = _prepare(axes, points, scene)
    ground.draw_ideal(axes, scene, lanes, lambda n: 1)
    ground.draw_ceiling(axes, scene.bounds("efficiency"), scene, lanes)
    _draw_base(axes, lanes, scene)
    _draw_points(axes, points, scene, lanes)
    _set_shares_y(axes, points, "efficiency = speedup / N")


def draw_shares(axes: Axes, points: list[Point], scene: Scene, label: str) -> None:
    """Parts of what is possible at each N, which is 1."""
    lanes = _prepare(axes, points, scene)
    axes.axhline(1, lw=2.6 * scene.size, zorder=1.4, gid="possible", **ground.CEILING)
    _draw_points(axes, points, scene, lanes)
    _set_shares_y(axes, points, label)


def _set_shares_y(axes: Axes, points: list[Point], label: str) -> None:
    top = max([1.08, *(1.05 * value for value in _all_values(points))])
    ticks = scales.linear_ticks(top)
    axes.set_yticks(ticks, [scales.plain(tick) for tick in ticks])
    axes.set_ylim(0, top)
    axes.set_ylabel(label)


def _prepare(axes: Axes, points: list[Point], scene: Scene) -> Lanes:
    others = list(dict.fromkeys(point.runner for point in points if point.runner != BASE))
    alone = not any(point.workers == 1 for point in points if point.runner != BASE)
    lanes = scales.lanes(scene.workers, others if alone else [BASE, *others], alone)
    ground.prepare(axes, lanes, scene.cpus)
    return lanes


def _draw_base(axes: Axes, lanes: Lanes, scene: Scene) -> None:
    # 1 by definition, hence without dots and without an interval.
    marks.medians(axes, [lanes.x(BASE, 1)], [1], scene.looks[BASE], scene.size, "base-marker")


def _draw_points(
    axes: Axes, points: list[Point], scene: Scene, lanes: Lanes, factor: float = 1.0
) -> None:
    """factor turns the values of the points into those of the axis."""
    for runner in dict.fromkeys(point.runner for point in points if point.values):
        look = scene.looks[runner]
        mine = [point for point in points if point.runner == runner]
        xs = [lanes.x(runner, point.workers) for point in mine]
        # A cell without a clean trial breaks the line: nothing is known there.
        ys = [point.summary.median * factor if point.summary else math.nan for point in mine]
        line = {"color": look.colour, "ls": look.dash, "lw": 1.3 * scene.size, "alpha": 0.7}
        axes.add_artist(Line2D(xs, ys, zorder=3, gid=f"line-{slug(runner)}", **line))
        _draw_trials(axes, xs, mine, look, scene.size, lanes.lane, factor)
        marks.medians(axes, xs, ys, look, scene.size, f"median-{slug(runner)}")


def _draw_trials(
    axes: Axes,
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
        marks.dots(axes, *zip(*places), look, clean, size, name)
    if bars:
        marks.intervals(axes, bars, look, size, name)


def _all_values(points: list[Point]) -> list[float]:
    return [value.value for point in points for value in point.values]
