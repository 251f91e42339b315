"""The tail of the latency against the rate of arrivals: level, until the workers are full."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from reports.charts import captions
from reports.charts.chart import Chart
from reports.charts.latency import NOTE, cross, saturated_key
from reports.charts.plot import axes, lanes, layout, legend, marks, scales
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Page
from reports.charts.plot.marks import GRID
from reports.charts.service_sheet import ServiceSheet
from reports.charts.sheet import TOO_BUSY
from reports.stats import latency
from reports.stats.points import Point
from reports.text import numbers
from reports.text.names import slug
from reports.verdicts.service_answer import PERCENTILES

# What differs where the same requests arrive at another rate; passes may be longer or shorter.
OF_THE_RATE = ("rate", "tasks", "warmup", "rounds")
MOST_PANELS, COLUMNS = 6, 3
GAP, BETWEEN, HEIGHT = 0.2, 0.75, 2.4  # inches
LANES = 0.3  # octaves that the runners of one rate share, where rates are far enough apart


@dataclass(frozen=True)
class AtRate:
    """A cell's tail at one rate, in the units of the chart."""

    rate: float
    point: Point
    saturated: bool


def same_service(sheets: Sequence[ServiceSheet]) -> Iterable[list[ServiceSheet]]:
    """The experiments with the same requests at several rates, the lowest rate first."""
    groups: dict[tuple[str, str], list[ServiceSheet]] = {}
    for sheet in sheets:
        groups.setdefault(_kept(*sheet.work), []).append(sheet)
    every = [sorted(mine, key=lambda one: one.found.rate_per_s) for mine in groups.values()]
    return [mine for mine in every if len({one.found.rate_per_s for one in mine}) > 1
            and any(point.values for one in mine for point in one.points(_tail(mine)))]  # fmt: skip


def _tail(sheets: Sequence[ServiceSheet]) -> str:
    return max((sheet.found.tail for sheet in sheets), key=latency.TAILS.index)


def draw(sheets: Sequence[ServiceSheet]) -> Drawing:
    tail = _tail(sheets)
    workers = _workers(sheets, tail)
    points = [(sheet, point) for sheet in sheets for point in sheet.points(tail)]
    every = [point for _, point in points]
    kept = [point for sheet, point in points
            if (point.runner, point.workers) not in sheet.saturated]  # fmt: skip
    unit, name = scales.unit_for(lanes.values(kept) or lanes.values(every))
    drawn = [
        AtRate(sheet.found.rate_per_s, point.mapped(lambda seconds: seconds / unit),
               (point.runner, point.workers) in sheet.saturated)
        for sheet, point in points if point.workers in workers
    ]  # fmt: skip
    columns = 2 if len(workers) == 4 else min(COLUMNS, len(workers))
    lines = math.ceil(len(workers) / columns)
    notes = captions.how_to_read(every, "Runners stand side by side at each rate.").plus(
        own=_left_out(sheets, workers), terms=[NOTE]
    )
    first = sheets[-1]
    height = lines * (HEIGHT + BETWEEN)
    topic = f"latency against the rate of arrivals: {PERCENTILES[tail]}"
    here = first.page(topic, height, notes, layout.LEGEND_WIDTH, OF_THE_RATE)
    reach = [end for one in drawn for end in lanes.extent([one.point])]
    for place, n in enumerate(workers):
        ax = _panel(here, place, columns, lines, n)
        _draw_panel(ax, [one for one in drawn if one.point.workers == n], first)
        axes.set_log_y(ax, reach, doubling=False)
        ax.set_ylabel(f"{PERCENTILES[tail]} ({name}, log scale)" if not place % columns else "")
        ax.tick_params(labelleft=not place % columns)
        ax.set_xlabel("requests per second (log scale)" if place + columns >= len(workers) else "")
    keys = legend.beside(first.runners, every, first.scene, False, "")
    keys = [key for key in keys if key[1] != "recommended"]  # of one rate only
    layout.legend(here, keys + saturated_key(any(one.saturated for one in drawn)))
    rows = [row for sheet in sheets
            for row in sheet.rows(sheet.points(tail), "s", tail.removesuffix("_s"))]  # fmt: skip
    return Drawing(
        CHART.name, f"{_stem(first)}-{CHART.name}", here,
        "; ".join(sheet.words for sheet in sheets), CHART.columns, rows,
        _reading(sheets, workers), CHART.shown,
    )  # fmt: skip


def _kept(workload: str, params: str) -> tuple[str, str]:
    """What is the same at every rate."""
    kept = {key: value for key, value in json.loads(params).items() if key not in OF_THE_RATE}
    return (workload, json.dumps(kept))


