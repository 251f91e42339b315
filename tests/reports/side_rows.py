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
HOSTS = (
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,host,cpu_model,"
    "cpus,host_workers,tasks,cpu_s,foreign_cpu_s,steal_s,throttled_s,sent_bytes,received_bytes"
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


def hosts_of(rows: list[dict[str, object]], names: str = "ab", runner: str = "mpi",
             **columns: object) -> list[dict[str, object]]:  # fmt: skip
    """Of each good trial of a runner, placed: equal shares on hosts of 16 CPUs.

    columns: of every host, or by host as a dict.
    """
    found = []
    for one in placed(rows):
        if one["runner"] != runner or one["status"] != "ok":
            continue
        for name in names[: one["workers"]]:
            tasks = one["tasks"] * one["passes"] // len(names[: one["workers"]])
            found.append(
                beside(one, host=name, cpu_model="Hostcore 1", cpus=16, tasks=tasks,
                       host_workers=max(1, one["workers"] // len(names)), foreign_cpu_s=0,
                       steal_s=0, sent_bytes=8 * tasks, received_bytes=72 * tasks)
                | {key: value[name] if isinstance(value, dict) else value
                   for key, value in columns.items()}
            )  # fmt: skip
    return found


def text(columns: list[str], rows: list[dict[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
