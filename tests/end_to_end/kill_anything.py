#!/usr/bin/env python3
"""Kills a part of a running parbench with SIGKILL at seeded moments.

usage: kill_anything.py [KILLS] [SEED]

The part is the driver, the guard, a runner, a worker process or the server. After each kill the run
ends or continues, but never hangs; it leaves no process, no scratch folder and no torn row, and has
at most one failed trial; `--resume` completes it: every planned trial once, in the planned order.
"""

import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from program import BUILD, key_of, measured_order, planned_order, rows_of

VICTIMS = ("driver", "guard", "runner", "worker", "server")
RUN = ("run", "--workloads", "fetch,primes", "--runners", "thread_pool,process_pool", "--sample",
       "20ms", "--workers", "4", "--set", "primes.count=8", "--set", "fetch.tasks=16",
       "--set", "fetch.latency=1ms", "--blocks", "5", "--no-report")  # fmt: skip


class Marked:
    """The processes whose environment holds a mark: children inherit it, whoever adopts them."""

    def __init__(self, folder: Path):
        self.value = f"{os.getpid()}-{folder.name}"
        self.environment = {
            **os.environ,
            "PARBENCH_KILL_MARK": self.value,
            "PARBENCH_SCRATCH": str(folder / "scratch"),
            "PARBENCH_LOCK": str(folder / "lock"),
        }

    def processes(self) -> dict[int, tuple[str, int]]:
        """Name of the executable and parent, by pid."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"PARBENCH_KILL_MARK={self.value}".encode() in (folder / "environ").read_bytes():
                    parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                    found[int(folder.name)] = ((folder / "exe").readlink().name, parent)
            except OSError:
                continue
        return found

    def left(self, patience_s: float) -> list[str]:
        end = time.monotonic() + patience_s
        while (left := self.processes()) and time.monotonic() < end:
            time.sleep(0.02)
        return [name for name, _ in left.values()]

    def find(self, victim: str, driver: int, patience_s: float) -> int | None:
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            all_of_them = self.processes()
            for pid, (name, parent) in all_of_them.items():
                kind = {
                    "parbench": "driver",
                    "parbench-guard": "guard",
                    "fetch_server": "server",
                }.get(name)
                if kind is None:
                    is_child = all_of_them.get(parent, ("", 0))[0] == name
                    kind = "worker" if is_child else "runner"
                if kind == victim and (victim != "driver" or pid == driver):
                    return pid
            time.sleep(0.002)
        return None


def broken_rows(path: Path) -> list[str]:
    if not path.exists():
        return []
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    widths = {len(row) for row in rows}
    whole = path.read_bytes().endswith(b"\n")
    return [] if len(widths) == 1 and whole else [f"{path}: widths {widths}, whole: {whole}"]


def leftovers(marked: Marked, folder: Path) -> list[str]:
    wrong = [f"left running: {name}" for name in marked.left(2)]
    end = time.monotonic() + 2
    while any((folder / "scratch").iterdir()) and time.monotonic() < end:
        time.sleep(0.02)
    wrong += [f"left in scratch: {path.name}" for path in (folder / "scratch").iterdir()]
    return (
        wrong
        + broken_rows(folder / "run" / "samples.csv")
        + broken_rows(folder / "run" / "workers.csv")
    )


def after_the_resume(marked: Marked, folder: Path) -> list[str]:
    run = folder / "run"
    if not (run / "samples.csv").exists():
        return []  # it was killed before there was anything to continue
    command = [BUILD / "parbench", "run", "--resume", run, "--no-report"]
    ended = subprocess.run(
        command, env=marked.environment, capture_output=True, text=True, timeout=120, check=False
    )
    rows = rows_of(run / "samples.csv")
    failed = [row["reason"] for row in rows if row["status"] != "ok"]
    wrong = (
        []
        if ended.returncode == (1 if failed else 0)
        else [f"resume: {ended.returncode}, {ended.stderr.strip()}"]
    )
    if len(failed) > 1:
        wrong.append(f"failed trials: {failed}")
    if measured_order(run) != planned_order(run):
        wrong.append(
            f"{len(measured_order(run))} of {len(planned_order(run))} trials, or in another order"
        )
    if len({key_of(row) for row in rows}) != len(rows):
        wrong.append("a row is there twice")
    return wrong + leftovers(marked, folder)


def kill_once(victim: str, delay_s: float) -> list[str]:
    """What is wrong after one kill: empty where nothing is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "scratch").mkdir()
        marked = Marked(folder)
        driver = subprocess.Popen(
            [BUILD / "parbench", *RUN, "-o", folder / "run"],
            env=marked.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay_s)
        pid = marked.find(victim, driver.pid, 3)
        if pid is not None:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it ended by itself first
        try:
            driver.wait(timeout=120)
        except subprocess.TimeoutExpired:
            driver.kill()
            return [f"the run hangs after its {victim} was killed"]
        wrong = leftovers(marked, folder) + after_the_resume(marked, folder)
        return [f"{victim}: {line}" for line in wrong]


def main(kills: int, seed: int) -> int:
    chance = random.Random(seed)
    failures = 0
    for number in range(kills):
        victim, delay_s = VICTIMS[number % len(VICTIMS)], chance.uniform(0.0, 2.0)
        for line in kill_once(victim, delay_s):
            failures += 1
            print(f"kill {number} after {delay_s:.3f} s: {line}", flush=True)
    print(f"{kills} kills (seed {seed}), {failures} failures", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    given = [int(arg) for arg in sys.argv[1:]]
    sys.exit(main(*(given + [100, 1][len(given) :])))
