"""The built program, and readers of what it writes."""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("PARBENCH_BUILD", ROOT / "build" / "release"))


class Program:
    """`parbench` in its own folder, with its own lock: tests need not queue behind each other."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = BUILD / "parbench"
        self.environment = {**os.environ, "PARBENCH_LOCK": str(folder / "machine.lock")}

    def command(self, args, report=False) -> list[str]:
        """A report takes longer than most runs of the tests: `run` writes none unless asked to."""
        args = [str(arg) for arg in args]
        is_run = args[:1] == ["run"]
        return [str(self.path), *args, *["--no-report"] * (is_run and not report)]

    def __call__(self, *args, timeout=120, report=False, **environment):
        return self.behind((), *args, timeout=timeout, report=report, **environment)

    def behind(self, prefix, *args, timeout=120, report=False, **environment):
        """Started by another program, such as ("nice", "-n", "5")."""
        return subprocess.run(
            [*prefix, *self.command(args, report)],
            cwd=self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def start(self, *args, **environment):
        return subprocess.Popen(
            self.command(args),
            cwd=self.folder,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def copied_build(program: Program, folder: Path) -> Path:
    """A copy of the build in `folder`, which `program` runs from then on: tests may change it."""
    build = folder / "build"
    build.mkdir()
    for name in ("parbench", "parbench-guard"):
        shutil.copy2(BUILD / name, build / name)
    for name in ("runners", "helpers"):
        shutil.copytree(BUILD / name, build / name)
    (build / "source").symlink_to((BUILD / "source").resolve())
    program.path = build / "parbench"
    return build


def rows_of(path: Path) -> list[dict]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def planned_order(folder: Path) -> list[tuple]:
    """(block, workload, position, role, runner, workers) of every planned trial of plan.json."""
    plan = json.loads((folder / "plan.json").read_text())
    return [
        (block["block"], block["workload"], position, trial[1], plan["cells"][trial[0]]["runner"],
         plan["cells"][trial[0]]["workers"])
        for block in plan["order"] if not block.get("spare")
        for position, trial in enumerate(block["trials"], 1)
    ]  # fmt: skip


def measured_order(folder: Path) -> list[tuple]:
    """The same of the trials that were measured, without repeats, probes and spare blocks."""
    planned = {(block["block"], block["workload"]): len(block["trials"])
               for block in json.loads((folder / "plan.json").read_text())["order"]
               if not block.get("spare")}  # fmt: skip
    return [
        (
            int(row["block"]),
            row["workload"],
            int(row["position"]),
            row["role"],
            row["runner"],
            int(row["workers"]),
        )
        for row in rows_of(folder / "samples.csv")
        if row["role"] != "probe"
        and int(row["position"]) <= planned.get((int(row["block"]), row["workload"]), 0)
    ]


def key_of(row: dict) -> tuple:
    """What no two rows of a run share."""
    return (row["workload"], row["params"], row["block"], row["position"])


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


def tree_of(pid: int) -> list[int]:
    """The process and all its descendants, parents first."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    tree = [pid]
    for one in tree:  # grows meanwhile
        tree += [child for child, parent in parents.items() if parent == one]
    return tree


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
