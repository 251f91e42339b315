"""C8, C9 and C12: a balance that all tasks change, under a lock, without one, and a part each."""

from __future__ import annotations

import math
from collections.abc import Iterable

from reports.data.samples import Sample
from reports.notes import evidence
from reports.notes.claims.comparison import Part, Question, above, answers, below, conclude
from reports.notes.claims.counted import in_trials
from reports.notes.results import ClaimResult
from reports.stats import sharing
from reports.stats.estimates import Estimate
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

ONE_AT_A_TIME = (
    "C8",
    "Code under a lock runs one at a time, so efficiency falls.",
    "counter: part of the work under a mutex, against the same work without it",
)
CORRUPTED = (
    "C9",
    "Without a lock shared data is corrupted; processes each have their own copy.",
    "counter without a lock, and on an ordinary variable: updates lost",
)
NO_LOCK = (
    "C12",
    "Thread-local data needs no lock.",
    "counter with a sum per worker, against a mutex and an atomic; local",
)
THREADS, PROCESSES = "thread_pool", "process_pool"
COMPILED = (THREADS, PROCESSES)
CPYTHON = ("python_pool_threads", "python_pool_processes")


def one_at_a_time(judged: Judged) -> ClaimResult:
    """C8."""
    held, slower = [], []
    for found in _counters(judged, "mutex"):
        share = sharing.serial_share(found.experiment)
        for one in _contended(found, COMPILED) if share else ():
            limit = 1 / share  # Amdahl's law bounds less: others go on outside of the lock
            held.append((found, one, limit))
            slower += _against(judged, found, one, "per_worker")
    margin = _margin(judged)
    questions = [
        below(one.log_speedups, limit * (1 + margin),
              (f"{one.runner} N={one.workers}: speedup ", f", limit of the lock {limit:.4g}×"),
              evidence.label(found, one, "speedup over serial"))
        for found, one, limit in held
    ]  # fmt: skip
    lack = "" if held else "this run has no counter with work under a mutex and N = 2 or more"
    parts = [
        Part("Workers hold the lock one at a time", answers(questions), lack),
        Part("The lock costs efficiency", answers(slower),
             "" if slower or lack else "the same work without a lock was not measured"),
    ]  # fmt: skip
    meaning = (
        "The share s of the work under the lock is known, and one worker at a time does it: the "
        "limit is 1 / s. Without the lock every worker has a balance of its own."
    )
    return conclude(ONE_AT_A_TIME, parts, [meaning])


def no_lock_needed(judged: Judged) -> ClaimResult:
    """C12."""
    own = _counters(judged, "per_worker")
    sums = own + evidence.experiments(judged, "local")
    exact = [
        in_trials(one, lambda trial: trial.status == "ok", "exact")
        for found in sums
        for one in found.cells
        if one.runner in COMPILED + CPYTHON
    ]
    faster = []
    for guard in ("mutex", "atomic"):
        for found in _counters(judged, guard):
            if not sharing.counts_work(found.experiment):
                for one in _contended(found, (THREADS,)):
                    faster += _against(judged, found, one, "per_worker")
    lack = "this run has no counter with a sum per worker beside one with {}"
    parts = [
        Part("Sums without a lock are exact", exact,
             "" if exact else "this run has no sum per worker"),
        Part("They cost less than a shared balance", answers(faster),
             "" if faster else lack.format("a mutex and an atomic, N = 2 or more")),
    ]  # fmt: skip
    return conclude(NO_LOCK, parts)


def corrupted(judged: Judged) -> ClaimResult:
    """C9."""
    races = _counters(judged, "none")
    lost = [
        in_trials(one, _lost, "with updates lost")
        for found in races
        for one in _contended(found, (THREADS,))
    ]
    copies = [
        in_trials(one, _all_lost, "without any update of the children")
        for found in _counters(judged, "copy")
        for one in evidence.cells(found, PROCESSES)
    ]
    parts = [
        Part("Threads without a lock lose updates", lost,
             "" if lost else "this run has no counter without a lock under threads, N = 2 or more"),
        Part("Processes change copies of their own", copies,
             "" if copies else "this run has no counter on an ordinary variable under processes"),
    ]  # fmt: skip
    return conclude(CORRUPTED, parts)


def _counters(judged: Judged, guard: str) -> list[Findings]:
    return evidence.experiments(judged, "counter", lambda one: one.get("guard") == guard)


def _contended(found: Findings, runners: Iterable[str]) -> list[Estimate]:
    """With the fewest workers that can get in each other's way."""
    chosen = [evidence.at_least(found, runner, 2) for runner in runners]
    return [one for one in chosen if one and not found.too_busy]


def _against(judged: Judged, found: Findings, one: Estimate, guard: str) -> list[Question]:
    """Its time over that of the same cell on the same work under another guard."""
    params = found.experiment.parameters() | {"guard": guard}
    questions = []
    for other in _counters(judged, guard):
        cell = evidence.cell(other, *one.name)
        if cell and other.experiment.parameters() == params and not other.too_busy:
            logs = evidence.log_ratios(one.walls, cell.walls)
            name = found.experiment.parameters()["guard"]
            words = (f"{name} under {one.runner} N={one.workers} takes ", f" the time of {guard}")
            label = evidence.label(found, one, f"time over that of {guard}")
            questions.append(above(logs, 1 + found.margin, words, label))
    return questions


def _margin(judged: Judged) -> float:
    return judged.run.environment.margin


def _lost(trial: Sample) -> bool:
    return trial.observed is not None and trial.observed > 0


def _all_lost(trial: Sample) -> bool:
    return trial.observed is not None and math.isclose(trial.observed, 100)
