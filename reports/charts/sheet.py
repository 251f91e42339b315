"""One experiment whose passes run as fast as they can, as its charts see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from reports.charts.frame import Frame, frame
from reports.data.records import Run
from reports.data.side_tables import (
    Spread,
    Trace,
    Trial,
    Worker,
    read_spans,
    read_spread,
    read_workers,
)
from reports.stats import points, series, sharing
from reports.stats.estimates import Estimate
from reports.stats.points import Point
from reports.stats.series import BASE
from reports.text.names import in_order
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import named, no_gain_qualifier

TOO_BUSY = "Too much background load: no verdict."


@dataclass(frozen=True)
class Selection:
    """What is asked for; every name exists in the run."""

    runners: list[str]
    workloads: list[str]


@dataclass(frozen=True)
class Sheet(Frame):
    """With all that its charts share."""

    found: Findings
    workers: Mapping[Trial, list[Worker]]  # of the whole run
    traces: list[Trace]  # of this experiment's selected runners
    spreads: Mapping[Trial, Spread]  # of the whole run

    @property
    def times(self) -> list[Point]:
        return points.times(self.cells)

    @property
    def speedups(self) -> list[Point]:
        """Empty where why_no_speedup has something to say."""
        return [] if self.why_no_speedup else self._speedups

    @cached_property
    def _speedups(self) -> list[Point]:
        return points.speedups(self.cells, self.experiment.samples)

    @cached_property
    def why_no_speedup(self) -> str:
        if not any(cell.is_base and cell.wall for cell in self.found.cells):
            return f"no undisturbed trial of {BASE} to compare with"
        if not any(point.values for point in self._speedups):
            return f"no other selected runner has a trial in a block with {BASE}"
        return ""

    @property
    def missing_speedup(self) -> str:
        """why_no_speedup, where one was to be expected."""
        expected = self.found.with_base and not sharing.is_shared(self.experiment)
        return self.why_no_speedup if expected else ""

    def conclusion(self, words: Callable[[Estimate], str], *others: str) -> str:
        """A sentence about the recommended cell, or why there is none, and about others."""
        if self.found.too_busy:
            return TOO_BUSY
        cell = self.found.recommended
        said = "No recommendation: every cell has failed or only disturbed trials"
        if cell and (self.found.gain_is_shown or not self.found.with_base):
            said = f"Recommended: {named(cell)}, {words(cell)}"
        elif cell:
            said = f"No gain shown{no_gain_qualifier(self.found)}"
            said += "" if cell.is_base else f": {named(cell)}, {words(cell)}"
        return "; ".join((said, *others)) + "."


def everything(run: Run) -> Selection:
    present = {sample.runner for sample in run.samples}
    every = series.experiments(run.samples, run.environment.kinds)
    workloads = dict.fromkeys(experiment.workload for experiment in every)
    return Selection(in_order(run.environment.families, present), list(workloads))


def sheets(judged: Judged, selection: Selection) -> list[Sheet]:
    """Raises BadInput for a damaged workers.csv, spans.csv or spread.csv."""
    run = judged.run
    workers = read_workers(run.folder, run.samples)
    traces = read_spans(run.folder, run.samples)
    spreads = read_spread(run.folder, run.samples)
    every = []
    for found in judged.experiments:
        if found.experiment.workload in selection.workloads:
            framed = frame(judged, found, selection.runners)
            mine = [
                trace for trace in traces
                if trace.trial.work == framed.work and trace.trial.runner in framed.runners
            ]  # fmt: skip
            every.append(Sheet(**vars(framed), workers=workers, traces=mine, spreads=spreads))
    return every
