"""The page's line "Hosts": who worked on the hosts of --hosts, and what crossed the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.data.records import Run
from reports.page.tables import Cell, Row, Table
from reports.stats.hosts import HostUse, uses
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several

HEAD = [
    "Host", "CPUs", "Most workers", "Tasks", "Background load", "Steal time", "Disturbed trials",
    "Sent per task", "Received per task",
]  # fmt: skip
CAPTION = "Over all trials with workers there."
TERMS = (
    "Background load: CPU time of other programs, as a share of the host's CPUs: mean, and the "
    "worst trial. Disturbed trials: excluded for load or steal time of which no other machine had "
    "more. Sent and received: by the master, on this machine; below: per second of timed passes."
)
NETWORK = (
    "Parameters travel; each host makes its data from them. Task numbers go out, results come "
    "back, and the master checks every result. Bytes are payload: headers of MPI and TCP are not "
    "counted."
)
MOST_NAMED = 4


@dataclass(frozen=True)
class HostsPart:
    words: str  # of the closed line
    table: Table
    notes: tuple[str, ...]


def part(run: Run) -> HostsPart | None:
    """None where no workers ran on hosts."""
    found = uses(run)
    if not found:
        return None
    slots, tasks = _slots(run), sum(one.tasks for one in found)
    rows = [Row(one.name, _cells(one, slots.get(one.name), tasks)) for one in found]
    return HostsPart(_words(found, tasks), Table(CAPTION, HEAD, rows), (NETWORK, TERMS))


def _words(found: Sequence[HostUse], tasks: int) -> str:
    """2 hosts: a (16 CPUs), b (16 CPUs); 80 bytes per task crossed the network"""
    named = [f"{shown(one.name, 60)} ({numbers.cpus(one.cpus)})" for one in found[:MOST_NAMED]]
    if found[MOST_NAMED:]:
        named.append(f"and {len(found) - MOST_NAMED} more")
    said = f"{several(len(found), 'host')}: {', '.join(named)}"
    if not tasks:
        return said
    crossed = sum(one.sent_bytes + one.received_bytes for one in found) / tasks
    return f"{said}; {numbers.size(crossed)} per task crossed the network"


def _slots(run: Run) -> dict[str, str]:
    """By name, of environment.json, which somebody may have edited."""
    listed = run.environment.facts.get("hosts")
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {
        str(one.get("name")): several(one["slots"], "slot")
        for one in found
        if isinstance(one.get("slots"), int)
    }


def _cells(one: HostUse, slots: str | None, all_tasks: int) -> list[Cell]:
    share, stolen = one.foreign_share, one.steal_s
    unread = Cell("", "", "not read")
    return [
        Cell(str(one.cpus), one.cpus, one.cpu_model or "model unknown"),
        Cell(str(one.most_workers), one.most_workers, slots or ""),
        Cell(numbers.percent(one.tasks / all_tasks) if all_tasks else "0 %", one.tasks,
             several(one.tasks, "task")),
        unread if share is None else Cell(numbers.percent(share), share,
                                          f"at most {numbers.percent(one.worst_share)}"),
        unread if stolen is None else Cell(numbers.time(stolen) if stolen else "0", stolen),
        Cell(str(one.disturbed), one.disturbed, f"of {several(one.trials, 'trial')}"),
        _traffic(one.sent_bytes, one),
        _traffic(one.received_bytes, one),
    ]  # fmt: skip


def _traffic(size: int, one: HostUse) -> Cell:
    rate = f"{numbers.size(size / one.timed_s)}/s" if one.timed_s else ""
    return Cell(numbers.size(size / one.tasks), size / one.tasks, rate) if one.tasks else Cell("")
