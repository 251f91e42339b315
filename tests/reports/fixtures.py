"""Writes run folders whose answers are known; what a test does not name has a valid default."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = (
    "schema_version,run_id,machine_id,session,block,position,attempt,role,status,reason,"
    "exit_signal,contamination,workload,params,runner,workers,tasks,passes,setup_s,cold_s,wall_s,"
    "wall_min_s,wall_max_s,teardown_s,cpu_s,companion_cpu_s,workers_seen,max_in_flight,"
    "foreign_cpu_s,steal_s,throttled_s,runq_wait_s,voluntary_switches,involuntary_switches,"
    "peak_rss_kib,digest,observed,usable_cpus,started_at,slowdown"
).split(",")
NEXT = "next"  # a position: after what the block already holds

RUNNERS = {
    "serial": "serial",
    "thread_per_task": "threads",
    "thread_pool": "threads",
    "process_per_task": "processes",
    "process_pool": "processes",
    "process_pool_pipe": "processes",
    "tbb": "tasking",
    "openmp": "tasking",
}
WORKLOADS = {
    "empty": "floor",
    "primes": "compute",
    "range_sum": "compute",
    "sleep": "waiting",
    "fetch": "waiting",
    "mixed": "mixed",
}


def row(
    block: int, runner: str, workers: int, wall_s: float | str, **others: object
) -> dict[str, object]:
    """One trial; others name columns and replace their defaults."""
    values: dict[str, object] = dict.fromkeys(COLUMNS, "")
    values |= {
        "schema_version": 1,
        "run_id": "20260102T030405Z-quick",
        "machine_id": "m",
        "session": 1,
        "block": block,
        "position": NEXT,
        "attempt": 1,
        "role": "cell",
        "status": "ok",
        "workload": "primes",
        "params": '{"count":128,"set":"even"}',
        "runner": runner,
        "workers": workers,
        "tasks": 128,
        "passes": 3,
        "setup_s": 2e-5 * workers,
        "cold_s": wall_s,
        "wall_s": wall_s,
        "teardown_s": 1e-5,
        "digest": "x0123456789abcdef",
        "usable_cpus": 2,
        "started_at": "2026-01-02T03:04:05Z",
    }
    return values | others


def failed(block: int, runner: str, workers: int, **others: object) -> dict[str, object]:
    blank = {"setup_s": "", "cold_s": "", "teardown_s": "", "digest": ""}
    return row(
        block,
        runner,
        workers,
        "",
        **({"status": "failed", "reason": "killed by signal 9"} | blank | others),
    )


def csv_text(rows: list[dict[str, object]], columns: list[str] = COLUMNS) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[values[column] for column in columns] for values in placed(rows)])
    return out.getvalue()


def placed(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Rows with a place of their own in their block where they name none."""
    taken: dict[tuple[object, ...], set[object]] = {}
    named = {values["position"] for values in rows}
    done = []
    for values in rows:
        block = tuple(values[key] for key in ("run_id", "workload", "params", "block"))
        places = taken.setdefault(block, set())
        place = values["position"]
        if place == NEXT:
            place = next(n for n in itertools.count(1) if n not in places and n not in named)
        places.add(place)
        done.append(values | {"position": place})
    return done


def environment(
    runners: dict[str, str] = RUNNERS, workloads: dict[str, str] = WORKLOADS, **others: object
) -> dict[str, object]:
    return {
        "schema_version": 1,
        "parbench_version": "0.1.0",
        "cpu_model": "Testcore 9000",
        "usable_cpus": 2.0,
        "runners": [{"name": name, "family": family} for name, family in runners.items()],
        "workloads": [
            {"name": name, "kind": kind, "about": f"about {name}"}
            for name, kind in workloads.items()
        ],
    } | others


def write_run(
    folder: Path, rows: list[dict[str, object]], about: dict[str, object] | None = None
) -> Path:
    """A run's folder. about={} leaves environment.json out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "samples.csv").write_text(csv_text(rows), encoding="utf-8")
    about = environment() if about is None else about
    if about:
        (folder / "environment.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


def twice_as_fast(blocks: int = 6, **others: object) -> list[dict[str, object]]:
    """thread_pool at N=2 takes half of serial's time in each block, although blocks differ."""
    rows = []
    for block in range(1, blocks + 1):
        rows.append(row(block, "serial", 1, 0.25 * block, **others))
        rows.append(row(block, "thread_pool", 2, 0.125 * block, **({"position": 2} | others)))
    return rows


def suite(
    blocks: int = 6, workers: tuple[int, ...] = (2, 4, 8, 16), **others: object
) -> list[dict[str, object]]:
    """Every runner of the registry in every block."""
    rows = []
    for block in range(1, blocks + 1):
        rows.append(row(block, "serial", 1, 1.0, **others))
        for place, runner in enumerate(list(RUNNERS)[1:]):
            rows += [
                row(block, runner, n, (1 + 0.01 * place + 0.001 * block) / min(n, 2), **others)
                for n in workers
            ]
    return rows


def report(*words: object, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """`parbench report` as the driver starts it."""
    env = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    command = [sys.executable, "-m", "reports.commands.report", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)
