"""Boots the build in an emulated machine and carries its results out; judges nothing."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
from pathlib import Path

from machines import Machine
from program import BUILD

HERE = Path(__file__).resolve().parent
PARTS = Path(os.environ.get("PARBENCH_MACHINES", "nowhere"))  # vmlinuz and busybox
RUNNERS = "serial", "thread_pool"
PROBES = "thread_per_task"  # the runner of the probes
# Also a guard against a hang, but the host may be stopped or busy for minutes.
MOST_S = 3600


def why_not() -> str:
    """The reason why no machine can be booted here; empty if one can."""
    if not (PARTS / "vmlinuz").exists():
        return "emulated machines run with tests/machines/run_machines"
    return "" if shutil.which("qemu-system-x86_64") else "qemu-system-x86_64 is not installed"


def build_root(folder: Path) -> Path:
    """The guests' file system: the build as it is, its libraries, BusyBox. Returns the archive."""
    root = folder / "root"
    for name in ("bin", "proc", "sys", "dev", "tmp", "parbench/runners"):
        (root / name).mkdir(parents=True)
    shutil.copy(PARTS / "busybox", root / "bin")
    shutil.copy(HERE / "init", root)
    programs = ["parbench", "parbench-guard", *(f"runners/{name}" for name in (*RUNNERS, PROBES))]
    for name in programs:
        shutil.copy(BUILD / name, root / "parbench" / name)
        for library in _libraries(BUILD / name):
            to = root / str(library).lstrip("/")
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, to)  # what a link points to, under the link's name
    files = b"\n".join(str(path.relative_to(root)).encode() for path in sorted(root.rglob("*")))
    command = [PARTS / "busybox", "cpio", "-o", "-H", "newc"]
    packed = subprocess.run(command, cwd=root, input=files, capture_output=True, check=True).stdout
    archive = folder / "initrd.gz"
    archive.write_bytes(gzip.compress(packed, 1))
    return archive


def _libraries(program: Path) -> list[Path]:
    lines = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    words = (word for line in lines.splitlines() for word in line.split())
    return [Path(word) for word in words if word.startswith("/")]


def boot(machine: Machine, archive: Path, folder: Path) -> Path:
    """Runs the guest to its end. Returns the folder with what it left in /tmp/results."""
    console, sent = folder / "console.txt", folder / "results.tar.gz"
    command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu"]
    # The vendor decides how Linux reads threads and cores from the CPU.
    command += ["max,vendor=GenuineIntel", *machine.arguments(), "-nodefaults", "-display", "none"]
    command += ["-no-reboot", "-serial", f"file:{console}", "-serial", f"file:{sent}"]
    command += ["-kernel", str(PARTS / "vmlinuz"), "-initrd", str(archive)]
    command += ["-append", machine.kernel_words()]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=MOST_S,
        check=False,
    )  # fmt: skip
    said = f"{done.stderr}{console.read_text(errors='replace')[-2000:]}"
    assert done.returncode == 0 and sent.stat().st_size, f"the guest did not end well: {said}"
    results = folder / "results"
    results.mkdir()
    subprocess.run(["tar", "-xzf", sent, "-C", results], check=True)
    return results
