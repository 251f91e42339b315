"""Charts with a row per cell, the panels side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullFormatter

from reports.charts.plot import layout, marks, scales
from reports.charts.plot.axes import Scene
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.plot.layout import Page, fitted
from reports.stats.points import Point
from reports.text.names import shown

ROW = 0.19  # inches
LEFT, BETWEEN = 2.15, 0.22  # inches beside and between the panels
NAME_PT, NAME_INCHES = 8.0, 1.35
DOTS_HEIGHT = 0.5  # of a row
SIZE = 0.9  # of dots and markers, against a chart in lanes
GAP = 0.7  # rows between two runners
WORDS_PT = 6.8

READ = "Bold N: the recommended cell."
Rows = dict[tuple[str, int], float]


def rows_of(cells: Iterable[tuple[str, int]]) -> Rows:
    """The place of each cell from the top down, with a gap between runners."""
    rows: Rows = {}
    y, last = 0.0, None
    for cell in cells:
        if cell not in rows:
            y += GAP if last not in (None, cell[0]) else 0.0
            rows[cell] = y
            y, last = y + 1, cell[0]
    return rows


def height(rows: Rows) -> float:
    """Inches of the panels."""
    return ROW * (max(rows.values()) + 1.4)


def panels(here: Page, rows: Rows, widths: Sequence[float]) -> list[Axes]:
    """Side by side; widths are relative."""
    room = layout.WIDTH - LEFT - layout.MARGIN - 0.1 - BETWEEN * (len(widths) - 1)
    made, left = [], LEFT
    for width in widths:
        inches = room * width / sum(widths)
        made.append(here.axes(left, here.bottom + layout.LABELS, inches, height(rows)))
        left += inches + BETWEEN
    return made


def prepare(axes: Axes, rows: Rows, title: str, label: str) -> None:
    axes.set_ylim(max(rows.values()) + 0.7, -0.7)
    axes.set_yticks([])
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title(title, loc="left", fontsize="medium", pad=6)
    axes.set_xlabel(label)
    xs, ys = [0, 1, math.nan] * len(rows), [place for y in rows.values() for place in (y, y, y)]
    across = {"transform": axes.get_yaxis_transform(), "color": GRID}
    axes.add_artist(Line2D(xs, ys, lw=0.5, zorder=0.5, **across))


def decades(axes: Axes, values: Sequence[float], label: Callable[[float], str]) -> None:
    """A log scale of whole decades that holds all values."""
    low, high = scales.log_limits(values, least_ratio=10)
    low, high = 10 ** math.floor(math.log10(low)), 10 ** math.ceil(math.log10(high))
    every = [10.0**power for power in range(round(math.log10(low)), round(math.log10(high)) + 1)]
    labelled = scales.few_decades(every)
    axes.set_xscale("log")
    axes.set_xticks(labelled, [label(tick) for tick in labelled])
    axes.xaxis.set_minor_locator(FixedLocator(every))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="x", which="both", color=GRID, lw=0.6)
    axes.set_xlim(low, high)
    turn_in(axes, labelled)


def turn_in(axes: Axes, ticks: Sequence[float]) -> None:
    """At an edge a centred label would run into the next panel's."""
    place = axes.transAxes.inverted().transform
    for tick, label in zip(ticks, axes.get_xticklabels()):
        x = place(axes.transData.transform((tick, 0)))[0]
        label.set_ha("left" if x < 0.03 else "right" if x > 0.97 else "center")


def draw(
    axes: Axes,
    rows: Rows,
    points: Sequence[Point],
    scene: Scene,
    column: str,
    words: Callable[[Point], str],
) -> None:
    """The trials, the intervals, the medians and, in words, their figures."""
    runners: dict[str, list[Point]] = {}
    for point in points:
        if point.values:
            runners.setdefault(point.runner, []).append(point)
            if point.summary:
                _write_beside(axes, rows[point.runner, point.workers], point, words(point))
    for runner, mine in runners.items():
        marks.cells(
            axes, mine, lambda point: rows[point.runner, point.workers], scene.looks[runner],
            SIZE, DOTS_HEIGHT, turned=True, column=column,
        )  # fmt: skip


def _write_beside(axes: Axes, y: float, point: Point, words: str) -> None:
    """On the side with more room."""
    ends = [value.value for value in point.values]
    place = axes.transAxes.inverted().transform
    left, right = (place(axes.transData.transform((end, y)))[0] for end in (min(ends), max(ends)))
    x, shift, side = (max(ends), 7, "left") if 1 - right > left else (min(ends), -7, "right")
    write(axes, words, (x, y), shift, ha=side, fontsize=WORDS_PT, color=QUIET)


def label(axes: Axes, rows: Rows, scene: Scene) -> None:
    """Each runner's name once, and N at each row: bold where it is the recommended cell."""
    named: set[str] = set()
    edge = axes.get_yaxis_transform()
    for (runner, workers), y in rows.items():
        weight = "bold" if (runner, workers) == scene.recommended else "normal"
        font = {"fontsize": "small", "weight": weight}
        write(axes, f"N={workers}", (0, y), -6, xycoords=edge, ha="right", **font)
        if runner not in named:
            named.add(runner)
            name = fitted(shown(runner), NAME_PT, NAME_INCHES, "bold")
            colour = scene.looks[runner].colour
            font = {"fontsize": NAME_PT, "weight": "bold", "color": colour}
            write(axes, name, (0, y), -44, xycoords=edge, ha="right", **font)


def write(axes: Axes, text: str, place: tuple[float, float], shift: float, **style: object) -> None:
    """Beside a place, so many points to the right of it; taken literally."""
    axes.annotate(
        text, place, xytext=(shift, 0), textcoords="offset points", va="center",
        parse_math=False, annotation_clip=False, **style,
    )  # fmt: skip
