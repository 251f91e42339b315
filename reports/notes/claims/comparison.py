"""One measured ratio against one limit fixed before, and what several such say together.

A claim has parts, a part has comparisons. An interval that lies wholly on one side of the limit
speaks for the part or against it; one that holds the limit leaves it open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.notes.claims.result import (
    CANNOT_TELL,
    MEASURE,
    NOT_REPRODUCED,
    RATIO,
    REPRODUCED,
    ClaimResult,
    Figure,
    figure,
)
from reports.stats import holm
from reports.stats.estimates import Block

from reports.stats.statistics import (
    CONFIDENCE,
    FEWEST_FOR_AN_INTERVAL,
    Summary,
    binomial_tail,
    summarize_ratios,
)
from reports.text.numbers import several

FOR, AGAINST, OPEN, POINTS = "for", "against", "open", "points"
TOO_BUSY = "the machine was too busy during "  # how such a lack begins
MOST_NAMED = 3
HOLDS = {FOR: "holds", AGAINST: "does not hold", OPEN: "cannot be told"}


@dataclass(frozen=True)
class Comparison:
    words: str
    stand: str
    p: float  # two-sided, by the sign test: how readily chance would say the same
    figure: Figure | None


@dataclass(frozen=True)
class Part:
    """A half of a claim. lack: why something that it needs was not measured."""

    name: str
    comparisons: list[Comparison] = field(default_factory=list)
    lack: str = ""

    @property
    def stand(self) -> str:
        """For: all of them. Against: all of them, or one that holds among so many (Holm).

        Each of several alternatives shown at 5 % shows all of them at 5 %; any one of several
        needs its level divided among them.
        """
        stands = [one.stand for one in self.comparisons]
        if stands and all(stand == AGAINST for stand in stands):
            return AGAINST
        against = [one.p if one.stand == AGAINST else 1.0 for one in self.comparisons]
        adjusted = holm.adjusted(against)
        if any(p <= 1 - CONFIDENCE for p in adjusted):
            return AGAINST
        all_for = stands and all(stand == FOR for stand in stands)
        return FOR if all_for and not self.lack else OPEN

    @property
    def sentence(self) -> str:
        said = "; ".join([*self._named, *([self.lack] if self.lack else [])])
        return f"{self.name}: {HOLDS[self.stand]} ({said}{self._why})."

    @property
    def _named(self) -> list[str]:
        """What decides first, and no more than can be read aloud."""
        ordered = sorted(self.comparisons, key=lambda one: one.stand == FOR)
        words = [one.words for one in ordered]
        rest = len(words) - MOST_NAMED
        return words if rest <= 1 else [*words[:MOST_NAMED], f"and {rest} more"]

    @property
    def _why(self) -> str:
        """Empty where the figures say it themselves."""
        stands = {one.stand for one in self.comparisons}
        if self.stand != OPEN or self.lack or not stands:
            return ""
        if POINTS in stands:
            return f"; points only, for an interval needs {FEWEST_FOR_AN_INTERVAL} blocks"
        if {FOR, AGAINST} <= stands:
            return "; they disagree, and more blocks would have to settle it"
        return "; an interval holds the limit, and more blocks would narrow it"


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
        return Comparison(f"{words[0]}no block with clean trials{words[1]}", POINTS, 1.0, None)
    made = figure(label, summary, unit)
    text = f"{words[0]}{made.words}{words[1]}"
    if summary.interval is None:
        return Comparison(f"{text} ({several(summary.n, 'block')})", POINTS, 1.0, made)
    side = _side(summary, limit)
    if side == OPEN:
        return Comparison(text, OPEN, 1.0, made)
    n, edge = len(logs), math.log(limit)
    high = side == "high"
    contrary = sum((value <= edge) == high for value in logs.values())
    p = min(1.0, 2 * tries * binomial_tail(n, contrary))
    return Comparison(text, FOR if high == up else AGAINST, p, made)


def _side(summary: Summary, limit: float) -> str:
    if summary.interval.low > limit:
        return "high"
    return "low" if summary.interval.high <= limit else OPEN


def conclude(
    number: str, text: str, experiment: str, parts: Sequence[Part], extra: Sequence[str] = (),
    figures: Sequence[Figure] = (),
) -> ClaimResult:  # fmt: skip
    """Reproduced: every part holds. Not reproduced: one does not. extra: sentences that follow."""
    stands = [part.stand for part in parts]
    if AGAINST in stands:
        verdict = NOT_REPRODUCED
    else:
        verdict = REPRODUCED if all(stand == FOR for stand in stands) else CANNOT_TELL
    said = [part.sentence for part in parts] + [one for one in extra if one]
    lacks = {part.lack for part in parts if part.lack}
    if any(TOO_BUSY in lack for lack in lacks):
        said.append(f"To measure it on a quiet machine: {MEASURE} --wait 20m.")
    elif lacks:
        said.append(f"To measure it: {MEASURE}.")
    own = [one.figure for part in parts for one in part.comparisons if one.figure]
    return ClaimResult(number, text, experiment, verdict, " ".join(said), [*own, *figures])
