"""Charts against workers: at each N the runners stand side by side in lanes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from reports.charts.plot import axes, marks, scales
from reports.charts.plot.axes import Scene
from reports.charts.plot.scales import Lanes
from reports.stats.points import Point
from reports.stats.series import BASE
from reports.text import numbers

DOTS_WIDTH = 0.62  # of a lane
FAR = 1.5  # times the greatest trial, or the least one over that
READ = "Runners stand side by side at each N: compare heights."


def prepare(ax: Axes, points: Sequence[Point], scene: Scene) -> Lanes:
    others = list(dict.fromkeys(point.runner for point in points if point.runner != BASE))
    alone = not any(point.workers == 1 for point in points if point.runner != BASE)
    lanes = scales.lanes(scene.workers, others if alone else [BASE, *others], alone)
    axes.prepare(ax, lanes, scene)
    return lanes


def draw_points(ax: Axes, points: Sequence[Point], scene: Scene, lanes: Lanes) -> None:
    for runner in dict.fromkeys(point.runner for point in points if point.values):
        look = scene.looks[runner]
        mine = [point for point in points if point.runner == runner]
        xs = [lanes.x(runner, point.workers) for point in mine]
        # A cell without an undisturbed trial breaks the line: nothing is known there.
        ys = [point.summary.median if point.summary else math.nan for point in mine]
        line = {"color": look.colour, "ls": look.dash, "lw": 1.3 * scene.size, "alpha": 0.7}
        ax.add_artist(Line2D(xs, ys, zorder=3, gid=marks.gid("line", runner), **line))
        marks.cells(
            ax, mine, lambda point: lanes.x(point.runner, point.workers), look, scene.size,
            DOTS_WIDTH * lanes.lane,
        )  # fmt: skip
        for x, y, point in zip(xs, ys, mine):
            if (runner, point.workers) == scene.recommended:
                marks.recommended(ax, (x, y), scene.size)


def draw_base(ax: Axes, lanes: Lanes, scene: Scene) -> None:
    # 1 by definition, hence without dots and without an interval.
    place = (lanes.x(BASE, 1), 1)
    marks.medians(ax, [place], scene.looks[BASE], scene.size, "base-marker")
    if scene.recommended == (BASE, 1):
        marks.recommended(ax, place, scene.size)


def set_shares_y(ax: Axes, points: Sequence[Point], label: str) -> None:
    top = max([1.08, *(1.05 * value for value in extent(points))])
    ticks = scales.linear_ticks(top)
    ax.set_yticks(ticks, [numbers.plain(tick) for tick in ticks])
    ax.set_ylim(0, top)
    ax.set_ylabel(label)


def values(points: Sequence[Point]) -> list[float]:
    return [value.value for point in points for value in point.values]


def extent(points: Sequence[Point]) -> list[float]:
    """What the axis must hold: the trials, and of the intervals what lies near them."""
    trials = values(points)
    if not trials:
        return []
    # The interval of few blocks reaches far beyond them, and would press everything else together.
    low, high = min(trials) / FAR, max(trials) * FAR
    intervals = [point.summary.interval for point in points if point.summary]
    ends = [end for one in intervals if one for end in (one.low, one.high)]
    return [*trials, *(min(max(end, low), high) for end in ends)]
