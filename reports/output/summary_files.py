"""Writes what was concluded from a run into its folder: tables, summary.md and verdicts.json."""

from __future__ import annotations

import json
from pathlib import Path

from reports.output import (
    service_csv,
    summary_csv,
    summary_markdown,
    verdicts_json,
    whole_files,
)
from reports.verdicts.findings import Judged
from reports.data.records import read_json
from reports.data.rows import BadInput


def write(judged: Judged) -> None:
    """Raises BadInput if the folder cannot be written, or its data package is damaged."""
    folder = judged.run.folder
    texts = {
        "summary.csv": summary_csv.text(judged),
        "summary.md": summary_markdown.text(judged),
        "verdicts.json": verdicts_json.text(judged),
    }
    resources = [summary_csv.resource()]
    if judged.services:
        texts["service_summary.csv"] = service_csv.text(judged)
        resources.append(service_csv.resource())
    package = _package(folder / "datapackage.json", resources)
    if package is not None:
        texts["datapackage.json"] = package
    whole_files.write_all(folder, texts)


def _package(path: Path, mine: list[dict[str, object]]) -> str | None:
    """datapackage.json with these files described in it, once; None where there is none."""
    if not path.exists():
        return None
    package = read_json(path, "continue without it")
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        raise BadInput(f"{path} has no list of resources; repair it, or remove it")
    paths = [one["path"] for one in mine]
    kept = [one for one in resources if not _describes(one, paths)]
    package["resources"] = [*kept, *mine]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _describes(resource: object, paths: list[object]) -> bool:
    return isinstance(resource, dict) and resource.get("path") in paths
