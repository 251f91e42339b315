"""The teaching notes' claims held against a run, in their order, and as claims.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace

from reports.notes.claims.counters import corrupted, no_lock_needed, one_at_a_time
from reports.notes.claims.cpu_use import cores_in_use
from reports.notes.claims.deaths import more_stable
from reports.notes.claims.event_loops import serves_waiting_tasks
from reports.notes.claims.pools import pool_of_four
from reports.notes.claims.primes import most_efficient_at_the_cores, processes_speed_up_primes
from reports.notes.claims.range_sum import faster_the_larger
from reports.notes.claims.remarks import remarks
from reports.notes.claims.remote_queue import sent_through_a_queue
from reports.notes.claims.starting import threads_cost
from reports.notes.claims.waiting import scales_past_the_cores
from reports.notes.results import ClaimResult, Figure
from reports.verdicts.findings import Judged

__all__ = ["COLUMNS", "csv_text", "remarks", "results"]

MEASURED = (
    most_efficient_at_the_cores,
    processes_speed_up_primes,
    cores_in_use,
    faster_the_larger,
    threads_cost,
    pool_of_four,
    scales_past_the_cores,
    one_at_a_time,
    corrupted,
    more_stable,
    serves_waiting_tasks,
    no_lock_needed,
    sent_through_a_queue,
)

# The teaching notes, numbered 000 to 004, and what in them says or shows the claim.
NOTES = {
    "C1": "Note 003: primes, N = 2 to 16",
    "C2": "Note 003: primes in a loop and in a ProcessPool",
    "C3": "Note 000: busy loops in N threads, against C",
    "C4": "Note 003: a sum in 8 slices, Process and Queue",
    "C5": "Note 000: Thread; note 002: ThreadPoolExecutor",
    "C6": "Notes 000 and 001: Pool(4); note 003: Pool(5)",
    "C7": "Note 002: ThreadPoolExecutor(10); note 004: 5 threads",
    "C8": "Note 000: balance with a Lock",
    "C9": "Note 000: balance without one; note 003: own copies",
    "C10": "Note 001: fork, _exit and wait status",
    "C11": "Note 003: coroutines",
    "C12": "Note 000: ThreadLocal",
    "C13": "Note 000: BaseManager on two machines",
}
SCHEMA_VERSION = 3  # 3: pooled intervals, a fixed margin, C3 by work
COLUMNS = tuple(
    "schema_version,run_id,claim,verdict,label,value,low,high,level,n,unit,sentence".split(",")
)


def results(judged: Judged) -> list[ClaimResult]:
    """C1 to C13, whatever the run has."""
    made = [measure(judged) for measure in MEASURED]
    return [replace(one, run_id=judged.run.run_id, note=NOTES[one.id]) for one in made]


def csv_text(results: Iterable[ClaimResult]) -> str:
    """A row per figure, one without figures for a claim that has none; RFC 4180 with LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in results:
        for figure in one.figures or [None]:
            start = [SCHEMA_VERSION, one.run_id, one.id, one.verdict]
            writer.writerow([*start, *_cells(figure), one.sentence])
    return out.getvalue()


def _cells(figure: Figure | None) -> list[str]:
    """Numbers at full precision; what is missing is empty."""
    if figure is None:
        return [""] * 7
    values = (figure.value, figure.low, figure.high, figure.level, figure.n)
    return [figure.label, *("" if one is None else repr(one) for one in values), figure.unit]
