"""What is said of a run whose workers ran on the hosts of --hosts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.data.records import Run
from reports.stats import hosts
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several

MOST_NAMED = 4
HERE = "this machine"


def short(run: Run) -> str:
    """mpi on 2 hosts; empty without."""
    count = len(_names(run))
    return f"{_runners(run)} on {several(count, 'host')}" if count else ""


def line(run: Run) -> str:
    """mpi on 2 hosts: a, b"""
    said = short(run)
    return f"{said}: {', '.join(shown(name, 60) for name in _names(run))}" if said else ""


def details(run: Run) -> Iterator[str]:
    """Their load, and where trials were disturbed."""
    if not run.hosts:
        return
    yield line(run)
    loads = [
        f"{shown(one.name, 60)} {numbers.fine_percent(one.foreign_share)} (at most "
        f"{numbers.percent(one.worst_share)})"
        for one in hosts.uses(run)
        if one.foreign_share is not None
    ]
    if loads:
        yield f"other programs used of the CPUs of hosts: {_list(loads)}"
    counts = hosts.disturbers(run)
    if counts:
        told = [
            f"on {' and '.join(shown(name, 60) or HERE for name in names)} in {count}"
            for names, count in sorted(counts.items(), key=lambda one: -one[1])
        ]
        total = several(sum(counts.values()), "disturbed trial")
        yield f"{total} of {_runners(run)}: load was highest {_list(told)}"


def _runners(run: Run) -> str:
    return ", ".join(shown(runner, 40) for runner in sorted(run.on_hosts))


def _names(run: Run) -> list[str]:
    return list(dict.fromkeys(load.host for loads in run.hosts.values() for load in loads))


def _list(words: Sequence[str]) -> str:
    rest = len(words) - MOST_NAMED
    return ", ".join([*words[:MOST_NAMED], *([f"and {rest} more"] if rest > 0 else [])])
