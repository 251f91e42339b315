"""A run with everything odd in it: failures, other load, and names that try to break out."""

from __future__ import annotations

from pathlib import Path

from fixtures import csv_text, environment, failed, placed, row, suite
from side_rows import SPANS, WORKERS

EVIL = '"><script>alert(1)</script>\u202e\u0007' + "w" * 200
EVIL_PARAMS = '{"a<b":"</script><img src=x>","q":"\\"\'"}'


def odd_rows():
    """Several workloads, failures, a disturbed trial, a name that tries to break out."""
    rows = suite(workers=(1, 2, 4))
    for one in rows:
        if (one["runner"], one["workers"]) == ("thread_pool", 2):
            one["wall_s"] *= 1.5  # so that no two columns of a table are in the same order
    rows += [one | {"workload": "sleep", "params": "{}"} for one in suite(workers=(2, 16))]
    rows += [row(block, "serial", 1, 1.0, workload=EVIL, params=EVIL_PARAMS) for block in (1, 2)]
    rows += [row(block, EVIL, 2, 0.5, workload=EVIL, params=EVIL_PARAMS) for block in (1, 2)]
    rows.append(failed(1, EVIL, 4, workload=EVIL, params=EVIL_PARAMS, reason=f"<b>{EVIL}"))
    rows.append(failed(1, "openmp", 2, workload="fetch", params="{}"))
    rows[5]["contamination"] = "foreign"
    return rows


def odd_environment():
    about = environment(
        cpu_model=f"<i>{EVIL}", preset=EVIL, kernel=EVIL, command_line=["parbench", EVIL],
        seed=5, libraries={EVIL: EVIL}, environment_set={EVIL: EVIL}, rules={EVIL: EVIL},
    )  # fmt: skip
    about["runners"][2]["about"] = EVIL
    return about


def write_sides(folder: Path, rows) -> None:
    """workers.csv and spans.csv of the good trials of primes: each worker took its share."""
    good = [one for one in placed(rows) if one["workload"] == "primes" and one["status"] == "ok"]
    workers = [
        one | {
            "worker": worker, "tasks": 3 * one["tasks"] // one["workers"],
            "first_s": 0.001 * worker, "last_s": 0.9 * one["wall_s"],
            "cpu_s": 2.5 * one["wall_s"], "runq_wait_s": 0.001,
        }
        for one in good for worker in range(one["workers"])
    ]  # fmt: skip
    (folder / "workers.csv").write_text(csv_text(workers, WORKERS))
    traced = next(one for one in good if one["runner"] == "thread_pool" and one["workers"] == 4)
    spans = [
        traced | {"pass_s": 0.33, "task": task, "worker": task % 4,
                  "start_s": 0.01 * (task // 4), "end_s": 0.01 * (task // 4) + 0.009}
        for task in range(traced["tasks"])
    ]  # fmt: skip
    (folder / "spans.csv").write_text(csv_text(spans, SPANS))
