"""Pairs of trials of two builds, side by side in a block: what `parbench ab` compares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.data.samples import Sample
from reports.stats.busy import Load
from reports.stats.series import Experiment, block_of

SIDES = BEFORE, AFTER = ("before", "after")


@dataclass(frozen=True)
class Pairs:
    """One cell of both builds. Values by block are of its first attempt that nothing disturbed."""

    runner: str
    workers: int
    log_ratios: dict[tuple[str, int], float]  # ln(after / before)
    before_s: list[float]  # per pass
    after_s: list[float]
    load: Load  # of pairs, not of trials: either trial loses the pair
    failures: list[Sample] = field(default_factory=list)
    unsupported: str = ""  # the reason


def pairs(experiment: Experiment, runners: Sequence[str]) -> list[Pairs]:
    """In the order of these runners ("before:thread_pool"), then by workers."""
    cells: dict[tuple[str, int], dict[str, list[Sample]]] = {}
    for sample in experiment.samples:
        side, _, runner = sample.runner.partition(":")
        if side in SIDES:
            sides = cells.setdefault((runner, sample.workers), {name: [] for name in SIDES})
            sides[side].append(sample)
    names = [runner.removeprefix(f"{BEFORE}:") for runner in runners]
    rank = {name: place for place, name in enumerate(names)}
    ordered = sorted(cells, key=lambda cell: (rank.get(cell[0], len(rank)), cell))
    return [_pairs(*cell, cells[cell][BEFORE], cells[cell][AFTER]) for cell in ordered]


def _pairs(runner: str, workers: int, before: Sequence[Sample], after: Sequence[Sample]) -> Pairs:
    # A trial of another session is too far away in time.
    later = {(block_of(one), one.session, one.attempt): one for one in after if one.status == "ok"}
    attempts: dict[tuple[str, int], list[tuple[Sample, Sample]]] = {}
    for one in sorted(before, key=lambda one: one.attempt):
        other = later.get((block_of(one), one.session, one.attempt))
        if one.status == "ok" and other is not None:
            attempts.setdefault(block_of(one), []).append((one, other))
    sound = {
        block: next((pair for pair in tried if all(one.undisturbed for one in pair)), None)
        for block, tried in sorted(attempts.items())
    }
    kept = {block: pair for block, pair in sound.items() if pair is not None}
    trials = [*before, *after]
    return Pairs(
        runner,
        workers,
        {block: math.log(b.wall_s / a.wall_s) for block, (a, b) in kept.items()},
        [a.wall_s for a, _ in kept.values()],
        [b.wall_s for _, b in kept.values()],
        Load(len(sound), len(sound) - len(kept), sum(len(one) - 1 for one in attempts.values())),
        [one for one in trials if one.status not in ("ok", "unsupported")],
        next((one.reason for one in trials if one.status == "unsupported"), ""),
    )
