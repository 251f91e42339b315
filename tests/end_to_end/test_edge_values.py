"""What a run writes is read again, with every allowed edge value of every parameter.

The values come from `parbench list --json`, so that a new parameter is tested too. The runners are
stand-ins that hand in one record, so that the largest value costs no time.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from program import BUILD, Program, rows_of
from stand_ins import build_of

from reports.commands import compare, report, summary

RUNNERS = ("serial", "thread_pool", "thread_per_task")  # the last one runs the probes
UNITS = {
    "duration": ("1ns", "1us", "1ms", "1s", "1min", "1h"),
    "size": ("1B", "1KiB", "1MiB", "1GiB"),
}
# What a workload needs besides the tested parameter.
NEEDED = {
    "command": ("-s", "command.run=true"),
    "fetch.tasks": ("-s", "fetch.rate=1000/s"),  # 0 has a meaning at a rate only
    "counter.updates": ("-s", "counter.tasks=1"),
    "semaphore.tasks": ("-s", "semaphore.permits=1"),
    "semaphore.permits": ("-s", "semaphore.tasks=1000000"),
    "crash.tasks": ("-s", "crash.at=0"),
    "crash.at": ("-s", "crash.tasks=100000"),
}


def listed() -> list[dict]:
    if not (BUILD / "parbench").exists():
        return []
    ended = subprocess.run(
        [str(BUILD / "parbench"), "list", "--json"], capture_output=True, text=True, check=True
    )
    return [
        parameter
        for workload in json.loads(ended.stdout)["workloads"] if workload["usable"]
        for parameter in workload["parameters"] if parameter["type"] != "text"  # has no edges
    ]  # fmt: skip


PARAMETERS = listed()
# A report takes as long as all else together: of each workload one.
REPORTED = {one["name"].split(".")[0]: one["name"] for one in PARAMETERS}.values()


@pytest.fixture(scope="module")
def quick_build(tmp_path_factory) -> Path:
    build, trials = tmp_path_factory.mktemp("build"), {}
    request = {"protocol": 1, "workload": "empty", "params": {"tasks": "8"}, "passes": 3,
               "min_sample_s": 0.001, "scratch": str(build)}  # fmt: skip
    for name in RUNNERS:
        for workers in (1, 2)[: 1 if name == "serial" else 2]:
            words = ["--trial", json.dumps({**request, "workers": workers})]
            words += ["--record", str(build / f"{name}-{workers}.json")]
            subprocess.run([str(BUILD / "runners" / name), *words], check=True)
        trials[name] = (
            """n=1; case "$2" in *'"workers":2'*) n=2 ;; esac; """
            f'cp "{build}/{name}-$n.json" "$4"'
        )
    return build_of(build, trials)


def words_for(name: str, values: str) -> tuple[str, ...]:
    workload = name.split(".")[0]
    return ("-w", workload, *NEEDED.get(name, NEEDED.get(workload, ())), "-s", f"{name}={values}")


def is_allowed(program: Program, name: str, value: str) -> bool:
    ended = program("run", "--dry-run", *words_for(name, value))
    assert ended.returncode in (0, 2), ended
    return ended.returncode == 0


def edges(program: Program, parameter: dict) -> list[str]:
    """Least, most and, of what has units, one value in each; all choices; 0 where it is allowed."""
    if parameter["type"] == "choice":
        return parameter["choices"]
    named = [str(parameter["least"]), str(parameter["most"])]
    for value in named:
        assert is_allowed(program, parameter["name"], value), (parameter, value)
    others = UNITS.get(parameter["type"], ())
    zeros = ("0",) if parameter["type"] == "count" else tuple(f"0{unit[1:]}" for unit in others)
    return [
        *named, *(value for value in (*zeros, *others)
                  if is_allowed(program, parameter["name"], value))
    ]  # fmt: skip


@pytest.mark.parametrize("parameter", PARAMETERS, ids=[one["name"] for one in PARAMETERS])
def test_a_run_with_edge_values_is_resumed_summarized_reported_and_compared(
    parameter, quick_build, tmp_path, capsys
):
    program = Program(tmp_path)
    program.path = quick_build
    values = list(dict.fromkeys(edges(program, parameter)))
    run = ("run", *words_for(parameter["name"], ",".join(values)), "-R", "thread_pool",
           "-j", "2", "--no-progress")  # fmt: skip
    for words in (
        (*run, "--blocks", "1", "-o", "a"),
        ("run", "--resume", "a", "--blocks", "2", "--no-progress"),
    ):
        ended = program(*words)
        assert ended.returncode == 0 or "no trial could run" in ended.stderr, ended
    rows = rows_of(tmp_path / "a" / "samples.csv")
    assert {row["status"] for row in rows} <= {"ok", "unsupported"}
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    shutil.copytree(a, b)
    for name in ("samples.csv", "environment.json"):  # another run of the same
        text = (tmp_path / "b" / name).read_text()
        (tmp_path / "b" / name).write_text(text.replace(rows[0]["run_id"], "20260101T000000Z-b"))
    for main, words in ((summary.main, [a]), (report.main, [a]), (compare.main, [a, b])):
        if main is report.main and parameter["name"] not in REPORTED:
            continue
        code, told = main(words), capsys.readouterr()
        # Latencies at a rate are not compared: then there may be nothing that is.
        none = (
            main is compare.main and "requests that arrive at a rate are not compared" in told.err
        )
        assert code in (0, 3) or (none and code == 2), (words, told)
