"""What `parbench summary` prints: a table and at most three lines per experiment, then quality."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.output import service_table
from reports.output.summary_table import INDENT, WIDTH, heading, table
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.answer import LINE, Answer, answer
from reports.verdicts.findings import Judged
from reports.verdicts import hosts, service_answer
from reports.verdicts.measurement_quality import quality
from reports.verdicts.service import ServiceFindings
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import title

LINES = 38  # of a screen of 40; parbench adds up to two
TABLES = 2 * LINES  # with more lines than that the tables are for -v
# Lines below a table and empty lines below those: what is given up first where the room is short.
LAYOUTS = ((3, 1), (3, 0), (2, 0), (1, 0))


def text(judged: Judged, verbose: bool = False) -> str:
    """No line is wider than a terminal. verbose: every sentence instead of the most important."""
    return "\n".join(_full(judged) if verbose else _short(judged))


@dataclass(frozen=True)
class _Part:
    """One experiment."""

    heading: str
    table: list[str]  # the heading is part of it
    answer: Answer

    def lines(self, most: int, gap: int) -> list[str]:
        return [*self.table, *_packed(self.answer, most), *[""] * gap]


def _short(judged: Judged) -> list[str]:
    parts = [
        _Part(heading(name, found), table(name, found), answer(judged, found))
        for found in judged.experiments
        for name in [_name(judged, found)]
    ]
    for found in judged.services:
        name, said = _name(judged, found), service_answer.answer(judged, found)
        shown_as = service_table.heading(name, found), service_table.table(name, found)
        parts.append(_Part(*shown_as, said))
    end = _quality(judged)
    for layout in LAYOUTS:
        lines = [line for part in parts for line in part.lines(*layout)]
        if len(lines) + len(end) <= LINES:
            return lines + end
    if len(lines) + len(end) <= TABLES:
        return lines + end
    headings = [line for part in parts for line in (part.heading, *_packed(part.answer, 1))]
    count = several(len(parts), "experiment")
    return [*headings, *end, f"the tables of {count} are in summary.md, or use -v"]


def _full(judged: Judged) -> Iterator[str]:
    for found in judged.experiments:
        yield from _whole(found, table("", found), answer(judged, found))
    for found in judged.services:
        said = service_answer.answer(judged, found)
        yield from _whole(found, service_table.table("", found), said)
    yield f"measurement quality of {shown(judged.run.run_id, 60)}"
    yield from _wrapped(quality(judged).sentences)


def _whole(
    found: Findings | ServiceFindings, figures: Sequence[str], said: Answer
) -> Iterator[str]:
    blocks = several(found.experiment.blocks, "block")
    yield from textwrap.wrap(f"{title(found)} ({blocks})", WIDTH, subsequent_indent=INDENT)
    yield from figures
    yield from _wrapped(said.sentences)
    yield ""


def _name(judged: Judged, found: Findings | ServiceFindings) -> str:
    """The workload, and the parameters by which it differs from the run's other experiments."""
    mine, workload = found.experiment.parameters(), found.experiment.workload
    siblings = [
        other.experiment.parameters()
        for other in judged.parts
        if other.experiment.workload == workload
    ]
    differing = [
        f"{key}={value if isinstance(value, str) else str(value).lower()}"
        for key, value in mine.items()
        if any(other.get(key) != value for other in siblings)
    ]
    return shown(" ".join([shown(workload, 40), *differing]), 58)


def _packed(said: Answer, most: int) -> list[str]:
    """The answer, then what matters most: whole sentences, wherever a line has room for them."""
    lines = [shown(said.short, LINE)]
    after = [said.next_step.sentence] if said.next_step else []
    for one in (*after, said.limit, said.threads, *said.warnings, said.ties):
        one = _fitted(shown(one, 600))
        room = [place for place, line in enumerate(lines) if len(line) + len(one) + 2 <= LINE]
        if one and room:
            lines[room[0]] += f"; {one}"
        elif one and len(one) <= LINE and len(lines) < most:
            lines.append(one)
    return [INDENT + one for one in lines]


def _fitted(sentence: str) -> str:
    """Without the explanation in its last parentheses where it is too long for a line."""
    if len(sentence) > LINE and sentence.endswith(")"):
        return sentence[: sentence.rindex(" (")]
    return sentence


def _cut(listed: str) -> str:
    """As many of the parts in its parentheses as a line has room for."""
    if len(listed) <= WIDTH:
        return listed
    return listed[: listed.rindex(", ", 0, WIDTH - 3)] + ", …)"


def _quality(judged: Judged) -> list[str]:
    start, found = "measurement quality: ", quality(judged)
    said = start + found.line(WIDTH - len(start))
    lines = [shown(hosts.line(judged.run), WIDTH), said, _cut(found.excluded)]
    return [line for line in lines if line]


def _wrapped(sentences: Sequence[str]) -> list[str]:
    lines = []
    for one in sentences:
        # No line begins with a bare % sign.
        lines += textwrap.wrap(
            shown(one, 600).replace(" %", "\u00a0%"), WIDTH, initial_indent=INDENT,
            subsequent_indent=2 * INDENT, break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return [line.replace("\u00a0", " ") for line in lines]
