"""The advice: N, runners, what limits them and what they cost, or why nothing can be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.data.samples import Sample
from reports.stats import pooling, statistics
from reports.stats.ranking import rank
from reports.stats.statistics import CONFIDENCE, Summary
from reports.verdicts.advice import limits, rates
from reports.verdicts.advice.curve import Curve, is_resolved
from reports.verdicts.advice.limits import Limit, Mix
from reports.verdicts.advice.prediction import goetz
from reports.verdicts.advice.rates import ForRate
from reports.verdicts.advice.seen import Seen, cpus_used
from reports.verdicts.verdicts import NEAR


@dataclass(frozen=True)
class Point:
    """One runner with N workers, all with the same tasks."""

    runner: str
    workers: int
    per_s: Summary  # tasks
    cpus: float | None  # in use
    peak_rss_kib: float | None  # of its largest process


@dataclass(frozen=True)
class Doubling:
    """What twice as many workers cost and bring."""

    point: Point
    gain: Summary | None  # throughput over that with N


@dataclass(frozen=True)
class Advice:
    """What was found; where unknown is not empty, nothing is advised."""

    seen: Seen
    unknown: str = ""
    runners: list[str] = field(default_factory=list)  # the chosen one, then those as good as it
    point: Point | None = None  # of the chosen one
    best: Point | None = None  # the highest throughput of its runner
    fewer: tuple[int, float] | None = None  # the largest measured N below, P(within the margin)
    doubled: Doubling | None = None
    untried: int = 0  # N between the chosen one and the next below that was measured, if many
    sure: bool = True  # N is within the margin of the best with a probability of NEAR
    limit: Limit | None = None
    mix: Mix | None = None  # of a task alone
    predicted: float | None = None  # workers, by Goetz's formula
    points: list[Point] = field(default_factory=list)  # all that were compared
    rough: Mapping[int, float] = field(default_factory=dict)  # tasks per second of the first search
    at_rate: ForRate | None = None  # where the question has a rate

    @property
    def workers(self) -> int | None:
        if self.at_rate and self.at_rate.chosen:
            return self.at_rate.chosen.workers
        return self.point.workers if self.point else None

    @property
    def exit_code(self) -> int:
        return 3 if self.unknown else 0


def advise(seen: Seen) -> Advice:
    rough, mix = seen.explored_rates, limits.mix(seen)
    known = Advice(seen, mix=mix, predicted=_predicted(seen, mix), rough=rough)
    unknown = _why_unknown(seen)
    if not unknown and rates.asked(seen):
        return _at_rate(known, rates.for_rate(seen))
    curve = seen.curve()
    if unknown or curve is None:
        return _merged(known, unknown=unknown or _why_no_curve(seen))
    workers = curve.knee(seen.margin)
    runners = _as_good(seen, workers)
    chosen = seen.curve(runners[0]) or curve
    points = _points(seen)
    by_name = {(one.runner, one.workers): one for one in points}
    below = curve.below(workers)
    return _merged(
        known,
        runners=runners,
        point=by_name[runners[0], workers],
        best=by_name[seen.runner, curve.best],
        fewer=(below, curve.p_near(below, seen.margin)) if below else None,
        doubled=_step(by_name, chosen, runners[0], workers, 2 * workers),
        untried=0 if is_resolved(curve, workers) else workers - (below or 0) - 1,
        sure=curve.p_near(workers, seen.margin) >= NEAR,
        limit=limits.limit(seen, curve, workers, by_name[runners[0], workers].cpus),
        points=points,
    )


def _at_rate(known: Advice, found: ForRate) -> Advice:
    chosen = found.chosen
    if chosen is None:
        return _merged(known, at_rate=found, unknown=_why_no_cell(known.seen, found))
    runners = [chosen.runner, *found.alternatives]
    return _merged(known, at_rate=found, runners=runners)


def _why_no_cell(seen: Seen, found: ForRate) -> str:
    if found.found is None:
        failed = list(seen.failures())
        if failed:
            return f"the trials failed: {failed[-1].reason}"
        return "the time was over before the rate could be measured; a longer --budget decides it"
    return "no number of workers that was measured keeps up with the rate"


def _merged(advice: Advice, **found: object) -> Advice:
    return Advice(**{**advice.__dict__, **found})


def _predicted(seen: Seen, mix: Mix | None) -> float | None:
    """Of a server nobody here knows what a request computes."""
    if seen.question.url or mix is None or mix.compute_s <= 0:
        return None
    return goetz(seen.usable_cpus / mix.cpus, mix.compute_s / mix.cpus, mix.wait_s)


def _why_unknown(seen: Seen) -> str:
    failed = list(seen.failures())
    if failed and not any(one.status == "ok" for one in seen.run.samples):
        return f"every trial failed: {failed[-1].reason}"
    load = seen.load
    if load.slots and load.too_busy:
        return f"background load disturbed {load.disturbed} of {load.slots} trials"
    return ""


def _why_no_curve(seen: Seen) -> str:
    if seen.load.slots:
        return "no trial ended undisturbed"
    failed = list(seen.failures())
    if failed:
        return f"the trials failed: {failed[-1].reason}"
    return "the time was over before N could be compared; a longer --budget decides it"


def _as_good(seen: Seen, workers: int) -> list[str]:
    """Runners that are within the margin of the best with N workers, or tied with it."""
    walls = {
        runner: curve.task_s[workers]
        for runner in seen.runners
        if (curve := seen.curve(runner)) and workers in curve.task_s
    }
    ranking, names = rank(list(walls.values())), list(walls)
    near = ranking.candidates(seen.margin, NEAR)
    every = {*near, *ranking.tied(CONFIDENCE)}
    first = min(near)
    return [names[first], *(names[place] for place in sorted(every) if place != first)]


def _points(seen: Seen) -> list[Point]:
    curves = {runner: curve for runner in seen.runners if (curve := seen.curve(runner))}
    names = [(runner, n) for runner, curve in curves.items() for n in curve.workers]
    logs = [[1 / one for one in curves[runner].task_s[n].values()] for runner, n in names]
    trials = {runner: seen.cells(seen.refined, runner) for runner in curves}
    return [
        Point(runner, n, summary, cpus_used(trials[runner][n]), _memory(trials[runner][n]))
        for (runner, n), summary in zip(names, pooling.summarize_cells(logs))
        if summary
    ]


def _memory(trials: Iterable[Sample]) -> float | None:
    known = [one.peak_rss_kib for one in trials if one.peak_rss_kib is not None]
    return statistics.median(known) if known else None


def _step(
    points: Mapping[tuple[str, int], Point], curve: Curve, runner: str, workers: int, other: int
) -> Doubling | None:
    point = points.get((runner, other))
    return Doubling(point, curve.gain(workers, other)) if point else None
