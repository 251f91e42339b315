"""How long single passes took, where trials have enough of them: median, p95 and p99."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.charts import captions
from reports.charts.chart import Chart
from reports.charts.plot import layout, rowed, scales
from reports.charts.plot.drawing import Drawing
from reports.charts.sheet import Sheet
from reports.data.side_tables import trial_of
from reports.stats import points
from reports.stats.estimates import Estimate
from reports.stats.points import Point
from reports.text import numbers
from reports.verdicts.wording import named

MIDDLE, TAIL = "p50_s", "p99_s"
PANELS = {MIDDLE: "half of the passes", "p95_s": "95 % of the passes", TAIL: "99 % of the passes"}
NOTE = (
    "Spread: how long that share of a trial's passes took at most; cells whose trials have fewer "
    "than 100 passes are left out. In brackets: times the median pass of the same cell."
)


def many_passes(sheets: Sequence[Sheet]) -> Iterable[Sheet]:
    return [sheet for sheet in sheets if _cells(sheet)]


def _cells(sheet: Sheet) -> list[Estimate]:
    """Those with an undisturbed trial of enough passes."""

    def enough(cell: Estimate) -> bool:
        known = (sheet.spreads.get(trial_of(one)) for one in cell.trials if one.undisturbed)
        return any(one is not None and one.p99_s is not None for one in known)

    return [cell for cell in sheet.cells if enough(cell)]


def draw(sheet: Sheet) -> Drawing:
    found = {column: points.spread(_cells(sheet), sheet.spreads, column) for column in PANELS}
    every = [point for mine in found.values() for point in mine]
    rows = rowed.rows_of((point.runner, point.workers) for point in every)
    height = rowed.height(rows) + layout.LABELS
    notes = captions.how_to_read(every, rowed.READ).plus(terms=[NOTE])
    here = sheet.page("spread of single passes", height, notes)
    values = [one.value for point in every for one in point.values]
    middle = _medians(found[MIDDLE])
    panels = rowed.panels(here, rows, [1.0] * len(PANELS))
    for axes, (column, title) in zip(panels, PANELS.items()):
        rowed.prepare(axes, rows, title, "time per pass (log scale)")
        rowed.decades(axes, values, scales.decade_label)

        def words(point: Point, more: bool = column != MIDDLE) -> str:
            time = point.summary.median
            times = numbers.ratio(time / middle[point.runner, point.workers])
            return numbers.time(time) + (f" ({times}×)" if more else "")

        rowed.draw(axes, rows, found[column], sheet.scene, column, words)
    rowed.label(panels[0], rows, sheet.scene)
    table = []
    for column, mine in found.items():
        table += sheet.rows(mine, "s", column.removesuffix("_s"))
    return CHART.drawing(sheet, here, table, _reading(sheet, middle, _medians(found[TAIL])))


def _medians(drawn: Sequence[Point]) -> dict[tuple[str, int], float]:
    return {(one.runner, one.workers): one.summary.median for one in drawn if one.summary}


def _reading(
    sheet: Sheet, middle: dict[tuple[str, int], float], tail: dict[tuple[str, int], float]
) -> str:
    def in_words(cell: Estimate) -> str:
        if cell.name not in tail:
            return "too few passes per trial"
        times = numbers.ratio(tail[cell.name] / middle[cell.name])
        return f"1 pass in 100 takes {times} times the median pass or longer"

    widest = max((cell for cell in sheet.cells if cell.name in tail),
                 key=lambda cell: tail[cell.name] / middle[cell.name])  # fmt: skip
    recommended = sheet.found.recommended
    if recommended and recommended.name == widest.name:
        return sheet.conclusion(in_words)
    return sheet.conclusion(in_words, f"widest: {named(widest)}, {in_words(widest)}")


CHART = Chart("spread", draw, many_passes)
