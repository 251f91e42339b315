"""A run's surprising figures as questions, each with its answer and a command to try."""

from __future__ import annotations

from reports.notes.explanations.costs import slower_than_serial, starting_processes, two_speeds
from reports.notes.explanations.speed import (
    beyond_the_workers,
    flat_past_the_cores,
    interpreter_lock,
    more_than_the_cores,
    uneven_numbers,
)
from reports.notes.results import Puzzle
from reports.verdicts.findings import Judged

RULES = (
    flat_past_the_cores,
    more_than_the_cores,
    slower_than_serial,
    starting_processes,
    interpreter_lock,
    uneven_numbers,
    two_speeds,
    beyond_the_workers,
)
ONCE = (starting_processes, interpreter_lock)  # the same whatever the work is


def puzzles(judged: Judged) -> list[Puzzle]:
    """What this run shows of them, the commonest first: one per rule and workload."""
    chosen: dict[tuple[int, str], Puzzle] = {}
    for place, rule in enumerate(RULES):
        for found in judged.experiments:
            made = None if found.too_busy else rule(judged, found)
            if made is not None:
                chosen.setdefault((place, "" if rule in ONCE else made.workload), made)
    return list(chosen.values())
