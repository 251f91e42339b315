"""Latency with the advised N's neighbours at the rate that was asked for, and with it at others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from reports.charts import captions
from reports.charts.advice_sheet import AdviceSheet, advised
from reports.charts.advice_throughput import CHOSEN, write_beside
from reports.charts.chart import FIGURES, Chart
from reports.charts.latency import NOTE, cross, panel, saturated_key
from reports.charts.latency_by_rate import OF_THE_RATE
from reports.charts.plot import axes, lanes, layout, legend, marks, scales, theme
from reports.charts.plot.axes import Scene
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.legend import Key
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.plot.style import Look
from reports.charts.sheet import Selection
from reports.stats import latency
from reports.stats.latency import ServiceCell
from reports.stats.points import Point
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.findings import Judged

SHOWN = ("p50_s", "p99_s")
LIMIT = {"color": theme.FAMILIES["processes"], "ls": (0, (7, 3)), "lw": 1.4}
Place = Callable[[ServiceCell], float]


def draw(sheet: AdviceSheet) -> Drawing:
    found = sheet.advice.at_rate
    by_workers, by_rate = _neighbours(sheet), found.swept
    cells = [*by_workers, *by_rate]
    every = [point for figure in SHOWN for point in _points(sheet, cells, figure)]
    sound = [one for one in cells if not _saturated(sheet, one)] or cells
    unit, name = scales.unit_for(
        lanes.values([one for figure in SHOWN for one in _points(sheet, sound, figure)])
    )
    limit_s = sheet.advice.seen.question.p99_s
    notes = captions.how_to_read(every).plus(own=_notes(sheet), terms=[NOTE])
    here = sheet.page("latency at a rate", notes, found.found.experiment, OF_THE_RATE)
    reach = [end / unit for end in lanes.extent(every)] + ([limit_s / unit] if limit_s else [])
    rate = numbers.rate(found.rate_per_s)
    titles = [f"against N, at {rate}"] + [f"against the rate, N={found.chosen.workers}"] * bool(
        by_rate
    )
    for at, (title, mine) in enumerate(zip(titles, (by_workers, by_rate))):
        ax = panel(here, at, len(titles), title)
        place, advised_at = (_prepare_workers if at == 0 else _prepare_rates)(ax, sheet, mine)
        for figure in SHOWN:
            _draw_line(ax, sheet, mine, figure, place, unit, at)
        ax.axvline(advised_at, zorder=1.7, gid=f"chosen-{at}", **CHOSEN)
        if limit_s:
            ax.axhline(limit_s / unit, zorder=1.6, gid=f"limit-{at}", **LIMIT)
        axes.set_log_y(ax, reach, doubling=False)
        ax.tick_params(labelleft=at == 0)
        ax.set_ylabel(f"latency ({name}, log scale)" if at == 0 else "")
        words = f"advised: N={found.chosen.workers}" if at == 0 else f"asked: {rate}"
        write_beside(ax, advised_at, 0.02, words, theme.INK)
    layout.legend(here, _legend(sheet, every, any(_saturated(sheet, one) for one in cells)))
    return Drawing(
        CHART.name, CHART.name, here, f"{sheet.name}; runner: {shown(found.chosen.runner, 40)}",
        CHART.columns, _rows(sheet, by_workers, by_rate), _reading(sheet), CHART.shown,
    )  # fmt: skip


def _neighbours(sheet: AdviceSheet) -> list[ServiceCell]:
    """The advised runner with every N that was measured at the rate."""
    found = sheet.advice.at_rate
    mine = [one for one in found.found.cells if one.runner == found.chosen.runner]
    return sorted(mine, key=lambda one: one.workers)


def _points(sheet: AdviceSheet, cells: Sequence[ServiceCell], figure: str) -> list[Point]:
    return latency.points(cells, sheet.advice.seen.run.services, figure)


def _saturated(sheet: AdviceSheet, cell: ServiceCell) -> bool:
    return sheet.advice.at_rate.found.saturated(cell)


def _prepare_workers(
    ax: Axes, sheet: AdviceSheet, cells: Sequence[ServiceCell]
) -> tuple[Place, float]:
    """Where a cell stands, and the upright line of the advised N."""
    workers = sorted({one.workers for one in cells})
    run = sheet.advice.seen.run
    scene = Scene(sheet.looks, workers, run.usable_cpus, sheet.judged.cores, True)
    axes.prepare(ax, scales.lanes(workers, [cells[0].runner], False), scene)
    return lambda cell: math.log2(cell.workers), math.log2(sheet.advice.at_rate.chosen.workers)


def _prepare_rates(
    ax: Axes, sheet: AdviceSheet, cells: Sequence[ServiceCell]
) -> tuple[Place, float]:
    """The same for rates."""
    octaves = sorted({math.log2(one.rate_per_s) for one in cells})
    air = 0.08 * (octaves[-1] - octaves[0]) or 0.35
    ax.set_xlim(octaves[0] - air, octaves[-1] + air)
    width = ax.get_position().width * ax.figure.get_figwidth()
    least = 0.42 * (octaves[-1] - octaves[0] + 2 * air) / width
    asked, labelled = math.log2(sheet.advice.at_rate.rate_per_s), []
    for one in sorted(octaves, key=lambda one: (one != asked, one)):
        if all(abs(one - other) >= least for other in labelled):
            labelled.append(one)
    ax.set_xticks(labelled, [numbers.plain(float(f"{2**one:.3g}")) for one in labelled])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel("requests per second (log scale)")
    ax.grid(axis="y", color=GRID, lw=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    return lambda cell: math.log2(cell.rate_per_s), asked


def _look(sheet: AdviceSheet, figure: str) -> Look:
    look = sheet.looks[sheet.advice.at_rate.chosen.runner]
    return look if figure == SHOWN[-1] else Look(QUIET, "o", (0, (1.2, 1.4)))


def _draw_line(
    ax: Axes,
    sheet: AdviceSheet,
    cells: Sequence[ServiceCell],
    figure: str,
    place: Place,
    unit: float,
    panel_at: int,
) -> None:
    if not cells:
        return
    look, part = _look(sheet, figure), f"{figure.removesuffix('_s')}-{panel_at}"
    points = [one.mapped(lambda seconds: seconds / unit) for one in _points(sheet, cells, figure)]
    xs = [place(one) for one in cells]
    ys = [one.summary.median if one.summary else math.nan for one in points]
    line = {"color": look.colour, "ls": look.dash, "lw": 1.3, "alpha": 0.8, "zorder": 3}
    ax.add_artist(Line2D(xs, ys, gid=marks.gid(f"line-{part}", cells[0].runner), **line))
    at = {id(point): x for point, x in zip(points, xs)}
    left, right = ax.get_xlim()
    spread = 0.015 * (right - left)
    marks.cells(ax, points, lambda point: at[id(point)], look, 0.9, spread, column=part)
    full = [
        (x, y) for cell, x, y in zip(cells, xs, ys) if _saturated(sheet, cell) and not math.isnan(y)
    ]
    cross(ax, full, part)


def _legend(sheet: AdviceSheet, points: Sequence[Point], saturated: bool) -> list[Key]:
    keys: list[Key] = []
    for figure in reversed(SHOWN):
        look = _look(sheet, figure)
        style = {"color": look.colour, "ls": look.dash, "lw": 1.5, "marker": look.marker}
        keys.append((Line2D([], [], ms=look.size, **style), figure.removesuffix("_s")))
    scene = Scene(sheet.looks, [1], None, None, True)
    keys += legend.others(points, scene, False) + saturated_key(saturated)
    keys.append((Line2D([], [], **CHOSEN), "advised N, asked rate"))
    if sheet.advice.seen.question.p99_s:
        keys.append((Line2D([], [], **LIMIT), "limit of p99"))
    return keys


def _notes(sheet: AdviceSheet) -> list[str]:
    limit_s = sheet.advice.seen.question.p99_s
    said = [f"Runner: {shown(sheet.advice.at_rate.chosen.runner, 40)}."]
    said += [f"Limit: 99 % of the requests within {numbers.time(limit_s)}."] if limit_s else []
    return [" ".join(said)]


def _rows(
    sheet: AdviceSheet, by_workers: Sequence[ServiceCell], by_rate: Sequence[ServiceCell]
) -> list[dict[str, object]]:
    rows, chosen = [], sheet.advice.at_rate.chosen
    others = [one for one in by_rate if one.rate_per_s != chosen.rate_per_s]
    for cell in (*by_workers, *others):
        standing = "saturated" if _saturated(sheet, cell) else ""
        if cell.name == chosen.name and cell.rate_per_s == chosen.rate_per_s:
            standing = "advised"
        for figure in SHOWN:
            summary = cell.summaries[figure]
            if summary is None:
                continue
            row = {"runner": cell.runner, "workers": cell.workers, "rate_per_s": cell.rate_per_s}
            row |= {"quantity": figure.removesuffix("_s"), "unit": "s", "standing": standing}
            row |= {"n": summary.n, "median": summary.median}
            if summary.interval:
                interval = summary.interval
                row |= {"low": interval.low, "high": interval.high, "level": interval.level}
            rows.append(row | {"workload": cell.trials[0].workload})
    return rows


def _reading(sheet: AdviceSheet) -> str:
    found, limit_s = sheet.advice.at_rate, sheet.advice.seen.question.p99_s
    tail = found.chosen.summaries[SHOWN[-1]]
    rate = numbers.rate(found.rate_per_s)
    said = [f"N={found.chosen.workers} at {rate}: p99 {numbers.time_span(tail)}"] if tail else []
    if found.highest_per_s:
        keeps = f", with p99 within {numbers.time(limit_s)}" if limit_s else ""
        probably = "" if found.highest_is_shown else "probably "
        said.append(f"it {probably}keeps up with {numbers.rate(found.highest_per_s)}{keeps}")
    if found.first_bad_per_s:
        said.append(f"no longer at {numbers.rate(found.first_bad_per_s)}")
    return f"{'; '.join(said)}." if said else "No latency was measured."


def drawable(judged: Judged, selection: Selection) -> list[AdviceSheet]:
    return [
        sheet
        for sheet in advised(judged, selection)
        if sheet.advice.at_rate
        and sheet.advice.at_rate.chosen
        and sheet.advice.at_rate.chosen.runner in sheet.runners
    ]


COLUMNS = (*FIGURES, "rate_per_s")
CHART = Chart("advice_rate", draw, of_run=drawable, columns=COLUMNS, shown=True)
