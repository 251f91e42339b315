"""Draws where each cell's speedup went, as bars of N*T(N) in parts; computes none of them."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from reports.charts import rowed
from reports.charts.plot import theme
from reports.charts.plot.axes import Scene
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.rowed import Rows
from reports.text.names import slug
from reports.stats.lost_time import Loss
from reports.text import numbers

WIDTHS = [1.0]
NEEDED = "serial's work"
# Light beside dark, so that neighbours differ in print too; the order is that of the bar.
COLOURS = {
    NEEDED: "#e0e4e7",
    "set-up": "#2c3e7a",
    "hand-out": "#8fbce8",
    "imbalance": "#17627f",
    "idle": "#d2b4e0",
    "between tasks": "#6a3d91",
    "waiting for a CPU": "#e8993a",
    "other programs": "#8c2318",
    "slower work": "#f4b6b0",
    "tear-down": "#3f6b3c",
    "not explained": "#9a9a9b",
}
LEAST = 0.0004  # of the axis: thinner parts are in the table only
LEAST_WRITTEN = 0.055
HEIGHT = 0.74  # of a row
Boxes = dict[
    tuple[str, str], list[tuple[float, float, float]]
]  # by runner and part: left, right, y
_BOX = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
DARK = {"set-up", "imbalance", "between tasks", "other programs", "tear-down"}


def notes(scene: Scene) -> list[str]:
    """What the parts are, and whose they are."""
    words = [
        "A bar is all the time that N workers had for one whole pass, set-up and tear-down among "
        "it; grey is what serial needs for the same. Means over the clean trials, each compared "
        "with the nearest serial trials of its block; parts below 0 stand left of 0.",
        "Hand-out: before a worker's first task, and after the last result. Imbalance: done before "
        "the last one. Idle: without any task. Between tasks: neither working nor waiting for a "
        "CPU; with a worker per task, starting and ending it. Slower work: more CPU time in the "
        "workers than serial takes.",
    ]
    if scene.waiting:
        words.append("The tasks' own waiting is no loss; what it takes longer than under serial "
                     "counts as between tasks.")  # fmt: skip
    return words


def draw_losses(axes: Axes, rows: Rows, losses: Sequence[Loss], scene: Scene) -> None:
    rowed.prepare(axes, rows, "", "share of what the workers had: N × whole time of one pass")
    known = [loss for loss in losses if not loss.reason]
    low = min([0.0, *(_negative(loss) for loss in known)])
    high = max([1.0, *(_positive(loss) for loss in known)])
    low, high = min(1.02 * low, -0.01 if low < -0.002 else 0.0), 1.0 + 1.12 * (high - 1)
    axes.set_xlim(low, high + 0.1)  # with room for the figure at the right
    ticks = [0, 0.25, 0.5, 0.75, 1]
    axes.set_xticks(ticks, [numbers.percent(tick) for tick in ticks])
    axes.grid(axis="x", color=GRID, lw=0.6)
    boxes: Boxes = {}
    for loss in losses:
        y = rows[loss.runner, loss.workers]
        if loss.reason:
            rowed.write(axes, loss.reason, (0, y), 6, ha="left", fontsize=7.5, color=QUIET)
        else:
            _lay_out(axes, y, loss, high - low + 0.1, boxes)
    for (runner, part), placed in boxes.items():
        places = [place for box in placed for place in _corners(*box)]
        style = {"fc": COLOURS[part], "ec": theme.PAPER, "lw": 0.4}
        path = Path(places, _BOX * len(placed))
        axes.add_artist(PathPatch(path, gid=f"lost-{slug(runner)}", **style))
    rowed.label(axes, rows, scene)


def _negative(loss: Loss) -> float:
    return sum(min(0.0, loss.share(part)) for part in loss.parts)


def _positive(loss: Loss) -> float:
    return loss.serial_s / loss.spent_s + sum(max(0.0, loss.share(part)) for part in loss.parts)


def _lay_out(axes: Axes, y: float, loss: Loss, wide: float, boxes: Boxes) -> None:
    """Adds the parts of one bar to boxes, and writes their figures."""
    shares = {NEEDED: loss.serial_s / loss.spent_s}
    shares |= {part: loss.share(part) for part in loss.parts}
    right, left = 0.0, 0.0
    for part, share in shares.items():
        x, right, left = (
            (right, right + share, left) if share > 0 else (left + share, right, left + share)
        )
        if abs(share) < LEAST * wide:
            continue
        boxes.setdefault((loss.runner, part), []).append((x, x + abs(share), y))
        if share > LEAST_WRITTEN * wide:
            # Colours of parts do not change with the page, so their ink must not either.
            ink = "#fefefe" if part in DARK else "#212121"
            words = {"ha": "center", "va": "center", "fontsize": 6.8, "color": ink}
            words["gid"] = f"lost-{slug(loss.runner)}"
            axes.text(x + share / 2, y, numbers.percent(share), zorder=4, **words)
    rowed.write(
        axes, f"{numbers.percent(loss.lost_share)} lost", (right, y), 5,
        ha="left", fontsize=7.2, color=theme.INK,
    )  # fmt: skip


def _corners(left: float, right: float, y: float) -> list[tuple[float, float]]:
    top, bottom = y - HEIGHT / 2, y + HEIGHT / 2
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
