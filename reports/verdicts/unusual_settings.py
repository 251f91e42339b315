"""Cautions about a run's priority, loader, allocator and limits: what is unusual, what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.data.records import Run
from reports.text.names import shown
from reports.verdicts import factors


@dataclass(frozen=True)
class Caution:
    """A reason to trust the run less."""

    short: str  # for the one line
    sentence: str  # with what to do about it


def settings(run: Run) -> Iterator[Caution]:
    """Those that few runs have, then those that another session of the run had not."""
    facts = run.environment.facts
    found = factors.unusual(facts)
    if found:
        advice = "compare with runs that had the same"
        yield Caution(
            shown(f"with {', '.join(found)}", 60),
            f"measured with {', '.join(shown(one, 80) for one in found.values())}: {advice}",
        )
    measured = {one.session for one in run.samples}
    for session, state in factors.changed_sessions(facts):
        if session not in measured:
            continue
        differing = list(factors.differing([facts, state], factors.NAMES))
        if not differing:
            continue
        names = ", ".join(name for name, _ in differing)
        values = "; ".join(
            f"{name} {shown(now, 60)} instead of {shown(then, 60)}"
            for name, (then, now) in differing
        )
        number = shown(session, 8)
        yield Caution(
            shown(f"session {number} had another {names}", 60),
            f"session {number} measured with {values}",
        )
