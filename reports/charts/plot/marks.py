"""The marks that every chart shares: dots of trials, intervals, medians, the recommended cell.

Marks are added as artists, because axes.plot and its like would look at every value once more to
find limits, which the charts set themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from reports.charts.plot import scales, theme
from reports.charts.plot.style import Look
from reports.stats.points import Point
from reports.text.names import slug

GRID = theme.GRID
QUIET = theme.MUTED
RING = {"marker": "o", "mfc": "none", "color": theme.INK}
NEXT_TO_NOTHING = 1e-7  # of a place: pictures of pixels leave out strokes of no length at all

_STROKE = [Path.MOVETO, Path.LINETO]
_BOX = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
Place = tuple[float, float]


def gid(what: str, runner: str) -> str:
    """The id of a group of marks of one runner; the page highlights by the runner in it."""
    return f"{what}--{slug(runner)}"


def runner_of(gid: str) -> str:
    """The slug of the runner that a group belongs to; empty for what is nobody's."""
    return gid.partition("--")[2]


def cells(
    axes: Axes,
    points: Sequence[Point],
    place: Callable[[Point], float],
    look: Look,
    size: float,
    spread: float,
    turned: bool = False,
    column: str = "",
) -> None:
    """The trials, intervals and medians of one runner's cells, at their places along an axis.

    spread: over which the dots of a cell are laid. turned: values run along x, places along y.
    column: tells the marks of several panels apart.
    """

    def at(across: float, value: float) -> Place:
        return (value, across) if turned else (across, value)

    def name(what: str) -> str:
        return gid(f"{what}-{column}" if column else what, points[0].runner)

    trials: dict[bool, list[Place]] = {True: [], False: []}
    bars: list[Place] = []
    middles: list[Place] = []
    for point in points:
        across = place(point)
        for undisturbed, placed in trials.items():
            values = [one.value for one in point.values if one.undisturbed == undisturbed]
            for step, value in enumerate(values):
                placed.append(at(across + spread * scales.jitter(step, len(values)), value))
        if point.summary:
            middles.append(at(across, point.summary.median))
            if point.summary.interval:
                interval = point.summary.interval
                bars += [at(across, interval.low), at(across, interval.high)]
    if trials[True]:
        _dots(axes, trials[True], look, size, name("samples"))
    if trials[False]:
        _rings(axes, trials[False], look, size, name("disturbed"))
    if bars:
        style = {"lw": 2.2 * size, "capstyle": "butt", "zorder": 3.5, "snap": False}
        path = Path(bars, _STROKE * (len(bars) // 2))
        axes.add_artist(PathPatch(path, fill=False, ec=look.colour, gid=name("interval"), **style))
    if middles:
        medians(axes, middles, look, size, name("median"))


def medians(axes: Axes, places: Sequence[Place], look: Look, size: float, gid: str) -> None:
    """The runner's own markers, above everything else."""
    style = {"marker": look.marker, "color": look.colour, "mec": theme.PAPER, "mew": 0.7 * size}
    style |= {"ls": "none", "ms": look.size * size, "zorder": 5, "gid": gid}
    axes.add_artist(Line2D(*zip(*places), **style))


def recommended(axes: Axes, place: Place, size: float) -> None:
    """A ring around the marker of the recommended cell."""
    style = {"ls": "none", "ms": 15 * size, "mew": 1.3 * size, "zorder": 5.5, "gid": "recommended"}
    axes.add_artist(Line2D(*zip(place), **RING, **style))


def boxes(
    axes: Axes, edges: Sequence[tuple[float, float, float]], height: float, **style: object
) -> None:
    """One path for many bars: left, right and middle of each."""
    half = height / 2
    corners = [
        corner
        for left, right, y in edges
        for corner in (
            (left, y - half), (right, y - half), (right, y + half), (left, y + half),
            (left, y - half),
        )
    ]  # fmt: skip
    axes.add_artist(PathPatch(Path(corners, _BOX * len(edges)), **style))


def _dots(axes: Axes, places: Sequence[Place], look: Look, size: float, gid: str) -> None:
    # Strokes of next to no length, with round ends: one path for all dots keeps pages small.
    style = {"capstyle": "round", "lw": 3 * size, "alpha": 0.42, "zorder": 4, "snap": False}
    ends = [(x + NEXT_TO_NOTHING * (abs(x) or 1), y) for x, y in places]
    path = Path([end for stroke in zip(places, ends) for end in stroke], _STROKE * len(places))
    axes.add_artist(PathPatch(path, fill=False, ec=look.colour, gid=gid, **style))


def _rings(axes: Axes, places: Sequence[Place], look: Look, size: float, gid: str) -> None:
    style = {"edgecolors": look.colour, "linewidths": 0.8 * size, "alpha": 0.9, "zorder": 4.5}
    axes.scatter(*zip(*places), s=13 * size**2, facecolors="none", gid=gid, **style)
