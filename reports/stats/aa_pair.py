"""The run's own A/A check: two serial trials per block that differ in nothing."""

from __future__ import annotations

import math
import statistics as plain
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.stats import pooling, series, statistics
from reports.stats.pooling import Posterior
from reports.stats.statistics import CONFIDENCE, FEWEST_FOR_AN_INTERVAL, Summary
from reports.data.samples import Sample


@dataclass(frozen=True)
class AAPair:
    """ratio: time of the first over that of the second; its true value is 1."""

    ratio: Summary | None = None
    sd: float | None = None  # of ln(a / b) over the blocks
    differs: bool = False  # two identical cells were told apart, at 5 % for all pairs of the run

    @property
    def difference(self) -> float | None:
        """As a share, where two identical cells were told apart."""
        ratio = self.ratio.median if self.ratio and self.differs else None
        return None if ratio is None else max(ratio, 1 / ratio) - 1

    @property
    def half_width(self) -> float | None:
        """Of the interval of ln(a / b), as a share; None below three pairs."""
        interval = self.ratio.interval if self.ratio else None
        return None if interval is None else math.sqrt(interval.high / interval.low) - 1


def compare(experiments: Sequence[Iterable[Sample]]) -> list[AAPair]:
    """One per experiment, pooled over all: each pairs two trials of the same runner.

    Undisturbed pairs of the same block; blocks that lack one of the two are left out. A run with
    many experiments raises no more false alarms than a run with one: Holm's correction.
    """
    logs = [_log_ratios(samples) for samples in experiments]
    posteriors = pooling.pool(logs)
    adjusted = statistics.holm_adjusted([_p(one) for one in posteriors])
    return [
        AAPair(
            one.summary if one else None,
            plain.stdev(values) if len(values) > 1 else None,
            p <= 1 - CONFIDENCE,
        )
        for one, values, p in zip(posteriors, logs, adjusted)
    ]


def _p(ratio: Posterior | None) -> float:
    """Twice the chance that the true difference has the other sign."""
    if ratio is None or ratio.n < FEWEST_FOR_AN_INTERVAL:
        return 1.0
    below = float(ratio.below(0.0))
    return 2 * min(below, 1 - below)


def _log_ratios(samples: Iterable[Sample]) -> list[float]:
    pairs: dict[tuple[str, int], dict[str, list[float]]] = {}
    for one in samples:
        if one.role in ("twin_a", "twin_b") and one.undisturbed:
            pairs.setdefault(series.block_of(one), {}).setdefault(one.role, []).append(one.wall_s)
    return [
        math.log(statistics.mean(pair["twin_a"]) / statistics.mean(pair["twin_b"]))
        for pair in pairs.values()
        if len(pair) == 2
    ]
