"""An installed tree that was moved, and commands that do not see the checkout."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from following import run
from program import BUILD, ROOT, Program


@pytest.fixture(scope="session")
def prefix(tmp_path_factory) -> Path:
    """Where the installed tree is now."""
    if not (BUILD / "parbench").exists():
        pytest.fail(f"{BUILD}/parbench is not built: scripts/build")
    folder = tmp_path_factory.mktemp("install")
    run(["cmake", "--install", BUILD, "--prefix", folder / "first place"])
    moved = folder / "it's moved"
    shutil.move(folder / "first place", moved)
    return moved


@pytest.fixture(scope="session")
def without_checkout() -> list[str]:
    """What precedes a command that must not see the checkout; empty if mounts are forbidden."""
    become_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    hide = 'for folder; do shift; [ "$folder" = -- ] && break; mount -t tmpfs none "$folder"; done'
    args = ["unshare", "--mount", *become_root, "sh", "-ec", hide + '; exec "$@"', "sh"]
    args += [str(ROOT), *([str(BUILD)] if ROOT not in BUILD.parents else []), "--"]
    try:
        hidden = subprocess.run([*args, "ls", ROOT], capture_output=True, check=False, cwd="/")
    except FileNotFoundError:
        return []
    return args if hidden.returncode == 0 and not hidden.stdout else []


@pytest.fixture
def installed(prefix, tmp_path) -> Program:
    program = Program(tmp_path)
    program.path = prefix / "bin" / "parbench"
    return program
