"""Runs what docs/install.md says: its code blocks and its commands."""

import re
import subprocess

from program import ROOT

PAGE = (ROOT / "docs/install.md").read_text()


def run(args, **options) -> subprocess.CompletedProcess:
    """Runs a command that must succeed."""
    args = [str(arg) for arg in args]
    ended = subprocess.run(
        args, capture_output=True, text=True, timeout=300, check=False, **options
    )
    assert ended.returncode == 0, f"{args}\n{ended.stdout}\n{ended.stderr}"
    return ended


def block(language: str, name: str, page: str = PAGE) -> str:
    """A code block of the documentation, which is thereby tested."""
    (found,) = re.findall(rf"^```{language} {re.escape(name)}\n(.*?)^```$", page, re.M | re.S)
    return found
