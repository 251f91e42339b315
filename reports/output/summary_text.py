"""What `parbench summary` prints: a table and at most three lines per experiment, then quality."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.findings import Judged
from reports.verdicts.measurement_quality import SINGLE_SESSION, quality
from reports.verdicts.sentences import answer, title
from reports.verdicts.verdicts import Findings

WIDTH = 80
INDENT, GAP = "  ", "  "


def text(judged: Judged, verbose: bool = False) -> str:
    """No line is wider than a terminal. verbose: every sentence instead of the most important."""
    lines: list[str] = []
    for found in judged.experiments:
        said = answer(judged, found)
        lines += [*_titled(found), *table(found)]
        lines += _wrapped(said.sentences if verbose else map(_fitted, said.short))
        lines.append("")
    return "\n".join([*lines, *_quality(judged, verbose)])


def _titled(found: Findings) -> list[str]:
    blocks = several(found.experiment.blocks, "block")
    return textwrap.wrap(f"{title(found)} ({blocks})", WIDTH, subsequent_indent=INDENT)


def table(found: Findings) -> list[str]:
    """Runners down, N across; what does not fit continues below with further N."""
    unit, length = numbers.time_unit([cell.wall.median for cell in found.cells if cell.wall])
    cells = {cell.name: _figures(cell, length) for cell in found.cells}
    runners = list(dict.fromkeys(cell.runner for cell in found.cells))
    names = [f"{unit}, speedup", *(shown(runner, 24) for runner in runners)]
    columns = [
        [f"N={n}", *(cells.get((runner, n), "") for runner in runners)] for n in found.workers
    ]
    widest = max(map(len, names))
    lines: list[str] = []
    while columns:
        room, part = WIDTH - len(INDENT) - widest, []
        while columns and (not part or len(GAP) + max(map(len, columns[0])) <= room):
            part.append(columns.pop(0))
            room -= len(GAP) + max(map(len, part[-1]))
        for name, *row in zip(names, *part):
            if any(row):  # no empty row for a runner that was not measured at these N
                padded = [one.rjust(max(map(len, column))) for one, column in zip(row, part)]
                lines.append((INDENT + name.ljust(widest) + GAP + GAP.join(padded)).rstrip())
    return lines


def _figures(cell: Estimate, unit_s: float) -> str:
    """Time and speedup, or why there are none."""
    if cell.wall is None:
        return cell.failures[-1].status.replace("_", " ") if cell.failures else "disturbed"
    time = numbers.figure(cell.wall.median / unit_s)
    return f"{time} {numbers.ratio(cell.speedup.median)}×" if cell.speedup else time


def _fitted(sentence: str) -> str:
    """Without the explanation in its last parentheses where it is too long for a line."""
    if len(sentence) > WIDTH - len(INDENT) and sentence.endswith(")"):
        return sentence[: sentence.rindex(" (")]
    return sentence


def _quality(judged: Judged, verbose: bool) -> Iterator[str]:
    found = quality(judged)
    if verbose:
        yield f"measurement quality of {shown(judged.run.run_id, 60)}"
        yield from _wrapped(found.sentences)
        return
    sessions = [one for one in found.details if one == SINGLE_SESSION]
    if not found.warnings:
        yield "; ".join(["measurement quality: good", *sessions])
    else:
        yield "measurement quality:"
        yield from _wrapped([*found.warnings, *sessions])


def _wrapped(sentences: Sequence[str]) -> list[str]:
    lines = []
    for one in sentences:
        # No line begins with a bare % sign.
        lines += textwrap.wrap(
            shown(one, 600).replace(" %", "\u00a0%"), WIDTH, initial_indent=INDENT,
            subsequent_indent=2 * INDENT, break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return [line.replace("\u00a0", " ") for line in lines]
