"""The built program, and readers of what it writes."""

import csv
import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("PARBENCH_BUILD", ROOT / "build" / "release"))


class Program:
    """`parbench` in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = BUILD / "parbench"

    def __call__(self, *words, timeout=120, **environment):
        return subprocess.run(
            [str(self.path), *map(str, words)],
            cwd=self.folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def start(self, *words):
        return subprocess.Popen(
            [str(self.path), *map(str, words)],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def rows_of(path: Path) -> list[dict]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def planned_order(folder: Path) -> list[tuple]:
    """(block, workload, runner, workers) of every trial, as plan.json has them."""
    plan = json.loads((folder / "plan.json").read_text())
    return [
        (block["block"], block["workload"], plan["cells"][cell]["runner"], plan["cells"][cell]["workers"])
        for block in plan["order"]
        for cell in block["cells"]
    ]


def children_of(pid: int) -> list[int]:
    """The processes whose parent is `pid`; no tool that a bare machine may lack is needed."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == pid:
            found.append(int(stat.parent.name))
    return found


def running(executable: Path) -> list[int]:
    """The processes that run this file."""
    found = []
    for link in Path("/proc").glob("[0-9]*/exe"):
        try:
            if link.readlink() == executable:
                found.append(int(link.parent.name))
        except OSError:
            continue
    return found
