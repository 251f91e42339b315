"""C7: does waiting work scale with workers far past the cores?"""

from __future__ import annotations

import math

from reports.notes.claims import evidence
from reports.notes.claims.comparison import Comparison, Part, above, conclude
from reports.notes.claims.result import ClaimResult
from reports.stats.estimates import Estimate
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

FAR = 4  # times the CPUs
# Of the speedup that the waits allow: half of what could be gained, as for range sums. With four
# workers a CPU that is still twice what the cores could do by computing.
SCALES = 0.5

TEXT = "Waiting work scales with workers far past the cores."
EXPERIMENT = "sleep, N = 1 to 64, and fetch, N = 1 to 16"
RUNNERS = ("thread_pool", "process_pool", "python_pool_threads")


def scales_past_the_cores(judged: Judged) -> ClaimResult:
    usable = judged.usable_cpus
    if usable is None:
        lack = evidence.UNKNOWN_CPUS
        return conclude("C7", TEXT, EXPERIMENT, [Part("All of it", [], lack)])
    far = FAR * usable
    parts = [
        _part(judged, "Sleeps scale far past the cores", "sleep", far),
        _part(judged, "Fetches scale far past the cores", "fetch", far),
    ]
    margin = (
        f"Far is at least {FAR} workers a CPU; to scale is to reach more than {SCALES:.0%} of the "
        "speedup that the waits allow."
    )
    return conclude("C7", TEXT, EXPERIMENT, parts, [margin.replace("%", " %")])


def _part(judged: Judged, name: str, workload: str, far: float) -> Part:
    comparisons = []
    found = _widest(judged, workload, far)
    if found is not None:
        tasks = evidence.tasks(found)
        for runner in RUNNERS:
            mine = [one for one in evidence.cells(found, runner) if far <= one.workers <= tasks]
            if mine:
                comparisons.append(_most_workers(found, mine[-1], tasks))
    if comparisons:
        return Part(name, comparisons)
    most = f"N = {math.ceil(far)} or more, as many tasks, and serial"
    return Part(name, [], f"no {workload} of one length with {most} in this run")


def _widest(judged: Judged, workload: str, far: float) -> Findings | None:
    """The experiment whose pools went furthest past the cores; equal waits have a plain bound."""
    reached = {}
    equal = evidence.experiments(judged, workload, lambda one: one.get("spread") == "fixed")
    for found in equal:
        tasks = evidence.tasks(found) or 0
        counts = [
            one.workers
            for runner in RUNNERS
            for one in evidence.cells(found, runner)
            if far <= one.workers <= tasks and one.log_speedups
        ]
        if counts:
            reached[max(counts)] = found
    return reached[max(reached)] if reached else None


def _most_workers(found: Findings, one: Estimate, tasks: int) -> Comparison:
    # Waiting is the same in any language: all are measured against the one serial runner.
    allowed = tasks / math.ceil(tasks / one.workers)
    words = (
        f"{one.runner} N={one.workers} is ",
        f" serial where the waits allow {allowed:.4g}×",
    )
    label = evidence.label(found, one, "speedup over serial")
    return above(one.log_speedups, SCALES * allowed, words, label)
