"""The marks that every chart shares: dots of trials, medians, intervals; decides no place.

Marks are added as artists, for axes.plot and its like would look at every value once more to find
limits, which the charts set themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from reports.charts.plot import scales, theme
from reports.charts.plot.style import Look
from reports.stats.series import Value

GRID = theme.GRID
QUIET = theme.MUTED
NEXT_TO_NOTHING = 1e-7  # of a place: pictures of pixels leave out strokes of no length at all

_STROKE = [Path.MOVETO, Path.LINETO]
_RUNNER = re.compile(
    r"(?:samples|contaminated|interval|line|median|key|lost)-"
    r"(?:(?:setup|cold|wall|teardown|whole|cpu)_s-)?(.+)"
)


def runner_of(gid: str) -> str | None:
    """The slug of the runner that a group of marks belongs to; None for what is nobody's."""
    found = _RUNNER.fullmatch(gid)
    return found.group(1) if found else None


def kinds(values: Sequence[Value]) -> Iterator[tuple[bool, list[float], list[float]]]:
    """(clean, values, sideways places) of the clean and of the contaminated trials, if any."""
    for clean in (True, False):
        chosen = [value.value for value in values if value.undisturbed == clean]
        if chosen:
            places = [scales.jitter(place, len(chosen)) for place in range(len(chosen))]
            yield clean, chosen, places


def dots(
    axes: Axes,
    xs: Sequence[float],
    ys: Sequence[float],
    look: Look,
    clean: bool,
    size: float,
    name: str,
) -> None:
    """One dot a trial, those of a runner together; contaminated ones are hollow."""
    gid = f"{'samples' if clean else 'contaminated'}-{name}"
    if clean:
        # Strokes of next to no length, with round ends: one path for all dots, which keeps pages small.
        style = {"capstyle": "round", "lw": 3 * size, "alpha": 0.42, "zorder": 4}
        ends = [(x + NEXT_TO_NOTHING * (abs(x) or 1), y) for x, y in zip(xs, ys)]
        places = [place for stroke in zip(zip(xs, ys), ends) for place in stroke]
        path = Path(places, _STROKE * len(xs))
        axes.add_artist(PathPatch(path, fill=False, ec=look.colour, gid=gid, snap=False, **style))
        return
    style = {"edgecolors": look.colour, "linewidths": 0.8 * size, "alpha": 0.9, "zorder": 4.5}
    axes.scatter(xs, ys, s=13 * size**2, marker="o", facecolors="none", gid=gid, **style)


def intervals(
    axes: Axes,
    bars: Sequence[tuple[tuple[float, float], tuple[float, float]]],
    look: Look,
    size: float,
    name: str,
) -> None:
    """A bar from one place to another each."""
    path = Path([place for bar in bars for place in bar], _STROKE * len(bars))
    style = {"lw": 2.2 * size, "capstyle": "butt", "zorder": 3.5, "snap": False}
    axes.add_artist(PathPatch(path, fill=False, ec=look.colour, gid=f"interval-{name}", **style))


def medians(
    axes: Axes, xs: Sequence[float], ys: Sequence[float], look: Look, size: float, gid: str
) -> None:
    """The runner's own markers, above everything else."""
    style = {"marker": look.marker, "color": look.colour, "mec": theme.PAPER, "mew": 0.7 * size}
    axes.add_artist(Line2D(xs, ys, ls="none", ms=look.size * size, zorder=5, gid=gid, **style))
