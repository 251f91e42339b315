"""C11: one thread with an event loop, under tasks that wait and under tasks that compute."""

from __future__ import annotations

from reports.notes import evidence
from reports.notes.claims import waiting
from reports.notes.claims.comparison import Part, Question, answers, below, conclude
from reports.notes.claims.primes import similar_primes, six_numbers
from reports.notes.limits import MANY, SCALES
from reports.notes.results import ClaimResult
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

CLAIM = (
    "C11",
    "One thread with an event loop serves many waiting tasks; it does nothing for compute-bound "
    "ones.",
    f"sleep and fetch with {MANY} tasks at once or more, and primes",
)
RUNNERS = ("event_loop", "python_asyncio")  # one thread each, whatever N is


def serves_waiting_tasks(judged: Judged) -> ClaimResult:
    parts = [
        waiting.part(judged, "One thread serves many sleeps", "sleep", MANY, RUNNERS),
        waiting.part(judged, "One thread serves many fetches", "fetch", MANY, RUNNERS),
        _computing(judged),
    ]
    meaning = (
        f"Many are at least {MANY} tasks at once; to serve them is to reach more than "
        f"{numbers.percent(SCALES)} of the ideal speedup."
    )
    return conclude(CLAIM, parts, [meaning])


def _computing(judged: Judged) -> Part:
    name = "It makes computing no faster"
    candidates = similar_primes(judged)[:1] + six_numbers(judged)[:1]
    if lack := evidence.busy(candidates):
        return Part(name, [], lack)
    questions = []
    for found in candidates:
        for runner in RUNNERS:
            mine = [
                one
                for one in evidence.cells(found, runner)
                if one.workers > 1 and evidence.log_speedups(found, one)
            ]
            if mine:
                questions.append(_speedup(found, mine[-1]))
    if questions:
        return Part(name, answers(questions))
    return Part(name, [], f"no primes under {' or '.join(RUNNERS)} with N = 2 or more, and serial")


def _speedup(found: Findings, one: Estimate) -> Question:
    base = evidence.base_name(evidence.base_of(found, one))
    words = (f"{one.runner} N={one.workers}: speedup ", f" over {base}")
    label = evidence.label(found, one, f"speedup over {base}")
    return below(evidence.log_speedups(found, one), 1 + found.margin, words, label)
