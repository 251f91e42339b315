"""Draws which worker ran which task when, from one traced pass; opens no figure and no file."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from reports.charts.plot import scales, theme, typeset
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.plot.style import Look
from reports.data.spans import Span, Trace
from reports.text import numbers

MOST = 3000  # bars; more are narrower than a pixel, and make a page slow
LANE, LEAST_LANE = 0.34, 0.12  # inches
MOST_HEIGHT = 8.0
LABEL_PT = 8.5
SHADES = (0.34, 0.14)  # of a worker's tasks in turn; pale, so that their numbers can be read
LANE_LABEL_INCHES = 0.17
_BOX = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]


def height(trace: Trace) -> float:
    """Inches of the lanes."""
    lanes = trace.trial.workers
    return max(0.7, lanes * max(LEAST_LANE, min(LANE, MOST_HEIGHT / lanes)))


def turns(spans: Sequence[Span]) -> dict[int, int]:
    """By task: how many tasks its worker had run before it."""
    before: dict[int, int] = {}
    found = {}
    for span in sorted(spans, key=lambda one: (one.start_s, one.task)):
        found[span.task] = before.get(span.worker, 0)
        before[span.worker] = found[span.task] + 1
    return found


def draw_timeline(axes: Axes, trace: Trace, look: Look) -> None:
    lanes = trace.trial.workers
    factor, unit = scales.unit_for([trace.pass_s])
    spans, turn = trace.spans[:MOST], turns(trace.spans)
    end = max([trace.pass_s, *(span.end_s for span in spans)]) / factor
    axes.set_xlim(0, 1.005 * end)
    ticks = scales.linear_ticks(end)
    axes.set_xticks(ticks, [numbers.plain(tick) for tick in ticks])
    axes.set_ylim(lanes - 0.45, -0.55)
    axes.set_xlabel(f"time from the pass's start ({unit})")
    axes.grid(axis="x", color=GRID, lw=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    each = max(1, math.ceil(lanes * LANE_LABEL_INCHES / height(trace)))
    labelled = range(0, lanes, each)
    axes.set_yticks(list(labelled), [f"worker {lane}" for lane in labelled])
    axes.tick_params(axis="y", length=0)
    for shade, alpha in enumerate(SHADES):
        boxes = [_box(span, factor) for span in spans if turn[span.task] % 2 == shade]
        if boxes:
            path = Path([place for box in boxes for place in box], _BOX * len(boxes))
            inside = {"fc": look.colour, "ec": "none", "alpha": alpha}
            axes.add_artist(PathPatch(path, gid=f"tasks-{shade}", zorder=3, **inside))
            edges = {"fc": "none", "ec": look.colour, "lw": 0.8}
            axes.add_artist(PathPatch(path, gid=f"edges-{shade}", zorder=3.1, **edges))
    axes.axvline(trace.pass_s / factor, color=QUIET, lw=1.0, ls="dashed", zorder=2, gid="end")
    _label(axes, spans, factor)


def _box(span: Span, factor: float) -> list[tuple[float, float]]:
    left, right = span.start_s / factor, span.end_s / factor
    top, bottom = span.worker - 0.4, span.worker + 0.4
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]


def _label(axes: Axes, spans: Sequence[Span], factor: float) -> None:
    """The tasks' numbers, where they fit."""
    left, right = axes.get_xlim()
    inches = axes.get_position().width * axes.figure.get_figwidth() / (right - left) / factor
    digit = typeset.width("0", LABEL_PT)
    style = {"ha": "center", "va": "center", "fontsize": LABEL_PT, "color": theme.INK}
    for span in spans:
        name = str(span.task)
        if (span.end_s - span.start_s) * inches > digit * (len(name) + 0.8):
            middle = (span.start_s + span.end_s) / 2 / factor
            axes.text(middle, span.worker, name, zorder=4, **style)
