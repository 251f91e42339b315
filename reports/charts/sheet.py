"""One experiment as its charts see it: what was judged, which runners, names and looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.charts import captions
from reports.charts.plot import layout, style
from reports.charts.plot.axes import Scene
from reports.charts.plot.layout import Notes, Page
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
from reports.stats import bounds, points, series
from reports.stats.estimates import Estimate
from reports.stats.points import Point
from reports.stats.series import BASE, Experiment
from reports.text.names import fingerprint, in_order, in_words, shown, slug
from reports.verdicts.findings import Judged
from reports.verdicts.wording import failures, named
from reports.verdicts.verdicts import Findings

TOO_BUSY = "Too much background load: no verdict."
LONGEST_STEM = 120  # file names end at 255 bytes


@dataclass(frozen=True)
class Selection:
    """What is asked for; every name exists in the run."""

    runners: list[str]
    workloads: list[str]


@dataclass(frozen=True)
class Sheet:
    """One experiment, with all that its charts share."""

    judged: Judged
    found: Findings
    stem: str  # of file names
    runners: list[str]  # selected and measured here
    scene: Scene
    workers: Mapping[Trial, list[Worker]]  # of the whole run
    traces: list[Trace]  # of this experiment's selected runners
    spreads: Mapping[Trial, Spread]  # of the whole run

    @property
    def experiment(self) -> Experiment:
        return self.found.experiment

    @property
    def work(self) -> tuple[str, str]:
        return (self.experiment.workload, self.experiment.params)

    @property
    def name(self) -> str:
        """The workload, for a title."""
        return shown(self.experiment.workload, 60)

    @property
    def words(self) -> str:
        """How messages name it."""
        return f"{self.name} ({shown(in_words(self.experiment.parameters()), 90)})"

    @property
    def runner_names(self) -> str:
        return ", ".join(shown(runner, 60) for runner in self.runners)

    @property
    def cells(self) -> list[Estimate]:
        return [cell for cell in self.found.cells if cell.runner in self.runners]

    @property
    def failures(self) -> list[str]:
        return failures(self.experiment.samples, self.runners)

    @property
    def has_values(self) -> bool:
        return any(trial.status == "ok" for cell in self.cells for trial in cell.trials)

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

    def page(self, topic: str, height: float, notes: Notes, legend_width: float = 0) -> Page:
        """height: inches for axes with their labels; legend_width: of the runners' beside them."""
        environment = self.judged.run.environment
        subtitle = captions.subtitle(self.experiment, environment)
        footer = captions.footer(self.judged.run, [self.experiment.blocks])
        title = f"{self.name}: {topic}"
        notes = notes.plus(elsewhere=self.failures)
        return layout.page(height, title, subtitle, notes, footer, topic, legend_width)

    def conclusion(self, words: Callable[[Estimate], str], *others: str) -> str:
        """A sentence about the recommended cell, or why there is none, and about others."""
        if self.found.too_busy:
            return TOO_BUSY
        cell = self.found.recommended
        said = "No recommendation: every cell has failed or only disturbed trials"
        if cell and self.found.gain_is_shown:
            said = f"Recommended: {named(cell)}, {words(cell)}"
        elif cell:
            said = "No gain shown" + ("" if cell.is_base else f": {named(cell)}, {words(cell)}")
        return "; ".join((said, *others)) + "."

    def cell(self, runner: str, workers: int) -> dict[str, object]:
        """The columns that name a cell in a data sheet, and what was judged of it."""
        workload, params = self.work
        standing = self._standings.get((runner, workers), "")
        return {
            "workload": workload, "params": params, "runner": runner, "workers": workers,
            "standing": standing,
        }  # fmt: skip

    @cached_property
    def _standings(self) -> dict[tuple[str, int], str]:
        return {cell.name: self.found.standing(cell) for cell in self.found.cells}

    def rows(self, drawn: Sequence[Point], unit: str, quantity: str) -> list[dict[str, object]]:
        """A row per cell with an undisturbed trial; without an interval its ends are empty."""
        rows = []
        for point in drawn:
            if point.summary:
                row = self.cell(point.runner, point.workers)
                row |= {"n": point.summary.n, "median": point.summary.median}
                interval = point.summary.interval
                if interval:
                    row |= {"low": interval.low, "high": interval.high, "level": interval.level}
                rows.append(row | {"unit": unit, "quantity": quantity})
        return rows


def everything(run: Run) -> Selection:
    present = {sample.runner for sample in run.samples}
    every = series.experiments(run.samples, run.environment.kinds)
    workloads = dict.fromkeys(experiment.workload for experiment in every)
    return Selection(in_order(run.environment.families, present), list(workloads))


def sheets(judged: Judged, selection: Selection) -> list[Sheet]:
    """Raises BadInput for a damaged workers.csv, spans.csv or spread.csv."""
    run, usable = judged.run, judged.usable_cpus
    workers = read_workers(run.folder, run.samples)
    traces = read_spans(run.folder, run.samples)
    spreads = read_spread(run.folder, run.samples)
    looks = style.looks(run.environment.families, [sample.runner for sample in run.samples])
    # The line at 1 exists without trials of serial.
    looks.setdefault(BASE, style.looks({BASE: "serial"}, [])[BASE])
    every = []
    for found in judged.experiments:
        experiment = found.experiment
        if experiment.workload in selection.workloads:
            work = (experiment.workload, experiment.params)
            present = {cell.runner for cell in found.cells}
            runners = [runner for runner in selection.runners if runner in present]
            siblings = [
                other.experiment.parameters() for other in judged.experiments
                if other.experiment.workload == experiment.workload
            ]  # fmt: skip
            recommended = found.recommended.name if found.recommended else None
            waiting = found.kind in bounds.KINDS
            scene = Scene(looks, found.workers, usable, judged.cores, waiting, recommended)
            mine = [
                trace for trace in traces
                if trace.trial.work == work and trace.trial.runner in runners
            ]  # fmt: skip
            stem = _stem(experiment, siblings)
            every.append(Sheet(judged, found, stem, runners, scene, workers, mine, spreads))
    return every


def _stem(experiment: Experiment, siblings: list[dict[str, object]]) -> str:
    """primes, or primes-count-128 where the run has several counts, whatever is selected."""
    keys = sorted({key for sibling in siblings for key in sibling})
    varying = [key for key in keys if len({repr(sibling.get(key)) for sibling in siblings}) > 1]

    def stem(parameters: dict[str, object]) -> str:
        parts = [f"{key}-{parameters[key]}" for key in varying if key in parameters]
        return "-".join([slug(experiment.workload), *map(slug, parts)])

    mine = stem(experiment.parameters())
    alone = [stem(sibling) for sibling in siblings].count(mine) == 1  # 1 and "1" look alike
    if alone and len(mine) <= LONGEST_STEM:
        return mine
    return f"{mine[:LONGEST_STEM]}-{fingerprint(experiment.params)}"
