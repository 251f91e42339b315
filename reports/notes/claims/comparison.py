"""One measured ratio against one threshold fixed before, and what several of them say together.

A claim has parts, a part has comparisons. An interval that lies wholly on one side of the
threshold speaks for the part or against it; one that includes the threshold leaves it open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.notes.evidence import TOO_BUSY
from reports.notes.results import RATIO, ClaimResult, Figure, figure
from reports.stats import statistics
from reports.stats.estimates import Block
from reports.stats.statistics import (
    CONFIDENCE,
    FEWEST_FOR_AN_INTERVAL,
    binomial_tail,
    summarize_ratios,
)
from reports.text.numbers import several

REPRODUCED, NOT_REPRODUCED, INCONCLUSIVE = "reproduced", "not reproduced", "inconclusive"
FOR, AGAINST, OPEN, POINTS = "for", "against", "open", "points"
HOLDS = {FOR: "holds", AGAINST: "does not hold", OPEN: "inconclusive"}
MEASURE = "parbench run --preset claims"
MOST_NAMED = 3


@dataclass(frozen=True)
class Comparison:
    words: str
    stand: str
    p: float  # two-sided, by the sign test
    figure: Figure | None


@dataclass(frozen=True)
class Part:
    """A half of a claim. lack: why something that it needs was not measured."""

    name: str
    comparisons: list[Comparison] = field(default_factory=list)
    lack: str = ""

    @property
    def stand(self) -> str:
        """For: all of them. Against: all of them, or one that survives Holm's correction.

        Each of several alternatives shown at 5 % shows all of them at 5 %; any one of several
        needs its level divided among them.
        """
        stands = [one.stand for one in self.comparisons]
        if stands and all(stand == AGAINST for stand in stands):
            return AGAINST
        against = [one.p if one.stand == AGAINST else 1.0 for one in self.comparisons]
        if any(p <= 1 - CONFIDENCE for p in statistics.holm_adjusted(against)):
            return AGAINST
        all_for = stands and all(stand == FOR for stand in stands)
        return FOR if all_for and not self.lack else OPEN

    @property
    def sentence(self) -> str:
        reasons = "; ".join(one for one in (*self._named, self.lack, self._why) if one)
        return f"{self.name}: {HOLDS[self.stand]} ({reasons})."

    @property
    def _named(self) -> list[str]:
        """What decides first, and only a few of them."""
        ordered = sorted(self.comparisons, key=lambda one: one.stand == FOR)
        words = [one.words for one in ordered]
        rest = len(words) - MOST_NAMED
        return words if rest <= 1 else [*words[:MOST_NAMED], f"and {rest} more"]

    @property
    def _why(self) -> str:
        """Why it is open; empty where the figures say so themselves."""
        stands = {one.stand for one in self.comparisons}
        if self.stand != OPEN or self.lack or not stands:
            return ""
        if POINTS in stands:
            return f"no interval: it needs {FEWEST_FOR_AN_INTERVAL} blocks"
        if {FOR, AGAINST} <= stands:
            return "they disagree; more blocks are needed"
        return "the interval includes the threshold; more blocks would narrow it"


def above(
    logs: Mapping[Block, float], limit: float, words: tuple[str, str], label: str,
    unit: str = RATIO, tries: int = 1,
) -> Comparison:  # fmt: skip
    """For: the whole interval of exp(logs) lies above the limit.

    tries: how many candidates this one was chosen from by its figure.
    """
    return _against_limit(logs, limit, words, label, unit, tries, up=True)


def below(
    logs: Mapping[Block, float], limit: float, words: tuple[str, str], label: str,
    unit: str = RATIO, tries: int = 1,
) -> Comparison:  # fmt: skip
    """For: the whole interval lies at the limit or below it."""
    return _against_limit(logs, limit, words, label, unit, tries, up=False)


def _against_limit(
    logs: Mapping[Block, float], limit: float, words: tuple[str, str], label: str, unit: str,
    tries: int, up: bool,
) -> Comparison:  # fmt: skip
    summary = summarize_ratios([math.exp(value) for value in logs.values()])
    if summary is None:
        text = f"{words[0]}no block with undisturbed trials{words[1]}"
        return Comparison(text, POINTS, 1.0, None)
    made = figure(label, summary, unit)
    text = f"{words[0]}{made.words}{words[1]}"
    if summary.interval is None:
        return Comparison(f"{text} ({several(summary.n, 'block')})", POINTS, 1.0, made)
    if summary.interval.low <= limit < summary.interval.high:
        return Comparison(text, OPEN, 1.0, made)
    high = summary.interval.low > limit
    contrary = sum((value <= math.log(limit)) == high for value in logs.values())
    p = min(1.0, 2 * tries * binomial_tail(len(logs), contrary))
    return Comparison(text, FOR if high == up else AGAINST, p, made)


def conclude(
    claim: tuple[str, str, str], parts: Sequence[Part], extra: Sequence[str] = (),
    figures: Sequence[Figure] = (),
) -> ClaimResult:  # fmt: skip
    """Reproduced: every part holds. Not reproduced: one does not.

    claim: its number, what the notes say, what is measured. extra: sentences that follow.
    """
    stands = [part.stand for part in parts]
    if AGAINST in stands:
        verdict = NOT_REPRODUCED
    else:
        verdict = REPRODUCED if all(stand == FOR for stand in stands) else INCONCLUSIVE
    said = [part.sentence for part in parts] + [one for one in extra if one]
    lacks = [part.lack for part in parts if part.lack]
    if any(TOO_BUSY in lack for lack in lacks):
        said.append(f"Measure it on an idle machine: {MEASURE} --wait 20m.")
    elif lacks:
        said.append(f"Measure it: {MEASURE}.")
    own = [one.figure for part in parts for one in part.comparisons if one.figure]
    return ClaimResult(*claim, verdict, said, [*own, *figures])
