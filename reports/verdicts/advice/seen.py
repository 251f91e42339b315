"""What a run of parbench advise has measured so far, by the purpose of its stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from reports.data.question import Question
from reports.data.records import Run
from reports.data.samples import Sample
from reports.stats import busy, estimates, statistics
from reports.stats.series import Experiment, experiments
from reports.verdicts.advice.curve import Curve

EXPLORE, REFINE, COMPARE = "explore", "refine", "compare"  # purposes of stages
STAFF, SWEEP = "staff", "sweep"  # the same for a rate: which N, and at which rates


@dataclass(frozen=True)
class Seen:
    """A run and its question."""

    run: Run
    question: Question

    @property
    def usable_cpus(self) -> float:
        return self.run.usable_cpus or 1.0

    @property
    def margin(self) -> float:
        return self.run.environment.margin

    @property
    def runner(self) -> str:
        """That N is found with."""
        return self.runners[0]

    @cached_property
    def runners(self) -> list[str]:
        """Those of the question that this build has; all of them where it does not say."""
        facts = self.run.environment.facts.get("runners")
        built = {one.get("name"): one.get("built", True) for one in facts or []}
        asked = list(self.question.runners)
        return [one for one in asked if built.get(one, True)] or asked

    @property
    def stages(self) -> list[dict]:
        return self.run.plan.stages if self.run.plan else []

    def count(self, purpose: str) -> int:
        return sum(one.get("purpose") == purpose for one in self.stages)

    @cached_property
    def _experiments(self) -> list[Experiment]:
        return experiments(self.run.samples, self.run.environment.kinds)

    def experiments(self, *purposes: str) -> list[Experiment]:
        """Those that stages of these purposes measured, each once."""
        items = [
            item
            for stage in self.stages
            if stage.get("purpose") in purposes
            for item in stage["measure"]
        ]
        return [one for one in self._experiments if any(_is_of(one, item) for item in items)]

    def cells(self, experiment: Experiment, runner: str) -> dict[int, list[Sample]]:
        """Its trials that ended ok, by N; only undisturbed ones where a cell has such."""
        found: dict[int, list[Sample]] = {}
        for one in experiment.samples:
            if one.runner == runner and one.status == "ok":
                found.setdefault(one.workers, []).append(one)
        return {
            workers: [one for one in trials if one.undisturbed] or trials
            for workers, trials in sorted(found.items())
        }

    def explored(self) -> dict[int, list[Sample]]:
        """Trials by N of the first, rough search; each N with as many tasks as suit it."""
        found: dict[int, list[Sample]] = {}
        for experiment in self.experiments(EXPLORE):
            for workers, trials in self.cells(experiment, self.runner).items():
                found.setdefault(workers, []).extend(trials)
        return dict(sorted(found.items()))

    @property
    def explored_rates(self) -> dict[int, float]:
        """Tasks per second by N."""
        return {
            workers: statistics.median([one.tasks / one.wall_s for one in trials])
            for workers, trials in self.explored().items()
        }

    @cached_property
    def refined(self) -> Experiment | None:
        """The experiment in which N and runners are compared, all with the same tasks."""
        return next(iter(self.experiments(REFINE, COMPARE)), None)

    def curve(self, runner: str = "") -> Curve | None:
        """Of the refined experiment: undisturbed trials alone; None without any."""
        return curve_of(self.refined, runner or self.runner) if self.refined else None

    @property
    def load(self) -> busy.Load:
        """Of the stages that the advice rests on."""
        return busy.count(
            one
            for experiment in self.experiments(REFINE, COMPARE, STAFF, SWEEP)
            for one in experiment.samples
        )

    def failures(self) -> Iterator[Sample]:
        return (one for one in self.run.samples if one.status not in ("ok", "unsupported"))


def curve_of(experiment: Experiment, runner: str) -> Curve | None:
    walls = by_cell(experiment.samples, runner, lambda one: one.wall_s / one.tasks)
    return Curve(walls) if walls else None


def by_cell(
    samples: Iterable[Sample], runner: str, value_of: Callable[[Sample], float | None]
) -> dict[int, dict[tuple[str, int], float]]:
    """Values of undisturbed trials by N and block; N without one are left out."""
    trials: dict[int, list[Sample]] = {}
    for one in samples:
        if one.runner == runner and one.undisturbed:
            trials.setdefault(one.workers, []).append(one)
    found = {n: estimates.by_block(mine, value_of) for n, mine in sorted(trials.items())}
    return {workers: values for workers, values in found.items() if values}


def cpus_used(trials: Iterable[Sample]) -> float | None:
    """CPU time of all processes per second, a median over trials."""
    shares = [one.cpu_s / one.wall_s for one in trials if one.cpu_s is not None and one.wall_s]
    return statistics.median(shares) if shares else None


def _is_of(experiment: Experiment, item: dict) -> bool:
    if experiment.workload != item["workload"]:
        return False
    params = experiment.parameters()
    return all(str(params.get(key, value)) == value for key, value in item["settings"].items())
