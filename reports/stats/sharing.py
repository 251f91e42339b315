"""Workloads whose tasks share something: what a pass of each does, by its parameters."""

from __future__ import annotations

from dataclasses import dataclass

from reports.stats.estimates import Estimate
from reports.stats.series import Experiment
from reports.stats.statistics import Interval, Summary

LOCKS = ("mutex", "recursive")
UNGUARDED = ("none", "copy")
# What tells the primitives of a workload apart.
KINDS = {"counter": "guard", "queue": "kind", "two_locks": "order", "crash": "how"}
# Of one pass: tasks times this, or the parameter itself.
PER_TASK = {"counter": "updates"}
PER_PASS = {"queue": "items", "event": "rounds", "barrier": "rounds", "two_locks": "transfers"}
FAMILY = (*PER_TASK, *PER_PASS, "semaphore", "local", "crash")


def is_shared(experiment: Experiment) -> bool:
    return experiment.workload in FAMILY


def operations(experiment: Experiment) -> int | None:
    """Of one pass; None where a pass has no such unit, or does other work too."""
    if counts_work(experiment):
        return None
    if experiment.workload in PER_PASS:
        return _whole(experiment, PER_PASS[experiment.workload])
    each = _whole(experiment, PER_TASK.get(experiment.workload, ""))
    tasks = next((one.tasks for one in experiment.samples if one.tasks), None)
    return 2 * tasks * each if each and tasks else None


def _whole(experiment: Experiment, key: str) -> int | None:
    """A parameter that is a whole number above 0, also as text."""
    text = str(experiment.parameters().get(key, ""))
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 19 else None


def counts_work(experiment: Experiment) -> bool:
    """Whether its tasks also compute, inside or outside of what they share."""
    return bool(_whole(experiment, "inside") or _whole(experiment, "outside"))


def primitive(experiment: Experiment) -> str:
    """counter mutex, queue pipe, barrier"""
    kind = experiment.parameters().get(KINDS.get(experiment.workload, ""), "")
    return f"{experiment.workload} {kind}".strip()


def serial_share(experiment: Experiment) -> float | None:
    """Of the counted work that one worker does at a time; None where no lock holds any."""
    if experiment.workload != "counter" or experiment.parameters().get("guard") not in LOCKS:
        return None
    inside, outside = _whole(experiment, "inside"), _whole(experiment, "outside") or 0
    return inside / (inside + outside) if inside else None


def amdahl(share: float, workers: Summary) -> Summary:
    """The most that so many workers gain where one at a time does this share."""

    def most(n: float) -> float:
        return 1 / (share + (1 - share) / n)

    ends = workers.interval
    if ends:
        ends = Interval(most(ends.low), most(ends.high), ends.level)
    return Summary(workers.n, most(workers.median), ends)


@dataclass(frozen=True, order=True)
class Lost:
    """Updates of a cell's undisturbed trials that the balance does not show."""

    share: float
    lost: int
    of: int
    trials: int


def lost(experiment: Experiment, cell: Estimate) -> Lost | None:
    """Of an unguarded counter; None without an undisturbed trial."""
    guard = experiment.parameters().get("guard")
    if experiment.workload != "counter" or guard not in UNGUARDED:
        return None
    per_pass = operations(experiment) or 0
    counted = [trial for trial in cell.trials if trial.undisturbed and trial.observed is not None]
    of = sum(per_pass * trial.passes for trial in counted)
    if not of:
        return None
    gone = sum(trial.observed / 100 * per_pass * trial.passes for trial in counted)
    return Lost(gone / of, round(gone), of, len(counted))
