"""Throughput against N of one runner, as far as it was measured, and where it stops rising."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from reports.stats import pooling
from reports.stats.ranking import rank
from reports.stats.statistics import Summary

STEP = 0.1  # N is found to within this share
LIKELY = 0.5
Block = tuple[str, int]


@dataclass(frozen=True)
class Curve:
    """Seconds per task (of a pass over its tasks) by N and block; at least one value of each N."""

    task_s: Mapping[int, Mapping[Block, float]]

    @property
    def workers(self) -> list[int]:
        return sorted(self.task_s)

    def rate(self, workers: int) -> float:
        """Tasks per second: of the mean of ln(time)."""
        logs = [math.log(one) for one in self.task_s[workers].values()]
        return math.exp(-math.fsum(logs) / len(logs))

    def rate_at(self, workers: int) -> float:
        """Between measured N in proportion; below and above them like the nearest."""
        known = self.workers
        below = max((one for one in known if one <= workers), default=None)
        above = min((one for one in known if one >= workers), default=None)
        if below is None:
            return self.rate(known[0]) * workers / known[0]
        if above is None or above == below:
            return self.rate(below)
        share = (workers - below) / (above - below)
        return self.rate(below) * (1 - share) + self.rate(above) * share

    @cached_property
    def _ranking(self):
        return rank([self.task_s[one] for one in self.workers])

    @property
    def best(self) -> int:
        """The likeliest to have the highest throughput."""
        places = range(len(self.workers))
        return self.workers[max(places, key=lambda place: self._ranking.p_best[place])]

    def p_near(self, workers: int, margin: float) -> float:
        """P(throughput within the margin of the best)."""
        return self._ranking.p_within(margin)[self.workers.index(workers)]

    def knee(self, margin: float) -> int:
        """The smallest N that is more likely within the margin of the best than not.

        A higher probability would ask for an N above the knee, the farther above the more the times
        scatter. Where none is that likely, the likeliest.
        """
        return min(self.workers[place] for place in self._ranking.candidates(margin, LIKELY))

    def below(self, workers: int) -> int | None:
        """The largest measured N below."""
        return max((one for one in self.workers if one < workers), default=None)

    def gain(self, over: int, workers: int) -> Summary | None:
        """Throughput with so many workers over that with `over`, paired inside their blocks.

        Of the blocks of both; where there are none, the ratio of the levels without an interval.
        """
        if over not in self.task_s or workers not in self.task_s:
            return None
        base, other = self.task_s[over], self.task_s[workers]
        ratios = [base[block] / other[block] for block in base if block in other]
        if ratios:
            return pooling.summarize_ratios(ratios)
        return Summary(0, self.rate(workers) / self.rate(over), None)


def is_resolved(curve: Curve, knee: int) -> bool:
    """The largest measured N below the knee is near enough to it."""
    return knee - (curve.below(knee) or 0) <= max(1, round(STEP * knee))


def rough_knee(rates: Mapping[int, float], share: float = 0.9) -> int:
    """The smallest N with this share of the highest rate: single values, nothing is claimed."""
    most = max(rates.values())
    return min(workers for workers, rate in rates.items() if rate >= share * most)


def still_rises(rates: Mapping[int, float], margin: float, full: bool) -> bool:
    """Whether N should double again.

    rates: throughput by N. full: the largest N keeps the CPUs busy, so that more cannot be gained;
    else the two largest N must have brought nothing over all that are smaller.
    """
    known = [rates[workers] for workers in sorted(rates)]
    return not full and (len(known) < 3 or max(known[-2:]) > (1 + margin) * max(known[:-2]))
