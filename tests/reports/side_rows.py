"""Rows of the files beside samples.csv for fixtures whose answer is known; tests nothing."""

from __future__ import annotations

import csv
import io

from fixtures import placed

WORKERS = (
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,worker,tasks,"
    "first_s,last_s,cpu_s,voluntary_switches,involuntary_switches,runq_wait_s,passes"
).split(",")
SPANS = (
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,pass_s,task,"
    "worker,start_s,end_s"
).split(",")
SPREAD = (
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,passes,p5_s,p25_s,"
    "p50_s,p75_s,p90_s,p95_s,p99_s"
).split(",")
OUTSIDE = (
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,wall_s,cpu_s,"
    "foreign_cpu_s,steal_s,throttled_s"
).split(",")
PAUSES = (
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,paused_s,"
    "suspended_s,stopped_s"
).split(",")
PLACE = ("run_id", "block", "position", "attempt", "workload", "params", "runner", "workers")


def workers_of(sample: dict[str, object], *workers: tuple[object, ...]) -> list[dict[str, object]]:
    """Of a row with a position: tasks, first_s, last_s, cpu_s, runq_wait_s, passes of each."""
    names = ("tasks", "first_s", "last_s", "cpu_s", "runq_wait_s", "passes")
    return [
        {name: sample[name] for name in PLACE}
        | {"schema_version": 1, "worker": number}
        | dict(zip(names, values))
        for number, values in enumerate(workers)
    ]


def plain_workers(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """For rows of a whole run: every worker busy all the time."""
    found = []
    for one in placed(rows):
        if one["status"] == "ok":
            cpu_s = one["wall_s"] * one["passes"]
            found += workers_of(one, *[(3, 0, one["wall_s"], cpu_s, 0)] * one["workers"])
    return found


def spans_of(
    sample: dict[str, object], pass_s: float, *spans: tuple[int, int, float, float]
) -> list[dict[str, object]]:
    """Of a row with a position: task, worker, start_s, end_s of each span."""
    return [
        {name: sample[name] for name in PLACE}
        | {"schema_version": 1, "pass_s": pass_s}
        | dict(zip(("task", "worker", "start_s", "end_s"), span))
        for span in spans
    ]


def beside(sample: dict[str, object], **columns: object) -> dict[str, object]:
    """A row of spread.csv, outside_load.csv or pauses.csv, of a row with a position."""
    return {name: sample[name] for name in PLACE} | {"schema_version": 1, **columns}


def text(columns: list[str], rows: list[dict[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
