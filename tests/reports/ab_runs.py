"""Folders as `parbench ab` leaves them, with known changes and no clock."""

import json
import math
import random

from fixtures import environment, row, write_run
from scipy.stats import norm


def sides(before="x0000000000000001", after="x0000000000000002"):
    return {
        label: {"path": f"build/{label}", "version": "parbench 0.1.0", "executables": {"p": digest}}
        for label, digest in (("before", before), ("after", after))
    }


def ab_rows(factors, blocks=6, sd=0.01, seed=1, **others):
    """factors: (runner, workers) -> time after / before. The block's level wanders by 20 %."""
    chance = random.Random(seed)
    rows = []
    for block in range(1, blocks + 1):
        level = 0.1 * chance.uniform(0.8, 1.2)
        for (runner, workers), factor in factors.items():
            for side, share in (("before", 1), ("after", factor)):
                wall_s = level * share * chance.lognormvariate(0, sd)
                rows.append(row(block, f"{side}:{runner}", workers, wall_s, **others))
    return rows


def ab_run(folder, rows, **about):
    runners = {
        f"{side}:{name}": family
        for name, family in (("thread_pool", "threads"), ("tbb", "tasking"))
        for side in ("before", "after")
    }
    write_run(folder, rows, environment(runners, ab=sides(), margin=0.05, **about))
    cells = {(one["workload"], one["params"], one["runner"], one["workers"]) for one in rows}
    names = ("workload", "params", "runner", "workers")
    planned = [dict(zip(names, cell)) | {"params": json.loads(cell[1])} for cell in cells]
    plan = {"schema_version": 1, "width": width_to_find(0.05, len(cells) // 2), "cells": planned}
    (folder / "plan.json").write_text(json.dumps(plan))
    return folder


def width_to_find(find, cells):
    """As bench/plan/ab_plan.cpp has it."""
    error = math.log1p(find) / (norm.ppf(1 - 0.025 / cells) + norm.ppf(0.9))
    return 2 * math.sinh(norm.ppf(0.975) * error)
