"""The processes of one run, wherever they are: they inherit a mark in their environment."""

import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Found:
    pid: int
    parent: int
    name: str  # of the executable
    resident_pages: int


class Marked:
    def __init__(self, folder: Path):
        self._mark = f"PARBENCH_KILL_MARK={os.getpid()}-{folder.name}".encode()
        for name in ("scratch", "temporary"):
            (folder / name).mkdir()
        self.scratch = folder / "scratch"
        self.temporary = folder / "temporary"
        self.environment = {
            **os.environ,
            "PARBENCH_KILL_MARK": self._mark.decode().partition("=")[2],
            "PARBENCH_SCRATCH": str(self.scratch),
            "PARBENCH_LOCK": str(folder / "lock"),
            "TMPDIR": str(self.temporary),
        }

    def processes(self) -> list[Found]:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self._mark not in (folder / "environ").read_bytes().split(b"\0"):
                    continue
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                pages = int((folder / "statm").read_text().split()[1])
                found.append(
                    Found(int(folder.name), parent, (folder / "exe").readlink().name, pages)
                )
            except OSError:
                continue
        return sorted(found, key=lambda one: one.pid)

    def kind_of(self, one: Found, every: list[Found]) -> str:
        known = {"parbench": "driver", "parbench-guard": "guard", "fetch_server": "server"}
        if one.name in known:
            return known[one.name]
        if one.name.startswith("python"):
            return "summary"
        parents = {other.pid: other.name for other in every}
        return "worker" if parents.get(one.parent) == one.name else "runner"

    def find(self, kind: str) -> Found | None:
        """The first of this kind to appear; None if all have ended before."""
        while every := self.processes():
            for one in every:
                if self.kind_of(one, every) == kind:
                    return one
            time.sleep(0.002)
        return None

    def leftovers(self) -> list[str]:
        """What is still there after some patience: processes, files."""
        end = time.monotonic() + 5
        while (wrong := self._left()) and time.monotonic() < end:
            time.sleep(0.02)
        return wrong

    def _left(self) -> list[str]:
        files = [*self.scratch.iterdir(), *self.temporary.iterdir()]
        return [f"left running: {one.name}" for one in self.processes()] + [
            f"left in {path.parent.name}: {path.name}" for path in files
        ]
