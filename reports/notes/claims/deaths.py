"""C10: what is lost when one task kills its worker."""

from __future__ import annotations

from collections.abc import Iterable

from reports.data.samples import Sample
from reports.notes import evidence
from reports.notes.claims.comparison import Comparison, Part, conclude
from reports.notes.claims.counted import in_trials
from reports.notes.results import ClaimResult
from reports.verdicts.findings import Judged

EXCEPTION = "exception"  # kills nobody
CLAIM = (
    "C10",
    "Processes are more stable than threads.",
    "crash: one task that kills its worker; how many results survive",
)
THREADS = ("thread_pool", "thread_per_task", "python_pool_threads", "python_threads")
PROCESSES = (
    "process_pool", "process_per_task", "python_pool_processes", "python_processes", "python_pool",
)  # fmt: skip


def more_stable(judged: Judged) -> ClaimResult:
    lack = "this run has no task that kills its worker under {}"
    parts = [
        Part(f"{who}: {what}", comparisons, "" if comparisons else lack.format(who.lower()))
        for who, what, comparisons in (
            ("Threads", "all results are lost", _all(judged, THREADS, _lost)),
            ("Processes", "results of others survive", _all(judged, PROCESSES, _survive)),
        )
    ]
    return conclude(CLAIM, parts)


def _all(judged: Judged, runners: Iterable[str], test: object) -> list[Comparison]:
    what = "with no result left" if test is _lost else "with results left"
    return [
        in_trials(one, test, what)
        for found in evidence.experiments(judged, "crash", lambda one: one.get("how") != EXCEPTION)
        for one in found.cells
        if one.runner in runners and one.workers > 1
    ]


def _survive(trial: Sample) -> bool:
    return bool(trial.observed)


def _lost(trial: Sample) -> bool:
    return not trial.observed
