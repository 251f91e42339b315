"""Groups samples into experiments and pairs trials with the serial trials beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.stats import statistics
from reports.data.records import Sample

BASE = "serial"  # the runner that every speedup is measured against


@dataclass(frozen=True)
class Experiment:
    """One workload with one set of parameters: what is judged together."""

    workload: str
    params: str
    samples: list[Sample]

    @property
    def blocks(self) -> int:
        return len({block_of(sample) for sample in self.samples})

    def parameters(self) -> dict[str, object]:
        return json.loads(self.params)


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
    """Mean of the nearest base trials before and after it in its block; whether undisturbed."""
    chosen = nearest(sample, bases)
    if not chosen:
        return None
    return statistics.mean([base.wall_s for base in chosen]), all(
        base.undisturbed for base in chosen
    )


def nearest(sample: Sample, bases: dict[tuple[str, int], list[Sample]]) -> list[Sample]:
    """The base trials next to it in its block, before and after; undisturbed ones if any."""
    # Load drifts inside a block too, so the base is the one that stood nearest, on both sides.
    near = bases.get(block_of(sample), [])
    near = [base for base in near if base.session == sample.session] or near
    near = [base for base in near if base.undisturbed] or near
    before = [base for base in near if base.position <= sample.position]
    after = [base for base in near if base.position > sample.position]
    chosen = [max(before, key=lambda base: base.position)] if before else []
    return chosen + ([min(after, key=lambda base: base.position)] if after else [])
