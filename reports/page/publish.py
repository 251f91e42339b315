"""From a run's folder to its page, with charts and data beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from reports.output import whole_files
from reports.charts.publish import selected, written
from reports.verdicts.findings import judge_run
from reports.text.numbers import several
from reports.verdicts.reporting_rules import SOURCE
from reports.page import content
from reports.page.pictures import picture
from reports.page.rendering import render
from reports.data.records import read_run

PAGE = "report.html"


@dataclass(frozen=True)
class ReportOptions:
    """What to draw; None: all."""

    runners: Sequence[str] | None = None
    workloads: Sequence[str] | None = None
    formats: Sequence[str] = ("svg",)
    explain: str = ""  # "answers", "questions", or nothing
    claims: bool = False  # the teaching notes' claims, whatever the preset


def publish(
    folder: Path, out: Path | None, options: ReportOptions, warn: Callable[[str], None]
) -> str:
    """Writes the page into out, or into the run's folder; a line says what. Raises BadInput.

    warn: gets a line per warning.
    """
    began = monotonic()
    run = read_run(folder)
    for warning in run.warnings:
        warn(warning)
    chosen = selected(run, options.runners, options.workloads, options.formats)
    judged = judge_run(run)
    charts = folder / "charts" if out is None else out
    notices: list[str] = []
    pictures = list(
        written(judged, chosen, charts, options.formats, notices, picture, processes=None)
    )
    for notice in notices:
        warn(f"{folder}: {notice}")
    noted = [*_narrowed(options), *notices]
    page = content.page(judged, pictures, noted, options.explain, options.claims)
    text = render("page.html", page=page, rules_source=SOURCE)
    home = out or folder
    whole_files.write_all(home, {PAGE: text, "claims.csv": page.claims_csv})
    count = several(len(pictures), "chart")
    more = dict.fromkeys(kind for one in pictures for kind in one.files)
    kinds = ", ".join([*options.formats, "csv", *more])
    return f"{written_line(home / PAGE, text, began)}; {count} ({kinds}) in {charts}"


def _narrowed(options: ReportOptions) -> list[str]:
    return [
        f"the charts show only {', '.join(names)}, as requested; answers and tables are about the "
        "whole run"
        for names in (options.runners, options.workloads)
        if names is not None
    ]


def written_line(path: Path, text: str, began: float) -> str:
    size = len(text.encode("utf-8", errors="replace")) / 1e6
    return f"{path} ({size:.1f} MB) in {monotonic() - began:.1f} s"
