"""The words around a chart: parameters, how to read it, and which machine."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.plot.layout import Notes
from reports.data.facts import Environment
from reports.data.records import Run
from reports.stats.points import Point
from reports.stats.series import BASE, Experiment
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL
from reports.text.names import in_words, shown
from reports.text.numbers import plain, several
from reports.verdicts import hosts

PAIRED = f"Each trial is compared with the nearest {BASE} trials in its block."


def subtitle(experiment: Experiment, environment: Environment, without: Sequence[str] = ()) -> str:
    """The parameters in words, and what the workload does."""
    kept = {key: one for key, one in experiment.parameters().items() if key not in without}
    about = environment.abouts.get(experiment.workload, "").rstrip(".")
    words = shown(in_words(kept), 90)
    return f"{words}  ·  {shown(about, 100)}" if about else words


def how_to_read(points: Sequence[Point], *more: str) -> Notes:
    """What dots, markers and bars are; more: general sentences that belong there."""
    summaries = [point.summary for point in points if point.summary]
    said = ["Dots: one trial each. Markers: the centre of the blocks."]
    counts = [summary.n for summary in summaries if summary.interval]
    if counts:
        low, high = min(counts), max(counts)
        blocks = f"{low}" if low == high else f"{low} to {high}"
        said.append(f"Bars: 95\u00a0% intervals per cell, n = {blocks} blocks.")
    few = sorted({summary.n for summary in summaries if not summary.interval})
    if few:
        blocks = several(few[0], "block") if len(few) == 1 else f"{few[0]} to {few[-1]} blocks"
        where = "Cells without a bar have" if counts else "No intervals:"
        said.append(f"{where} {blocks}; an interval at 95\u00a0% needs {FEWEST_FOR_AN_INTERVAL}.")
    return Notes((" ".join([*said, *more]),)).plus(own=[_disturbed(points)])


def shared_cores(cores: int | None) -> list[str]:
    """What the line at the cores is, where there is one."""
    if cores is None:
        return []
    workers = several(cores, "worker")
    return [f"Dashed upright line: with more than {workers} they share cores (SMT)."]


def few(blocks: int) -> str:
    return f"{several(blocks, 'block')}, no interval"


def _disturbed(points: Sequence[Point]) -> str:
    count = sum(not value.undisturbed for point in points for value in point.values)
    if not count:
        return ""
    return f"Hollow dots: {several(count, 'disturbed trial')}, excluded from every figure."


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
        shown(hosts.short(run), 40),
        f"run {shown(run.run_id, 48)}",
        several(high, "block") if low == high else f"{low} to {high} blocks",
        f"parbench {shown(run.environment.parbench_version, 20)}".rstrip(),
    ]
    return "  ·  ".join(part for part in parts if part)
