"""Tasks that share something, under every compiled runner: checked, refused, or planned to fail."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from program import BUILD, rows_of

RUNS = (
    "thread_per_task", "thread_pool", "thread_pool_static", "std_async", "process_per_task",
    "process_pool", "process_pool_pipe", "tbb", "openmp", "openmp_static",
)  # fmt: skip
CANNOT = ("process_spawn", "event_loop", "event_loop_pool")
SHORT = ("--sample", "1ms", "--blocks", 1, "--no-lock")
SMALL = {"event": "rounds=50", "barrier": "rounds=50", "queue": "items=200",
         "counter": "updates=100", "semaphore": "duration=1ms", "crash": "delay=2ms",
         "two_locks": "transfers=100", "local": "updates=100"}  # fmt: skip


@pytest.fixture(scope="session")
def built():
    """The runners of this build that can share."""
    told = subprocess.run([BUILD / "parbench", "list", "--json"], capture_output=True, check=True)
    listed = json.loads(told.stdout)["runners"]
    usable = {one["name"]: one for one in listed if one["usable"]}
    return [name for name in RUNS if name in usable], usable


def measured(parbench, tmp_path, workload, runners, workers, *more):
    out = tmp_path / "run"
    ended = parbench("run", "-w", workload, "-R", ",".join(runners), "-j", workers, *SHORT,
                     "--set", f"{workload}.{SMALL[workload]}", *more, "-o", out)  # fmt: skip
    assert (out / "samples.csv").exists(), ended.stderr
    rows = [row for row in rows_of(out / "samples.csv") if row["role"] == "cell"]
    return ended, rows, json.loads((out / "plan.json").read_text())


@pytest.mark.parametrize("workload", ["counter", "queue", "semaphore", "event", "barrier",
                                      "two_locks", "local"])  # fmt: skip
def test_every_runner_that_can_share_gives_checked_results(parbench, tmp_path, built, workload):
    ended, rows, plan = measured(parbench, tmp_path, workload, built[0], "2,5")
    assert ended.returncode == 0, ended.stderr
    assert {row["status"] for row in rows} == {"ok"}, ended.stderr
    together = workload in ("queue", "event", "barrier", "two_locks")
    for row in rows:
        if together:  # N roles, all at once
            assert row["tasks"] == row["max_in_flight"] == row["workers"], row["runner"]
    assert ("serial" in {row["runner"] for row in rows}) != together


def test_who_cannot_share_is_told_why_before_anything_starts(parbench, tmp_path, built):
    names = [name for name in CANNOT if name in built[1]]
    ended, rows, plan = measured(parbench, tmp_path, "barrier", [*names, "thread_pool"], "1,2")
    assert ended.returncode == 0, ended.stderr
    for row in rows:
        if row["runner"] in names:
            assert row["status"] == "unsupported"
            assert row["reason"] == built[1][row["runner"]]["cannot_share"]
        elif row["workers"] == "1":
            assert row["reason"] == "its tasks wait for each other, which needs N >= 2, not 1"
        else:
            assert row["status"] == "ok"


def test_a_variable_of_its_own_loses_what_children_add(parbench, tmp_path):
    ended, rows, plan = measured(
        parbench, tmp_path, "counter", ["thread_pool", "process_pool", "process_per_task"], "2",
        "--set", "counter.guard=copy",
    )  # fmt: skip
    lost = {row["runner"]: json.loads(row["observed"])["updates lost"] for row in rows}
    assert lost == {"serial": 0, "thread_pool": 0, "process_pool": 100, "process_per_task": 100}
    assert plan["cells"][0]["observed"] == {"name": "updates lost", "unit": "%"}


@pytest.mark.parametrize("runner", ["thread_pool", "process_pool"])
def test_a_deadlock_is_an_answer(parbench, tmp_path, runner):
    settings = ("--set", "two_locks.order=opposite", "--set", "two_locks.deadline=100ms")
    ended, rows, plan = measured(parbench, tmp_path, "two_locks", [runner], "2", *settings)
    assert ended.returncode == 0, ended.stderr
    assert [row["status"] for row in rows] == ["failed"]
    cycles = (
        f"deadlock: worker 0 holds {a} and waits for {b}, worker 1 holds {b} and waits for {a}"
        for a, b in ("AB", "BA")
    )
    assert any(cycle in rows[0]["reason"] for cycle in cycles)
    assert plan["cells"][0]["planned_failure"] is True


@pytest.mark.parametrize("how", ["signal", "exit", "exception"])
def test_who_survives_a_crash(parbench, tmp_path, how):
    ended, rows, plan = measured(
        parbench, tmp_path, "crash", ["thread_pool", "process_pool"], "2",
        "--set", f"crash.how={how}",
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    found = {row["runner"]: row for row in rows}
    threads, processes = found["thread_pool"], found["process_pool"]
    assert processes["status"] == "ok"
    assert 7 <= json.loads(processes["observed"])["results left"] < 16
    if how == "exception":  # kills nobody
        assert 7 <= json.loads(threads["observed"])["results left"] < 16
    else:
        assert threads["status"] == "failed" and "observed" in threads
        assert ("SIGKILL" if how == "signal" else "exit code 1") in threads["reason"]


def states_of_children(pid):
    """State by pid of the living children, such as "R" or "S"."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if int(parent) == pid:
                found[int(folder.name)] = state
    return found


def until(found, patience_s=20):
    end = time.monotonic() + patience_s
    while not (result := found()) and time.monotonic() < end:
        time.sleep(0.01)
    return result


def test_a_worker_that_dies_with_the_mutex_is_named_at_once(parbench, tmp_path):
    out = tmp_path / "run"
    settings = ("--set", "counter.inside=300000000", "--set", "counter.tasks=2",
                "--set", "counter.updates=1", "--blocks", 1, "--no-lock")  # fmt: skip
    run = parbench.start("run", "--no-report", "-w", "counter", "-R", "process_pool", "-j", 2,
                         *settings, "-o", out)  # fmt: skip

    def holder():
        """One worker computes under the lock, the other one waits for it."""
        for folder in Path("/proc").iterdir():
            try:
                if (folder / "comm").read_text() != "process_pool\n":
                    continue
                states = states_of_children(int(folder.name))
            except (OSError, ValueError):
                continue
            if sorted(states.values()) == ["R", "S"]:
                return next(pid for pid, state in states.items() if state == "R")
        return None

    pid = until(holder)
    assert pid, "no trial has got that far"
    killed = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    rows = until(lambda: [row for row in rows_of(out / "samples.csv")
                          if row["runner"] == "process_pool"])  # fmt: skip
    took_s = time.monotonic() - killed
    run.send_signal(signal.SIGTERM)  # serial takes minutes
    run.communicate(timeout=20)
    assert rows[0]["status"] == "failed"
    assert "worker 0" in rows[0]["reason"] or "worker 1" in rows[0]["reason"]
    assert took_s < 5  # not at the deadline; other tests may need the CPUs
    assert not states_of_children(run.pid)
