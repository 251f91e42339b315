#!/usr/bin/env python3
"""Kills a running parbench with SIGKILL at seeded moments and looks for what it left: usage kill_driver.py [KILLS] [SEED].

After each kill: no process of the run within 2 s, no scratch folder, every row of the CSV files whole.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("PARBENCH_BUILD", ROOT / "build" / "release"))
SCRATCH = "parbench-"


def processes_of(mark: str) -> list[str]:
    """Those whose environment holds the mark: children inherit it, whoever their parent is now."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found


def left_after(mark: str, patience_s: float) -> list[str]:
    end = time.monotonic() + patience_s
    while (left := processes_of(mark)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def broken_rows(path: Path) -> list[str]:
    if not path.exists():
        return []
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    widths = {len(row) for row in rows}
    whole = path.read_bytes().endswith(b"\n")
    return [] if len(widths) == 1 and whole else [f"{path}: widths {widths}, whole: {whole}"]


def kill_once(delay_s: float, number: int) -> list[str]:
    """What is wrong after one kill; nothing is right."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        mark = f"PARBENCH_KILL_MARK={os.getpid()}-{number}"
        name, value = mark.split("=")
        driver = subprocess.Popen(
            [BUILD / "parbench", "run", "--workloads", "sleep,fetch,primes,empty", "--sample", "5ms", "--workers", "4",
             "--set", "primes.count=8", "--blocks", "50", "-o", Path(folder) / "run"],
            env={**os.environ, name: value, "PARBENCH_SCRATCH": str(scratch)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(delay_s)
        if driver.poll() is not None:
            return [f"the driver ended before it was killed, with {driver.returncode}"]
        driver.kill()
        driver.wait()
        wrong = [f"left running: {line}" for line in left_after(mark, 2)]
        end = time.monotonic() + 2
        while any(scratch.iterdir()) and time.monotonic() < end:
            time.sleep(0.02)
        wrong += [f"left in scratch: {path.name}" for path in scratch.iterdir()]
        for name in ("samples.csv", "workers.csv"):
            wrong += broken_rows(Path(folder) / "run" / name)
        return wrong


def main(kills: int, seed: int) -> int:
    chance = random.Random(seed)
    failures = 0
    for number in range(kills):
        delay_s = chance.uniform(0.0, 2.0)
        for line in kill_once(delay_s, number):
            failures += 1
            print(f"kill {number} after {delay_s:.3f} s: {line}", flush=True)
    print(f"{kills} kills (seed {seed}), {failures} failures", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(words + [100, 1][len(words):])))
