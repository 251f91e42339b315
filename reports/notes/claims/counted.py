"""A property that is looked up in every trial of a cell: nothing to estimate."""

from __future__ import annotations

from collections.abc import Callable

from reports.data.samples import Sample
from reports.notes.claims.comparison import AGAINST, FOR, OPEN, POINTS, Comparison
from reports.stats.estimates import Estimate
from reports.text import numbers


def in_trials(one: Estimate, test: Callable[[Sample], bool], what: str) -> Comparison:
    """thread_pool N=2: 4 of 4 trials exact. For: all of them; against: none."""
    trials = [trial for trial in one.trials if trial.status != "unsupported"]
    name = f"{one.runner} N={one.workers}"
    if not trials:
        return Comparison(f"{name}: not measured", POINTS, 1.0, None)
    right = sum(map(test, trials))
    words = f"{name}: {right} of {numbers.several(len(trials), 'trial')} {what}"
    stand = FOR if right == len(trials) else OPEN if right else AGAINST
    return Comparison(words, stand, 0.0, None)
