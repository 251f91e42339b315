"""The figures of every cell of an experiment whose requests arrive on a schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.data.samples import Sample
from reports.data.service_tables import Bucket, Service
from reports.data.side_tables import Trial, trial_of
from reports.stats import busy, pooling, statistics
from reports.stats.estimates import Block, by_block
from reports.stats.points import Point, Value
from reports.stats.series import BASE, Experiment
from reports.stats.statistics import Summary

# Of service.csv; one value per block, pooled over the cells of an experiment.
FIGURES = (
    "offered_per_s", "achieved_per_s", "service_s", "latency_s", "p50_s", "p90_s", "p99_s",
    "p999_s", "max_s", "utilisation",
)  # fmt: skip
# Summarised for each cell alone, by their arithmetic mean: that is what queueing theory predicts,
# and the centre of the logarithms of values that are skewed, or 0, is another figure.
QUEUE, QUEUE_WAIT = MEANS = ("unserved", "queue_wait_s")
TAILS = ("p99_s", "p90_s", "p50_s")  # that cells may be compared by; the first that trials have


@dataclass(frozen=True)
class ServiceCell:
    """One runner with one N at the experiment's rate. Figures are of undisturbed trials."""

    runner: str
    family: str  # empty where the run does not describe the runner
    workers: int
    rate_per_s: float  # that was asked for
    trials: list[Sample]
    values: dict[str, dict[Block, float]]  # by figure and block
    summaries: dict[str, Summary | None]  # by figure
    requests: int  # after warm-up
    errors: int
    cpu_s: float | None  # per pass
    peak_rss_kib: float | None
    load: busy.Load

    @property
    def name(self) -> tuple[str, int]:
        return (self.runner, self.workers)

    @property
    def is_base(self) -> bool:
        return self.runner == BASE

    @property
    def failures(self) -> list[Sample]:
        return [trial for trial in self.trials if trial.status != "ok"]

    @property
    def tasks(self) -> int | None:
        """Per pass."""
        return next((trial.tasks for trial in self.trials if trial.tasks), None)

    def centre(self, figure: str) -> float | None:
        summary = self.summaries[figure]
        return summary.median if summary else None


def cells(
    experiment: Experiment,
    rate_per_s: float,
    services: Mapping[Trial, Service],
    runners: Sequence[str],
    families: Mapping[str, str],
) -> list[ServiceCell]:
    """In the order of these runners, then by workers; rate_per_s is what was asked for."""
    trials: dict[tuple[str, int], list[Sample]] = {}
    for sample in experiment.samples:
        trials.setdefault(sample.cell, []).append(sample)
    rank = {runner: place for place, runner in enumerate(runners)}
    ordered = sorted(trials, key=lambda cell: (rank.get(cell[0], len(rank)), cell))
    values = {
        figure: [by_block(trials[cell], _value(services, figure)) for cell in ordered]
        for figure in (*FIGURES, *MEANS)
    }
    summaries = {
        figure: pooling.summarize_cells([list(one.values()) for one in values[figure]])
        for figure in FIGURES
    }
    for figure in MEANS:
        summaries[figure] = [
            statistics.mean_of_blocks(list(one.values())) for one in values[figure]
        ]
    return [
        _cell(
            trials[cell],
            services,
            family=families.get(cell[0], ""),
            rate_per_s=rate_per_s,
            values={figure: found[place] for figure, found in values.items()},
            summaries={figure: found[place] for figure, found in summaries.items()},
        )
        for place, cell in enumerate(ordered)
    ]


def _cell(
    trials: list[Sample], services: Mapping[Trial, Service], **measured: object
) -> ServiceCell:
    runner, workers = trials[0].cell
    undisturbed = [one for one in trials if one.undisturbed]
    seen = [services[trial_of(one)] for one in undisturbed if trial_of(one) in services]
    return ServiceCell(
        runner=runner,
        workers=workers,
        trials=trials,
        requests=sum(one.requests for one in seen),
        errors=sum(one.errors or 0 for one in seen),
        cpu_s=_middle(one.cpu_s for one in undisturbed),
        peak_rss_kib=_middle(one.peak_rss_kib for one in undisturbed),
        load=busy.count(trials),
        **measured,
    )


def _value(services: Mapping[Trial, Service], figure: str) -> Callable[[Sample], float | None]:
    def value(trial: Sample) -> float | None:
        service = services.get(trial_of(trial))
        return None if service is None else getattr(service, figure)

    return value


def _middle(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def tail_of(cells: Iterable[ServiceCell]) -> str:
    """The figure by which cells are compared: p99, where trials have requests enough for it."""
    cells = list(cells)
    return next((tail for tail in TAILS if any(one.values[tail] for one in cells)), TAILS[0])


def points(
    cells: Iterable[ServiceCell], services: Mapping[Trial, Service], figure: str
) -> list[Point]:
    """What a chart draws of a figure."""
    value_of = _value(services, figure)
    found = []
    for cell in cells:
        pairs = [(value_of(one), one.undisturbed) for one in cell.trials if one.status == "ok"]
        values = [Value(value, undisturbed) for value, undisturbed in pairs if value is not None]
        found.append(Point(cell.runner, cell.workers, values, cell.summaries[figure]))
    return found


def histogram(cell: ServiceCell, buckets: Mapping[Trial, Sequence[Bucket]]) -> list[Bucket]:
    """The requests of all undisturbed trials together, the shortest latencies first."""
    counts: dict[tuple[float, float], int] = {}
    for trial in cell.trials:
        for one in buckets.get(trial_of(trial), ()) if trial.undisturbed else ():
            ends = (one.lower_s, one.upper_s)
            counts[ends] = counts.get(ends, 0) + one.requests
    return [Bucket(*ends, counts[ends]) for ends in sorted(counts)]
