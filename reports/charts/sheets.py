"""Decides which charts a run has: experiments, their names, runners and scenes; draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reports.charts import captions, ceilings
from reports.text import names
from reports.charts.plot import pages, style, tables
from reports.charts.ceilings import Ceiling
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.axes import Scene
from reports.charts.plot.pages import Page
from reports.stats import busy, series
from reports.stats.series import BASE, Experiment, Point
from reports.data.records import Run
from reports.verdicts.sentences import failures

TOO_BUSY = "The machine was too busy for a verdict; what is clean says: "
LONGEST_STEM = 120  # file names end at 255 bytes


@dataclass(frozen=True)
class Selection:
    """What is asked for; every name exists in the run."""

    runners: list[str]
    workloads: list[str]


@dataclass(frozen=True)
class Sheet:
    """One experiment, with all that its charts share."""

    experiment: Experiment
    stem: str
    words: str  # how messages name it
    runners: list[str]
    scene: Scene
    too_busy: bool = False  # nothing may be concluded from it

    @property
    def name(self) -> str:
        """The workload, for a title."""
        return names.shown(self.experiment.workload, 60)

    @property
    def work(self) -> tuple[str, str]:
        return (self.experiment.workload, self.experiment.params)

    def page(self, run: Run, height: float, title: str, notes: list[str]) -> Page:
        """height: inches for axes with their labels."""
        subtitle = captions.subtitle(self.experiment, run.environment)
        footer = captions.footer(run, [self.experiment.blocks])
        return pages.page(height, title, subtitle, [*notes, *self.failures], footer)

    def drawing(
        self, kind: str, title: str, here: Page, table: list[list[object]], reading: str,
        columns: tuple[str, ...] = tables.HEADER,
    ) -> Drawing:  # fmt: skip
        """kind: the end of its name; of a timeline with the cell."""
        runners = ", ".join(names.shown(runner, 60) for runner in self.runners)
        if self.too_busy and not kind.startswith("timeline"):
            reading = f"{TOO_BUSY}{reading}"
        return Drawing(
            f"{self.stem}-{kind}", title, f"{self.words}; runners: {runners}", here.figure, table,
            kind.split("-")[0], self.work, reading, columns, here.room, here.notes,
        )  # fmt: skip

    @property
    def failures(self) -> list[str]:
        return failures(self.experiment.samples, self.runners)

    @property
    def has_values(self) -> bool:
        return any(
            sample.status == "ok" and sample.runner in self.runners
            for sample in self.experiment.samples
        )

    def ceilings(self, kind: str) -> list[Ceiling]:
        """What a chart of this kind has as its ceiling, if anything."""
        if not self.scene.bounds(kind):
            return []
        return [one for one in self.scene.ceilings if one.of(kind)]

    @property
    def speedups(self) -> list[Point]:
        """Empty where why_no_speedup has something to say."""
        return [] if self.why_no_speedup else series.speedups(self.experiment, self.runners)

    @cached_property
    def why_no_speedup(self) -> str:
        if not series.has_base(self.experiment):
            return f"there is no clean trial of {BASE} to compare with"
        if not any(point.values for point in series.speedups(self.experiment, self.runners)):
            return f"no other runner drawn has a trial in a block with one of {BASE}"
        return ""


def everything(run: Run) -> Selection:
    present = {sample.runner for sample in run.samples}
    workloads = dict.fromkeys(
        item.workload for item in series.experiments(run.samples, run.environment.kinds)
    )
    return Selection(names.in_order(run.environment.families, present), list(workloads))


def sheets(run: Run, selection: Selection) -> Iterator[Sheet]:
    environment = run.environment
    looks = style.looks(environment.families, [sample.runner for sample in run.samples])
    looks.setdefault(
        BASE, style.looks({BASE: "serial"}, [])[BASE]
    )  # the line at 1 exists without trials of serial
    found = series.experiments(run.samples, environment.kinds)
    for experiment in found:
        if experiment.workload in selection.workloads:
            siblings = [
                other.parameters() for other in found if other.workload == experiment.workload
            ]
            waiting = environment.kind_of(experiment.workload) == "waiting"
            present = {sample.runner for sample in experiment.samples}
            workers = sorted({sample.workers for sample in experiment.samples})
            found_ceilings = ceilings.ceilings_of(run, experiment, workers)
            scene = Scene(looks, workers, run.usable_cpus, waiting, ceilings=found_ceilings)
            stem = _stem(experiment, siblings)
            parameters = names.shown(names.in_words(experiment.parameters()), 90)
            words = f"{names.shown(experiment.workload, 60)} ({parameters})"
            yield Sheet(
                experiment,
                stem,
                words,
                [runner for runner in selection.runners if runner in present],
                scene,
                _too_busy(run, experiment),
            )


def _too_busy(run: Run, experiment: Experiment) -> bool:
    """As the verdicts have it."""
    slowed = [one for one in run.injected if one.work == (experiment.workload, experiment.params)]
    kind = run.environment.kind_of(experiment.workload)
    return busy.load_of([*experiment.samples, *slowed], kind).too_busy


def _stem(experiment: Experiment, siblings: list[dict[str, object]]) -> str:
    """primes, or primes-count-128 where the run has several counts, whatever is selected."""
    keys = sorted({key for sibling in siblings for key in sibling})
    varying = [key for key in keys if len({repr(sibling.get(key)) for sibling in siblings}) > 1]

    def stem(parameters: dict[str, object]) -> str:
        parts = [f"{key}-{parameters[key]}" for key in varying if key in parameters]
        return "-".join([names.slug(experiment.workload), *map(names.slug, parts)])

    mine = stem(experiment.parameters())
    alone = [stem(sibling) for sibling in siblings].count(mine) == 1  # 1 and "1" look alike
    return (
        mine
        if alone and len(mine) <= LONGEST_STEM
        else f"{mine[:LONGEST_STEM]}-{names.fingerprint(experiment.params)}"
    )
