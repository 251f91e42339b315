#!/usr/bin/env python3
"""Is speedup right beside a CPU hog, or else without a verdict?

usage: beside_a_hog.py [TRIES] [SEED], some 90 s per try

First the truth: `primes` under openmp at N = CPUs (pools that sleep between passes wake up on one
CPU or on two by chance, and have two speeds), 60 blocks on a machine that should be idle. Then
TRIES runs of 30 blocks beside a process that spins on one CPU half of the time: in one piece in
every other try, in bursts in the rest. A try passes when the reported speedup is within 3 % of the
truth, or when the run says that there was too much background load.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from program import BUILD

CPUS = len(os.sched_getaffinity(0))
SPIN = "while True: pass"


class Hog(threading.Thread):
    """Spins on one CPU half of the time, in pieces of `piece_s`, starting on or off by chance."""

    def __init__(self, piece_s: float, begins_on: bool):
        super().__init__(daemon=True)
        self.piece_s, self.on, self.over = piece_s, begins_on, threading.Event()

    def run(self):
        while not self.over.is_set():
            if not self.on:
                self.over.wait(self.piece_s)
            else:
                spinner = subprocess.Popen(["taskset", "-c", "0", sys.executable, "-c", SPIN])
                self.over.wait(self.piece_s)
                spinner.kill()
                spinner.wait()
            self.on = not self.on


def run(folder: Path, blocks: int, seed: int) -> tuple[dict, dict]:
    """The row of summary.csv of openmp, and verdicts.json."""
    args = ["run", "--workloads", "primes", "--runners", "openmp", "--workers", CPUS,
            "--blocks", blocks, "--sample", "100ms", "--seed", seed, "-q", "--no-report",
            "-o", folder]  # fmt: skip
    ended = subprocess.run(
        [BUILD / "parbench", *map(str, args)], stdout=subprocess.DEVNULL, check=False
    )
    if ended.returncode != 0:
        sys.exit(f"the run ended with {ended.returncode}")
    with open(folder / "summary.csv", newline="", encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["runner"] == "openmp")
    return row, json.loads((folder / "verdicts.json").read_text())


def shown(row: dict) -> str:
    interval = f"[{row['speedup_low'][:6]}, {row['speedup_high'][:6]}]"
    return f"{float(row['speedup']):.3f}x {interval} of {row['n_paired']} blocks"


def too_busy(verdicts: dict) -> bool:
    return any(experiment["too_busy"] for experiment in verdicts["experiments"])


def main(tries: int, seed: int) -> int:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        start = time.monotonic()
        row, verdicts = run(Path(name) / "idle", 60, seed)
        length_s = (time.monotonic() - start) / 2
        truth = float(row["speedup"])
        doubt = ", TOO BUSY to be the truth" * too_busy(verdicts)
        print(f"idle: {shown(row)}{doubt}, all trials {row['speedup_all'][:6]}x", flush=True)
        if too_busy(verdicts) or int(row["n_paired"]) < 60 * 0.9:
            return 3
        passed = 0
        for number in range(tries):
            piece_s = length_s / 2 if number % 2 == 0 else chance.uniform(1, 6)
            hog = Hog(piece_s, chance.random() < 0.5)
            hog.start()
            row, verdicts = run(Path(name) / str(number), 30, seed + 1 + number)
            hog.over.set()
            hog.join()
            busy = too_busy(verdicts)
            off = float(row["speedup"] or "nan") / truth - 1
            good = busy or abs(off) <= 0.03
            passed += good
            print(
                f"try {number + 1}, hog in pieces of {piece_s:.1f} s: {'too busy; ' * busy}"
                f"{shown(row)}, {100 * off:+.1f} %; all trials {row['speedup_all'][:6]}x: "
                f"{'passed' if good else 'WRONG'}",
                flush=True,
            )
        print(f"{passed} of {tries} passed")
        return 0 if passed == tries else 1


if __name__ == "__main__":
    given = [int(arg) for arg in sys.argv[1:]]
    sys.exit(main(*(given + [10, 1][len(given) :])))
