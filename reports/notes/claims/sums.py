"""Range sums by size: what each gained as a whole, and what memory allowed; judges nothing."""

from __future__ import annotations

from reports.notes.claims import evidence
from reports.notes.claims.result import RATE, Figure, of_values
from reports.stats import bandwidth as memory
from reports.stats.estimates import Block
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

LONG = 10**7  # the notes' list, shortened tenfold as where memory is short
BYTES = 8  # a number
COMPILED = ("thread_pool", "process_pool")


def by_size(judged: Judged) -> dict[int, Findings]:
    """By number of elements, of the number of slices that has most sizes; busy ones among them."""
    groups: dict[object, dict[int, Findings]] = {}
    for found in evidence.experiments(judged, "range_sum", _has_a_size):
        params = found.experiment.parameters()
        groups.setdefault(repr(params.get("slices")), {})[params["elements"]] = found
    chosen = max(groups.values(), key=lambda one: (len(one), max(one)), default={})
    return dict(sorted(chosen.items()))


def _has_a_size(params: dict[str, object]) -> bool:
    size = params.get("elements")
    return isinstance(size, int) and 0 < size < 2**63


def gains(by_size: dict[int, Findings], runner: str, workers: int) -> dict[int, dict[Block, float]]:
    """By size ln of the whole serial time over the whole time of the cell."""
    found_gains = {}
    for size, found in by_size.items():
        one, base = evidence.cell(found, runner, workers), evidence.base_of(found, runner)
        if one is not None and base is not None and not found.too_busy:
            logs = evidence.log_ratios(evidence.whole_times(base), evidence.whole_times(one))
            if logs:
                found_gains[size] = logs
    return found_gains


def bandwidth(judged: Judged, found: Findings, size: int, workers: int) -> tuple[str, list[Figure]]:
    """Of a long sum: bytes a second of the passes alone, and the ceiling that the run measured."""
    if size < LONG or found.too_busy:
        return "", []
    chosen = [evidence.cell(found, "serial", 1)]
    chosen += [evidence.cell(found, runner, workers) for runner in COMPILED]
    figures = [
        of_values(
            evidence.label(found, one, "bytes summed a second"),
            {block: BYTES * size / wall for block, wall in one.walls.items()},
            RATE,
        )
        for one in chosen
        if one is not None
    ]
    figures = [one for one in figures if one is not None]
    run = judged.run
    limit = memory.measure(run.bandwidth, run.plan, judged.usable_cpus).at(workers)
    if limit is None or not figures:
        return "", figures
    best = max(figures, key=lambda one: one.value)
    return (
        f"Memory bounds a long sum: the run's probe read {numbers.figure(limit / 1e9)} GB/s, and the "
        f"fastest pass here {best.words}."
    ), figures
