"""Where each cell's speedup went: bars of N × T(N) in parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from reports.charts.chart import Chart, with_speedups
from reports.charts.plot import layout, legend, marks, rowed, theme
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Notes
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.plot.rowed import Rows
from reports.charts.sheet import Sheet
from reports.stats import lost_time
from reports.stats.estimates import Estimate
from reports.stats.lost_time import Loss
from reports.stats.series import BASE
from reports.text import numbers
from reports.verdicts.wording import named

COLUMNS = (
    "workload", "params", "runner", "workers", "standing", "n", "spent_s", "serial_s", "part",
    "lost_s", "share", "reason",
)  # fmt: skip
NEEDED = "serial's work"
# Light beside dark, so that neighbours differ in print too; the order is that of the bar.
COLOURS = {
    NEEDED: "#e0e4e7",
    "set-up": "#2c3e7a",
    "dispatch": "#8fbce8",
    "imbalance": "#17627f",
    "idle": "#d2b4e0",
    "between tasks": "#6a3d91",
    "waiting for a CPU": "#e8993a",
    "other programs": "#8c2318",
    "slower work": "#f4b6b0",
    "tear-down": "#3f6b3c",
    "not explained": "#9a9a9b",
}
DARK = {"set-up", "imbalance", "between tasks", "other programs", "tear-down"}
LEAST = 0.0004  # of the axis: thinner parts are in the CSV only
LEAST_WRITTEN = 0.055
HEIGHT = 0.74  # of a row
NOTES = (
    "Lost time: a bar is the time of N workers for one whole pass, with set-up and tear-down; grey "
    f"is what serial needs for the same. {rowed.READ} Means over the undisturbed trials, each "
    "compared with the nearest serial trials in its block; parts below 0 are left of 0.",
    "Dispatch: before a worker's first task and after the last result. Imbalance: done before the "
    "last worker. Idle: no task at all. Between tasks: neither working nor waiting for a CPU, such "
    "as starting and ending a worker per task. Slower work: more CPU time in the workers than "
    "serial takes.",
)
WAITING_NOTE = (
    "Waiting inside the tasks is no loss; waiting longer than under serial counts as between tasks."
)
# By runner and part: left, right and middle of each box.
Boxes = dict[tuple[str, str], list[tuple[float, float, float]]]


def recorded(sheets: Sequence[Sheet]) -> Iterable[Sheet]:
    return [sheet for sheet in with_speedups(sheets) if sheet.workers]


def draw(sheet: Sheet) -> Drawing:
    losses = lost_time.losses(sheet.experiment, sheet.runners, sheet.workers)
    rows = rowed.rows_of((one.runner, one.workers) for one in losses)
    colours = {
        part: colour for part, colour in COLOURS.items()
        if part == NEEDED or any(one.parts.get(part) for one in losses)
    }  # fmt: skip
    parts = legend.parts(colours)
    height = rowed.height(rows) + layout.LABELS + layout.legend_height(len(parts))
    notes = Notes().plus(terms=[*NOTES, WAITING_NOTE if sheet.scene.waiting else ""])
    here = sheet.page("where did my speedup go?", height, notes)
    [ax] = rowed.panels(here, rows, [1.0])
    _draw_losses(ax, rows, losses)
    rowed.label(ax, rows, sheet.scene)
    layout.legend_above(here, parts)
    table = [row for one in losses for row in _rows(sheet, one)]
    return CHART.drawing(sheet, here, table, _reading(sheet, losses))


def _rows(sheet: Sheet, one: Loss) -> list[dict[str, object]]:
    cell = sheet.cell(one.runner, one.workers) | {"n": one.n}
    if one.reason:
        return [cell | {"reason": one.reason}]
    cell |= {"spent_s": one.spent_s, "serial_s": one.serial_s}
    return [
        cell | {"part": part, "lost_s": seconds, "share": one.share(part)}
        for part, seconds in one.parts.items()
    ]


def _draw_losses(axes: Axes, rows: Rows, losses: Sequence[Loss]) -> None:
    rowed.prepare(axes, rows, "", "share of N × whole time of one pass")
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
        style = {"fc": COLOURS[part], "ec": theme.PAPER, "lw": 0.4}
        marks.boxes(axes, placed, HEIGHT, gid=marks.gid("lost", runner), **style)


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
            words["gid"] = marks.gid("lost", loss.runner)
            axes.text(x + share / 2, y, numbers.percent(share), zorder=4, **words)
    rowed.write(
        axes, f"{numbers.percent(loss.lost_share)} lost", (right, y), 5,
        ha="left", fontsize=7.2, color=theme.INK,
    )  # fmt: skip


def _reading(sheet: Sheet, losses: Sequence[Loss]) -> str:
    known = {(one.runner, one.workers): one for one in losses if not one.reason}
    if not known:
        return f"Not known: {losses[0].reason}." if losses else "Nothing but serial was measured."

    def in_words(cell: Estimate) -> str:
        if cell.is_base:
            return "the base"
        return _in_words(known[cell.name]) if cell.name in known else "its losses are not known"

    worst = max(known.values(), key=lambda one: one.lost_share)
    recommended = sheet.found.recommended
    if recommended and recommended.name == (worst.runner, worst.workers):
        return sheet.conclusion(in_words)
    return sheet.conclusion(in_words, f"most lost: {named(worst)}, {_in_words(worst)}")


def _in_words(one: Loss) -> str:
    if abs(one.lost_share) < 0.0005:
        return "nothing lost"
    if one.lost_s < 0:
        less = numbers.percent(-one.lost_s / one.serial_s)
        return f"nothing lost: its workers need {less} less time than {BASE}"
    part = max(one.parts, key=one.parts.get)
    share = numbers.percent(one.parts[part] / sum(max(0.0, lost) for lost in one.parts.values()))
    return f"{numbers.percent(one.lost_share)} of worker time lost, {share} of that to {part}"


CHART = Chart("loss", draw, recorded, COLUMNS, shown=True)
