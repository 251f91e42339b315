"""C13: work that goes through a queue to programs which could run on other machines."""

from __future__ import annotations

from reports.notes import evidence
from reports.notes.claims.comparison import Part, Question, above, answers, conclude
from reports.notes.results import ClaimResult
from reports.stats.estimates import Estimate
from reports.verdicts import hosts
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import title

CLAIM = (
    "C13",
    "Work can be sent to processes on other machines through a queue.",
    "computing under python_manager and mpi, those of them that were measured",
)
RUNNERS = ("python_manager", "mpi")
WHERE = (
    "Every result was checked. The programs ran on the machines of this run. On a single machine "
    "python_manager uses loopback and mpi shared memory, so what a network costs is not in the "
    "figures."
)
WORKLOADS = ("busy_loop", "primes")


def sent_through_a_queue(judged: Judged) -> ClaimResult:
    cpus, elsewhere = evidence.whole_cpus(judged), judged.run.on_hosts & {*RUNNERS}
    name = "Programs that take tasks from a queue make computing faster"
    if cpus is None or (cpus < 2 and not elsewhere):
        lack = "needs two CPUs" if cpus else evidence.UNKNOWN_CPUS
        return conclude(CLAIM, [Part(name, [], lack)])
    questions, busy = [], {}
    for runner in RUNNERS:
        # Hosts have CPUs of their own.
        least = 2 if runner in elsewhere else max(2, cpus)
        tried = _tried(judged, runner, least)
        pairs = [(found, evidence.at_least(found, runner, least)) for found in tried]
        usable = [
            (found, one)
            for found, one in pairs
            if one and not found.too_busy and evidence.log_speedups(found, one)
        ]
        questions += [_speedup(*pair) for pair in usable[:1]]
        busy |= {} if usable else {title(found): found for found in tried}
    lack = evidence.busy(busy.values())
    if not questions and not lack:
        lack = (
            f"this run has no {' or '.join(RUNNERS)} with N={cpus} or more, and its serial runner"
        )
    return conclude(CLAIM, [Part(name, answers(questions), lack)], [_where(judged)])


def _where(judged: Judged) -> str:
    if not judged.run.on_hosts & {*RUNNERS}:
        return WHERE
    return (
        f"Every result was checked. {hosts.line(judged.run)}: the network between them is in these "
        "figures. On this machine a queue is reached by loopback."
    )


def _tried(judged: Judged, runner: str, least: int) -> list[Findings]:
    """Also where no trial of it was undisturbed."""
    every = [found for one in WORKLOADS for found in evidence.experiments(judged, one)]
    return [
        found
        for found in every
        if any(one.runner == runner and one.workers >= least for one in found.cells)
    ]


def _speedup(found: Findings, one: Estimate) -> Question:
    base = evidence.base_name(evidence.base_of(found, one))
    words = (f"{one.runner} N={one.workers}: speedup ", f" over {base}")
    label = evidence.label(found, one, f"speedup over {base}")
    return above(evidence.log_speedups(found, one), 1 + found.margin, words, label)
