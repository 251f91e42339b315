"""How sure the choice in one experiment is, and why."""

from __future__ import annotations

from dataclasses import dataclass

from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL
from reports.text import numbers
from reports.text.numbers import several
from reports.verdicts.verdicts import NEAR, Findings

NONE, LOW, MEDIUM, HIGH = "none", "low", "medium", "high"


@dataclass(frozen=True)
class Confidence:
    grade: str
    reason: str


def confidence(found: Findings) -> Confidence:
    """By the first of these that applies, the gravest first."""
    cell, load = found.recommended, found.load
    if found.too_busy:
        return Confidence(NONE, "too much background load")
    if cell is None:
        return Confidence(NONE, "no cell without failed or disturbed trials")
    if not found.has_a_verdict:
        return Confidence(NONE, f"fewer than {FEWEST_FOR_AN_INTERVAL} undisturbed blocks")
    chance = found.p_near[cell.name]
    if chance < NEAR:
        near = f"within {numbers.percent(found.margin)} of the best"
        return Confidence(LOW, f"{near} with probability {numbers.percent(chance)}")
    if found.with_base and not found.gain_is_shown and not cell.is_base:
        return Confidence(LOW, "the gain over serial is not significant")
    differs = found.aa_pair.difference
    if differs:
        return Confidence(MEDIUM, f"identical runs differed by {numbers.percent(differs)}")
    if load.disturbed >= 0.1 * load.slots > 0:
        return Confidence(MEDIUM, f"{load.disturbed} of {load.slots} trials disturbed")
    blocks = several(found.experiment.blocks, "block")
    if any(one.name == cell.name for one in found.wide):
        return Confidence(MEDIUM, f"interval wider than {numbers.percent(found.width)}")
    return Confidence(HIGH, f"{blocks}, best or tied with probability {numbers.percent(chance)}")
