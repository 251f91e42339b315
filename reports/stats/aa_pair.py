"""The run's own A/A check: two serial trials per block that differ in nothing."""

from __future__ import annotations

import math
import statistics as plain
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from reports.stats import series, statistics
from reports.stats.statistics import Summary
from reports.data.samples import Sample

LEAST_MARGIN = 0.03  # smaller differences do not matter to whoever chooses
POWER = 0.9


@dataclass(frozen=True)
class AAPair:
    """ratio: time of the first over that of the second; its true value is 1."""

    ratio: Summary | None = None
    sd: float | None = None  # of ln(a / b) over the blocks

    @property
    def half_width(self) -> float | None:
        """Of the interval of ln(a / b), as a share; None below six pairs."""
        interval = self.ratio.interval if self.ratio else None
        return None if interval is None else math.sqrt(interval.high / interval.low) - 1

    @property
    def differs(self) -> bool:
        """The interval excludes 1: two identical cells were told apart."""
        interval = self.ratio.interval if self.ratio else None
        return interval is not None and (interval.low > 1 or interval.high < 1)

    @property
    def margin(self) -> float:
        """Ratios from 1 / (1 + margin) to 1 + margin count as no difference."""
        return max(LEAST_MARGIN, self.half_width or 0.0)

    def minimum_detectable_effect(self, blocks: int) -> float | None:
        return None if self.sd is None else minimum_detectable_effect(self.sd, blocks)


def compare(samples: Iterable[Sample]) -> AAPair:
    """Undisturbed pairs of the same block; blocks that lack one of the two are left out."""
    pairs: dict[tuple[str, int], dict[str, list[float]]] = {}
    for one in samples:
        if one.role in ("twin_a", "twin_b") and one.undisturbed:
            pairs.setdefault(series.block_of(one), {}).setdefault(one.role, []).append(one.wall_s)
    ratios = [
        statistics.mean(pair["twin_a"]) / statistics.mean(pair["twin_b"])
        for pair in pairs.values()
        if len(pair) == 2
    ]
    logs = [math.log(ratio) for ratio in ratios]
    return AAPair(statistics.summarize_ratios(ratios), plain.stdev(logs) if len(logs) > 1 else None)


def minimum_detectable_effect(sd: float, blocks: int) -> float | None:
    """The minimum detectable effect: found with 90 % power; None below six blocks.

    The interval from the k-th smallest to the k-th largest of n values excludes 0 when at least
    n - k + 1 of them lie on one side. Were they normal with this sd around d, each would lie there
    with p = Phi(d / sd); the p for which Binomial(n, p) reaches n - k + 1 with the wanted
    probability gives d (power as in Dixon and Mood, "The statistical sign test", 1946). A cell is
    paired with the mean of two references, which vary less than one trial: d is on the safe side.
    """
    k = statistics.sign_test_rank(blocks)
    if k is None:
        return None
    share = _share_needed(blocks, blocks - k + 1)
    return math.expm1(sd * plain.NormalDist().inv_cdf(share))


@lru_cache(maxsize=None)
def _share_needed(n: int, least: int) -> float:
    """The p at which P(Binomial(n, p) >= least) is POWER, by bisection."""
    low, high = 0.5, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        reached = math.fsum(_chance(n, j, middle) for j in range(least, n + 1))
        low, high = (middle, high) if reached < POWER else (low, middle)
    return (low + high) / 2


def _chance(n: int, j: int, p: float) -> float:
    """P(Binomial(n, p) = j), by logarithms: the number of ways is no float at a thousand blocks."""
    ways = math.lgamma(n + 1) - math.lgamma(j + 1) - math.lgamma(n - j + 1)
    return math.exp(ways + j * math.log(p) + (n - j) * math.log1p(-p))
