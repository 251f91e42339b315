"""What a legend says: runners in order, then the other marks in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.lines import Line2D

from reports.charts.plot import theme
from reports.charts.plot.axes import CEILING, IDEAL_DASH, Scene
from reports.charts.plot.marks import QUIET, RING
from reports.charts.plot.style import Look
from reports.stats.points import Point
from reports.stats.series import BASE
from reports.text.names import shown

SEVERAL = "limit: see below"
Key = tuple[Line2D, str]


def runners(names: Sequence[str], scene: Scene, ratio: bool) -> list[Key]:
    """ratio: the base is drawn even if not selected, because everything is measured against it."""
    if ratio:
        names = [BASE, *(name for name in names if name != BASE)]
    return [
        (
            _line(scene.looks[name]),
            f"{BASE} (base)" if ratio and name == BASE else shown(name, 60),
        )
        for name in names
    ]


def others(
    points: Sequence[Point], scene: Scene, ratio: bool, ceilings: Sequence[str] = ()
) -> list[Key]:
    """ratio: the chart shows figures against serial, and their ideal. ceilings: words of each."""
    keys: list[Key] = [(Line2D([], [], ls="none"), "")]
    if ratio and (scene.waiting or scene.elsewhere or scene.cpus is not None):
        keys.append((Line2D([], [], color=QUIET, lw=1.5, ls=IDEAL_DASH), "ideal: speedup = N"))
    if ceilings:
        # They look alike; the notes under the chart say which one applies to a panel.
        words = ceilings[0] if len(ceilings) == 1 else SEVERAL
        keys.append((Line2D([], [], **CEILING), words))
    dot = {"ls": "none", "marker": "o", "color": QUIET}
    keys.append((Line2D([], [], ms=3.2, mew=0, alpha=0.6, **dot), "one trial"))
    if any(not value.undisturbed for point in points for value in point.values):
        keys.append((Line2D([], [], ms=4, mew=0.8, mfc="none", **dot), "disturbed trial"))
    if any(point.summary and point.summary.interval for point in points):
        bar = Line2D([], [], ls="none", marker="|", ms=11, mew=2.2, color=QUIET)
        keys.append((bar, "95\u00a0% interval"))
    if any((point.runner, point.workers) == scene.recommended for point in points) or (
        ratio and scene.recommended == (BASE, 1)
    ):
        keys.append((Line2D([], [], ls="none", ms=11, mew=1.3, **RING), "recommended"))
    return keys


def beside(
    names: Sequence[str], points: Sequence[Point], scene: Scene, ratio: bool, ceiling: str
) -> list[Key]:
    """Of one chart in lanes: the runners that are drawn, then the rest."""
    drawn = {point.runner for point in points if point.values}
    keys = runners([name for name in names if name in drawn], scene, ratio)
    return keys + others(points, scene, ratio, [ceiling] if ceiling else [])


def parts(colours: Mapping[str, str]) -> list[Key]:
    """A patch for each part of a bar."""
    return [(Line2D([], [], lw=7, solid_capstyle="butt", color=colour), words)
            for words, colour in colours.items()]  # fmt: skip


def _line(look: Look) -> Line2D:
    line = {"color": look.colour, "ls": look.dash, "lw": 1.5}
    mark = {"marker": look.marker, "ms": look.size, "mec": theme.PAPER, "mew": 0.7}
    return Line2D([], [], **line, **mark)
