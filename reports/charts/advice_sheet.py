"""The advice of a run of parbench advise, as its charts see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts import captions
from reports.charts.plot import layout, style
from reports.charts.plot.layout import Notes, Page
from reports.charts.plot.style import Look
from reports.charts.sheet import Selection
from reports.data.samples import Sample
from reports.stats.points import Point, Value
from reports.stats.series import Experiment
from reports.text.names import shown
from reports.verdicts.advice.advice import Advice
from reports.verdicts.advice.limits import Mix
from reports.verdicts.findings import Judged


@dataclass(frozen=True)
class AdviceSheet:
    """A chart of the advice is one of the whole run."""

    judged: Judged
    advice: Advice
    runners: list[str]  # selected and measured
    looks: dict[str, Look]

    @property
    def name(self) -> str:
        """What was asked about, for a title."""
        question = self.advice.seen.question
        if question.command or question.url:
            return shown(question.command or question.url, 60)
        return f"compute {question.compute}, wait {question.wait}"

    @property
    def chosen(self) -> tuple[str, int] | None:
        point = self.advice.point
        return (point.runner, point.workers) if point else None

    @property
    def mix(self) -> Mix | None:
        """Of a task alone; None where the work is not done on this machine's CPUs."""
        return None if self.advice.seen.question.url else self.advice.mix

    @property
    def throughputs(self) -> list[Point]:
        """Tasks per second of all that was compared with the same tasks."""
        seen, summaries = self.advice.seen, {}
        for point in self.advice.points:
            summaries[point.runner, point.workers] = point.per_s
        trials: dict[tuple[str, int], list[Sample]] = {}
        for one in seen.refined.samples if seen.refined else ():
            if one.status == "ok" and one.runner in self.runners:
                trials.setdefault(one.cell, []).append(one)
        return [
            Point(
                *cell,
                [Value(one.tasks / one.wall_s, one.undisturbed) for one in trials[cell]],
                summaries.get(cell),
            )
            for cell in sorted(trials, key=lambda cell: (self.runners.index(cell[0]), cell[1]))
        ]

    @property
    def rough(self) -> dict[int, float]:
        """Tasks per second by N of the first search, if its runner is drawn."""
        return dict(self.advice.rough) if self.advice.seen.runner in self.runners else {}

    def bound(self, workers: float) -> float | None:
        """The most tasks per second that the mix allows."""
        mix = self.mix
        if mix is None or mix.compute_s + mix.wait_s <= 0:
            return None
        by_workers = workers / (mix.compute_s + mix.wait_s)
        if mix.compute_s <= 0:
            return by_workers
        return min(by_workers, self.advice.seen.usable_cpus / mix.compute_s)

    def page(
        self,
        topic: str,
        notes: Notes,
        experiment: Experiment | None,
        without: Sequence[str] = (),
    ) -> Page:
        """experiment: whose parameters are named, but for those in without."""
        run = self.judged.run
        subtitle = ""
        if experiment:
            subtitle = captions.subtitle(experiment, run.environment, without)
        blocks = [one.experiment.blocks for one in self.judged.parts] or [1]
        return layout.page(
            layout.MAIN,
            f"{self.name}: {topic}",
            subtitle,
            notes,
            captions.footer(run, blocks),
            topic,
        )


def advised(judged: Judged, selection: Selection) -> Sequence[AdviceSheet]:
    """One for a run of parbench advise with something selected."""
    advice = judged.advice
    if advice is None:
        return []
    run = advice.seen.run
    measured = [one.runner for one in run.samples if one.workload in selection.workloads]
    looks = style.looks(run.environment.families, measured)
    runners = [one for one in selection.runners if one in measured]
    return [AdviceSheet(judged, advice, runners, looks)] if runners else []
