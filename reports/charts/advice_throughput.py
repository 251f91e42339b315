"""Throughput against N, with the N of the advice, the bound and the prediction."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from reports.charts import captions
from reports.charts.advice_sheet import AdviceSheet, advised
from reports.charts.chart import FIGURES, Chart
from reports.charts.plot import axes, lanes, layout, legend, theme
from reports.charts.plot.axes import CEILING, Scene
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Notes
from reports.charts.plot.legend import Key
from reports.charts.plot.marks import QUIET
from reports.charts.sheet import Selection
from reports.stats.points import Point
from reports.stats.statistics import Summary
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.findings import Judged

ROUGH = {"color": theme.CEILING, "ls": (0, (2, 2)), "lw": 1.0, "marker": "o", "ms": 4.5}
CHOSEN = {"color": theme.INK, "ls": "solid", "lw": 1.1}
PREDICTED = {"color": QUIET, "ls": (0, (5, 3)), "lw": 1.3}
STEPS = 64  # of the bound's line
LABEL_SHARE = 0.17  # of the width, that the words beside a line need


def draw(sheet: AdviceSheet) -> Drawing:
    points, rough = sheet.throughputs, sheet.rough
    workers = sorted({*(point.workers for point in points), *rough})
    run = sheet.advice.seen.run
    scene = Scene(sheet.looks, workers, run.usable_cpus, sheet.judged.cores, True, sheet.chosen)
    bounds = {n: bound for n in workers for bound in [sheet.bound(n)] if bound}
    notes = captions.how_to_read(points, lanes.READ) if points else Notes()
    notes = notes.plus(own=_notes(sheet, bool(rough)))
    here = sheet.page("throughput against workers", notes, sheet.advice.seen.refined)
    ax = layout.main_axes(here)
    placed = lanes.prepare(ax, points, scene)
    _draw_bound(ax, sheet, workers)
    if rough:
        xs = [math.log2(n) for n in rough]
        ax.add_artist(Line2D(xs, [*rough.values()], zorder=2.5, gid="rough", **ROUGH))
    lanes.draw_points(ax, points, scene, placed)
    _mark(ax, sheet)
    axes.set_log_y(ax, [*lanes.extent(points), *rough.values(), *bounds.values()], doubling=False)
    ax.set_ylabel("tasks per second (log scale)")
    layout.legend(here, _legend(sheet, points, scene))
    return Drawing(
        CHART.name, CHART.name, here, f"{sheet.name}; runners: {_names(sheet)}", CHART.columns,
        _rows(sheet, points, bounds), _reading(sheet), CHART.shown,
    )  # fmt: skip


def _draw_bound(ax: Axes, sheet: AdviceSheet, workers: Sequence[int]) -> None:
    left, right = math.log2(workers[0]), math.log2(workers[-1])
    xs = [left + (right - left) * step / STEPS for step in range(STEPS + 1)]
    corner = sheet.advice.predicted  # where the CPUs take over from the workers
    if corner and left < math.log2(corner) < right:
        xs = sorted([*xs, math.log2(corner)])
    ys = [sheet.bound(2**x) for x in xs]
    if None not in ys:
        ax.add_artist(Line2D(xs, ys, zorder=1.4, gid="bound", **CEILING))


def _mark(ax: Axes, sheet: AdviceSheet) -> None:
    """Upright lines; the one's words stand at the bottom, the other's above it."""
    predicted, (left, right) = sheet.advice.predicted, ax.get_xlim()
    if predicted is not None and left <= math.log2(predicted) <= right:
        ax.axvline(math.log2(predicted), zorder=1.6, gid="predicted", **PREDICTED)
        write_beside(ax, math.log2(predicted), 0.02, f"Goetz's formula: {predicted:.3g}", QUIET)
    if sheet.chosen:
        x = math.log2(sheet.chosen[1])
        ax.axvline(x, zorder=1.7, gid="chosen", **CHOSEN)
        other = math.log2(predicted) if predicted is not None else None
        write_beside(ax, x, 0.08, f"advised: N={sheet.chosen[1]}", theme.INK, other)


def write_beside(
    ax: Axes, x: float, height: float, words: str, colour: str, other: float | None = None
) -> None:
    """Next to an upright line, on the side with more room, and not across another line if possible.

    height: a share of the axes.
    """
    left, right = ax.get_xlim()
    to_the_right, room = x < (left + right) / 2, LABEL_SHARE * (right - left)
    if other is not None and 0 < (other - x if to_the_right else x - other) < room:
        to_the_right = not to_the_right if min(x - left, right - x) > room else to_the_right
    side, gap = ("left", 4) if to_the_right else ("right", -4)
    ax.annotate(
        words, (x, height), (gap, 0), ax.get_xaxis_transform(), "offset points", color=colour,
        ha=side, va="bottom", fontsize="small", parse_math=False,
    )  # fmt: skip


def _legend(sheet: AdviceSheet, points: Sequence[Point], scene: Scene) -> list[Key]:
    keys = legend.beside(sheet.runners, points, scene, False, "") if points else []
    if sheet.rough:
        keys.append((Line2D([], [], **ROUGH), "rough search"))
    if sheet.mix:
        keys.append((Line2D([], [], **CEILING), "bound of this mix"))
    if sheet.chosen:
        keys.append((Line2D([], [], **CHOSEN), "advised N"))
    if sheet.advice.predicted is not None:
        keys.append((Line2D([], [], **PREDICTED), "Goetz's formula"))
    return keys


def _notes(sheet: AdviceSheet, rough: bool) -> list[str]:
    mix, cpus, said = sheet.mix, sheet.advice.seen.usable_cpus, []
    if rough:
        runner = shown(sheet.advice.seen.runner, 40)
        said.append(
            f"Grey dots: the rough search with {runner}, single trials, each N with tasks of its "
            "own; it only says where to compare."
        )
    if mix:
        whole, compute = numbers.time(mix.compute_s + mix.wait_s), numbers.time(mix.compute_s)
        rest = f" and {cpus:g} CPUs / {compute}" if mix.compute_s > 0 else ""
        said.append(
            f"Grey line: at most N / {whole}{rest} tasks per second, if neither starting nor "
            "waiting costs anything."
        )
    return said


def _names(sheet: AdviceSheet) -> str:
    return ", ".join(shown(one, 40) for one in sheet.runners)


def _rows(
    sheet: AdviceSheet, points: Sequence[Point], bounds: dict[int, float]
) -> list[dict[str, object]]:
    every = []
    as_good = {(runner, sheet.chosen[1]) for runner in sheet.advice.runners} if sheet.chosen else ()
    for point in points:
        cell = (point.runner, point.workers)
        row = {"runner": point.runner, "workers": point.workers, "quantity": "throughput"}
        row["standing"] = "advised" if cell == sheet.chosen else "tied" if cell in as_good else ""
        if point.summary:
            row |= {"n": point.summary.n, "median": point.summary.median}
            if point.summary.interval:
                interval = point.summary.interval
                row |= {"low": interval.low, "high": interval.high, "level": interval.level}
        every.append(row)
    runner = sheet.advice.seen.runner
    every += [
        {"runner": runner, "workers": n, "median": rate, "quantity": "rough"}
        for n, rate in sheet.rough.items()
    ]
    every += [{"workers": n, "median": one, "quantity": "bound"} for n, one in bounds.items()]
    workload = sheet.advice.seen.question.workload
    every = [row | {"workload": workload, "unit": "1/s"} for row in every]
    if sheet.advice.predicted is not None:
        figure = {"median": sheet.advice.predicted, "unit": "workers", "quantity": "predicted"}
        every.append({"workload": workload} | figure)
    return every


def _reading(sheet: AdviceSheet) -> str:
    if not sheet.chosen:
        most = max(sheet.rough, key=lambda n: sheet.rough[n], default=None)
        figure = f": most with N={most}, {numbers.figure(sheet.rough[most])}/s" if most else ""
        return f"Single trials of the rough search{figure}."
    runner, workers = sheet.chosen
    said = f"{shown(runner, 40)} N={workers}: {_span(sheet.advice.point.per_s)}"
    bound = sheet.bound(workers)
    if bound:
        said += f", {numbers.percent(sheet.advice.point.per_s.median / bound)} of the bound"
    return f"Advised: {said}."


def _span(per_s: Summary) -> str:
    """1000/s [995, 1006]"""
    interval = per_s.interval
    ends = [numbers.figure(one) for one in (interval.low, interval.high)] if interval else []
    return f"{numbers.figure(per_s.median)}/s" + (f" [{', '.join(ends)}]" if ends else "")


def drawable(judged: Judged, selection: Selection) -> list[AdviceSheet]:
    return [sheet for sheet in advised(judged, selection) if sheet.throughputs or sheet.rough]


CHART = Chart("advice_throughput", draw, of_run=drawable, columns=FIGURES, shown=True)
