"""Draws the overview: one small speedup panel per workload, with one legend; writes no file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes

from reports.charts import captions, charts, chart_text
from reports.charts.plot import legend, pages, tables, theme
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.marks import QUIET
from reports.charts.plot.pages import Page
from reports.charts.sheets import Sheet
from reports.text.names import in_order, in_words, shown
from reports.charts.plot.typeset import fitted, wrapped
from reports.stats.series import Point
from reports.data.records import Run

TITLE = "Speedup over serial against the number of workers"
MOST_PANELS = 9
PANEL_SIZE = 0.8  # of dots and lines, against a chart of its own
LEFT, GAP = 0.85, 0.62
BETWEEN = 1.18  # inches between two rows of panels, for labels below and titles above
LABELS = 0.52
WORDS_PT, WORDS_LINE = 8.5, 0.165


@dataclass(frozen=True)
class Grid:
    """Where the panels stand, in inches."""

    count: int
    columns: int
    width: float  # of a panel's axes
    height: float
    word_lines: int  # that the parameters take

    @property
    def row(self) -> float:
        return self.height + BETWEEN + WORDS_LINE * (self.word_lines - 1)

    @property
    def total(self) -> float:
        return math.ceil(self.count / self.columns) * self.row

    def axes(self, here: Page, top: float, place: int) -> Axes:
        row, column = divmod(place, self.columns)
        left, bottom = LEFT + column * (self.width + GAP), top - (row + 1) * self.row + LABELS
        return here.axes(left, bottom, self.width, self.height)


def draw_overview(run: Run, sheets: Sequence[Sheet]) -> Drawing:
    """sheets: those with at least one trial that ended well."""
    panels = _chosen(sheets)
    points = [sheet.speedups for sheet in panels]
    every = [point for found in points for point in found]
    grid = _grid(panels)
    names = in_order(run.environment.families, {point.runner for point in every if point.values})
    scene = max(panels, key=lambda sheet: sheet.scene.waiting).scene  # it has an ideal if any has
    ceilings = {one.words: one.note for sheet in panels for one in sheet.ceilings("speedup")}
    parts = legend.runners(names, scene, ratio=True)
    parts += legend.others(every, scene, ratio=True, ceilings=list(ceilings))[1:]
    legend_height = pages.legend_height(len(parts))
    here = pages.page(
        legend_height + grid.total,
        TITLE,
        "one panel per workload, each with its own scale; 1× is the time of the serial runner",
        [*_notes(sheets, panels, every), *ceilings.values()],
        captions.footer(run, [sheet.experiment.blocks for sheet in panels]),
    )
    for place, (sheet, found) in enumerate(zip(panels, points)):
        axes = grid.axes(here, here.top - legend_height, place)
        _draw_panel(axes, sheet, found, grid.width)
        _write_head(axes, sheet, grid)
        axes.set_ylabel("speedup (log scale)" if place % grid.columns == 0 else "")
        lowest = place + grid.columns >= grid.count
        axes.set_xlabel("workers N (log scale)" if lowest else "")
    pages.legend_above(here, parts)
    table = []
    for sheet, found in zip(panels, points):
        table += tables.rows(sheet.experiment, found, "ratio", "speedup")
    description = "; ".join(sheet.words for sheet in panels)
    heads = [
        (_head(sheet, panels), found, sheet.why_no_speedup) for sheet, found in zip(panels, points)
    ]
    return Drawing(
        "overview", TITLE, description, here.figure, table, "overview", None,
        chart_text.overview(heads), room=here.room, notes=here.notes,
    )  # fmt: skip


def _head(sheet: Sheet, panels: Sequence[Sheet]) -> str:
    """The workload, with its parameters where that is not enough."""
    alone = sum(other.experiment.workload == sheet.experiment.workload for other in panels) == 1
    return shown(sheet.experiment.workload, 40) if alone else shown(sheet.words, 100)


def _grid(panels: Sequence[Sheet]) -> Grid:
    count = len(panels)
    columns = min(count, 1 + (count > 1) + (count > 4))
    height = 2.3 if count > columns else 4.0
    width = (pages.WIDTH - LEFT - pages.MARGIN - 0.1 - (columns - 1) * GAP) / columns
    lines = max(len(_parameters(sheet, width)) for sheet in panels)
    return Grid(count, columns, width, height, lines)


def _chosen(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Every experiment where they fit, else one of each workload: the first with a speedup."""
    if len(sheets) <= MOST_PANELS:
        return list(sheets)
    ranked = sorted(sheets, key=lambda sheet: bool(sheet.why_no_speedup))
    firsts: dict[str, Sheet] = {}
    for sheet in ranked:
        firsts.setdefault(sheet.experiment.workload, sheet)
    return sorted(firsts.values(), key=sheets.index)[:MOST_PANELS]


def _notes(sheets: Sequence[Sheet], panels: Sequence[Sheet], points: Sequence[Point]) -> list[str]:
    notes = [captions.how_to_read(points, in_lanes=True), captions.contaminated(points)]
    if len(panels) < len(sheets):
        notes.append(
            f"{len(panels)} of {len(sheets)} parameter sets are shown: "
            "the others have charts of their own."
        )
    failed = [shown(sheet.experiment.workload, 40) for sheet in panels if sheet.failures]
    if failed:
        notes.append(
            f"Some trials failed: the charts of {', '.join(dict.fromkeys(failed))} say which."
        )
    return notes


def _draw_panel(axes: Axes, sheet: Sheet, points: list[Point], width: float) -> None:
    if any(point.values for point in points):
        charts.draw_speedups(axes, points, replace(sheet.scene, size=PANEL_SIZE))
    else:
        axes.set_axis_off()
        words = "\n".join(wrapped(f"no speedup: {sheet.why_no_speedup}", 9.5, 0.8 * width))
        axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=QUIET)


def _parameters(sheet: Sheet, width: float) -> list[str]:
    """One or two lines."""
    words = shown(in_words(sheet.experiment.parameters())).replace(" = ", "\u00a0=\u00a0")
    lines = wrapped(words, WORDS_PT, width)
    return lines if len(lines) < 3 else [lines[0], fitted(" ".join(lines[1:]), WORDS_PT, width)]


def _write_head(axes: Axes, sheet: Sheet, grid: Grid) -> None:
    """Workload and parameters, above the words about the shade."""
    place = {"transform": axes.transAxes, "ha": "left", "va": "baseline", "parse_math": False}
    top = 0.245 + WORDS_LINE * grid.word_lines
    name = fitted(shown(sheet.experiment.workload), 11, grid.width, "bold")
    axes.text(0, 1 + (top + 0.01) / grid.height, name, fontsize=11, weight="bold", **place)
    for row, line in enumerate(_parameters(sheet, grid.width), start=1):
        y = 1 + (top - row * WORDS_LINE) / grid.height
        axes.text(0, y, line, fontsize=WORDS_PT, color=theme.INK, **place)
