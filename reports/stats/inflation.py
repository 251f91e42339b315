"""Trials that needed more CPU time than usual for the same work: counted, never excluded.

A program on the core's other half or a lower clock rate makes the same instructions take longer. No
counter of load shows that; the only sign is the value itself, and leaving trials out by their value
would choose among results. What they cost is resolution.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.data.samples import Sample
from reports.stats import detectable, series, statistics
from reports.stats.estimates import by_block, log_ratio
from reports.stats.series import Experiment

LIMIT = 0.05  # above the median of the cell


@dataclass(frozen=True)
class Inflation:
    """Of the undisturbed trials; the effects are medians over the experiments."""

    trials: int = 0
    excesses: Sequence[float] = ()  # of the inflated trials, as shares of their cell's median
    effect: float | None = None  # minimum detectable
    effect_without: float | None = None  # with the noise of the other trials, in as many blocks

    @property
    def median(self) -> float | None:
        return statistics.median(self.excesses) if self.excesses else None

    @property
    def most(self) -> float | None:
        return max(self.excesses, default=None)


def measure(experiments: Iterable[Experiment]) -> Inflation:
    """Of experiments that compute: the CPU time of others is not that of the same work."""
    trials, found, effects, without = 0, [], [], []
    for experiment in experiments:
        excesses = _excesses(experiment.samples)
        trials += len(excesses)
        found += [excess for excess in excesses.values() if excess > LIMIT]
        inflated = {place for place, excess in excesses.items() if excess > LIMIT}
        others = [one for place, one in enumerate(experiment.samples) if place not in inflated]
        scale = detectable.typical(_log_speedups(experiment.samples))
        if scale:
            effects.append(detectable.effect(scale, scale.n))
            without.append(detectable.effect(detectable.typical(_log_speedups(others)), scale.n))
    return Inflation(trials, found, _middle(effects), _middle(without))


def _excesses(samples: Sequence[Sample]) -> dict[int, float]:
    """By place among the samples: CPU time over the median of the cell, minus 1."""
    cells: dict[tuple[str, int], dict[int, float]] = {}
    for place, one in enumerate(samples):
        if one.undisturbed and one.cpu_s:
            cells.setdefault(one.cell, {})[place] = one.cpu_s
    typical = {cell: statistics.median([*found.values()]) for cell, found in cells.items()}
    return {
        place: cpu_s / typical[cell] - 1
        for cell, found in cells.items()
        for place, cpu_s in found.items()
    }


def _log_speedups(samples: Sequence[Sample]) -> list[list[float]]:
    """Of each cell but serial's."""
    bases = series.bases_by_block(samples)
    cells: dict[tuple[str, int], list[Sample]] = {}
    for one in samples:
        if one.runner != series.BASE:
            cells.setdefault(one.cell, []).append(one)
    return [
        [*by_block(trials, lambda one: log_ratio(one, bases)).values()] for trials in cells.values()
    ]


def _middle(effects: Sequence[float | None]) -> float | None:
    known = [effect for effect in effects if effect is not None]
    return statistics.median(known) if known else None