def _stem(sheet: ServiceSheet) -> str:
    """service, or with its parameters where the run has other services."""
    every = [one.experiment for one in sheet.judged.services]
    kept = {_kept(one.workload, one.params) for one in every}
    mine = _kept(*sheet.work)
    alone = len([one for one in kept if one[0] == mine[0]]) == 1
    return slug(mine[0] if alone else " ".join(mine))


def _workers(sheets: Sequence[ServiceSheet], tail: str) -> list[int]:
    """Of the N with trials at two rates or more, as many as there are panels."""
    rates: dict[int, set[float]] = {}
    for sheet in sheets:
        for point in sheet.points(tail):
            if point.values:  # disturbed ones too
                rates.setdefault(point.workers, set()).add(sheet.found.rate_per_s)
    several = sorted(n for n, mine in rates.items() if len(mine) > 1) or sorted(rates)
    return several[:MOST_PANELS]


def _left_out(sheets: Sequence[ServiceSheet], workers: Sequence[int]) -> list[str]:
    known = {n for sheet in sheets for n in sheet.found.workers}
    others = ", ".join(str(n) for n in sorted(known - set(workers)))
    return [f"Not drawn: N={others}."] if others else []


def _panel(here: Page, place: int, columns: int, lines: int, n: int) -> Axes:
    line, column = divmod(place, columns)
    room = layout.WIDTH - layout.LEFT - layout.LEGEND_WIDTH - 0.25
    width = (room - (columns - 1) * GAP) / columns
    bottom = here.bottom + layout.LABELS + (lines - 1 - line) * (HEIGHT + BETWEEN)
    ax = here.axes(layout.LEFT + column * (width + GAP), bottom, width, HEIGHT)
    ax.text(0, 1 + 0.08 / HEIGHT, f"N={n}", transform=ax.transAxes, weight="bold")
    return ax


def _draw_panel(ax: Axes, drawn: Sequence[AtRate], sheet: ServiceSheet) -> None:
    scene, rates = sheet.scene, sorted({one.rate for one in drawn})
    octaves = [math.log2(rate) for rate in rates]
    nearest = min((right - left for left, right in zip(octaves, octaves[1:])), default=1.0)
    runners = list(dict.fromkeys(one.point.runner for one in drawn if one.point.values))
    lane = min(LANES, 0.6 * nearest) / max(len(runners), 1)
    ax.set_xlim(octaves[0] - 0.35, octaves[-1] + 0.35)
    ax.set_xticks(octaves, [numbers.plain(float(f"{rate:.3g}")) for rate in rates])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.grid(axis="y", color=GRID, lw=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    for place, runner in enumerate(runners):
        look = scene.looks[runner]
        mine = [one for one in drawn if one.point.runner == runner]
        offset = (place + 0.5 - len(runners) / 2) * lane
        xs = [math.log2(one.rate) + offset for one in mine]
        ys = [one.point.summary.median if one.point.summary else math.nan for one in mine]
        line = {"color": look.colour, "ls": look.dash, "lw": 1.3, "alpha": 0.7, "zorder": 3}
        part = f"-{mine[0].point.workers}"
        ax.add_artist(Line2D(xs, ys, gid=marks.gid(f"line{part}", runner), **line))
        at = {id(one.point): x for one, x in zip(mine, xs)}
        marks.cells(ax, [one.point for one in mine], lambda point: at[id(point)], look, 0.8,
                    lanes.DOTS_WIDTH * lane, column=f"rate{part}")  # fmt: skip
        cross(ax, [(x, one.point.summary.median) for one, x in zip(mine, xs)
                   if one.saturated and one.point.summary], f"{runner}{part}")  # fmt: skip


def _reading(sheets: Sequence[ServiceSheet], workers: Sequence[int]) -> str:
    """Up to which of the rates some runner keeps up with each N."""
    said = []
    known = [(sheet, cell) for sheet in sheets for cell in sheet.cells
             if cell.summaries[latency.QUEUE] and not sheet.found.too_busy]  # fmt: skip
    for n in workers:
        mine = [(sheet, cell) for sheet, cell in known if cell.workers == n]
        kept = [sheet.found.rate_per_s for sheet, cell in mine if not sheet.found.saturated(cell)]
        if mine:
            said.append(f"N={n} with {numbers.rate(max(kept)) if kept else 'none of the rates'}")
    return f"Keeps up: {', '.join(said)}." if said else TOO_BUSY


CHART = Chart("latency_by_rate", draw, same_service, shown=True, at_a_rate=True)
