"""The words around a chart: titles, how to read it, what failed, and which machine; pure text."""

from __future__ import annotations

from collections.abc import Sequence

from reports.text.numbers import plain
from reports.text.names import in_words, shown
from reports.stats.series import BASE, Experiment, Point
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL
from reports.data.environment import Environment
from reports.data.records import Run


def subtitle(experiment: Experiment, environment: Environment) -> str:
    """The parameters in words, and what the workload does."""
    about = environment.abouts.get(experiment.workload, "").rstrip(".")
    words = shown(in_words(experiment.parameters()), 90)
    return f"{words}  ·  {shown(about, 100)}" if about else words


def how_to_read(points: Sequence[Point], in_lanes: bool = False) -> str:
    """What dots, markers and bars are, with the exact level of the intervals that are drawn."""
    summaries = [point.summary for point in points if point.summary]
    text = "Small dots: one trial each. Markers: medians over the blocks."
    levels = {summary.n: summary.interval.level for summary in summaries if summary.interval}
    if levels:
        text += f" Bars: sign-test intervals of the medians, exact level {_levels(levels)}."
    few = sorted({summary.n for summary in summaries if not summary.interval})
    if few:
        counts = str(few[0]) if len(few) == 1 else f"{few[0]} to {few[-1]}"
        blocks = f"{counts} clean block{'' if few == [1] else 's'}"
        need = f"one at 95\u00a0% needs {FEWEST_FOR_AN_INTERVAL}"
        text += (
            f" Cells with {blocks} have no interval: {need}."
            if levels
            else f" No intervals: {blocks}, and {need}."
        )
    return text + " Runners stand side by side at each N: compare heights." * in_lanes


def _levels(levels: dict[int, float]) -> str:
    """levels: by number of blocks."""
    low, high = (f"{100 * level:.1f}" for level in (min(levels.values()), max(levels.values())))
    percent = low if low == high else f"{low} to {high}"
    blocks = f"{min(levels)}" if len(levels) == 1 else f"{min(levels)} to {max(levels)}"
    return f"{percent}\u00a0% per cell (n = {blocks} blocks)"


def contaminated(points: Sequence[Point]) -> str:
    """How many hollow dots there are; empty without any."""
    count = sum(not value.undisturbed for point in points for value in point.values)
    if not count:
        return ""
    trials = "1 trial" if count == 1 else f"{count} trials"
    return (
        f"Hollow dots: {trials} disturbed by other load (contamination), "
        "in no median and no interval."
    )


def unpaired(experiment: Experiment, runners: Sequence[str], points: Sequence[Point]) -> str:
    """How many good trials have no speedup; empty when all have one."""
    good = sum(
        trial.status == "ok" and trial.runner in runners and trial.runner != BASE
        for trial in experiment.samples
    )
    lost = good - sum(len(point.values) for point in points)
    if not lost:
        return ""
    trials = "1 trial" if lost == 1 else f"{lost} trials"
    return f"Not shown: {trials} without a good trial of {BASE} in the same block."


def footer(run: Run, blocks: Sequence[int]) -> str:
    """Machine, run, blocks, version: one line under every chart."""
    cpus = run.usable_cpus
    low, high = min(blocks), max(blocks)
    ids = list(dict.fromkeys(sample.run_id for sample in run.samples))
    parts = [
        shown(run.environment.cpu_model, 48),
        "" if cpus is None else f"{plain(cpus)} usable CPU{'' if cpus == 1 else 's'}",
        f"run {shown(ids[0], 48)}" + (f" and {len(ids) - 1} more" if len(ids) > 1 else ""),
        f"{low if low == high else f'{low} to {high}'} block{'' if low == high == 1 else 's'}",
        f"parbench {shown(run.environment.parbench_version, 20)}"
        if run.environment.parbench_version
        else "parbench",
    ]
    return "  ·  ".join(part for part in parts if part)
