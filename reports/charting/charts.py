"""Draws time, speedup or efficiency against workers on axes that it is given; opens no figure."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

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
    top = max([1.08, *(1.05 * value for value in _all_values(points))])
    ticks = scales.linear_ticks(top)
    axes.set_yticks(ticks, [scales.plain(tick) for tick in ticks])
    axes.set_ylim(0, top)
    axes.set_ylabel("efficiency = speedup / N")


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
        axes.plot(xs, ys, zorder=3, gid=f"line-{slug(runner)}", **line)
        for x, point in zip(xs, mine):
            _draw_cell(axes, x, point, look, scene.size, lanes.lane, factor)
        marks.medians(axes, xs, ys, look, scene.size, f"median-{slug(runner)}")


def _draw_cell(
    axes: Axes, x: float, point: Point, look: Look, size: float, lane: float, factor: float
) -> None:
    name = f"{slug(point.runner)}-{point.workers}"
    for clean, values, places in marks.kinds(point.values):
        xs = [x + DOTS_WIDTH * lane * place for place in places]
        marks.dots(axes, xs, [value * factor for value in values], look, clean, size, name)
    if point.summary and point.summary.interval:
        ends = [point.summary.interval.low * factor, point.summary.interval.high * factor]
        marks.interval(axes, [x, x], ends, look, size, name)


def _all_values(points: list[Point]) -> list[float]:
    return [value.value for point in points for value in point.values]
