"""The parts of a self-test's run, and their figures block by block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.stats import series
from reports.stats.estimates import by_block
from reports.stats.series import Experiment
from reports.data.consistency import require_one_run
from reports.data.records import Run, Sample
from reports.data.rows import BadInput


@dataclass(frozen=True)
class Parts:
    """Experiments by what they are there for."""

    detection: Experiment  # serial against itself, and against itself slowed down
    injected: list[Sample]
    waiting: list[Experiment] = field(default_factory=list)  # whose least time is known exactly
    noisy: list[Experiment] = field(default_factory=list)  # measured beside the noise generator


def parts_of(run: Run) -> Parts:
    """Raises BadInput for the folder of another kind of run."""
    require_one_run(run.folder, [*run.samples, *run.injected])
    works = {sample.work for sample in run.injected}
    found = series.experiments(run.samples, run.environment.kinds)
    here = [one for one in found if (one.workload, one.params) in works]
    if len(here) != 1:
        raise BadInput(
            f"{run.folder}: injected trials of {len(here)} experiments, and a self-test has them "
            "of 1; give the folder of a self-test, or make one with `parbench selftest`"
        )
    kind_of = run.environment.kind_of
    others = [one for one in found if one is not here[0]]
    return Parts(
        here[0],
        run.injected,
        [one for one in others if kind_of(one.workload) == "waiting"],
        [one for one in others if kind_of(one.workload) != "waiting"],
    )


def aa_ratios(experiment: Experiment) -> list[float]:
    """Ratios of the A/A pairs, in the order of the blocks where both were undisturbed."""
    pair = [
        [sample for sample in experiment.samples if sample.role == role]
        for role in ("twin_a", "twin_b")
    ]
    return _ratios(*pair)


def blocks_with(samples: Iterable[Sample], role: str) -> int:
    return len({series.block_of(sample) for sample in samples if sample.role == role})


def slowed_ratios(parts: Parts) -> dict[float, list[float]]:
    """By slow-down: time of the slowed trial over its base, paired as speedups are."""
    bases = series.bases_by_block(parts.detection.samples)

    def over_base(sample: Sample) -> float | None:
        base = series.base_of(sample, bases)
        return sample.wall_s / base[0] if base is not None and base[1] else None

    ratios = {}
    for slowdown in sorted({sample.slowdown for sample in parts.injected}):
        found = by_block((one for one in parts.injected if one.slowdown == slowdown), over_base)
        ratios[slowdown] = [found[block] for block in sorted(found)]
    return ratios


def cell_ratios(
    experiment: Experiment, first: tuple[str, int], second: tuple[str, int]
) -> list[float]:
    """Time of the first cell over that of the second, in the blocks where both were undisturbed."""
    cells = [
        [sample for sample in experiment.samples if sample.role == "cell" and sample.cell == cell]
        for cell in (first, second)
    ]
    return _ratios(*cells)


def _ratios(over: Iterable[Sample], under: Iterable[Sample]) -> list[float]:
    one, other = (by_block(trials, lambda sample: sample.wall_s) for trials in (over, under))
    return [one[block] / other[block] for block in sorted(one) if block in other]
