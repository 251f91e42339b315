"""`--fail-on`: whether cells became slower by more than a limit, were not, or may be; no words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.verdicts.compare_changes import Change
from reports.stats import statistics
from reports.stats.statistics import CONFIDENCE
from reports.data.rows import BadInput

FOUND, OPEN, EXCLUDED = "found", "open", "excluded"
ALLOWED = "slower:X%, with X from 0 to 1000, as in --fail-on slower:5%"


@dataclass(frozen=True)
class Gate:
    """Cells by what is known of a slow-down beyond the limit."""

    limit: float
    found: list[Change]  # shown, among all of their workload (Holm)
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
    """To pass all cells must be excluded, which needs no adjustment; one found among many does."""
    found, undecided = [], []
    for workload in dict.fromkeys(one.where.workload for one in changes):
        here = [one for one in changes if one.where.workload == workload]
        family = [one for one in here if _judged(one)]
        undecided += [one for one in here if not _judged(one)]
        adjusted = statistics.holm_adjusted([one.p_slower(limit) for one in family])
        for one, p in zip(family, adjusted):
            if p <= 1 - CONFIDENCE:
                found.append(one)
            elif one.time.interval.high > 1 + limit:
                undecided.append(one)
    return Gate(limit, found, undecided)


def _judged(one: Change) -> bool:
    """What has no interval cannot claim anything, so that it counts in no family either."""
    return not one.where.too_busy and one.time is not None and one.time.interval is not None
