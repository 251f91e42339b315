"""A run of the CPython runners beside a C++ one: parbench accepts their records and traces."""

import json

from program import rows_of
from trials import PROCESSES

# One of each kind: a busy machine repeats every trial.
PYTHONS = ("python_serial", "python_processes", "python_pool_threads", "python_pool",
           "python_asyncio")  # fmt: skip

SETTINGS = [
    "empty.tasks=20",
    "primes.count=2",
    "primes.set=skewed",
    "range_sum.elements=10007",
    "sleep.tasks=4",
    "sleep.duration=1ms",
    "busy_loop.loops=4",
    "busy_loop.rounds=1000",
]
WORKLOADS = ("empty", "primes", "range_sum", "sleep", "busy_loop")


def test_run_measures_them_beside_a_cpp_runner(parbench, tmp_path):
    args = [arg for setting in SETTINGS for arg in ("--set", setting)]
    args += ["--workloads", ",".join(WORKLOADS), "--runners", ",".join(["thread_pool", *PYTHONS])]
    args += ["--workers", "2", "--blocks", 1, "--sample", "1ms", "--trace", "sleep/.*python.*"]
    folder = tmp_path / "run"
    ended = parbench("run", *args, "-o", folder, timeout=240)
    assert ended.returncode == 0, ended.stderr

    rows = [row for row in rows_of(folder / "samples.csv") if row["runner"] in PYTHONS]
    assert {row["status"] for row in rows} == {"ok"}
    measured = {(row["workload"], row["runner"]) for row in rows}
    assert measured == {(workload, runner) for workload in WORKLOADS for runner in PYTHONS}
    assert len({row["digest"] for row in rows}) == 5  # one for each workload

    described = {
        runner["name"]: runner
        for runner in json.loads((folder / "environment.json").read_text())["runners"]
    }
    for runner in PYTHONS:
        assert described[runner]["version"].startswith("CPython 3."), runner
        assert ("start method" in described[runner]["version"]) == (runner in PROCESSES)

    traced = {}
    for span in rows_of(folder / "spans.csv"):
        traced.setdefault((span["runner"], span["workers"]), []).append(int(span["task"]))
    expected = {(runner, n) for runner in PYTHONS for n in ("1" if "serial" in runner else "2")}
    assert set(traced) == expected
    assert all(sorted(tasks) == [0, 1, 2, 3] for tasks in traced.values())
