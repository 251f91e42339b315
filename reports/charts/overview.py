"""The overview: one small speedup panel per workload, with one legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.axes import Axes

from reports.charts import captions, ceilings, folding, speedup
from reports.charts.ceilings import Ceiling
from reports.charts.chart import Chart
from reports.charts.plot import lanes, layout, legend, theme
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Notes, Page, fitted, wrapped
from reports.charts.plot.marks import QUIET
from reports.charts.sheet import Sheet
from reports.stats.points import Point
from reports.stats.series import BASE
from reports.text import numbers
from reports.text.names import in_order, in_words, shown
from reports.verdicts.wording import named, no_gain_qualifier

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


def whole(sheets: Sequence[Sheet]) -> list[Sequence[Sheet]]:
    """One overview of a run, if there is anything to draw."""
    expected = [sheet for sheet in sheets if sheet.found.with_base]
    return [expected] if expected else []


def draw(sheets: Sequence[Sheet]) -> Drawing:
    panels = _chosen(sheets)
    run = panels[0].judged.run
    points = [sheet.speedups for sheet in panels]
    present = _runners(panels, points)
    kept = folding.drawn_in_panels(points, present)
    points = [[point for point in found if point.runner in kept] for found in points]
    every = [point for found in points for point in found]
    limits = [ceilings.of_speedup(sheet) for sheet in panels]
    known = {limit.words: limit.note for limit in limits if limit}
    shared = (term for sheet in panels for term in captions.shared_cores(sheet.scene.shared_cores))
    grid = _grid(panels)
    parts = _legend(panels, every, kept, list(known))
    legend_height = layout.legend_height(len(parts))
    here = layout.page(
        legend_height + grid.total,
        TITLE,
        f"One panel per workload, each with its own scale; 1× is {BASE}",
        _notes(sheets, panels, every, present, kept).plus(
            terms=[*known.values(), *dict.fromkeys(shared)]
        ),
        captions.footer(run, [sheet.experiment.blocks for sheet in panels]),
        legend_height=legend_height,
    )
    for place, (sheet, found, limit) in enumerate(zip(panels, points, limits)):
        axes = grid.axes(here, here.top - legend_height, place)
        _draw_panel(axes, sheet, found, limit, grid.width)
        _write_head(axes, sheet, grid)
        axes.set_ylabel("speedup (log scale)" if place % grid.columns == 0 else "")
        lowest = place + grid.columns >= grid.count
        axes.set_xlabel("workers N (log scale)" if lowest else "")
    layout.legend_above(here, parts)
    rows = [
        row for sheet, found in zip(panels, points) for row in sheet.rows(found, "ratio", "speedup")
    ]
    description = "; ".join(sheet.words for sheet in panels)
    reading = "; ".join(f"{_head(sheet, panels)}: {_in_words(sheet)}" for sheet in panels)
    return Drawing(
        CHART.name, CHART.name, here, description, CHART.columns, rows, f"Recommended. {reading}."
    )


def _runners(panels: Sequence[Sheet], points: Sequence[Sequence[Point]]) -> list[str]:
    """All that any panel could draw."""
    present = {point.runner for found in points for point in found if point.values}
    present |= {runner for sheet in panels for runner in sheet.folded}
    return in_order(panels[0].judged.run.environment.families, present)


def _legend(
    panels: Sequence[Sheet], points: Sequence[Point], names: Sequence[str], limits: list[str]
) -> list[legend.Key]:
    scene = max(panels, key=lambda sheet: sheet.scene.waiting).scene  # it has an ideal if any has
    parts = legend.runners(names, scene, ratio=True)
    return parts + legend.others(points, scene, ratio=True, ceilings=limits)[1:]


def _in_words(sheet: Sheet) -> str:
    cell = sheet.found.recommended
    if sheet.found.too_busy:
        return "too much background load, no verdict"
    if cell is None:
        return sheet.why_no_speedup or "no verdict"
    if not sheet.found.gain_is_shown:
        return f"no gain shown{no_gain_qualifier(sheet.found)}"
    return f"{named(cell)}, {numbers.ratio(cell.speedup.median)}× {BASE}"


def _head(sheet: Sheet, panels: Sequence[Sheet]) -> str:
    """The workload, with its parameters where that is not enough."""
    alone = sum(other.experiment.workload == sheet.experiment.workload for other in panels) == 1
    return shown(sheet.experiment.workload, 40) if alone else shown(sheet.words, 100)


def _grid(panels: Sequence[Sheet]) -> Grid:
    count = len(panels)
    columns = count if count < 5 else 3
    height = 4.0 if count < 3 else 1.9 if count == columns else 2.3
    width = (layout.WIDTH - LEFT - layout.MARGIN - 0.1 - (columns - 1) * GAP) / columns
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


def _notes(
    sheets: Sequence[Sheet],
    panels: Sequence[Sheet],
    points: Sequence[Point],
    present: Sequence[str],
    kept: Sequence[str],
) -> Notes:
    folded = [runner for runner in present if runner not in kept]
    own = [folding.note(folded, "those that most panels have")]
    if len(panels) < len(sheets):
        own.append(
            f"{len(panels)} of {len(sheets)} parameter sets are shown: "
            "the others have charts of their own."
        )
    failed = [shown(sheet.experiment.workload, 40) for sheet in panels if sheet.failures]
    if failed:
        own.append(f"Some trials failed: see the charts of {', '.join(dict.fromkeys(failed))}.")
    return captions.how_to_read(points, lanes.READ).plus(own=own)


def _draw_panel(
    axes: Axes, sheet: Sheet, points: list[Point], limit: Ceiling | None, width: float
) -> None:
    if any(point.values for point in points):
        scene = replace(sheet.scene, size=PANEL_SIZE)
        speedup.draw_speedups(axes, points, limit, scene)
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


CHART = Chart("overview", draw, whole)
