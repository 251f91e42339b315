#!/usr/bin/env python3
"""A runner that computes nothing and reports the times that it is given: tests without a clock.

PARBENCH_FAKE holds JSON: {"wall_s": {"2": [0.05, 0.04]}} are the seconds per pass at 2 workers,
trial after trial (counted in the folder PARBENCH_FAKE_STATE); "foreign_cpu_s": the same for other
load, without which none was met; "silent": nothing is said of other load; "digest": a wrong one;
"exit": an exit code, with "say" on stderr, of all trials or of those after the first "good" ones.
"""

import json
import os
import sys
from pathlib import Path

MASK = (1 << 64) - 1


def scramble(x: int) -> int:
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 & MASK
    x ^= x >> 27
    x = x * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


def mix(index: int, digest: int) -> int:
    return scramble(((index + 1) * 0x9E3779B97F4A7C15 & MASK) ^ scramble(digest))


def trials_before(workers: int) -> int:
    counter = Path(os.environ.get("PARBENCH_FAKE_STATE", "/nonexistent")) / f"trials-{workers}"
    seen = len(counter.read_text()) if counter.exists() else 0
    if counter.parent.exists():
        counter.write_text("x" * (seen + 1))
    return seen


def at(values: list, place: int):
    return values[min(place, len(values) - 1)]


def main() -> int:
    if sys.argv[1:] == ["--describe"]:
        description = {
            "protocol": 1,
            "name": "fake",
            "family": "threads",
            "about": "reports what it is given",
        }
        print(json.dumps({**description, "workers": "N imagined ones", "workloads": ["empty"]}))
        return 0
    request, record_path = json.loads(sys.argv[2]), Path(sys.argv[4])
    given = json.loads(os.environ.get("PARBENCH_FAKE", "{}"))
    tasks = int(request["params"]["tasks"])
    workers = request["workers"]
    seen = trials_before(workers)
    if given.get("exit") and seen >= given.get("good", 0):
        print(given["say"], file=sys.stderr)
        return given["exit"]
    wall_s = at(given.get("wall_s", {}).get(str(workers), [0.01]), seen)
    record = {
        "protocol": 1, "tasks": tasks, "passes": 3,
        "setup_s": 0.001, "cold_s": 0.002, "teardown_s": 0.0005,
        "wall_s": wall_s, "wall_min_s": wall_s, "wall_max_s": wall_s, "cpu_s": wall_s,
        "workers_seen": request["workers"], "max_in_flight": request["workers"],
        "digest": given.get("digest", f"x{sum(mix(i, i) for i in range(tasks)) & MASK:016x}"),
    }  # fmt: skip
    if not given.get("silent"):
        record["foreign_cpu_s"] = at(given.get("foreign_cpu_s", {}).get(str(workers), [0.0]), seen)
    record_path.write_text(json.dumps(record))
    return 0


if __name__ == "__main__":
    sys.exit(main())
