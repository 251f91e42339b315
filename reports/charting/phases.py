"""Draws set-up, cold pass, steady pass and tear-down side by side; opens no figure and no file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullFormatter

from reports.charting import marks, scales
from reports.charting.ground import Scene
from reports.charting.marks import GRID
from reports.charting.style import Look, shown, slug
from reports.charting.typeset import fitted
from reports.estimating.series import Point


@dataclass(frozen=True)
class Phase:
    column: str  # of samples.csv
    quantity: str
    title: str


PHASES = (
    Phase("setup_s", "set-up", "set-up, once"),
    Phase("cold_s", "cold", "first (cold) pass"),
    Phase("wall_s", "steady", "steady pass"),
    Phase("teardown_s", "tear-down", "tear-down, once"),
)
NAME_PT, NAME_INCHES = 8.0, 1.35
DOTS_HEIGHT = 0.5  # of a row
MARKER_SIZE = 0.9
GAP = 0.7  # rows of air between two runners

Rows = dict[tuple[str, int], float]


def rows_of(points: Sequence[Point]) -> Rows:
    """Where each runner's N stands, from the top down, the runners a little apart."""
    rows: Rows = {}
    y, last = 0.0, None
    for point in points:
        key = (point.runner, point.workers)
        if key not in rows:
            y += GAP if last not in (None, point.runner) else 0.0
            rows[key] = y
            y, last = y + 1, point.runner
    return rows


def draw_phases(panels: Sequence[Axes], phases: dict[str, list[Point]], scene: Scene) -> None:
    """phases: the points of each column of PHASES. All panels share one log scale."""
    rows = rows_of(phases["wall_s"])
    values = [
        max(value.value, scales.SMALLEST_S)
        for points in phases.values()
        for point in points
        for value in point.values
    ]
    low, high = scales.log_limits(values, least_ratio=10)
    low, high = 10 ** math.floor(math.log10(low)), 10 ** math.ceil(math.log10(high))
    decades = [
        10.0**power for power in range(round(math.log10(low)), round(math.log10(high)) + 1)
    ]
    labelled = scales.few_decades(decades)
    for axes, phase in zip(panels, PHASES):
        axes.set_xscale("log")
        axes.set_xticks(labelled, [scales.decade_label(tick) for tick in labelled])
        axes.xaxis.set_minor_locator(FixedLocator(decades))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_xlim(low, high)
        for tick, label in zip(labelled, axes.get_xticklabels()):
            # At an edge a centred label would run into the next panel's.
            label.set_ha(
                "left" if tick < 1.01 * low else "right" if tick > 0.99 * high else "center"
            )
        axes.set_ylim(max(rows.values()) + 0.7, -0.7)
        axes.set_yticks([])
        axes.grid(axis="x", which="both", color=GRID, lw=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.set_title(phase.title, loc="left", fontsize="medium", pad=6)
        axes.set_xlabel("time (log scale)")
        for y in rows.values():
            axes.axhline(y, color=GRID, lw=0.5, zorder=0.5)
        for point in phases[phase.column]:
            _draw_row(
                axes,
                rows[point.runner, point.workers],
                point,
                scene.looks[point.runner],
                phase.column,
            )
    _label_rows(panels[0], rows, scene)


def _draw_row(axes: Axes, y: float, point: Point, look: Look, column: str) -> None:
    name = f"{column}-{slug(point.runner)}-{point.workers}"
    for clean, values, places in marks.kinds(point.values):
        ys = [y + DOTS_HEIGHT * place for place in places]
        marks.dots(axes, [_drawable(value) for value in values], ys, look, clean, 1.0, name)
    if point.summary:
        interval = point.summary.interval
        if interval:
            ends = [_drawable(interval.low), _drawable(interval.high)]
            marks.interval(axes, ends, [y, y], look, 1.0, name)
        median = [_drawable(point.summary.median)]
        marks.medians(axes, median, [y], look, MARKER_SIZE, f"median-{name}")
        _write_median(axes, y, point)


def _drawable(seconds: float) -> float:
    return max(seconds, scales.SMALLEST_S)


def _write_median(axes: Axes, y: float, point: Point) -> None:
    """The figure itself, on the side with more room."""
    values = [_drawable(value.value) for value in point.values]
    low, high = axes.get_xlim()
    right = high / max(values) > min(values) / low
    x, shift, side = (max(values), 7, "left") if right else (min(values), -7, "right")
    words = scales.with_unit(_drawable(point.summary.median))
    _write(axes, words, (x, y), shift, ha=side, fontsize=6.8, color="#555555")


def _label_rows(axes: Axes, rows: Rows, scene: Scene) -> None:
    named: set[str] = set()
    edge = axes.get_yaxis_transform()
    for (runner, workers), y in rows.items():
        _write(axes, f"N={workers}", (0, y), -6, xycoords=edge, ha="right", fontsize="small")
        if runner not in named:
            named.add(runner)
            name = fitted(shown(runner), NAME_PT, NAME_INCHES, "bold")
            colour = scene.looks[runner].colour
            font = {"fontsize": NAME_PT, "weight": "bold", "color": colour}
            _write(axes, name, (0, y), -44, xycoords=edge, ha="right", **font)


def _write(
    axes: Axes, text: str, place: tuple[float, float], shift: float, **style: object
) -> None:
    """Beside a place, so many points to the right of it; taken literally."""
    axes.annotate(
        text,
        place,
        xytext=(shift, 0),
        textcoords="offset points",
        va="center",
        parse_math=False,
        annotation_clip=False,
        **style,
    )
