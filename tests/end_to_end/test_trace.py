"""Timelines, from the option to spans.csv: which worker ran which task when."""

import json

from program import rows_of

SLEEPS = (
    "run",
    "--sample",
    "1ms",
    "--workloads",
    "sleep",
    "--set",
    "sleep.tasks=6",
    "--set",
    "sleep.duration=5ms",
)


def traced_cells(folder):
    return {(row["runner"], int(row["workers"])) for row in rows_of(folder / "spans.csv")}


def test_every_runner_tells_who_ran_which_task_when(parbench, tmp_path):
    out = tmp_path / "run"
    runners = "thread_per_task,thread_pool,process_per_task,process_pool,process_pool_pipe"
    ended = parbench(*SLEEPS, "--runners", runners, "--workers", 2, "--blocks", 2, "--trace",
                     "sleep/", "-o", out)  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    rows = rows_of(out / "spans.csv")
    passes = {}
    for row in rows:
        passes.setdefault((row["runner"], row["block"], row["position"]), []).append(row)
    assert len(passes) == 6  # serial too; the first block only
    for (runner, block, position), tasks in passes.items():
        assert block == "1"
        assert sorted(int(row["task"]) for row in tasks) == list(range(6)), runner
        free_s = {}
        for row in sorted(tasks, key=lambda row: float(row["start_s"])):
            start_s, end_s, worker = float(row["start_s"]), float(row["end_s"]), int(row["worker"])
            assert 0 <= worker < int(row["workers"])
            assert start_s >= free_s.get(
                worker, 0
            ), f"{runner}: worker {worker} runs two tasks at once"
            assert end_s - start_s >= 0.005
            assert end_s <= float(row["pass_s"])
            free_s[worker] = end_s
        sample = [
            row
            for row in rows_of(out / "samples.csv")
            if row["block"] == block and row["position"] == position
        ]
        assert [(row["runner"], row["role"]) for row in sample] == [(runner, "cell")]


def test_only_the_cells_that_match_are_traced(parbench, tmp_path):
    out = tmp_path / "run"
    args = ("--runners", "thread_pool,openmp", "--workers", "1,2", "--blocks", 1, "-o", out)
    assert parbench(*SLEEPS, *args, "--trace", "thread_pool/2$").returncode == 0
    assert traced_cells(out) == {("thread_pool", 2)}
    cells = json.loads((out / "plan.json").read_text())["cells"]
    assert [(cell["runner"], cell["workers"]) for cell in cells if cell.get("traced")] == [
        ("thread_pool", 2)
    ]


def test_nothing_is_traced_by_default(parbench, tmp_path):
    out = tmp_path / "run"
    assert (
        parbench(
            *SLEEPS, "--runners", "thread_pool", "--workers", 2, "--blocks", 1, "-o", out
        ).returncode
        == 0
    )
    assert rows_of(out / "spans.csv") == []


def test_a_trace_of_no_cell_is_refused_before_anything_starts(parbench, tmp_path):
    for args, why in (
        (("--trace", "no_such"), "parbench: --trace: 'no_such' matches no cell"),
        (("--trace", "("), "parbench: --trace: '(' is not a regular expression"),
    ):
        ended = parbench(*SLEEPS, *args, "-o", tmp_path / "run")
        assert ended.returncode == 2
        assert ended.stderr.startswith(why) and ended.stderr.count("\n") == 1
        assert not (tmp_path / "run").exists()


def test_a_resumed_run_continues_the_trace(parbench, tmp_path):
    out = tmp_path / "run"
    args = (
        "--runners",
        "thread_pool",
        "--workers",
        "1,2",
        "--blocks",
        2,
        "--trace",
        "sleep/",
        "-o",
        out,
    )
    assert parbench(*SLEEPS, *args).returncode == 0
    samples = (out / "samples.csv").read_text().splitlines(keepends=True)
    (out / "samples.csv").write_text(
        "".join(samples[:2])
    )  # as a kill after the first trial leaves it
    ended = parbench("run", "--resume", out)
    assert ended.returncode == 0, ended.stderr
    assert traced_cells(out) == {("serial", 1), ("thread_pool", 1), ("thread_pool", 2)}
