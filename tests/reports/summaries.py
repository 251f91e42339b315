"""`parbench summary` started as the driver starts it, and readers of what it leaves."""

import csv
import json
import os
import subprocess
import sys

from fixtures import ROOT

WRITTEN = {"summary.csv", "summary.md", "verdicts.json"}


def summary(*words, cwd=ROOT, **variables):
    """As the driver starts it."""
    env = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    command = [sys.executable, "-P", "-m", "reports.commands.summary", *map(str, words)]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=60)


def table(folder):
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def verdicts(folder):
    def refuse(word):
        raise AssertionError(f"{word} is no JSON")

    return json.loads((folder / "verdicts.json").read_text("utf-8"), parse_constant=refuse)
