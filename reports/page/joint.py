"""One page for several runs side by side. Never compares them: parbench compare does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from reports.data.rows import BadInput
from reports.output import whole_files
from reports.page import machine
from reports.page.content import Page
from reports.page.pictures import Picture
from reports.page.publish import written_line
from reports.page.rendering import render
from reports.page.tables import Cell, Row, Table
from reports.text import numbers

LACKING = "not in this run"
COMPARED = (
    "cpu_model", "usable_cpus", "quota_cpus", "kernel", "compiler", "compiler_flags", "build_type",
    "git_revision", "parbench_version", "preset", "seed", "started_at",
)  # fmt: skip


@dataclass(frozen=True)
class Beside:
    """One chart of each run, in the order of the runs; None where a run lacks it."""

    title: str
    pictures: list[Picture | None]


@dataclass(frozen=True)
class Joint:
    """The page of several runs."""

    runs: list[tuple[str, Page]]  # each with its name on this page
    machines: Table
    quality: Table
    recommended: Table
    claims: Table | None
    charts: list[Beside]
    measured: list[tuple[str, str]]


def publish_joint(pages: Sequence[Page], path: Path) -> str:
    """The line that says what was written. Raises BadInput for fewer than two pages."""
    began = monotonic()
    if len(pages) < 2:
        raise BadInput(f"{path} is not written: it needs at least two readable runs")
    text = render("joint.html", page=joint(pages))
    whole_files.write_all(path.parent, {path.name: text})
    return written_line(path, text, began)


def joint(pages: Sequence[Page]) -> Joint:
    names = [f"{place}: {page.run_id}" for place, page in enumerate(pages, 1)]
    measured = {name: class_name for page in pages for class_name, name in page.measured}
    return Joint(
        list(zip(names, pages)),
        _machines(names, pages),
        _quality(names, pages),
        _recommended(names, pages),
        _claims(names, pages),
        _charts(pages),
        [(class_name, name) for name, class_name in measured.items()],
    )


def _machines(names: Sequence[str], pages: Sequence[Page]) -> Table:
    told = [dict(page.facts) for page in pages]
    rows = [
        Row(words, [Cell(facts.get(words, "unknown")) for facts in told])
        for words in (machine.NAMES[key] for key in COMPARED)
    ]
    rows.append(Row("blocks", [Cell(page.blocks) for page in pages]))
    rows.append(Row("trials", [Cell(str(page.trials)) for page in pages]))
    return Table("Machines and settings", ["name", *names], rows)


def _quality(names: Sequence[str], pages: Sequence[Page]) -> Table:
    broken = [
        ", ".join(str(rule.number) for rule in page.rules if not rule.kept) or "none"
        for page in pages
    ]
    rows = [
        Row(
            "verdicts",
            [
                Cell("valid" if page.holds else "too much background load, or too few blocks")
                for page in pages
            ],
        ),
        Row("reporting rules broken", [Cell(one) for one in broken]),
    ]
    return Table("Verdicts and reporting rules", ["name", *names], rows)


def _recommended(names: Sequence[str], pages: Sequence[Page]) -> Table:
    works = dict.fromkeys(
        (section.workload, section.parameters) for page in pages for section in page.sections
    )
    rows = []
    for work in works:
        cells = []
        for page in pages:
            mine = [one for one in page.sections if (one.workload, one.parameters) == work]
            cells.append(Cell(mine[0].answer.headline if mine else LACKING))
        rows.append(Row(": ".join(work), cells))
    return Table("Recommendation of each run", ["workload", *names], rows)


def _claims(names: Sequence[str], pages: Sequence[Page]) -> Table | None:
    claims = {claim.id: claim.text for page in pages for claim in page.claims}
    rows = []
    for name, text in claims.items():
        cells = []
        for page in pages:
            mine = [claim for claim in page.claims if claim.id == name]
            cells.append(Cell(mine[0].verdict, note=mine[0].sentence) if mine else Cell(LACKING))
        rows.append(Row(f"{name}: {text}", cells))
    return Table("Claims", ["claim", *names], rows) if rows else None


def _charts(pages: Sequence[Page]) -> list[Beside]:
    """Matched by what they show: the name of a chart depends on what else is in its run."""
    keyed = [_keyed(page) for page in pages]
    every = dict.fromkeys(key for charts in keyed for key in charts)
    found = []
    for key in every:
        pictures = [charts.get(key) for charts in keyed]
        first = next(one for one in pictures if one)
        params = numbers.params(first.work[1]) if first.work else ""
        found.append(Beside(f"{first.title} ({params})" if params else first.title, pictures))
    return found


def _keyed(page: Page) -> dict[tuple[object, ...], Picture]:
    charts: dict[tuple[object, ...], Picture] = {}
    for picture in [*page.overview, *(one for part in page.sections for one in part.charts)]:
        same = sum(key[:2] == (picture.kind, picture.work) for key in charts)
        charts[picture.kind, picture.work, same] = picture
    return charts
