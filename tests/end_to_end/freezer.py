"""A cgroup that can be frozen, version 1 or 2, where this process may make one."""

import time
from contextlib import suppress
from pathlib import Path


class NoFreezer(Exception):
    """Why there is none."""


class Freezer:
    def __init__(self, name: str):
        self._folder = None
        reason = "no cgroup of version 2 and no freezer of version 1 is mounted"
        for mount, control, words in _places():
            folder = mount / name
            try:
                folder.mkdir()
            except OSError as error:
                reason = f"cannot make {folder}: {error.strerror}"
                continue
            if (folder / control).exists():
                self._folder, self._control, self._words = folder, folder / control, words
                return
            folder.rmdir()
        raise NoFreezer(reason)

    def add(self, pid: int):
        """With those that it starts from now on."""
        (self._folder / "cgroup.procs").write_text(str(pid))

    def release(self):
        """Moves all back to where the cgroup was made."""
        for pid in (self._folder / "cgroup.procs").read_text().split():
            with suppress(OSError):  # it has ended
                (self._folder.parent / "cgroup.procs").write_text(pid)

    def freeze(self):
        self._control.write_text(self._words[0])

    def thaw(self):
        self._control.write_text(self._words[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.thaw()
        end = time.monotonic() + 10
        while self._folder.exists() and time.monotonic() < end:
            try:
                self._folder.rmdir()
            except OSError:  # the last process is still ending
                time.sleep(0.02)


def _places():
    """Folder in which we may make a cgroup, its file, and what freezes and thaws."""
    mounts = [line.split(" ") for line in Path("/proc/self/mounts").read_text().splitlines()]
    own = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            own[controller] = path.lstrip("/")
    for _, mount, kind, options, *_ in mounts:
        if kind == "cgroup2" and "" in own:
            yield Path(mount) / own[""], "cgroup.freeze", ("1", "0")
        elif kind == "cgroup" and "freezer" in options.split(",") and "freezer" in own:
            yield Path(mount) / own["freezer"], "freezer.state", ("FROZEN", "THAWED")
