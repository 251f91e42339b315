"""What a chart draws of each cell: every trial that ended well, and the cell's estimate."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reports.data.samples import Sample
from reports.stats import estimates, series, statistics
from reports.stats.estimates import Estimate
from reports.stats.statistics import Interval, Summary


@dataclass(frozen=True)
class Value:
    """One trial's figure as a chart shows it."""

    value: float
    undisturbed: bool


@dataclass(frozen=True)
class Point:
    """One cell in one chart. summary is of the undisturbed trials, if any."""

    runner: str
    workers: int
    values: list[Value]
    summary: Summary | None

    def mapped(self, change: Callable[[float], float]) -> Point:
        """The same trials in other units; change only rises, or only falls."""
        values = [Value(change(one.value), one.undisturbed) for one in self.values]
        summary = self.summary
        if summary:
            interval = summary.interval
            if interval:
                low, high = sorted((change(interval.low), change(interval.high)))
                interval = Interval(low, high, interval.level)
            summary = Summary(summary.n, change(summary.median), interval)
        return Point(self.runner, self.workers, values, summary)


def times(cells: Iterable[Estimate]) -> list[Point]:
    """Seconds per pass."""
    return [_point(cell, _seconds("wall_s"), cell.wall) for cell in cells]


def phase(cells: Iterable[Estimate], column: str) -> list[Point]:
    """Seconds from another column of samples.csv, which no verdict looks at."""
    value_of = _seconds(column)
    return [_point(cell, value_of, _summary(cell, value_of)) for cell in cells]


def speedups(cells: Iterable[Estimate], samples: Sequence[Sample]) -> list[Point]:
    """Serial over cell, paired inside each block; samples: all of the experiment."""
    bases = series.bases_by_block(samples)

    def speedup(trial: Sample) -> tuple[float, bool] | None:
        base = series.base_of(trial, bases)
        return base and (base[0] / trial.wall_s, trial.undisturbed and base[1])

    return [_point(cell, speedup, cell.speedup) for cell in cells if not cell.is_base]


def cpu_ratios(cells: Iterable[Estimate], samples: Sequence[Sample]) -> list[Point]:
    """CPU time of a pass over serial's, paired inside each block."""
    bases = series.bases_by_block(samples)

    def ratio(trial: Sample) -> tuple[float, bool] | None:
        near = series.nearest(trial, bases)
        if not near or not trial.cpu_s or not all(base.cpu_s for base in near):
            return None
        base = statistics.mean([base.cpu_s for base in near])
        undisturbed = trial.undisturbed and all(base.undisturbed for base in near)
        return trial.cpu_s / base, undisturbed

    def log_ratio(trial: Sample) -> float | None:
        found = ratio(trial)
        return math.log(found[0]) if found and found[1] else None

    return [
        _point(cell, ratio, estimates.of_logs(estimates.by_block(cell.trials, log_ratio)))
        for cell in cells
        if not cell.is_base
    ]


def _seconds(column: str) -> Callable[[Sample], tuple[float, bool] | None]:
    def seconds(trial: Sample) -> tuple[float, bool] | None:
        value = getattr(trial, column)
        return None if value is None else (value, trial.undisturbed)

    return seconds


def _summary(
    cell: Estimate, value_of: Callable[[Sample], tuple[float, bool] | None]
) -> Summary | None:
    """An interval counts independent values, which the trials of one block are not."""
    blocks = estimates.by_block(cell.trials, lambda trial: (value_of(trial) or (None,))[0])
    return statistics.summarize(list(blocks.values()))


def _point(
    cell: Estimate,
    value_of: Callable[[Sample], tuple[float, bool] | None],
    summary: Summary | None,
) -> Point:
    found = [value_of(trial) for trial in cell.trials if trial.status == "ok"]
    return Point(cell.runner, cell.workers, [Value(*one) for one in found if one], summary)
