"""Pairs of runs whose difference is built in, and `parbench compare` on them; tests nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy
from fixtures import ROOT, environment, row, write_run

OTHER = {"run_id": "20260103T030405Z-quick"}
TWINS = ("twin_a", "twin_b")


def suite(seed, blocks=12, factors=None, sd=0.005, **others):
    """serial takes 0.1 s and thread_pool 0.05 s at N=2 and 4, times what factors name by cell."""
    random = numpy.random.default_rng(seed)
    cells = {("serial", 1): 0.1, ("thread_pool", 2): 0.05, ("thread_pool", 4): 0.05}
    rows = []
    for block in range(1, blocks + 1):
        for place, (role, cell) in enumerate(
            [("cell", cell) for cell in cells] + [(role, ("serial", 1)) for role in TWINS], start=1
        ):
            wall_s = cells[cell] * (factors or {}).get(cell, 1.0)
            wall_s *= float(numpy.exp(sd * random.standard_normal()))
            rows.append(row(block, *cell, wall_s, role=role, position=place, **others))
    return rows


def probes(wall_s, blocks=12, **others):
    common = {"role": "probe", "workload": "capacity", "params": '{"copies":1}', "tasks": 1}
    return [
        row(block, "thread_pool", 1, wall_s, **common, position=1, **others)
        for block in range(1, blocks + 1)
    ]


def about(**others):
    facts = {"machine_id": "m", "started_at": "2026-01-02T03:04:05Z", "git_revision": "abc123"}
    return environment(**facts, **others)


def write_pair(tmp_path, before, after, about_a=None, about_b=None):
    """The folders of A and B."""
    return (
        write_run(tmp_path / "A", before, about_a or about()),
        write_run(tmp_path / "B", after, about_b or about()),
    )


def write_sides(tmp_path, before, after, sessions=3, spread=0.05, probed=True):
    """Options of `compare` for two sides of so many runs; before, after: (seed, **others) -> rows.

    Every hour has a speed of its own, which the probes share.
    """
    words = []
    for side, rows_of in (("before", before), ("after", after)):
        words.append(f"--{side}")
        for number in range(sessions):
            run_id = {"run_id": f"2026010{number + 1}T00000{len(words) % 9}Z-{side}"}
            hour = 1 + spread * number * (1 if side == "before" else -1)
            rows = rows_of(10 * len(words) + number, **run_id)
            rows += probes(0.1, **run_id) if probed else []
            for one in rows:
                if one["wall_s"]:
                    one["wall_s"] *= hour
            words.append(write_run(tmp_path / f"{side}-{number}", rows, about()))
    return words


def compare(*words, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-P", "-m", "reports.commands.compare", *map(str, words)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def lines_of(done, word):
    return [line for line in done.stdout.splitlines() if line.strip().startswith(word)]


def refused(done):
    assert (done.returncode, done.stdout) == (2, ""), done
    [line] = done.stderr.splitlines()
    assert line.startswith("parbench compare: ")
    return line.removeprefix("parbench compare: ")
