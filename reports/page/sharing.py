"""The section "What sharing costs": locks, queues and the like in threads and in processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.page.pictures import Picture
from reports.page.tables import Cell, Row, Table
from reports.stats import sharing as workloads
from reports.text import numbers
from reports.verdicts import sharing
from reports.verdicts.findings import Judged
from reports.verdicts.sharing import SIDES, Cost

CAPTION = (
    "Time per operation: a pass over its operations; below: its 95 % interval. Alone: one worker, "
    "so that nobody else wants it."
)


@dataclass(frozen=True)
class SharingPart:
    table: Table | None
    sentences: list[str]
    pictures: list[Picture]


def part(judged: Judged, pictures: Sequence[Picture]) -> SharingPart | None:
    """None where no task of the run shares anything."""
    shared = sharing.experiments(judged)
    if not shared:
        return None
    with_limit = {
        (one.workload, one.params)
        for one in (found.experiment for found in shared)
        if workloads.serial_share(one)
    }
    mine = [one for one in pictures if _belongs(one, with_limit)]
    return SharingPart(_table(judged), sharing.sentences(judged), mine)


def _belongs(picture: Picture, with_limit: set[tuple[str, str]]) -> bool:
    if picture.work is None:
        return False
    if picture.kind == "speedup":
        return picture.work in with_limit
    two_locks = picture.kind == "timeline" and picture.work[0] == "two_locks"
    return two_locks or picture.kind == "lost_updates"


def _table(judged: Judged) -> Table | None:
    rows = [
        Row(f"{row.primitive}, {_place(row.workers)}", [_cell(cost) for cost in row.costs])
        for row in sharing.rows(judged)
    ]
    return Table(CAPTION, ["Primitive", *SIDES], rows) if rows else None


def _place(workers: int) -> str:
    return sharing.ALONE if workers == 1 else f"N={workers}"


def _cell(cost: Cost) -> Cell:
    one = cost.summary
    if one is None:
        return Cell("", cost.why, cost.why)
    note = f"[{numbers.time_ends(one)}]" if one.interval else "no interval"
    return Cell(numbers.time(one.median), one.median, note)
