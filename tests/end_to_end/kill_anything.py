#!/usr/bin/env python3
"""Strikes a running parbench at seeded moments: kills, pauses, lack of memory, full disks.

usage: kill_anything.py [EVENTS] [SEED]

Each event strikes a new run, and half of them its continuation too. A stricken run ends or
continues, but never hangs. It leaves no process, no scratch file and no torn row, and no row that
was on disk changes. `--resume` completes it: every planned trial once, in the planned order, and at
most one failed trial for each kill.
"""

import csv
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from blows import BLOWS, Blow, Disk
from marked import Marked
from program import BUILD, key_of, measured_order, planned_order, rows_of

RUN = ("--workloads", "fetch,primes", "--runners", "thread_pool,process_pool", "--sample",
       "20ms", "--workers", "4", "--set", "primes.count=8", "--set", "fetch.tasks=16",
       "--set", "fetch.latency=1ms", "--blocks", "3")  # fmt: skip
PATIENCE_S = 300  # of a run that takes seconds on an idle machine


def broken_rows(path: Path) -> list[str]:
    if not path.exists() or path.stat().st_size == 0:
        return []
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    widths = {len(row) for row in rows}
    whole = path.read_bytes().endswith(b"\n")
    return [] if len(widths) == 1 and whole else [f"{path}: widths {widths}, whole: {whole}"]


class Stricken:
    """One run and what happened to it. `wrong` is empty where nothing is."""

    def __init__(self, chance: random.Random, folder: Path, disk: Disk):
        self.chance, self.disk, self.marked = chance, disk, Marked(folder)
        self.run = disk.folder / "run"
        self.blows: list[Blow] = []
        self.wrong: list[str] = []
        self._kept: dict[Path, bytes] = {}

    def session(self, blow=None) -> tuple[int, str]:
        """Begins the run, or continues it where there is something to continue."""
        begun = (self.run / "samples.csv").exists()
        if not begun:
            shutil.rmtree(self.run, ignore_errors=True)
        args = ["--resume", self.run] if begun else [*RUN, "-o", self.run]
        with tempfile.TemporaryFile("w+") as said:
            driver = subprocess.Popen(
                [BUILD / "parbench", "run", *args, "--no-report"],
                env=self.marked.environment, stdout=subprocess.DEVNULL, stderr=said,
            )  # fmt: skip
            if blow:
                self._await_moment(driver)
                self._keep()
                self.blows.append(blow(self.chance, self.marked, self.disk))
            try:
                driver.wait(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.wrong.append(f"hangs: {[one.name for one in self.marked.processes()]}")
                driver.kill()
                driver.wait()
            self.disk.clear()
            said.seek(0)
            words = said.read()
        self._check()
        return driver.returncode, words

    def _await_moment(self, driver: subprocess.Popen):
        """At the start, or after the next row: a run takes longer to start on a busy machine."""
        rows, start = self._rows(), self.chance.random() < 0.3
        while not start and self._rows() == rows and driver.poll() is None:
            time.sleep(0.01)
        time.sleep(self.chance.uniform(0, 2))

    def _rows(self) -> int:
        path = self.run / "samples.csv"
        return path.read_bytes().count(b"\n") if path.exists() else 0

    def _keep(self):
        """All whole rows that are on disk now."""
        for path in self.run.glob("*.csv"):
            if path.name != "summary.csv":  # derived, and replaced
                text = path.read_bytes()
                self._kept[path] = text[: text.rfind(b"\n") + 1]

    def _check(self):
        for path, text in self._kept.items():
            if not (path.exists() and path.read_bytes().startswith(text)):
                self.wrong.append(f"{path.name} has lost rows")
        for path in self.run.glob("*.csv"):
            self.wrong += broken_rows(path)
        self.wrong += self.marked.leftovers()
        self._keep()

    def complete(self):
        code, words = self.session()
        if not (self.run / "samples.csv").exists():
            self.wrong.append(f"cannot begin: {code}, {words}")
            return
        rows = rows_of(self.run / "samples.csv")
        failed = [row["reason"] for row in rows if row["status"] != "ok"]
        if code != (1 if failed else 0):
            self.wrong.append(f"the last session: {code}, {words}")
        if len(failed) > sum(blow.kills for blow in self.blows):
            self.wrong.append(f"failed trials: {failed}")
        measured, planned = measured_order(self.run), planned_order(self.run)
        if measured != planned:
            self.wrong.append(f"{len(measured)} of {len(planned)} trials, or in another order")
        if len({key_of(row) for row in rows}) != len(rows):
            self.wrong.append("a row is there twice")
        self.wrong += [f"left in the run: {path.name}" for path in self.run.glob("*.part")]


def strike(number: int, chance: random.Random) -> tuple[list[Blow], list[str]]:
    """Event `number`: its blows, and what is wrong afterwards."""
    with tempfile.TemporaryDirectory() as name, Disk(Path(name) / "results") as disk:
        stricken = Stricken(chance, Path(name), disk)
        stricken.session(BLOWS[number % len(BLOWS)])
        if chance.random() < 0.5:
            stricken.session(chance.choice(BLOWS))
        stricken.complete()
        return stricken.blows, stricken.wrong


def main(events: int, seed: int) -> int:
    chance = random.Random(seed)
    failures = 0
    for number in range(events):
        blows, wrong = strike(number, chance)
        told = "; ".join(blow.told for blow in blows)
        print(f"{number}: {told}", flush=True)
        for line in wrong:
            failures += 1
            print(f"   WRONG: {line}", flush=True)
    print(f"{events} events (seed {seed}), {failures} failures", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    given = [int(arg) for arg in sys.argv[1:]]
    sys.exit(main(*(given + [100, 1][len(given) :])))
