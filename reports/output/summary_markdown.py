"""summary.md: what was found, the measurement quality, and tables of figures."""

from __future__ import annotations

from collections.abc import Callable

from reports.text.names import shown
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.output import service_table
from reports.verdicts import measurement_quality, service_answer
from reports.verdicts.answer import answer
from reports.verdicts.claims import POINTS_ONLY, TOO_BUSY
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import title

EXPLANATION = """\
Time: one pass over all tasks, without set-up and tear-down. Speedup: serial time over this time,
paired within each block, and in brackets its 95 % interval; the noise is pooled over the cells of
an experiment. Efficiency: speedup / N. Recommended: the fewest workers, then the simplest runner,
among the cells that are within the margin of the best with a probability of at least 80 %; where
none of them is shown to be faster than serial, the same among those that are. Tied: the smallest
set that holds a best cell with a probability of 95 %. Disturbed trials are excluded; summary.csv
has the figures with them too.
"""

AT_A_RATE = """\
Latency of requests that arrive on a schedule: from the intended arrival to the end, after the
warm-up, with 95 % intervals. Busy: share of the workers' time. Queue left: requests that were not
begun when the last one of a pass arrived. Recommended: the fewest workers, then the simplest
runner, among the cells that keep up and whose p99 is within the margin of the best with a
probability of at least 80 %. service_summary.csv has every figure.
"""

Words = Callable[[Estimate], str]


def text(judged: Judged) -> str:
    run = judged.run
    parts = [f"# {_escaped(shown(run.run_id, 100))}\n"]
    if run.environment.preset:
        parts.append(f"{_escaped(shown(run.environment.preset, 100))}\n")
    parts.append(EXPLANATION)
    parts.append("## Measurement quality\n")
    parts.append(_list([*measurement_quality.quality(judged).sentences, *run.warnings]))
    for found in judged.experiments:
        parts.append(f"## {_escaped(title(found))}\n")
        parts.append(_list(answer(judged, found).sentences))
        parts += _tables(found)
    if judged.services:
        parts.append(AT_A_RATE)
    for found in judged.services:
        parts.append(f"## {_escaped(title(found))}\n")
        parts.append(_list(service_answer.answer(judged, found).sentences))
        rows = service_table.rows(found)
        lines = ["| " + " | ".join(map(_escaped, row)) + " |" for row in rows]
        parts.append(
            "\n".join([lines[0], "|---:|:---|" + "---:|" * (len(rows[0]) - 2), *lines[1:]])
        )
    return "\n".join(parts)


def _tables(found: Findings) -> list[str]:
    name, length = numbers.time_unit([cell.wall.median for cell in found.cells if cell.wall])

    def time(cell: Estimate) -> str:
        return numbers.figure(cell.wall.median / length)

    parts = [_table(f"Time per pass, {name}", found, time)]
    if any(cell.is_base and cell.wall for cell in found.cells):
        parts.append(_table("Speedup over serial, efficiency", found, _speedup))
    if any(cell.speedup and cell.speedup.interval for cell in found.cells):
        parts.append(_table("Speedup over serial [95 % range]", found, _range))
        if not found.too_busy:
            parts.append(_table("Against serial", found, lambda cell: _verdict(found, cell)))
    return parts


def _speedup(cell: Estimate) -> str:
    if cell.is_base:
        return "base"
    if cell.speedup is None:
        return ""
    return f"{numbers.ratio(cell.speedup.median)}× {numbers.percent(cell.efficiency)}"


def _range(cell: Estimate) -> str:
    if cell.speedup is None or cell.speedup.interval is None:
        return _speedup(cell)
    return f"{numbers.ratio(cell.speedup.median)}× {numbers.span(cell.speedup.interval)}"


def _verdict(found: Findings, cell: Estimate) -> str:
    if cell.is_base:
        return "base"
    word = {POINTS_ONLY: "points only", TOO_BUSY: ""}.get(found.verdict(cell), found.verdict(cell))
    return word + (", " + found.standing(cell) if found.standing(cell) else "")


def _table(title: str, found: Findings, words: Words) -> str:
    workers = found.workers
    lines = [f"{title}\n", "| runner | " + " | ".join(f"N={n}" for n in workers) + " |"]
    lines.append("|:---|" + "---:|" * len(workers))
    for runner in dict.fromkeys(cell.runner for cell in found.cells):
        mine = {cell.workers: cell for cell in found.cells if cell.runner == runner}
        row = [_escaped(_cell(mine[n], words)) if n in mine else "" for n in workers]
        lines.append(f"| {_escaped(shown(runner, 60))} | " + " | ".join(row) + " |")
    return "\n".join(lines) + "\n"


def _cell(cell: Estimate, words: Words) -> str:
    if cell.wall:
        return words(cell)
    return cell.failures[-1].status.replace("_", " ") if cell.failures else "disturbed"


def _list(sentences: list[str]) -> str:
    return "".join(f"- {_escaped(shown(one, 600))}\n" for one in sentences)


def _escaped(text: str) -> str:
    """Foreign text cannot break out of its place."""
    return "".join(f"\\{letter}" if letter in "|<>`*_[]\\#" else letter for letter in text)
