"""The marks that every chart shares: dots of trials, medians, intervals; decides no place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes

from reports.charting import scales
from reports.charting.style import Look
from reports.estimating.series import Value

GRID = "#E3E3E3"
QUIET = "#666666"


def kinds(values: Sequence[Value]) -> Iterator[tuple[bool, list[float], list[float]]]:
    """(clean, values, sideways places) of the clean and of the contaminated trials, if any."""
    for clean in (True, False):
        chosen = [value.value for value in values if value.clean == clean]
        if chosen:
            places = [scales.jitter(place, len(chosen)) for place in range(len(chosen))]
            yield clean, chosen, places


def dots(
    axes: Axes,
    xs: Sequence[float],
    ys: Sequence[float],
    look: Look,
    clean: bool,
    size: float,
    name: str,
) -> None:
    """One dot a trial; contaminated ones are hollow."""
    axes.scatter(
        xs,
        ys,
        s=(9 if clean else 13) * size**2,
        marker="o",
        facecolors=look.colour if clean else "none",
        edgecolors="none" if clean else look.colour,
        linewidths=0 if clean else 0.8 * size,
        alpha=0.42 if clean else 0.9,
        zorder=4 if clean else 4.5,
        gid=f"{'samples' if clean else 'contaminated'}-{name}",
    )


def interval(
    axes: Axes, xs: Sequence[float], ys: Sequence[float], look: Look, size: float, name: str
) -> None:
    """A bar from one end to the other."""
    style = {"color": look.colour, "lw": 2.2 * size, "solid_capstyle": "butt", "zorder": 3.5}
    axes.plot(xs, ys, gid=f"interval-{name}", **style)


def medians(
    axes: Axes, xs: Sequence[float], ys: Sequence[float], look: Look, size: float, gid: str
) -> None:
    """The runner's own markers, above everything else."""
    style = {"marker": look.marker, "color": look.colour, "mec": "white", "mew": 0.7 * size}
    axes.plot(xs, ys, ls="none", ms=look.size * size, zorder=5, gid=gid, **style)
