"""From a run's folder to its page, with charts and data beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic

from reports.output import whole_files
from reports.charts.publish import selected, written
from reports.verdicts.findings import Judged, judge_run
from reports.text.numbers import several
from reports.verdicts.reporting_rules import SOURCE
from reports.page import content
from reports.page.content import Page
from reports.page.pictures import picture
from reports.page.rendering import render
from reports.data.records import read_run

PAGE = "report.html"


@dataclass(frozen=True)
class Wishes:
    """What the command line asks for; None: all."""

    runners: Sequence[str] | None = None
    workloads: Sequence[str] | None = None
    formats: Sequence[str] = ("svg",)
    explain: str = ""  # "answers", "questions", or nothing


@dataclass(frozen=True)
class Report:
    """One run, read, judged and drawn."""

    folder: Path
    judged: Judged
    page: Page
    said: str


def publish(
    folder: Path,
    out: Path | None,
    wishes: Wishes,
    warn: Callable[[str], None],
    prefix: str = "",
) -> Report:
    """Writes the page into out, or into the run's folder; warn gets a line per warning.

    prefix: of ids, so that the charts of several runs can share a page. Raises BadInput.
    """
    began = monotonic()
    run = read_run(folder)
    for warning in run.warnings:
        warn(warning)
    chosen = selected(run, wishes.runners, wishes.workloads, wishes.formats)
    judged = judge_run(run)
    charts = folder / "charts" if out is None else out
    notices: list[str] = []
    shown = partial(picture, prefix=prefix)
    pictures = list(written(judged, chosen, charts, wishes.formats, notices, shown, processes=None))
    for notice in notices:
        warn(f"{folder}: {notice}")
    page = content.page(judged, pictures, [*_narrowed(wishes), *notices], wishes.explain)
    text = render("page.html", page=page, rules_source=SOURCE)
    home = out or folder
    whole_files.write_all(home, {PAGE: text, "claims.csv": page.claims_csv})
    count = several(len(pictures), "chart")
    more = dict.fromkeys(kind for one in pictures for kind in one.files)
    kinds = ", ".join([*wishes.formats, "csv", *more])
    said = f"{written_words(home / PAGE, text, began)}; {count} ({kinds}) in {charts}"
    return Report(folder, judged, page, said)


def _narrowed(wishes: Wishes) -> list[str]:
    """What the reader must know before missing a chart."""
    return [
        f"the charts show {', '.join(names)} only, as was asked for; answers and tables are about "
        "the whole run"
        for names in (wishes.runners, wishes.workloads)
        if names is not None
    ]


def written_words(path: Path, text: str, began: float) -> str:
    size = len(text.encode("utf-8", errors="replace")) / 1e6
    return f"{path} ({size:.1f} MB) in {monotonic() - began:.1f} s"
