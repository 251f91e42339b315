"""What may happen to a run, for kill_anything.py: kills, pauses, lack of memory, full disks."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from freezer import Freezer, NoFreezer
from marked import Found, Marked

KINDS = ("driver", "guard", "runner", "worker", "server", "summary")


@dataclass(frozen=True)
class Blow:
    told: str
    kills: bool  # a process that was under way, so that a trial may fail


def send(number: int, victims: list[Found]) -> None:
    for victim in victims:
        with suppress(ProcessLookupError):  # it ended by itself first
            os.kill(victim.pid, number)


def kill(chance: random.Random, marked: Marked, disk: Disk) -> Blow:
    """Any process, or the first of a kind to appear: some live for milliseconds only."""
    kind = chance.choice((*KINDS, "any"))
    every = marked.processes()
    found = chance.choice(every) if kind == "any" and every else marked.find(kind)
    if found is None:
        return Blow(f"no {kind} to kill", False)
    send(signal.SIGKILL, [found])
    return Blow(f"killed the {kind} {found.name}", True)


def pause(chance: random.Random, marked: Marked, disk: Disk) -> Blow:
    """All of it, or one process; continued in any order."""
    whole, length_s = chance.random() < 0.6, chance.uniform(0.1, 2)
    victims: dict[int, Found] = {}
    if whole:
        # Until no process is left that started while the others were being stopped.
        while new := {one.pid: one for one in marked.processes() if one.pid not in victims}:
            send(signal.SIGSTOP, list(new.values()))
            victims |= new
    elif every := marked.processes():
        one = chance.choice(every)
        victims = {one.pid: one}
        send(signal.SIGSTOP, [one])
    time.sleep(length_s)
    order = list(victims.values())
    chance.shuffle(order)
    send(signal.SIGCONT, order)
    names = "everything" if whole else ", ".join(one.name for one in order)
    return Blow(f"stopped {names} for {length_s:.2f} s", False)


def freeze(chance: random.Random, marked: Marked, disk: Disk) -> Blow:
    """All of it, by a cgroup; as pause() where none can be made."""
    length_s = chance.uniform(0.1, 2)
    try:
        freezer = Freezer(f"parbench-kill-{os.getpid()}")
    except NoFreezer:
        return pause(chance, marked, disk)
    with freezer:
        for one in marked.processes():
            with suppress(OSError):
                freezer.add(one.pid)
        freezer.freeze()
        time.sleep(length_s)
        freezer.thaw()
        freezer.release()
    return Blow(f"froze everything for {length_s:.2f} s", False)


def out_of_memory(chance: random.Random, marked: Marked, disk: Disk) -> Blow:
    """As the kernel does it: SIGKILL for the process of a trial that uses the most."""
    trial = None
    while not trial and marked.find("runner"):
        every = marked.processes()
        kinds = ("runner", "worker", "server")
        trial = [one for one in every if marked.kind_of(one, every) in kinds]
    if not trial:
        return Blow("no process of a trial to kill", False)
    biggest = max(trial, key=lambda one: one.resident_pages)
    send(signal.SIGKILL, [biggest])
    return Blow(f"killed {biggest.name}, the biggest", True)


def full_disk(chance: random.Random, marked: Marked, disk: Disk) -> Blow:
    """The file system has no room, or no file may grow beyond what the largest has and more."""
    if disk.mounted and chance.random() < 0.5:
        disk.fill()
        return Blow("filled the disk", False)
    sizes = [path.stat().st_size for path in disk.folder.glob("*/*.csv")]
    limit = max(sizes, default=0) + chance.randrange(2000)
    for one in marked.processes():
        if one.name == "parbench":
            with suppress(OSError):
                resource.prlimit(one.pid, resource.RLIMIT_FSIZE, (limit, limit))
    return Blow(f"no file may exceed {limit} bytes", False)


BLOWS = (kill, pause, full_disk, freeze, out_of_memory, kill)


class Disk:
    """A small file system for the results; a plain folder where mounting is forbidden."""

    def __init__(self, folder: Path):
        self.folder, self.mounted = folder, False
        folder.mkdir()
        with suppress(OSError):  # there is no mount
            command = ["mount", "-t", "tmpfs", "-o", "size=4m", "parbench-test", folder]
            self.mounted = not subprocess.run(command, capture_output=True, check=False).returncode

    def fill(self):
        with open(self.folder / "filler", "wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass

    def clear(self):
        (self.folder / "filler").unlink(missing_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mounted:
            subprocess.run(["umount", "-l", self.folder], capture_output=True, check=True)
