"""How many updates each cell lost: a bar of all updates, with the exact count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from reports.charts.chart import Chart
from reports.charts.plot import layout, marks, rowed, theme
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Notes
from reports.charts.plot.marks import GRID
from reports.charts.plot.rowed import Rows
from reports.charts.sheet import Sheet
from reports.stats import sharing
from reports.stats.sharing import Lost
from reports.text import numbers
from reports.verdicts.sharing import lost_words
from reports.verdicts.wording import named

COLUMNS = (
    "workload", "params", "runner", "workers", "standing", "trials", "lost", "updates", "share",
)  # fmt: skip
HEIGHT = 0.74  # of a row
NOTE = "Lost updates: of the timed passes of all undisturbed trials together."


def counted(sheets: Sequence[Sheet]) -> Iterable[Sheet]:
    return [sheet for sheet in sheets if any(_found(sheet).values())]


def _found(sheet: Sheet) -> dict[tuple[str, int], Lost]:
    counted = {cell.name: sharing.lost(sheet.experiment, cell) for cell in sheet.cells}
    return {name: one for name, one in counted.items() if one}


def draw(sheet: Sheet) -> Drawing:
    found = _found(sheet)
    rows = rowed.rows_of(found)
    notes = Notes().plus(terms=[NOTE])
    guard = sheet.experiment.parameters()["guard"]
    here = sheet.page(f"updates lost, guard = {guard}", rowed.height(rows) + layout.LABELS, notes)
    [axes] = rowed.panels(here, rows, [1.0])
    _draw(axes, rows, found, sheet)
    rowed.label(axes, rows, sheet.scene)
    table = [
        sheet.cell(*name)
        | {"trials": one.trials, "lost": one.lost, "updates": one.of, "share": one.share}
        for name, one in found.items()
    ]
    return CHART.drawing(sheet, here, table, _reading(sheet, found))


def _draw(axes: Axes, rows: Rows, found: dict[tuple[str, int], Lost], sheet: Sheet) -> None:
    rowed.prepare(axes, rows, "", "share of all updates")
    axes.set_xlim(0, 1.4)  # with room for the counts
    ticks = [0, 0.25, 0.5, 0.75, 1]
    axes.set_xticks(ticks, [numbers.percent(tick) for tick in ticks])
    axes.grid(axis="x", color=GRID, lw=0.6)
    for (runner, workers), one in found.items():
        y, colour = rows[runner, workers], sheet.scene.looks[runner].colour
        style = {"fc": colour, "ec": theme.PAPER, "lw": 0.4, "zorder": 3}
        marks.boxes(axes, [(0, one.share, y)], HEIGHT, gid=marks.gid("lost", runner), **style)
        text = f"{one.lost:,} of {one.of:,}"
        rowed.write(axes, text, (one.share, y), 5, ha="left", fontsize=7.2, color=theme.INK)


def _reading(sheet: Sheet, found: dict[tuple[str, int], Lost]) -> str:
    cell = max((one for one in sheet.cells if one.name in found), key=lambda one: found[one.name])
    most = found[cell.name]
    if not most.lost:
        return f"No update was lost in {numbers.several(len(found), 'cell')}."
    return f"Most lost: {named(cell)}, {lost_words(most)}."


CHART = Chart("lost_updates", draw, counted, COLUMNS, shown=True)
