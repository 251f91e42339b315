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


def puzzles(judged: Judged) -> list[Puzzle]:
    """One per rule, of the first experiment that shows it; the commonest first."""
    experiments = [found for found in judged.experiments if not found.too_busy]
    found = [next(filter(None, (rule(judged, one) for one in experiments)), None) for rule in RULES]
    return [puzzle for puzzle in found if puzzle]
