"""C7: does waiting work scale with workers far past the cores?"""

from __future__ import annotations

import math
from collections.abc import Sequence

from reports.notes import evidence
from reports.notes.claims.comparison import Part, Question, above, answers, conclude
from reports.notes.limits import FAR, SCALES
from reports.notes.results import ClaimResult
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

CLAIM = (
    "C7",
    "Waiting work scales with workers far past the cores.",
    "sleep, N = 1 to 64, and fetch, N = 1 to 16",
)
RUNNERS = ("thread_pool", "process_pool", "python_pool_threads")


def scales_past_the_cores(judged: Judged) -> ClaimResult:
    usable = judged.usable_cpus
    if usable is None:
        return conclude(CLAIM, [Part("Both parts", [], evidence.UNKNOWN_CPUS)])
    far = FAR * usable
    parts = [
        part(judged, "Sleeps scale far past the cores", "sleep", far, RUNNERS),
        part(judged, "Fetches scale far past the cores", "fetch", far, RUNNERS),
    ]
    meaning = (
        f"Far past the cores is at least {FAR} workers per CPU; to scale is to reach more than "
        f"{numbers.percent(SCALES)} of the ideal speedup."
    )
    return conclude(CLAIM, parts, [meaning])


def part(judged: Judged, name: str, workload: str, far: float, runners: Sequence[str]) -> Part:
    """Do the runners, with far or more workers, reach SCALES of the ideal speedup?"""
    questions = []
    found = _widest(judged, workload, far, runners)
    if found is not None:
        tasks = evidence.tasks(found)
        for runner in runners:
            mine = [one for one in evidence.cells(found, runner) if far <= one.workers <= tasks]
            if mine:
                questions.append(_most_workers(found, mine[-1], tasks))
    if questions:
        return Part(name, answers(questions))
    most = f"N = {math.ceil(far)} or more, as many tasks, and serial"
    return Part(name, [], f"this run has no {workload} of one length with {most}")


def _widest(judged: Judged, workload: str, far: float, runners: Sequence[str]) -> Findings | None:
    """The experiment whose runners went furthest; equal waits have a simple ideal."""
    reached = {}
    equal = evidence.experiments(judged, workload, lambda one: one.get("spread") == "fixed")
    for found in equal:
        tasks = evidence.tasks(found) or 0
        counts = [
            one.workers
            for runner in runners
            for one in evidence.cells(found, runner)
            if far <= one.workers <= tasks and one.log_speedups
        ]
        if counts:
            reached[max(counts)] = found
    return reached[max(reached)] if reached else None


def _most_workers(found: Findings, one: Estimate, tasks: int) -> Question:
    # Waiting takes the same time in any language: every runner is compared with the same serial.
    ideal = tasks / math.ceil(tasks / one.workers)
    words = (f"{one.runner} N={one.workers}: speedup ", f" over serial, ideal {ideal:.4g}×")
    label = evidence.label(found, one, "speedup over serial")
    return above(one.log_speedups, SCALES * ideal, words, label)
