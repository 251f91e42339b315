"""By what factor each cell changed between two runs, and whether that is significant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.verdicts.compare_matching import Matched
from reports.stats.estimates import Estimate
from reports.stats.shift import Shift, p_faster, p_slower, shift
from reports.stats.statistics import Interval, Summary
from reports.verdicts import claims
from reports.verdicts.claims import Claim


@dataclass(frozen=True)
class Change:
    """One cell. Ratios are B over A: a time above 1 is slower, a speedup above 1 better."""

    where: Matched
    before: Estimate
    after: Estimate
    time: Shift | None  # None: no undisturbed trial on one side
    speedup: Shift | None  # None: one side has no base, or the cell is the base
    claim: Claim
    granted: bool = False  # the claim holds among all of its workload, by Holm

    @property
    def medians(self) -> float | None:
        """The ratio of the medians that the two summaries print."""
        if self.before.wall is None or self.after.wall is None:
            return None
        return self.after.wall.median / self.before.wall.median

    def p_slower(self, by: float) -> float:
        """Two-sided p of "more than this share slower"."""
        return p_slower(_walls(self.before), _walls(self.after), by)


def changes(experiments: Sequence[Matched]) -> list[Change]:
    """In the order given. The family of a claim is its workload, whatever the parameters."""
    found = [_change(one, before, after) for one in experiments for before, after in one.cells]
    held: dict[int, bool] = {}
    for workload in dict.fromkeys(one.workload for one in experiments):
        family = [place for place, one in enumerate(found) if one.where.workload == workload]
        held |= dict(zip(family, claims.granted([found[place].claim for place in family])))
    return [replace(one, granted=held[place]) for place, one in enumerate(found)]


def _change(where: Matched, before: Estimate, after: Estimate) -> Change:
    time = shift(_walls(before), _walls(after))
    gain = shift(_speedups(before), _speedups(after))
    return Change(where, before, after, time, gain, _claim(where, before, after, time))


def _claim(where: Matched, before: Estimate, after: Estimate, time: Shift | None) -> Claim:
    if where.too_busy:
        return Claim(claims.TOO_BUSY)
    found = claims.verdict(_as_gain(time), where.margin)
    a, b, margin = _walls(before), _walls(after), where.margin
    if found == claims.FASTER:
        return Claim(found, p_faster(a, b, margin))
    if found == claims.SLOWER:
        return Claim(found, p_slower(a, b, margin))
    if found == claims.EQUIVALENT:
        # Not slower by margin, and not faster by margin: as sure as the less sure of the two.
        edge = 1 / (1 + margin) - 1
        return Claim(found, max(p_slower(a, b, edge), p_faster(a, b, edge)))
    return Claim(found)


def _as_gain(time: Shift | None) -> Summary | None:
    """Verdicts are given on ratios above 1 where faster."""
    if time is None:
        return None
    interval = time.interval
    if interval is not None:
        interval = Interval(1 / interval.high, 1 / interval.low, interval.level)
    return Summary(min(time.n), 1 / time.ratio, interval)


def _walls(cell: Estimate) -> list[float]:
    return list(cell.walls.values())


def _speedups(cell: Estimate) -> list[float]:
    return [math.exp(value) for value in cell.log_speedups.values()]
