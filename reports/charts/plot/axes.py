"""What lies under a chart against workers: axes, grid, shade, ideal, limit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from reports.charts.plot import scales, theme
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.plot.scales import Lanes
from reports.charts.plot.style import Look
from reports.stats.statistics import Summary
from reports.text import numbers

SHADE = theme.SHADE
BEYOND = "more workers than CPUs"
BEYOND_HERE = "more workers than CPUs here"  # beside workers that ran on other machines
IDEAL_DASH = (0, (1, 1.6))
CEILING = {"color": theme.CEILING, "ls": "solid", "lw": 2.6}
CORES_DASH = (0, (4, 3))
WORDS_INCHES = 1.5  # that the words above the shade need
LABEL_INCHES = 0.26  # that the label of an N needs to itself


@dataclass(frozen=True)
class Scene:
    """What a chart has to know besides its points."""

    looks: dict[str, Look]
    workers: list[int]  # every N of the experiment, serial's 1 among them
    cpus: float | None  # usable CPUs; None: not recorded
    cores: int | None  # usable physical cores, where they are fewer
    waiting: bool  # the tasks wait, so that more workers than CPUs can still help
    recommended: tuple[str, int] | None = None  # the cell that the verdict recommends
    size: float = 1.0  # of dots and lines: smaller in the overview's panels
    elsewhere: bool = False  # some runner's workers ran on other machines, with CPUs of their own

    @property
    def shared_cores(self) -> int | None:
        """The cores, where some N has more workers than that."""
        return self.cores if self.cores and self.workers[-1] > self.cores else None


def prepare(axes: Axes, lanes: Lanes, scene: Scene) -> None:
    """The x axis, the grid, and what lies beyond the cores and beyond the CPUs."""
    left, right = lanes.limits()
    axes.set_xlim(left, right)
    octaves_an_inch = (right - left) / (axes.get_position().width * axes.figure.get_figwidth())
    labelled = scales.labelled_workers(lanes.workers, LABEL_INCHES * octaves_an_inch)
    axes.set_xticks([math.log2(n) for n in labelled], [str(n) for n in labelled])
    bare = [math.log2(n) for n in lanes.workers if n not in labelled]
    axes.xaxis.set_minor_locator(FixedLocator(bare))
    axes.set_xlabel("workers N (log scale)")
    axes.grid(axis="y", color=GRID, lw=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    free = right  # from the left, up to where words stand
    if scene.cpus is not None and lanes.workers[-1] > scene.cpus:
        words = BEYOND_HERE if scene.elsewhere else BEYOND
        free = _shade(axes, lanes.boundary(scene.cpus), right, octaves_an_inch, words)
    if scene.shared_cores:
        _mark_cores(axes, scene.shared_cores, lanes.boundary(scene.shared_cores), free)


def _shade(axes: Axes, start: float, end: float, octaves_an_inch: float, words: str) -> float:
    """Returns where its words begin."""
    axes.axvspan(start, end, color=SHADE, lw=0, zorder=0, gid="beyond-cpus")
    wide = (end - start) / octaves_an_inch > WORDS_INCHES
    x, side = ((start + end) / 2, "center") if wide else (end, "right")
    _write_above(axes, x, words, side)
    return start if wide else end - WORDS_INCHES * octaves_an_inch


def _mark_cores(axes: Axes, cores: int, place: float, free: float) -> None:
    """A line where workers begin to share a core; its words where those of the shade are not."""
    axes.axvline(place, color=QUIET, lw=0.7, ls=CORES_DASH, zorder=0.6, gid="beyond-cores")
    if place < free:
        _write_above(axes, place, numbers.several(cores, "core"), "right")


def _write_above(axes: Axes, x: float, text: str, side: str) -> None:
    words = {"color": QUIET, "fontsize": "small", "style": "italic"}
    place = {"transform": axes.get_xaxis_transform(), "ha": side, "va": "bottom"}
    axes.text(x, 1.012, text, **place, **words)


def draw_ideal(axes: Axes, scene: Scene, lanes: Lanes, ideal: Callable[[float], float]) -> float:
    """The ideal line, up to the CPUs unless the tasks wait or there are other machines' CPUs.

    Returns its highest value.
    """
    unlimited = scene.waiting or scene.elsewhere
    if scene.cpus is None and not unlimited:
        return 1.0
    end = math.inf if unlimited else scene.cpus
    xs, ys = [], []
    for n in lanes.workers:
        if n <= end:
            # Level across the lanes of an N: a slope would hold each runner to another ideal.
            level = 0.0 if n == 1 and lanes.serial_alone else lanes.half_width
            xs += [math.log2(n) - level, math.log2(n) + level]
            ys += [ideal(n)] * 2
    if xs and lanes.workers[-1] > end and math.log2(end) > xs[-1]:
        xs.append(math.log2(end))
        ys.append(ideal(end))
    axes.plot(xs, ys, color=QUIET, lw=1.5 * scene.size, ls=IDEAL_DASH, zorder=1.6, gid="ideal")
    return max(ys, default=1.0)


def draw_ceiling(axes: Axes, by_workers: Mapping[int, Summary], lanes: Lanes) -> None:
    """The most that any runner can do: level at each N and open between; a band its interval."""
    # A slope between them would seem to lie below the lines of runners.
    xs, ys = [], []
    for n in lanes.workers:
        if n in by_workers:
            ends = [math.log2(n) - lanes.half_width, math.log2(n) + lanes.half_width]
            xs += [*ends, math.nan]
            ys += [by_workers[n].median] * 2 + [math.nan]
            interval = by_workers[n].interval
            if interval and interval.low < interval.high:
                look = {"color": theme.CEILING, "alpha": 0.25, "lw": 0, "zorder": 1.3}
                axes.fill_between(ends, interval.low, interval.high, gid=f"limit--{n}", **look)
    if xs:
        axes.plot(xs, ys, zorder=1.4, gid="ceiling", **CEILING)


def draw_level(axes: Axes, value: float, look: Look, size: float) -> None:
    """The base's own line across the chart."""
    axes.axhline(value, color=look.colour, lw=size, ls=look.dash, zorder=1.5, gid="base")


def set_log_y(axes: Axes, values: Sequence[float], doubling: bool, suffix: str = "") -> None:
    """Limits and round ticks that hold all values."""
    low, high = scales.log_limits(values)
    ticks = scales.log_ticks(low, high, doubling)
    axes.set_yscale("log")
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_yticks(ticks, [numbers.plain(tick) + suffix for tick in ticks])
    axes.set_ylim(low, high)
