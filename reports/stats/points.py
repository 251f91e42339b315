"""What a chart draws of each cell: every trial that ended well, and the cell's estimate."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.data.samples import Sample
from reports.data.side_tables import Spread, Trial, trial_of
from reports.stats import estimates, pooling, series, statistics
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
    return _points(cells, _seconds(column))


def spread(cells: Iterable[Estimate], spreads: Mapping[Trial, Spread], column: str) -> list[Point]:
    """A quantile of single passes, from a column of spread.csv."""

    def value_of(trial: Sample) -> tuple[float, bool] | None:
        mine = spreads.get(trial_of(trial))
        value = mine and getattr(mine, column)
        return None if value is None else (value, trial.undisturbed)

    return _points(cells, value_of)


def _points(
    cells: Iterable[Estimate], value_of: Callable[[Sample], tuple[float, bool] | None]
) -> list[Point]:
    """One value per block: the trials of one block are not independent."""
    cells = list(cells)
    blocks = [
        estimates.by_block(cell.trials, lambda trial: (value_of(trial) or (None,))[0])
        for cell in cells
    ]
    found = pooling.summarize_cells([list(values.values()) for values in blocks])
    return [_point(cell, value_of, summary) for cell, summary in zip(cells, found)]


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

    others = [cell for cell in cells if not cell.is_base]
    logs = [list(estimates.by_block(cell.trials, log_ratio).values()) for cell in others]
    return [_point(cell, ratio, one) for cell, one in zip(others, pooling.summaries(logs))]


def _seconds(column: str) -> Callable[[Sample], tuple[float, bool] | None]:
    def seconds(trial: Sample) -> tuple[float, bool] | None:
        value = getattr(trial, column)
        return None if value is None else (value, trial.undisturbed)

    return seconds


def _point(
    cell: Estimate,
    value_of: Callable[[Sample], tuple[float, bool] | None],
    summary: Summary | None,
) -> Point:
    found = [value_of(trial) for trial in cell.trials if trial.status == "ok"]
    return Point(cell.runner, cell.workers, [Value(*one) for one in found if one], summary)
