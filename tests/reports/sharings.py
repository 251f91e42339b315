"""Runs of workloads whose tasks share something, with costs that are known; tests nothing."""

from __future__ import annotations

from experiments import ALL_RUNNERS, ALL_WORKLOADS, experiment
from fixtures import environment, failed, write_run

from reports.data.records import read_run
from reports.verdicts.findings import judge_run

PRIMITIVES = {"counter": "compute", "queue": "waiting", "two_locks": "waiting"}
VERSION = "CPython 3.11.2, start method fork"
BLANK = dict.fromkeys(("setup_s", "cold_s", "teardown_s", "digest"), "")


def counter(guard, walls, lost=None, **params):
    """walls: (runner, N) -> seconds; lost: per cent by cell."""
    params = {"guard": guard, "inside": 0, "outside": 0, "updates": 1000} | params
    cells = {cell: {"observed": value} for cell, value in (lost or {}).items()}
    return experiment("counter", params, walls, blocks=4, tasks=16, cells=cells)


def about(**others):
    made = environment(ALL_RUNNERS, ALL_WORKLOADS | PRIMITIVES, **others)
    for runner in made["runners"]:
        if runner["family"] == "cpython":
            runner["version"] = VERSION
    return made


def judged_sharing(folder, rows, bad=None):
    """bad: (runner, N) -> status of a cell of the first rows' experiment."""
    work = {name: rows[0][name] for name in ("workload", "params")}
    rows = rows + [failed(1, *cell, status=status, **work) for cell, status in (bad or {}).items()]
    return judge_run(read_run(write_run(folder, rows, about())))


def crash(survivors):
    """survivors: (runner, N) -> results that are left, or nothing where the trial failed."""
    params = {"tasks": 16, "how": "signal"}
    cells = {
        cell: {"observed": left} if left else BLANK | {"status": "failed", "reason": "SIGKILL"}
        for cell, left in survivors.items()
    }
    return experiment("crash", params, dict.fromkeys(survivors, 0.1), 4, 16, cells)
