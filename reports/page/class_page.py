"""The page of a class: one row per machine, each with a link to its own page."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from reports.charts.plot import parallel
from reports.data.rows import BadInput
from reports.data.system_errors import reason
from reports.output import whole_files
from reports.page.publish import written_line
from reports.page.rendering import render
from reports.page.spread import Spread, spread
from reports.page.tables import EMPTY, Cell, Row, Table
from reports.stats.statistics import median
from reports.text import numbers
from reports.text.numbers import plain, several
from reports.verdicts import machines
from reports.verdicts.factors import UNKNOWN, said
from reports.verdicts.machines import PAGE, Machine, Result, Work

WIDE = 4  # experiments that fit beside each other on paper
CSV = "machine,folder,cpus,quiet,workload,params,workers,runners,speedup,low,high".split(",")


@dataclass(frozen=True)
class ClassPage:
    count: int
    where: list[str]
    lost: list[str]  # folders that could not be read
    summaries: list[tuple[str, str]]
    tables: list[Table]
    links: dict[str, str]  # by the label of a row
    spread: Spread | None
    differences: list[tuple[str, str]]
    csv: str


def publish_class(
    folders: Sequence[Path], path: Path, warn: Callable[[str], None]
) -> tuple[str, bool]:
    """The line that says what was written, and whether every folder is on it. Raises BadInput.

    warn: gets a line per folder that cannot be read.
    """
    began = monotonic()
    folders = list({one.resolve(): one for one in folders}.values())
    if any(path.resolve() == (one / PAGE).resolve() for one in folders):
        raise BadInput(f"{path} is the page of a run itself; name another with -o FILE.html")
    found, lost = [], []
    for folder, read in zip(folders, parallel.results([partial(_read, one) for one in folders])):
        for line in read.warnings:
            warn(line)
        if read.machine:
            found.append(read.machine)
        else:
            lost.append(folder.name)
    if len(found) < 2:
        raise BadInput(f"{path} is not written: it needs at least two readable runs")
    page = content(found, lost, path.parent)
    text = render("class.html", page=page)
    whole_files.write_all(path.parent, {path.name: text})
    line = f"{written_line(path, text, began)}; {len(found)} runs"
    without = sum(not one.has_page for one in found)
    return line + (f", {without} without a page: add --each" if without else ""), not lost


@dataclass(frozen=True)
class _Read:
    machine: Machine | None
    warnings: list[str]


def _read(folder: Path) -> _Read:
    """In a process of its own: errors become lines."""
    warnings: list[str] = []
    try:
        return _Read(machines.machine(folder, warnings.append), warnings)
    except BadInput as error:
        return _Read(None, [*warnings, str(error)])
    except OSError as error:
        return _Read(None, [*warnings, f"{error.filename or folder}: {reason(error)}"])


def content(found: Sequence[Machine], lost: Sequence[str], home: Path) -> ClassPage:
    """home: the folder of the page, which the links start from."""
    ordered = machines.in_natural_order(found)
    names, works = _row_names(ordered), machines.works(ordered)
    parts = [list(works)[first : first + WIDE] for first in range(0, len(works), WIDE)]
    return ClassPage(
        len(ordered),
        _where(ordered),
        list(lost),
        [(name, _summary(ordered, work)) for work, name in works.items()],
        [_table(ordered, names, {work: works[work] for work in part}) for part in parts],
        {name: _link(one, home) for one, name in zip(ordered, names) if one.has_page},
        spread(ordered, works),
        machines.differences(ordered),
        _csv(ordered),
    )


def _row_names(ordered: Sequence[Machine]) -> list[str]:
    """Machines of the same name are told apart by their folders, and those by their place."""
    counts = Counter(one.name for one in ordered)
    names: list[str] = []
    for one in ordered:
        name = one.name if counts[one.name] == 1 else f"{one.name} ({one.folder.name})"
        names.append(name if name not in names else f"{name} #{len(names) + 1}")
    return names


def _where(ordered: Sequence[Machine]) -> list[str]:
    """What all machines have in common."""
    days = sorted({one.day for one in ordered})
    parts = [days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"]
    for key, words in (
        ("preset", "preset {}"),
        ("cpu_model", "{}"),
        ("parbench_version", "parbench {}"),
    ):
        values = {said(one.facts.get(key)) for one in ordered}
        if len(values) == 1 and values != {UNKNOWN}:
            parts.append(words.format(*values))
    return parts


def _summary(ordered: Sequence[Machine], work: Work) -> str:
    results = [one.results[work] for one in ordered if work in one.results]
    known = [one for one in results if one.speedup]
    lacking = len(ordered) - len(known)
    rest = f"; {lacking} without a verdict" if lacking else ""
    if not known:
        return "no machine has a verdict"
    (best, count), *_ = Counter(one.workers for one in known).most_common()
    gains = [one.speedup for one in known]
    low, high = numbers.ratio(min(gains)), numbers.ratio(max(gains))
    return (
        f"N={best} is best on {count} of {several(len(known), 'machine')}; speedup "
        f"{numbers.ratio(median(gains))}× in the median, {low} to {high}×{rest}"
    )


def _table(ordered: Sequence[Machine], names: Sequence[str], works: dict[Work, str]) -> Table:
    head = ["machine", "CPUs"]
    for name in works.values():
        head += [name, "N"]
    rows = []
    for name, one in zip(names, ordered):
        cells = [_cpus(one)]
        for work in works:
            cells += _result(one.results.get(work))
        rows.append(Row(name, [*cells, _quiet(one)]))
    head.append("quiet")
    caption = (
        "Speedup over serial [95 % interval] with the best N, per experiment; quiet: trials "
        "without background load"
    )
    return Table(caption, head, rows)


def _cpus(one: Machine) -> Cell:
    return EMPTY if one.cpus is None else Cell(plain(one.cpus), one.cpus)


def _quiet(one: Machine) -> Cell:
    if one.quiet is None:
        return Cell("unknown")
    text = numbers.percent(one.quiet)
    return Cell(text, one.quiet, standing="busy" if one.too_busy else "")


def _result(result: Result | None) -> list[Cell]:
    if result is None:
        return [Cell("not measured"), Cell("–")]
    if result.speedup is None:
        return [Cell("no verdict"), Cell("–")]
    n = Cell(str(result.workers), result.workers)
    if result.low is None:
        words = "no gain" if result.workers == 1 else f"{numbers.ratio(result.speedup)}×"
        return [Cell(words, result.speedup), n]
    interval = f"[{numbers.ratio(result.low)}, {numbers.ratio(result.high)}]"
    return [Cell(f"{numbers.ratio(result.speedup)}× {interval}", result.speedup), n]


def _link(one: Machine, home: Path) -> str:
    """Relative, so that a folder with all runs and this page can be moved."""
    path = os.path.relpath(one.folder.resolve() / PAGE, home.resolve())
    return quote(path if path.startswith("..") else f"./{path}")


def _csv(ordered: Sequence[Machine]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV)
    for one in ordered:
        for work, result in one.results.items():
            known = (one.cpus, one.quiet, *work, result.workers, " ".join(result.runners),
                     result.speedup, result.low, result.high)  # fmt: skip
            known = ["" if value is None else value for value in known]
            writer.writerow([one.name, one.folder.name, *known])
    return out.getvalue()
