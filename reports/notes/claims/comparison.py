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
from reports.stats import pooling, statistics
from reports.stats.estimates import Block
from reports.stats.pooling import Posterior
from reports.stats.statistics import CONFIDENCE, FEWEST_FOR_AN_INTERVAL
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
    p: float  # two-sided: twice the probability that the ratio lies on the other side
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
        needs its level divided among them, so that the most extreme one is not chosen for free.
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
        """What decides first, and only a few of them: clear against, open, barely for."""
        ordered = sorted(
            self.comparisons,
            key=lambda one: (one.stand == FOR, -one.p if one.stand == FOR else one.p),
        )
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


@dataclass(frozen=True)
class Question:
    """Does the ratio exp(logs), one per block, lie above the limit, or at it or below?"""

    logs: Mapping[Block, float]
    limit: float
    up: bool
    words: tuple[str, str]  # before and after the figure
    label: str
    unit: str = RATIO


def above(
    logs: Mapping[Block, float], limit: float, words: tuple[str, str], label: str, unit: str = RATIO
) -> Question:
    return Question(logs, limit, True, words, label, unit)


def below(
    logs: Mapping[Block, float], limit: float, words: tuple[str, str], label: str, unit: str = RATIO
) -> Question:
    return Question(logs, limit, False, words, label, unit)


def answers(questions: Sequence[Question]) -> list[Comparison]:
    """Of one part: the scale of their ratios is pooled."""
    posteriors = pooling.pool([list(one.logs.values()) for one in questions])
    return [_answer(one, posterior) for one, posterior in zip(questions, posteriors)]


def _answer(one: Question, posterior: Posterior | None) -> Comparison:
    """For, or against: the whole interval lies on one side of the limit."""
    before, after = one.words
    if posterior is None:
        return Comparison(f"{before}no block with undisturbed trials{after}", POINTS, 1.0, None)
    summary = posterior.summary
    made = figure(one.label, summary, one.unit)
    text = f"{before}{made.words}{after}"
    if summary.interval is None:
        return Comparison(f"{text} ({several(summary.n, 'block')})", POINTS, 1.0, made)
    if summary.interval.low <= one.limit < summary.interval.high:
        return Comparison(text, OPEN, 1.0, made)
    high = summary.interval.low > one.limit
    share = float(posterior.below(math.log(one.limit)))
    p = min(1.0, 2 * (share if high else 1 - share))
    return Comparison(text, FOR if high == one.up else AGAINST, p, made)


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
