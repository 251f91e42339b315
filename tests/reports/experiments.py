"""Makes judged runs of experiments whose answers are known, cell by cell; tests nothing."""

from __future__ import annotations

import json

import numpy
from fixtures import RUNNERS, WORKLOADS, environment, row, write_run

from reports.verdicts.findings import judge_run
from reports.data.records import read_run

PYTHON = (
    "python_serial", "python_threads", "python_processes", "python_pool_threads",
    "python_pool_processes", "python_asyncio", "python_manager",
)  # fmt: skip
ALL_RUNNERS = RUNNERS | {"mpi": "mpi"} | dict.fromkeys(PYTHON, "cpython")
ALL_WORKLOADS = WORKLOADS | {"busy_loop": "compute"}

EVEN = {"count": 128, "set": "even"}
TEXTBOOK = {"count": 128, "set": "textbook"}
JITTER = (1.0, 1.002, 0.998, 1.001, 0.999, 1.0005)  # blocks differ a little, ratios do not


def experiment(workload, params, walls, blocks=6, tasks=128, cells=None, **columns):
    """walls: (runner, N) -> seconds, or a list of them by block. cells: more columns by cell."""
    rows = []
    for block in range(1, blocks + 1):
        for cell, wall in walls.items():
            wall_s = wall[block - 1] if isinstance(wall, list) else wall * JITTER[block % 6]
            others = {"setup_s": 0, "teardown_s": 0} | columns | (cells or {}).get(cell, {})
            rows.append(
                row(block, *cell, wall_s, workload=workload, params=text(params), tasks=tasks,
                    **others)
            )  # fmt: skip
    return rows


def text(params):
    return json.dumps(params, sort_keys=True, separators=(",", ":"))


def bounds(*cells):
    """plan.json: (workload, params, runner, N, bound_s)."""
    keys = ("workload", "params", "runner", "workers", "bound_s")
    return {"schema_version": 1, "cells": [dict(zip(keys, cell)) for cell in cells]}


def judged(folder, rows, cpus=2.0, plan=None, files=None):
    about = environment(ALL_RUNNERS, ALL_WORKLOADS, usable_cpus=cpus)
    for values in rows:
        values["usable_cpus"] = cpus
    write_run(folder, rows, about)
    if plan:
        listed = {(one["workload"], text(one["params"]), one["runner"], one["workers"])
                  for one in plan["cells"]}  # fmt: skip
        keys = ("workload", "params", "runner", "workers")
        others = {tuple(values[key] for key in keys) for values in rows} - listed
        cells = [(workload, json.loads(params), *cell) for workload, params, *cell in others]
        plan["cells"] += bounds(*[(*cell, None) for cell in cells])["cells"]
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    for name, content in (files or {}).items():
        (folder / name).write_text(content, encoding="utf-8")
    return judge_run(read_run(folder))


def equal(cells, wall_s=0.5, sd=0.02, blocks=6):
    """Cells that differ by noise alone."""
    random = numpy.random.default_rng(5)
    rows = [row(block, "serial", 1, 1.0) for block in range(1, blocks + 1)]
    for runner, workers in cells:
        noise = numpy.exp(sd * random.standard_normal(blocks))
        rows += [row(b + 1, runner, workers, float(wall_s * noise[b])) for b in range(blocks)]
    return rows


def one_bad_block(tbb=(0.502, 0.5, 0.505, 0.498), openmp=0.47):
    """openmp may be the best, and its third block hides whether it is faster than serial."""
    bad = [openmp, openmp, 1.3, openmp]
    cells = {("serial", 1): [1.0] * 4, ("tbb", 2): tbb, ("openmp", 2): bad}
    return [row(b + 1, *cell, walls[b]) for b in range(4) for cell, walls in cells.items()]


def probes(*times):
    return [
        row(
            1, "thread_pool", n, wall, role="probe", workload="capacity", params=f'{{"copies":{n}}}'
        )
        for n, wall in times
    ]


def aa_pairs(first, second, blocks=6):
    return [
        row(block, "serial", 1, wall_s * block, role=role, position=place)
        for block in range(1, blocks + 1)
        for place, (role, wall_s) in enumerate((("twin_a", first), ("twin_b", second)), 50)
    ]
