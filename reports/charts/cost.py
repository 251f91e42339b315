"""The time that each cell saves, and the CPU time that it spends."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from reports.charts import captions
from reports.charts.chart import Chart, with_speedups
from reports.charts.plot import layout, rowed, scales
from reports.charts.plot.axes import Scene
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.plot.rowed import Rows
from reports.charts.sheet import Sheet
from reports.stats import points
from reports.stats.estimates import Estimate
from reports.stats.points import Point
from reports.stats.series import BASE
from reports.text import numbers
from reports.verdicts.wording import named

WIDTHS = [1.0, 1.0]


def draw(sheet: Sheet) -> Drawing:
    # Twice as fast saves half of the time.
    saved = [point.mapped(lambda speedup: 1 - 1 / speedup) for point in sheet.speedups]
    cpu = points.cpu_ratios(sheet.cells, sheet.experiment.samples)
    rows = rowed.rows_of((point.runner, point.workers) for point in saved)
    notes = captions.how_to_read(saved, captions.PAIRED, rowed.READ)
    height = rowed.height(rows) + layout.LABELS
    here = sheet.page("time saved and CPU time spent", height, notes)
    _draw_costs(rowed.panels(here, rows, WIDTHS), rows, saved, cpu, sheet.scene)
    table = sheet.rows(saved, "ratio", "time saved") + sheet.rows(cpu, "ratio", "CPU time ratio")
    return CHART.drawing(sheet, here, table, _reading(sheet, saved, cpu))


def _draw_costs(
    panels: Sequence[Axes], rows: Rows, saved: list[Point], cpu: list[Point], scene: Scene
) -> None:
    """saved: shares of serial's time; cpu: times serial's CPU time."""
    left, right = panels
    rowed.prepare(left, rows, "time saved", "of serial's time")
    shares = [value.value for point in saved for value in point.values]
    _percents(left, min(shares, default=0.0))
    rowed.prepare(right, rows, "CPU time spent", "times serial's CPU time (log scale)")
    ratios = [value.value for point in cpu for value in point.values]
    _times(right, ratios or [1.0])
    rowed.draw(left, rows, saved, scene, "wall_s", _saved)
    rowed.draw(right, rows, cpu, scene, "cpu_s", _spent)
    rowed.label(left, rows, scene)


def _saved(point: Point) -> str:
    return numbers.percent(point.summary.median)


def _spent(point: Point) -> str:
    """1.02 -> +2 %, 0.99 -> -1 %, 3.1 -> 3.10×."""
    times = point.summary.median
    if times >= 2:
        return f"{numbers.ratio(times)}×"
    if abs(times - 1) < 0.0005:
        return "±0 %"
    sign = "+" if times > 1 else "\u2212"
    return sign + numbers.percent(abs(times - 1))


def _percents(axes: Axes, least: float) -> None:
    low = min(0.0, 1.05 * least)
    axes.set_xlim(low, 1.0)
    step = next(step for step in (0.25, 0.5, 1, 2, 5, 10, 100, 1e4, 1e9) if -low / step <= 5)
    ticks = [place * step for place in range(int(low / step), 1)]
    # The larger the losses, the less room is left above 0.
    ticks += [0.25, 0.5, 0.75, 1] if not low else [0.5, 1] if step < 1 else [1] if step == 1 else []
    axes.set_xticks(ticks, [numbers.percent(tick) for tick in ticks])
    axes.grid(axis="x", color=GRID, lw=0.6)
    axes.axvline(0, color=QUIET, lw=1.0, zorder=1)
    rowed.turn_in(axes, ticks)


def _times(axes: Axes, ratios: Sequence[float]) -> None:
    low, high = scales.log_limits([*ratios, 1.0], least_ratio=1.5)
    ticks = scales.log_ticks(low, high, doubling=True, most=6)
    axes.set_xscale("log")
    axes.minorticks_off()
    axes.set_xlim(low, high)
    axes.set_xticks(ticks, [f"{numbers.plain(tick)}×" for tick in ticks])
    axes.grid(axis="x", color=GRID, lw=0.6)
    axes.axvline(1, color=QUIET, lw=1.0, zorder=1)
    rowed.turn_in(axes, ticks)


def _reading(sheet: Sheet, saved: Sequence[Point], cpu: Sequence[Point]) -> str:
    by_name = {(one.runner, one.workers): one for one in saved if one.summary}
    spent = {(one.runner, one.workers): one.summary.median for one in cpu if one.summary}

    def in_words(cell: Estimate | Point) -> str:
        name = (cell.runner, cell.workers)
        if name not in by_name:
            return "the base" if cell.runner == BASE else "no speedup is known"
        price = _price(spent[name]) if name in spent else "unknown CPU time"
        return f"{_saving(by_name[name])} for {price}"

    both = [one for name, one in by_name.items() if name in spent]
    dearest = max(both, key=lambda one: spent[one.runner, one.workers], default=None)
    recommended = sheet.found.recommended
    if dearest is None:
        return sheet.conclusion(in_words, "no CPU time was recorded")
    if recommended and recommended.name == (dearest.runner, dearest.workers):
        return sheet.conclusion(in_words)
    return sheet.conclusion(in_words, f"most CPU time: {named(dearest)}, {in_words(dearest)}")


def _saving(point: Point) -> str:
    share = point.summary.median
    if share <= -1:
        return f"{numbers.ratio(1 - share)} times the time"
    return f"{numbers.percent(abs(share))} {'less' if share >= 0 else 'more'} time"


def _price(times: float) -> str:
    if times >= 2:
        return f"{numbers.ratio(times)} times the CPU time"
    if abs(times - 1) < 0.0005:
        return "the same CPU time"
    return f"{numbers.percent(abs(times - 1))} {'more' if times > 1 else 'less'} CPU time"


CHART = Chart("cost", draw, with_speedups)
