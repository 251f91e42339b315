"""C13: work that goes through a queue to programs which could run on other machines."""

from __future__ import annotations

from reports.notes import evidence
from reports.notes.claims.comparison import Part, Question, above, answers, conclude
from reports.notes.results import ClaimResult
from reports.stats.estimates import Estimate
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

CLAIM = (
    "C13",
    "Work can be sent to processes on other machines through a queue.",
    "computing under python_manager, and under mpi where it was measured",
)
RUNNERS = ("python_manager", "mpi")
WORKLOADS = ("busy_loop", "primes")


def sent_through_a_queue(judged: Judged) -> ClaimResult:
    cpus = evidence.whole_cpus(judged)
    name = "Programs that take tasks from a queue make computing faster"
    if cpus is None or cpus < 2:
        lack = "needs two CPUs" if cpus else evidence.UNKNOWN_CPUS
        return conclude(CLAIM, [Part(name, [], lack)])
    questions, busy = [], []
    for runner in RUNNERS:
        measured = _measured(judged, runner, cpus)
        usable = [(found, one) for found, one in measured if not found.too_busy]
        questions += [_speedup(*pair) for pair in usable[:1]]
        busy += [] if usable else [found for found, _ in measured]
    lack = "" if questions else evidence.busy(busy)
    if not questions and not lack:
        lack = (
            f"this run has no {' or '.join(RUNNERS)} with N={cpus} or more, and its serial runner"
        )
    where = (
        "Every result was checked. The programs ran on the machines of this run: on one of them, "
        "the queue is reached by loopback, and what a network costs is not in the figures."
    )
    return conclude(CLAIM, [Part(name, answers(questions), lack)], [where])


def _measured(judged: Judged, runner: str, cpus: int) -> list[tuple[Findings, Estimate]]:
    every = [found for one in WORKLOADS for found in evidence.experiments(judged, one)]
    cells = [(found, evidence.at_least(found, runner, cpus)) for found in every]
    return [(found, one) for found, one in cells if one and evidence.log_speedups(found, one)]


def _speedup(found: Findings, one: Estimate) -> Question:
    base = evidence.base_name(evidence.base_of(found, one))
    words = (f"{one.runner} N={one.workers}: speedup ", f" over {base}")
    label = evidence.label(found, one, f"speedup over {base}")
    return above(evidence.log_speedups(found, one), 1 + found.margin, words, label)
