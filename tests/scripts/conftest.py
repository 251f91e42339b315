"""A copy of the real scripts among stand-in tools: nothing is installed, built or measured."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# The system's tools that the scripts use. PATH holds only these and the stand-ins, so that a tool
# can be missing.
SYSTEM_TOOLS = """bash cat chmod cp cut dirname env find git grep head ln mkdir mktemp mv
readlink rm sed setarch setpriv sleep sort stat tail tee touch true uname wc xargs""".split()

BETWEEN_ARGUMENTS, AFTER_CALL = "\x1f", "\x1e"


class Checkout:
    """The scripts in a folder with a space in its path.

    `call` runs one; `calls` lists the calls of the stand-ins.
    """

    def __init__(self, folder: Path):
        self.root = folder / "a check out"
        self.tools = folder / "tools"
        self.log = folder / "calls"
        self.headers = folder / "headers"
        self.packages = folder / "packages"
        self.environment = {"PATH": str(self.tools), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
        self.root.mkdir()
        self.tools.mkdir()
        for file in (self.log, self.headers, self.packages):
            file.touch()
        for name in ("scripts", ".ci"):
            shutil.copytree(ROOT / name, self.root / name)
        (self.root / "CMakePresets.json").write_text("{}")
        for name in SYSTEM_TOOLS:
            if found := shutil.which(name):
                (self.tools / name).symlink_to(found)
        (self.tools / "python3").symlink_to(sys.executable)

    def write(self, path: Path, body: str) -> Path:
        """Writes a stand-in that logs its name and arguments, then runs `body`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        arguments = "printf '\\x1f%s' \"$@\"; printf '\\x1e'"
        note = f"{{ printf '%s' '{path.name}'; {arguments}; }} >>'{self.log}'"
        path.write_text(f"#!/usr/bin/env bash\n{note}\n{body}\n")
        path.chmod(0o755)
        return path

    def tool(self, name: str, body: str = "") -> Path:
        return self.write(self.tools / name, body)

    def script(self, name: str, body: str = "") -> Path:
        """Puts a stand-in in the place of one of our own scripts."""
        return self.write(self.root / "scripts" / name, body)

    def calls(self, name: str = "") -> list[list[str]]:
        calls = [
            call.split(BETWEEN_ARGUMENTS) for call in self.log.read_text().split(AFTER_CALL)[:-1]
        ]
        return [call for call in calls if not name or call[0] == name]

    def call(
        self,
        script: str,
        *arguments: str,
        answer: str | None = None,
        cwd: Path | None = None,
        **environment,
    ):
        """Runs a script without a terminal, or on one where `answer` is typed."""
        command = [str(self.root / script), *arguments]
        options = {"cwd": cwd or self.root, "env": self.environment | environment, "text": True}
        if answer is None:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=60,
                check=False,
                **options,
            )
        terminal, slave = pty.openpty()
        process = subprocess.Popen(
            command, stdin=slave, stdout=subprocess.PIPE, stderr=slave, **options
        )
        os.close(slave)
        os.write(terminal, answer.encode())
        said = b""
        try:
            while chunk := os.read(terminal, 4096):
                said += chunk
        except OSError:  # how Linux says that the other side of a terminal is closed
            pass
        os.close(terminal)
        output = process.communicate(timeout=60)[0]
        return subprocess.CompletedProcess(command, process.returncode, output, said.decode())


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)
