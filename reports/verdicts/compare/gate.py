"""`--fail-on`: whether cells became slower by more than a limit, were not, or may be; no words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.data.rows import BadInput
from reports.stats.statistics import CONFIDENCE
from reports.verdicts.compare.changes import Change

FOUND, OPEN, EXCLUDED = "found", "open", "excluded"
ALLOWED = "slower:X%, with X from 0 to 1000, as in --fail-on slower:5%"


@dataclass(frozen=True)
class Gate:
    """Cells by what is known of a slow-down beyond the limit."""

    limit: float
    found: list[Change]  # shown, jointly with all that is compared
    open: list[Change]  # neither shown nor excluded

    @property
    def outcome(self) -> str:
        return FOUND if self.found else OPEN if self.open else EXCLUDED


def limit_of(text: str) -> float:
    """'slower:5%' -> 0.05. Raises BadInput with what is allowed."""
    found = re.fullmatch(r"slower:(\d{1,4}(?:\.\d{1,6})?)%", text, re.ASCII)
    if not found or float(found[1]) > 1000:
        raise BadInput(f"--fail-on: {text!r} is not understood; allowed: {ALLOWED}")
    return float(found[1]) / 100


def gate(changes: Sequence[Change], limit: float) -> Gate:
    """To pass, all cells must be excluded, which needs no adjustment; one found among many does.

    What does not replicate over sessions is neither found nor excluded: an hour is no code.
    """
    family = sum(one.counts for one in changes)
    found, undecided = [], []
    for one in changes:
        if not one.counts:
            undecided.append(one)
        elif one.p_slower(limit) * family <= 1 - CONFIDENCE and _took_longer(one, limit):
            found.append(one)
        elif one.ratio.interval.low < 1 / (1 + limit):
            undecided.append(one)
    return Gate(limit, found, undecided)


def _took_longer(one: Change, limit: float) -> bool:
    """A speedup falls too where serial became faster, and then nothing is slower."""
    return one.time_ratio is not None and one.time_ratio > 1 + limit
