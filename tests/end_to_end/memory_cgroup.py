"""A memory cgroup of our own, in cgroups v1 or v2, for a program with little memory."""

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest


def _parents():
    """Folders in which a cgroup may be made (ours, those above it), and the name of its limit."""
    mounts = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        number, controllers, path = line.split(":", 2)
        unified = number == "0" and controllers == ""
        for words in mounts:
            kind, options = words[words.index("-") + 1], words[-1].split(",")
            if unified and kind == "cgroup2":
                limit = "memory.max"
            elif "memory" in controllers.split(",") and kind == "cgroup" and "memory" in options:
                limit = "memory.limit_in_bytes"
            else:
                continue
            mount = Path(words[4])
            own = mount / path.lstrip("/")
            for folder in [own, *own.parents]:
                if folder.is_dir() and folder.is_relative_to(mount):
                    yield folder, limit


class MemoryCgroup:
    """`limit` bytes. Skips the test where none can be made."""

    def __init__(self, limit: int):
        for parent, name in _parents():
            self.folder = parent / f"parbench-test-{os.getpid()}"
            with suppress(OSError):
                self.folder.mkdir()
                try:
                    (self.folder / name).write_text(str(limit))
                    self.limit = self.folder / name
                    return
                except OSError:  # no memory controller here
                    self.folder.rmdir()
        pytest.skip("no memory cgroup can be made here")

    def enter(self):
        """For the child between fork and exec."""
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    def remove(self):
        for _ in range(100):
            with suppress(OSError):
                self.folder.rmdir()
                return
            time.sleep(0.05)
