"""A whole run of the CPython runners beside a C++ one: the driver takes their digests, records and traces."""

import json

from program import rows_of

PYTHONS = [
    "python_serial",
    "python_threads",
    "python_processes",
    "python_pool_threads",
    "python_pool_processes",
]
SETTINGS = ["empty.tasks=20", "primes.count=2", "primes.set=skewed", "range_sum.elements=10007", "sleep.tasks=4",
            "sleep.duration=1ms", "busy_loop.loops=4", "busy_loop.rounds=1000"]  # fmt: skip


def test_a_run_takes_them_beside_the_others(parbench, tmp_path):
    words = [word for setting in SETTINGS for word in ("--set", setting)]
    folder = tmp_path / "run"
    ended = parbench("run", "--workloads", "empty,primes,range_sum,sleep,busy_loop", *words, "--runners",
                     ",".join(["thread_pool", *PYTHONS]), "--workers", "1,2", "--blocks", 1, "--sample", "1ms",
                     "--trace", "sleep/.*python.*", "-o", folder)  # fmt: skip
    assert ended.returncode == 0, ended.stderr

    rows = [row for row in rows_of(folder / "samples.csv") if row["runner"] in PYTHONS]
    assert {row["status"] for row in rows} == {"ok"}
    assert {(row["workload"], row["runner"]) for row in rows} == {
        (name, runner)
        for name in ("empty", "primes", "range_sum", "sleep", "busy_loop")
        for runner in PYTHONS
    }
    assert len({row["digest"] for row in rows}) == 5  # one for each workload

    said = {
        runner["name"]: runner
        for runner in json.loads((folder / "environment.json").read_text())["runners"]
    }
    for runner in PYTHONS:
        assert said[runner]["version"].startswith("CPython 3."), runner
        assert ("start method fork" in said[runner]["version"]) == ("processes" in runner)

    traced = {}
    for span in rows_of(folder / "spans.csv"):
        traced.setdefault((span["runner"], span["workers"]), []).append(int(span["task"]))
    expected = {("python_serial", "1"), *((runner, n) for runner in PYTHONS[1:] for n in "12")}
    assert set(traced) == expected
    assert all(sorted(tasks) == [0, 1, 2, 3] for tasks in traced.values())
