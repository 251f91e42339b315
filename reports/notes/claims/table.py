"""All claims in their order: each is a function from a judged run to what is said of it."""

from __future__ import annotations

from dataclasses import replace

from reports.notes.claims.range_sum_scaling import faster_the_bigger
from reports.notes.claims.compute import most_efficient_at_the_cores, processes_speed_up_primes
from reports.notes.claims.cpu_use import cores_in_use
from reports.notes.claims.not_yet import unmeasured
from reports.notes.claims.pools import pool_of_four
from reports.notes.claims.result import ClaimResult
from reports.notes.claims.starting import threads_cost
from reports.notes.claims.waiting import scales_past_the_cores
from reports.verdicts.findings import Judged

MEASURED = (
    most_efficient_at_the_cores,
    processes_speed_up_primes,
    cores_in_use,
    faster_the_bigger,
    threads_cost,
    pool_of_four,
    scales_past_the_cores,
)


def results(judged: Judged) -> list[ClaimResult]:
    """C1 to C13, whatever the run holds."""
    made = [measure(judged) for measure in MEASURED] + unmeasured()
    return [replace(one, run_id=judged.run.run_id) for one in made]
