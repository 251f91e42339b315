"""The words around a chart: parameters, how to read it, and which machine."""

from __future__ import annotations

from collections.abc import Sequence

from reports.data.facts import Environment
from reports.data.records import Run
from reports.stats.points import Point
from reports.stats.series import BASE, Experiment
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL
from reports.text.names import in_words, shown
from reports.text.numbers import plain, several

PAIRED = f"Each trial is compared with the nearest {BASE} trials in its block."


def subtitle(experiment: Experiment, environment: Environment) -> str:
    """The parameters in words, and what the workload does."""
    about = environment.abouts.get(experiment.workload, "").rstrip(".")
    words = shown(in_words(experiment.parameters()), 90)
    return f"{words}  ·  {shown(about, 100)}" if about else words


def how_to_read(points: Sequence[Point], *more: str) -> list[str]:
    """What dots, markers and bars are, with the exact level of the intervals that are drawn."""
    summaries = [point.summary for point in points if point.summary]
    said = ["Dots: one trial each. Markers: medians over blocks."]
    levels = {summary.n: summary.interval.level for summary in summaries if summary.interval}
    if levels:
        said.append(f"Bars: sign-test intervals of the median, {_levels(levels)}.")
    few = sorted({summary.n for summary in summaries if not summary.interval})
    if few:
        counts = several(few[0], "block") if len(few) == 1 else f"{few[0]} to {few[-1]} blocks"
        where = "Cells without a bar have" if levels else "No intervals:"
        said.append(f"{where} {counts}; an interval at 95\u00a0% needs {FEWEST_FOR_AN_INTERVAL}.")
    return [" ".join([*said, *more]), _disturbed(points)]


def few(blocks: int) -> str:
    return f"{several(blocks, 'block')}, no interval"


def _levels(levels: dict[int, float]) -> str:
    """levels: by number of blocks."""
    low, high = (f"{100 * level:.1f}" for level in (min(levels.values()), max(levels.values())))
    percent = low if low == high else f"{low} to {high}"
    blocks = f"{min(levels)}" if len(levels) == 1 else f"{min(levels)} to {max(levels)}"
    return f"exact level {percent}\u00a0% per cell (n = {blocks} blocks)"


def _disturbed(points: Sequence[Point]) -> str:
    count = sum(not value.undisturbed for point in points for value in point.values)
    if not count:
        return ""
    return f"Hollow dots: {several(count, 'disturbed trial')}, excluded from medians and intervals."


def unpaired(experiment: Experiment, runners: Sequence[str], points: Sequence[Point]) -> str:
    """How many successful trials have no speedup; empty when all have one."""
    good = sum(
        trial.status == "ok" and trial.runner in runners and trial.runner != BASE
        for trial in experiment.samples
    )
    lost = good - sum(len(point.values) for point in points)
    if not lost:
        return ""
    return f"Excluded: {several(lost, 'trial')} without a successful {BASE} trial in the block."


def footer(run: Run, blocks: Sequence[int]) -> str:
    """Machine, run, blocks, version: one line under every chart."""
    cpus, low, high = run.usable_cpus, min(blocks), max(blocks)
    parts = [
        shown(run.environment.cpu_model, 48),
        "" if cpus is None else f"{plain(cpus)} usable CPU{'' if cpus == 1 else 's'}",
        f"run {shown(run.run_id, 48)}",
        several(high, "block") if low == high else f"{low} to {high} blocks",
        f"parbench {shown(run.environment.parbench_version, 20)}".rstrip(),
    ]
    return "  ·  ".join(part for part in parts if part)
