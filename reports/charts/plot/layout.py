"""Lays out a page in inches: title, room for axes, legend, notes and footer; makes text fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from reports.charts.plot import theme

FONT = "DejaVu Sans"
WIDTH = 32 / 3  # inches: 1600 pixels at DPI
DPI = 150
MARGIN = 0.22
LEFT = 0.95
LEGEND_WIDTH = 2.45
HEAD = 1.05
LABELS = 0.56  # tick labels and axis label under the axes
MAIN = 5.0  # of one big chart, with its labels
NOTE_PT, FOOTER_PT, LEGEND_PT = 7.8, 7.8, 9.0
LINE = 0.165
LEGEND_LINE, LEGEND_COLUMNS = 0.205, 5

RC = {
    "font.family": "sans-serif",
    "font.sans-serif": [FONT, "Arial", "Helvetica", "sans-serif"],
    "font.size": 9.5,
    "text.color": theme.INK,
    "axes.labelcolor": theme.INK,
    "axes.labelsize": 9.5,
    "axes.edgecolor": theme.MUTED,
    "axes.linewidth": 0.8,
    "xtick.color": theme.INK,
    "ytick.color": theme.INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "parbench",
    "pdf.fonttype": 42,
    "path.simplify": False,
    "axes.formatter.use_locale": False,
}


@dataclass(frozen=True)
class Notes:
    """The words below a chart. A file has all of them."""

    elsewhere: tuple[str, ...] = ()  # what report.html says in words of its own
    own: tuple[str, ...] = ()  # about the trials of this chart: report.html has them below it
    terms: tuple[str, ...] = ()  # that other charts use too: report.html has them once

    def plus(
        self, own: Sequence[str] = (), terms: Sequence[str] = (), elsewhere: Sequence[str] = ()
    ) -> Notes:
        """Empty texts are left out."""
        more = ([text for text in texts if text] for texts in (elsewhere, own, terms))
        mine = (self.elsewhere, self.own, self.terms)
        return Notes(*((*one, *others) for one, others in zip(mine, more)))

    @property
    def every(self) -> list[str]:
        return [*self.elsewhere, *self.own, *self.terms]


@dataclass(frozen=True)
class Page:
    figure: Figure
    title: str
    height: float
    bottom: float  # inches under the lowest axis labels
    top: float  # inches from the page's bottom to the top of the room for axes
    notes: Notes = Notes()
    topic: str = ""  # the title without the workload
    legend_width: float = 0  # inches at the right that the runners' legend takes
    legend_height: float = 0  # inches at the top

    @property
    def room(self) -> tuple[float, float, float]:
        """Right, bottom and top of the part without title, notes and the runners' legend."""
        beside, above = self.legend_width, self.legend_height
        return (
            WIDTH - beside - 0.1 if beside else WIDTH,
            self.bottom - 0.02,
            self.top - above if above else self.top + 0.3,
        )

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes at a place in inches from the page's lower left corner."""
        return self.figure.add_axes(
            [left / WIDTH, bottom / self.height, width / WIDTH, height / self.height]
        )


def page(
    content_height: float,
    title: str,
    subtitle: str,
    notes: Notes,
    footer: str,
    topic: str = "",
    legend_width: float = 0,
    legend_height: float = 0,
) -> Page:
    """content_height: inches for axes with their labels. The page grows with its notes."""
    room = WIDTH - 2 * MARGIN
    lines = [line for note in notes.every for line in wrapped(note, NOTE_PT, room)]
    below = MARGIN + LINE + 0.08 + LINE * len(lines) + 0.1
    height = HEAD + content_height + below
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")
    here = Page(
        figure, title, height, below, below + content_height, notes, topic or title, legend_width,
        legend_height,
    )  # fmt: skip

    def write(text: str, y: float, points: float, colour: str, weight: str = "normal") -> None:
        figure.text(
            MARGIN / WIDTH,
            y / height,
            fitted(text, points, room, weight),
            parse_math=False,
            ha="left",
            va="baseline",
            fontsize=points,
            color=colour,
            weight=weight,
            gid="words",
        )

    write(title, height - 0.42, 15, theme.INK, "bold")
    write(subtitle, height - 0.69, 9.5, theme.INK)
    for place, line in enumerate(lines):
        write(line, below - 0.1 - LINE * (place + 0.8), NOTE_PT, theme.INK)
    write(footer, MARGIN, FOOTER_PT, theme.MUTED)
    return here


def main_axes(here: Page) -> Axes:
    """The one big chart of a page, with the legend's column kept free at its right."""
    return here.axes(
        LEFT,
        here.bottom + LABELS,
        WIDTH - LEFT - LEGEND_WIDTH - 0.25,
        here.top - here.bottom - LABELS,
    )


def _legend_lines(keys: int) -> int:
    return max(3, math.ceil(keys / LEGEND_COLUMNS))


def legend_height(keys: int) -> float:
    """Inches that legend_above needs."""
    return LEGEND_LINE * _legend_lines(keys) + 0.1


def legend_above(here: Page, keys: Sequence[tuple[Line2D, str]]) -> None:
    """The keys in columns above the axes."""
    columns = math.ceil(len(keys) / _legend_lines(len(keys)))
    _legend(here, keys, MARGIN, here.top + 0.12, (WIDTH - 2 * MARGIN) / columns - 0.75, columns)


def legend(here: Page, keys: Sequence[tuple[Line2D, str]]) -> None:
    """The keys one under the other, in the column at the right."""
    _legend(here, keys, WIDTH - LEGEND_WIDTH, here.top + 0.08, LEGEND_WIDTH - 0.75, 1)


def _legend(
    here: Page,
    keys: Sequence[tuple[Line2D, str]],
    left: float,
    top: float,
    room: float,
    columns: int,
) -> None:
    # Many keys move closer together, so that they do not reach the notes.
    lines = math.ceil(len(keys) / columns)
    spacing = min(0.62, 72 * (top - here.bottom) / LEGEND_PT / lines - 1.05)
    box = here.figure.legend(
        # matplotlib leaves out labels that begin with an underscore, so the names are set later.
        [handle for handle, _ in keys],
        ["x"] * len(keys),
        loc="upper left",
        frameon=False,
        fontsize=LEGEND_PT,
        handlelength=3.2,
        labelspacing=spacing,
        borderaxespad=0,
        bbox_to_anchor=(left / WIDTH, top / here.height),
        ncol=columns,
        columnspacing=1.6,
    )
    if here.legend_width or here.legend_height:
        box.set_gid("runners-legend")
    for text, (_, label) in zip(box.get_texts(), keys):
        text.set_parse_math(False)
        text.set_text(fitted(label, LEGEND_PT, room))


@lru_cache(maxsize=4096)
def width(text: str, points: float, weight: str = "normal") -> float:
    """Inches that the text takes; taken literally, never as mathematics."""
    font = FontProperties(family=FONT, size=points, weight=weight)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72


def fitted(text: str, points: float, inches: float, weight: str = "normal") -> str:
    """The text, or its head and tail around an ellipsis where it is too wide."""
    if width(text, points, weight) <= inches:
        return text
    for length in range(len(text) - 2, 0, -1):
        head = (2 * length + 2) // 3
        short = text[:head].rstrip() + "…" + text[len(text) - (length - head) :]
        if width(short, points, weight) <= inches:
            return short
    return "…"


def wrapped(text: str, points: float, inches: float) -> list[str]:
    """Lines no wider than this; a single word that is wider is shortened."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, points) <= inches:
            lines[-1] = longer
        else:
            lines.append(fitted(word, points, inches))
    return lines
