"""Set-up, cold pass, steady pass, tear-down, and the sum of a pass side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from reports.charts import captions
from reports.charts.chart import Chart
from reports.charts.plot import layout, rowed, scales
from reports.charts.plot.axes import Scene
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.rowed import Rows
from reports.charts.sheet import TOO_BUSY, Sheet
from reports.stats import points
from reports.stats.points import Point
from reports.stats.series import BASE
from reports.text import numbers
from reports.verdicts.wording import named


@dataclass(frozen=True)
class Phase:
    column: str  # of a sample
    quantity: str
    title: str
    width: float = 1.0


PHASES = (
    Phase("setup_s", "set-up", "set-up, once"),
    Phase("cold_s", "cold", "first (cold) pass"),
    Phase("wall_s", "steady", "steady pass"),
    Phase("teardown_s", "tear-down", "tear-down, once"),
    Phase("whole_s", "whole", "set-up + pass + tear-down", 1.45),
)


def draw(sheet: Sheet) -> Drawing:
    found = {
        phase.column: (
            sheet.times if phase.column == "wall_s" else points.phase(sheet.cells, phase.column)
        )
        for phase in PHASES
    }
    every = [point for mine in found.values() for point in mine]
    rows = rowed.rows_of((point.runner, point.workers) for point in sheet.times)
    height = rowed.height(rows) + layout.LABELS
    notes = captions.how_to_read(every, rowed.READ)
    here = sheet.page("set-up, passes and tear-down", height, notes)
    panels = rowed.panels(here, rows, [phase.width for phase in PHASES])
    _draw_phases(panels, rows, found, sheet.scene)
    table = []
    for phase in PHASES:
        table += sheet.rows(found[phase.column], "s", phase.quantity)
    return CHART.drawing(sheet, here, table, _reading(sheet, found))


def _draw_phases(
    panels: Sequence[Axes], rows: Rows, found: dict[str, list[Point]], scene: Scene
) -> None:
    """All panels share one log scale."""
    drawn = {
        # 0 has no place on a log axis.
        column: [
            point.mapped(lambda seconds: max(seconds, scales.SMALLEST_S))
            for point in mine
            if point.values
        ]
        for column, mine in found.items()
    }
    values = [one.value for mine in drawn.values() for point in mine for one in point.values]
    steady = {(point.runner, point.workers): point for point in drawn["wall_s"]}
    for ax, phase in zip(panels, PHASES):
        rowed.prepare(ax, rows, phase.title, "time (log scale)")
        rowed.decades(ax, values, scales.decade_label)

        def words(point: Point, whole: bool = phase.column == "whole_s") -> str:
            more = _more(point, steady.get((point.runner, point.workers))) if whole else ""
            return numbers.time(point.summary.median) + more

        rowed.draw(ax, rows, drawn[phase.column], scene, phase.column, words)
    rowed.label(panels[0], rows, scene)


def _more(whole: Point, steady: Point | None) -> str:
    """(+3 %): what starting and ending the workers adds to one pass."""
    if not (whole.summary and steady and steady.summary):
        return ""
    share = _added(whole, steady) / steady.summary.median
    return f" (+{numbers.percent(share)})" if share >= 0.0005 else " (+0 %)"


def _added(whole: Point, steady: Point) -> float:
    """Seconds."""
    return max(0.0, whole.summary.median - steady.summary.median)


def _reading(sheet: Sheet, found: dict[str, list[Point]]) -> str:
    steady = {(one.runner, one.workers): one for one in found["wall_s"] if one.summary}
    pairs = [
        (one, steady[one.runner, one.workers])
        for one in found["whole_s"]
        if one.summary and one.runner != BASE and (one.runner, one.workers) in steady
    ]
    if sheet.found.too_busy:
        return TOO_BUSY
    if not pairs:
        return "No cell has an undisturbed trial."
    ordered = sorted(pairs, key=lambda pair: _added(*pair) / pair[1].summary.median)
    least = f"Shortest set-up and tear-down: {_in_words(*ordered[0])}"
    if len(ordered) == 1:
        return f"{least}."
    return f"{least}; longest: {_in_words(*ordered[-1])}."


def _in_words(whole: Point, steady: Point) -> str:
    """tbb N=2, 2.81 ms or 5 % of a pass."""
    extra, one_pass = _added(whole, steady), steady.summary.median
    time = numbers.time(extra) if extra else "0 s"
    share = extra / one_pass
    of_pass = (
        f"{numbers.ratio(share)} passes" if share >= 2 else f"{numbers.percent(share)} of a pass"
    )
    return f"{named(whole)}, {time} or {of_pass}"


CHART = Chart("phases", draw)
