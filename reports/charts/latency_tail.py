"""How many requests take longer than a latency: every request of the cells with as many workers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from reports.charts.chart import Chart
from reports.charts.plot import layout, legend, marks, scales
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Notes
from reports.charts.plot.marks import GRID
from reports.charts.service_sheet import ServiceSheet
from reports.data.service_tables import Bucket
from reports.stats import latency
from reports.stats.latency import ServiceCell
from reports.text import numbers
from reports.verdicts.wording import named

COLUMNS = (
    "workload", "params", "runner", "workers", "standing", "latency_s", "requests", "longer",
)  # fmt: skip
NOTE = (
    "Tail: the share of all requests of the undisturbed trials that took longer. A step to the "
    "right at the bottom is a stall that few requests met."
)
Steps = list[tuple[float, float]]  # a latency, and the share of requests above it


def with_histograms(sheets: Sequence[ServiceSheet]) -> Iterable[ServiceSheet]:
    return [sheet for sheet in sheets if _chosen(sheet)]


def _chosen(sheet: ServiceSheet) -> list[tuple[ServiceCell, list[Bucket]]]:
    """The cells with the recommended N, else with the largest, that have a histogram."""
    found = [(cell, latency.histogram(cell, sheet.buckets)) for cell in sheet.cells]
    known = [(cell, buckets) for cell, buckets in found if buckets]
    recommended = sheet.found.recommended
    most = max((cell.workers for cell, _ in known), default=0)
    workers = recommended.workers if recommended else most
    return [one for one in known if one[0].workers == workers]


def _steps(buckets: Sequence[Bucket]) -> Steps:
    total = left = sum(one.requests for one in buckets)
    steps = [(buckets[0].lower_s, 1.0)]
    for one in buckets:
        left -= one.requests
        steps.append((one.upper_s, left / total))
    return steps


def draw(sheet: ServiceSheet) -> Drawing:
    chosen = _chosen(sheet)
    steps = {cell.runner: _steps(buckets) for cell, buckets in chosen}
    workers = chosen[0][0].workers
    topic = f"tail of the latency with N={workers}"
    here = sheet.page(topic, layout.MAIN, Notes(terms=(NOTE,)), layout.LEGEND_WIDTH)
    ax = layout.main_axes(here)
    least = min(share for mine in steps.values() for _, share in mine if share)
    unit, name = scales.unit_for([time for mine in steps.values() for time, _ in mine])
    for runner, mine in steps.items():
        look = sheet.scene.looks[runner]
        # On a log axis no request is at half of the smallest share.
        line = {"color": look.colour, "ls": look.dash, "lw": 1.5, "drawstyle": "steps-post"}
        xs, ys = zip(*[(time / unit, share or least / 2) for time, share in mine])
        ax.add_artist(Line2D(xs, ys, gid=marks.gid("line", runner), **line))
    _scale(ax, [time / unit for mine in steps.values() for time in _shown(mine)], least)
    ax.set_xlabel(f"latency ({name}, log scale)")
    ax.set_ylabel("share of requests that took longer (log scale)")
    layout.legend(here, legend.runners(list(steps), sheet.scene, ratio=False))
    rows = [
        sheet.cell(*cell.name) | {"latency_s": one.upper_s, "requests": one.requests,
                                  "longer": share}
        for cell, buckets in chosen
        for one, (_, share) in zip(buckets, steps[cell.runner][1:])
    ]  # fmt: skip
    return CHART.drawing(sheet, here, rows, _reading(sheet, chosen))


def _shown(steps: Steps) -> list[float]:
    """From the latency on that all but one in a hundred exceed: a few are very short."""
    return [time for time, share in steps if share <= 0.99] or [time for time, _ in steps]


def _scale(ax: Axes, times: Sequence[float], least: float) -> None:
    low, high = scales.log_limits(times)
    ax.set_xscale("log")
    ax.set_yscale("log")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_locator(NullLocator())
    ticks = scales.log_ticks(low, high)
    ax.set_xticks(ticks, [numbers.plain(tick) for tick in ticks])
    ax.set_xlim(low, high)
    shares = [share for share in (1, 0.5, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6) if share >= least / 2]
    ax.set_yticks(shares, [numbers.percent(share) for share in shares])
    ax.set_ylim(least / 2, 1.1)
    ax.grid(color=GRID, lw=0.7)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)


def _reading(sheet: ServiceSheet, chosen: Sequence[tuple[ServiceCell, Sequence[Bucket]]]) -> str:
    """Of the recommended cell, else of the first: its rarest latency that trials can show."""
    recommended = sheet.found.recommended
    cell = next((one for one, _ in chosen if one is recommended), chosen[0][0])
    known = [(share, cell.centre(figure)) for share, figure in ((1000, "p999_s"), (100, "p99_s"))]
    rare = [(share, time) for share, time in known if time]
    longest = f"the longest of a trial {numbers.time(cell.centre('max_s'))}"
    if not rare:
        return f"{named(cell)}: {longest}."
    share, time = rare[0]
    return f"{named(cell)}: one request in {share} takes over {numbers.time(time)}, {longest}."


CHART = Chart("latency_tail", draw, with_histograms, COLUMNS, at_a_rate=True)
