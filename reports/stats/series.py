"""Turns samples into what charts draw: grouped, paired with their base, summarised."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports.stats import statistics
from reports.stats.statistics import Summary
from reports.data.records import Sample

BASE = "serial"  # the runner that every speedup is measured against


@dataclass(frozen=True)
class Experiment:
    """One workload with one set of parameters: what belongs into one chart."""

    workload: str
    params: str
    samples: list[Sample]

    @property
    def blocks(self) -> int:
        return len({block_of(sample) for sample in self.samples})

    def parameters(self) -> dict[str, object]:
        return json.loads(self.params)


@dataclass(frozen=True)
class Value:
    """One trial's figure as a chart shows it."""

    block: tuple[str, int]
    value: float
    undisturbed: bool


@dataclass(frozen=True)
class Point:
    """One cell in one chart: every trial's value, and the summary of the clean ones, if any."""

    runner: str
    workers: int
    values: list[Value]
    summary: Summary | None


def experiments(samples: Iterable[Sample], workload_order: Iterable[str]) -> list[Experiment]:
    """In the registry's order of workloads, then by parameters, for a run shuffles its cells."""
    groups: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        groups.setdefault((sample.workload, sample.params), []).append(sample)
    rank = {workload: place for place, workload in enumerate(workload_order)}
    first_seen = {workload: place for place, (workload, _) in reversed(list(enumerate(groups)))}
    ordered = sorted(
        groups, key=lambda key: (rank.get(key[0], len(rank)), first_seen[key[0]], _natural(key[1]))
    )
    return [Experiment(workload, params, groups[workload, params]) for workload, params in ordered]


def _natural(text: str) -> list[tuple[int, str]]:
    """A sort key that puts 128 before 1024."""
    return [(int(digits or 0), other) for digits, other in re.findall(r"([0-9]*)([^0-9]*)", text)]


def block_of(sample: Sample) -> tuple[str, int]:
    return (sample.run_id, sample.block)


def times(experiment: Experiment, runners: list[str], column: str = "wall_s") -> list[Point]:
    """Seconds from one column of samples.csv, per cell."""

    def seconds(sample: Sample) -> tuple[float, bool] | None:
        value = getattr(sample, column)
        return None if value is None else (value, sample.undisturbed)

    return _points(experiment, runners, seconds, statistics.mean, statistics.summarize)


def speedups(experiment: Experiment, runners: list[str]) -> list[Point]:
    """Base over cell, paired inside each block; cells of blocks without a base are left out."""
    bases = bases_by_block(experiment.samples)

    def speedup(sample: Sample) -> tuple[float, bool] | None:
        base = base_of(sample, bases)
        return None if base is None else (base[0] / sample.wall_s, sample.undisturbed and base[1])

    others = [runner for runner in runners if runner != BASE]
    return _points(
        experiment, others, speedup, statistics.geometric_mean, statistics.summarize_ratios
    )


def cpu_ratios(experiment: Experiment, runners: list[str]) -> list[Point]:
    """CPU time of a pass over the base's, paired inside each block."""
    bases = bases_by_block(experiment.samples)

    def ratio(sample: Sample) -> tuple[float, bool] | None:
        near = nearest(sample, bases)
        if not near or not sample.cpu_s or not all(base.cpu_s for base in near):
            return None
        base = statistics.mean([base.cpu_s for base in near])
        return sample.cpu_s / base, sample.undisturbed and all(base.undisturbed for base in near)

    others = [runner for runner in runners if runner != BASE]
    return _points(
        experiment, others, ratio, statistics.geometric_mean, statistics.summarize_ratios
    )


def efficiencies(experiment: Experiment, runners: list[str]) -> list[Point]:
    """Speedup per worker."""
    return [_per_worker(point) for point in speedups(experiment, runners)]


def has_base(experiment: Experiment) -> bool:
    return any(sample.runner == BASE and sample.undisturbed for sample in experiment.samples)


def bases_by_block(samples: Iterable[Sample]) -> dict[tuple[str, int], list[Sample]]:
    """The serial trials of one experiment that a speedup may be measured against."""
    bases: dict[tuple[str, int], list[Sample]] = {}
    for sample in samples:
        if sample.runner == BASE and sample.status == "ok":
            bases.setdefault(block_of(sample), []).append(sample)
    return bases


def base_of(
    sample: Sample, bases: dict[tuple[str, int], list[Sample]]
) -> tuple[float, bool] | None:
    """The mean of the nearest base trials before and after it in its block, and: are they clean?"""
    chosen = nearest(sample, bases)
    if not chosen:
        return None
    return statistics.mean([base.wall_s for base in chosen]), all(
        base.undisturbed for base in chosen
    )


def nearest(sample: Sample, bases: dict[tuple[str, int], list[Sample]]) -> list[Sample]:
    """The base trials next to it in its block, before and after; clean ones where there are any."""
    # Load drifts inside a block too, so the base is the one that stood nearest, on both sides.
    near = bases.get(block_of(sample), [])
    near = [base for base in near if base.session == sample.session] or near
    near = [base for base in near if base.undisturbed] or near
    before = [base for base in near if base.position <= sample.position]
    after = [base for base in near if base.position > sample.position]
    chosen = [max(before, key=lambda base: base.position)] if before else []
    return chosen + ([min(after, key=lambda base: base.position)] if after else [])


def _points(
    experiment: Experiment,
    runners: list[str],
    value_of: Callable[[Sample], tuple[float, bool] | None],
    mean: Callable[[list[float]], float],
    summarize: Callable[[list[float]], Summary | None],
) -> list[Point]:
    cells: dict[tuple[str, int], list[Value]] = {}
    for sample in experiment.samples:
        values = cells.setdefault((sample.runner, sample.workers), [])
        found = value_of(sample) if sample.status == "ok" else None
        if found is not None:
            values.append(Value(block_of(sample), *found))
    points = []
    for runner, workers in sorted(cells, key=lambda cell: cell[1]):
        if runner in runners:
            values = cells[runner, workers]
            points.append(Point(runner, workers, values, summarize(_one_a_block(values, mean))))
    return sorted(points, key=lambda point: (runners.index(point.runner), point.workers))


def _one_a_block(values: list[Value], mean: Callable[[list[float]], float]) -> list[float]:
    """An interval counts independent values, which the trials of one block are not."""
    blocks: dict[tuple[str, int], list[float]] = {}
    for value in values:
        if value.undisturbed:
            blocks.setdefault(value.block, []).append(value.value)
    return [mean(block) for block in blocks.values()]


def _per_worker(point: Point) -> Point:
    n = point.workers
    values = [Value(value.block, value.value / n, value.undisturbed) for value in point.values]
    return Point(point.runner, n, values, statistics.scaled(point.summary, 1 / n))
