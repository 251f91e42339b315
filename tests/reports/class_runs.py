"""Thirty machines of a class, made from the committed example with other times and labels."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from fixtures import ROOT

EXAMPLE = ROOT / "docs/example"
COPIED = ("samples.csv", "environment.json", "plan.json", "workers.csv")


def machine(
    folder: Path, label: str | None, factor: float, busy: bool = False, **others: object
) -> Path:
    """The example with the times of all that is not serial multiplied. others: facts."""
    folder.mkdir(parents=True)
    for name in COPIED:
        shutil.copy(EXAMPLE / name, folder)
    facts = json.loads((folder / "environment.json").read_text("utf-8"))
    facts |= {"label": label} | others
    (folder / "environment.json").write_text(json.dumps(facts), encoding="utf-8")
    with (folder / "samples.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if row["runner"] != "serial" and row["role"] == "cell" and row["status"] == "ok":
            for column in ("wall_s", "wall_min_s", "wall_max_s"):
                if row[column]:
                    row[column] = repr(float(row[column]) * factor)
        if busy and row["role"] != "probe":
            row["contamination"] = "foreign"
    with (folder / "samples.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def machines(home: Path, count: int) -> list[Path]:
    """pc01 to pcNN: most alike, one slow, one busy, one without a label, one with a long one."""
    folders = []
    for place in range(1, count + 1):
        factor = 1.9 if place == 7 else 1 + 0.004 * (place * 7 % 11)
        label = {4: None, 5: "pc05" + " in the third row of the northern lab"}.get(
            place, f"pc{place:02}"
        )
        others = {"kernel": f"6.1.0-{place % 5}-amd64-unstable", "git_revision": f"{place % 3:012}"}
        others |= {"compiler": "Clang 16.0.6"} if place % 4 else {}
        folders.append(machine(home / f"run-{place:02}", label, factor, busy=place == 9, **others))
    return folders
