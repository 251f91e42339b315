"""Which cells a change made slower: `parbench ab`'s verdicts, from pairs to an exit code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from reports.data.consistency import require_one_run, require_planned
from reports.data.records import Run
from reports.data.rows import BadInput
from reports.stats import pairs, pooling, series, statistics, stopping
from reports.stats.busy import Load
from reports.stats.pairs import Pairs
from reports.stats.pooling import Posterior
from reports.stats.series import Experiment
from reports.stats.stopping import Scale
from reports.stats.statistics import CONFIDENCE, FEWEST_FOR_AN_INTERVAL, Summary

SLOWER, FASTER, SAME, INCONCLUSIVE = "slower", "faster", "same", "inconclusive"
FAILED, UNSUPPORTED, TOO_BUSY = "failed", "unsupported", "too_busy"


@dataclass(frozen=True)
class Question:
    """What was asked: before the run `find` and `width`, at its end the others."""

    find: float = 0.05  # the change that matters; smaller ones count as none
    # Of an interval that is narrow enough to show it 9 times in 10: width_to_find() of
    # bench/plan/ab_plan.hpp, which the driver stops at.
    width: float = 0.05
    fail_on: float = 0.0  # shown slower by more than this is a failure
    strict: bool = False


@dataclass(frozen=True)
class Change:
    """One cell. Ratios are of times, after over before: above 1 is slower."""

    where: Experiment
    pairs: Pairs
    verdict: str
    ratio: Summary | None = None  # with an interval of 95 % for this cell alone
    joint: tuple[float, float] | None = None  # an interval that holds jointly for all cells
    resolved: bool = False  # a change of the wanted size would be found 9 times in 10
    blocks_needed: int | None = None  # of an inconclusive cell; None too where 80 do not suffice
    too_slow: bool = False  # shown, jointly, to be slower by more than `fail_on`

    @property
    def name(self) -> str:
        return f"{self.pairs.runner} N={self.pairs.workers}"


@dataclass(frozen=True)
class Judged:
    run: Run
    question: Question
    changes: list[Change]
    load: Load

    @property
    def at_a_rate(self) -> list[str]:
        """Workloads that are not judged, because their requests arrive on a schedule."""
        return list(dict.fromkeys(workload for workload, _ in self.run.rates))

    @property
    def experiments(self) -> list[tuple[Experiment, list[Change]]]:
        groups: dict[tuple[str, str], list[Change]] = {}
        for one in self.changes:
            groups.setdefault((one.where.workload, one.where.params), []).append(one)
        return [(group[0].where, group) for group in groups.values()]

    @property
    def failed(self) -> list[Change]:
        """What makes the exit code 1."""
        return [one for one in self.changes if one.too_slow or one.verdict == FAILED]

    @property
    def inconclusive(self) -> list[Change]:
        return [one for one in self.changes if one.verdict in (INCONCLUSIVE, TOO_BUSY)]

    @property
    def exit_code(self) -> int:
        if self.failed:
            return 1
        nothing = not any(one.resolved for one in self.changes)
        return 3 if nothing or (self.question.strict and self.inconclusive) else 0


def question_of(run: Run, fail_on: float = 0.0, strict: bool = False) -> Question:
    """With what the run was measured for, as its files say. Raises BadInput without plan.json."""
    if run.plan is None or run.plan.width is None:
        raise BadInput(f"{run.folder} has no plan.json with a width; give the folder of a run")
    return Question(run.environment.margin, run.plan.width, fail_on, strict)


def judge(run: Run, question: Question) -> Judged:
    """Raises BadInput for rows that are not of one run, or not of its plan."""
    require_one_run(run.folder, run.samples)
    require_planned(run.folder, run.samples, run.plan)
    families, groups, loads = run.environment.families, [], []
    for experiment in series.experiments(run.samples, run.environment.kinds):
        if (experiment.workload, experiment.params) in run.rates:
            continue  # the arrivals decide how long a pass takes: both builds would be the same
        found = pairs.pairs(experiment, list(families))
        groups.append((experiment, found))
        loads.append(sum((one.load for one in found), Load()))
    changes = decide(groups, question, [load.too_busy for load in loads])
    return Judged(run, question, changes, sum(loads, Load()))


def decide(
    groups: Sequence[tuple[Experiment, Sequence[Pairs]]],
    question: Question,
    too_busy: Sequence[bool],
) -> list[Change]:
    """The scatter of the cells of an experiment is pooled; verdicts hold for all cells jointly.

    Joint intervals are Bonferroni's: of m cells each gets the level 1 - 0.05 / m. Two equal builds
    then show any cell slower in 2.5 % of runs with a fixed number of blocks; in simulated runs that
    end when intervals are narrow, in less than 5 % (tests/reports/verdicts/test_ab_judge.py).
    """
    estimates = []
    for _, found in groups:
        logs = [list(one.log_ratios.values()) for one in found]
        estimates.append(list(zip(found, pooling.pool(logs), stopping.scales(logs))))
    family = sum(
        bool(pooled and pooled.summary.interval) for group in estimates for _, pooled, _ in group
    )
    level = 1 - (1 - CONFIDENCE) / max(family, 1)
    return [
        _change(where, one, pooled, scale, level, question, is_busy)
        for (where, _), group, is_busy in zip(groups, estimates, too_busy)
        for one, pooled, scale in group
    ]


def _change(
    where: Experiment,
    one: Pairs,
    posterior: Posterior | None,
    scale: Scale | None,
    level: float,
    question: Question,
    too_busy: bool,
) -> Change:
    if one.failures:
        return Change(where, one, FAILED)
    if one.unsupported:
        return Change(where, one, UNSUPPORTED)
    if too_busy:
        return Change(where, one, TOO_BUSY)
    ratio = posterior.summary if posterior else None
    if ratio is None or ratio.interval is None:
        return Change(where, one, INCONCLUSIVE, ratio, blocks_needed=FEWEST_FOR_AN_INTERVAL)
    tail = (1 - level) / 2
    low, high = (math.exp(edge) for edge in posterior.quantiles(numpy.array([tail, 1 - tail])))
    verdict = _verdict(low, high, ratio, question.find)
    needed = _blocks_needed(scale, ratio, question) if verdict == INCONCLUSIVE else None
    return Change(
        where,
        one,
        verdict,
        ratio,
        joint=(low, high),
        resolved=stopping.is_narrow(scale.half_width, question.width),
        blocks_needed=needed,
        too_slow=low > 1 + question.fail_on,
    )


def _verdict(low: float, high: float, ratio: Summary, find: float) -> str:
    if low > 1:
        return SLOWER
    if high < 1:
        return FASTER
    within = 1 / (1 + find) <= ratio.interval.low and ratio.interval.high <= 1 + find
    return SAME if within else INCONCLUSIVE


def _blocks_needed(scale: Scale, ratio: Summary, question: Question) -> int | None:
    """Until `find` would be shown; then until this ratio is told from 1, or from `find`."""
    if not stopping.is_narrow(scale.half_width, question.width):
        return stopping.blocks_for_width(scale, question.width)
    size = abs(math.log(ratio.median))
    return stopping.blocks_needed(scale, max(size, math.log1p(question.find) - size))


def median_s(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None
