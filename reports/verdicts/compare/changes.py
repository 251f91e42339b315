"""By what factor each cell became faster or slower, and whether that is shown.

Times of different hours differ for reasons that no block shows. What a speedup over serial leaves
of that is small, so cells are compared by their speedups; serial itself, and cells without a
serial base, by their times over that of the probe, which does the same work in every session.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.stats import bounds
from reports.stats.differences import differences
from reports.stats.pooling import Posterior
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary, median
from reports.verdicts import claims
from reports.verdicts.claims import Claim
from reports.verdicts.compare.matching import Matched, Measured, Pair

FEWEST_SESSIONS = FEWEST_FOR_AN_INTERVAL  # a side, to tell the code from the hour
SPEEDUP, TIME = "speedup", "time"
SESSION, BLOCK = "session", "block"
FEW_SESSIONS, FEW_BLOCKS = "too few sessions", "too few blocks"
NO_PROBE, NO_TRIAL = "no probe", "no undisturbed trial"


@dataclass(frozen=True)
class Change:
    """One cell. Ratios are of speeds, B over A: above 1, B is faster."""

    where: Matched
    pair: Pair
    by: str  # what is compared: SPEEDUP or TIME
    unit: str  # of replication: SESSION or BLOCK
    log_ratio: Posterior | None
    claim: Claim
    granted: bool = False  # the claim holds jointly with all others
    lack: str = ""  # why there is no interval

    @property
    def ratio(self) -> Summary | None:
        return self.log_ratio.summary if self.log_ratio else None

    @property
    def medians(self) -> float | None:
        """Time of B over that of A, as measured."""
        a, b = self.pair.before.wall, self.pair.after.wall
        return None if a is None or b is None else b / a

    @property
    def time_ratio(self) -> float | None:
        """The same on a machine of the same speed, where the probes say what that is."""
        times = [_times(self.where, one) for one in (self.pair.before, self.pair.after)]
        return math.exp(median(times[1]) - median(times[0])) if all(times) else self.medians

    @property
    def counts(self) -> bool:
        """It can say something of the code, not only of these sessions."""
        return self.unit == SESSION and self.ratio is not None and self.ratio.interval is not None

    def p_slower(self, by: float) -> float:
        """Two-sided p of "more than this share slower"."""
        return min(1.0, 2 * (1 - float(self.log_ratio.below(-math.log1p(by)))))


def changes(experiments: Sequence[Matched]) -> list[Change]:
    """In the order given. The family of a claim is everything that is compared."""
    found = [one for experiment in experiments for one in _changes(experiment)]
    held = claims.granted([one.claim for one in found])
    return [replace(one, granted=granted) for one, granted in zip(found, held)]


def _changes(where: Matched) -> list[Change]:
    unit = SESSION if min(where.sessions) >= FEWEST_SESSIONS else BLOCK
    by = [SPEEDUP if _has_speedups(pair) else TIME for pair in where.cells]
    values = [
        [_logs(where, side, how, unit) for side in (pair.before, pair.after)]
        for pair, how in zip(where.cells, by)
    ]
    posteriors: dict[int, Posterior | None] = {}
    for kind in (SPEEDUP, TIME):  # pooled apart: they differ in noise
        places = [place for place, how in enumerate(by) if how == kind]
        sides = ([values[place][side] for place in places] for side in (0, 1))
        posteriors |= dict(zip(places, differences(*sides)))
    return [
        _change(where, pair, by[place], unit, posteriors[place])
        for place, pair in enumerate(where.cells)
    ]


def _change(where: Matched, pair: Pair, by: str, unit: str, log_ratio: Posterior | None) -> Change:
    claim = Claim(claims.TOO_BUSY) if where.too_busy else claims.claim(log_ratio, where.margin)
    lack = ""
    if claim.verdict == claims.POINTS_ONLY:
        lack = _lack(where, pair, by, unit)
    return Change(where, pair, by, unit, log_ratio, claim, lack=lack)


def _lack(where: Matched, pair: Pair, by: str, unit: str) -> str:
    sides = (pair.before, pair.after)
    if not all(one.walls for one in sides):
        return NO_TRIAL
    if by == TIME and not all(_times(where, one) for one in sides):
        return NO_PROBE
    return FEW_BLOCKS if by == SPEEDUP and unit == BLOCK else FEW_SESSIONS


def _has_speedups(pair: Pair) -> bool:
    return bool(pair.before.log_speedups and pair.after.log_speedups)


def _logs(where: Matched, side: Measured, by: str, unit: str) -> list[float]:
    """Logs of speeds, one per unit of replication."""
    if by == SPEEDUP:
        return side.log_speedups if unit == SESSION else side.log_speedups_of_blocks
    # A session has one hour, whatever its blocks: they do not replicate a time.
    return [-value for value in _times(where, side)]


def _times(where: Matched, side: Measured) -> list[float]:
    """Logs of times, one per session: of computing over the probe's, of the rest as they are."""
    return [
        math.log(value) for value in (side.walls if where.kind in bounds.KINDS else side.per_probe)
    ]
