"""All claims in their order: each is a function from a judged run to what is said of it."""

from __future__ import annotations

from dataclasses import replace

from reports.claiming.bigger import faster_the_bigger
from reports.claiming.compute import most_efficient_at_the_cores, processes_speed_up_primes
from reports.claiming.cpu_use import cores_in_use
from reports.claiming.not_yet import unmeasured
from reports.claiming.pools import pool_of_four
from reports.claiming.result import ClaimResult
from reports.claiming.starting import threads_cost
from reports.claiming.waiting import scales_past_the_cores
from reports.judging.findings import Judged

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
