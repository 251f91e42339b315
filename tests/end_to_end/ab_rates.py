#!/usr/bin/env python3
"""How often does `parbench ab` call an equal build slower, and how often does it find 5 %?

usage: ab_rates.py [EQUAL] [SLOWER] [SEED], some 10 s per run on an idle machine

EQUAL runs (40) compare a runner with itself: exit code 1 is a false alarm. SLOWER runs (20) compare
it with itself made 5 % slower: exit code 1 finds it. Each run ends where `ab` ends by itself, once
5 % would be found 9 times in 10, or after 40 s. Passes with at most 4 alarms of 40, and at least 18
finds of 20, in proportion; runs with exit code 3 (too much background load, or too wide) are none.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from program import BUILD, ROOT

RUNNER = BUILD / "runners" / "thread_pool"
INJECTED = 0.05


def slower(folder: Path, share: float) -> Path:
    link = folder / f"slower_{share:g}"
    if not link.exists():
        link.symlink_to(ROOT / "tests" / "support" / "slower_runner.sh")
    return link


def run(folder: Path, before: Path, after: Path, seed: int) -> dict:
    args = ["ab", before, after, "-w", "primes", "-s", "primes.count=16", "-j", "1,2",
            "--sample", "50ms", "--budget", "40s", "--seed", seed, "-q", "-o", folder]  # fmt: skip
    ended = subprocess.run(
        [BUILD / "parbench", *map(str, args)],
        env={**os.environ, "PARBENCH_SLOWER_OF": str(RUNNER)},
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if ended.returncode not in (0, 1, 3):
        sys.exit(f"the run in {folder} ended with {ended.returncode}")
    return json.loads((folder / "ab.json").read_text())


def shown(cell: dict) -> str:
    interval = f"[{cell['low']:.3f}, {cell['high']:.3f}]" if cell["low"] else "without interval"
    ratio = f"{cell['ratio']:.3f}" if cell["ratio"] else "no ratio"
    return f"N={cell['workers']} {ratio} {interval} {cell['verdict']} of {cell['blocks']} blocks"


def campaign(name: str, runs: int, folder: Path, after: float, seed: int) -> list[int]:
    codes = []
    for number in range(runs):
        start = time.monotonic()
        sides = slower(folder, 0), slower(folder, after)
        found = run(folder / f"{name}-{number}", *sides, seed + number)
        codes.append(found["exit_code"])
        print(
            f"{name} {number + 1}: exit {codes[-1]}; "
            + "; ".join(map(shown, found["cells"]))
            + f"; {found['disturbed_pairs']} of {found['pairs']} pairs lost"
            + f"; {time.monotonic() - start:.0f} s",
            flush=True,
        )
    return codes


def main(equal: int, slow: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        alarms = campaign("equal", equal, Path(name), 0, seed)
        finds = campaign("slower", slow, Path(name), INJECTED, seed + 1000)
    for said, codes in (("false alarms", alarms), ("finds of 5 %", finds)):
        print(f"{said}: {codes.count(1)} of {len(codes)}, {codes.count(3)} without a verdict")
    good = alarms.count(1) <= 0.1 * equal and finds.count(1) >= 0.9 * slow
    return 0 if good else 1


if __name__ == "__main__":
    given = [int(arg) for arg in sys.argv[1:]]
    sys.exit(main(*(given + [40, 20, 1][len(given) :])))
