"""What to measure next, to find the N at which throughput stops rising.

First N doubles until nothing is gained (each N with a few rounds of tasks), then one experiment
with the same tasks for all measures the region around the knee, and bisection narrows it down; in
the end all runners are compared there. What is compared is measured in the same blocks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from reports.verdicts.advice import rates
from reports.verdicts.advice.curve import Curve, is_resolved, rough_knee, still_rises
from reports.verdicts.advice.prediction import goetz
from reports.verdicts.advice.seen import COMPARE, EXPLORE, REFINE, Seen, cpus_used
from reports.verdicts.verdicts import NEAR

MOST_WORKERS = 1024
BLOCKS = 3  # of a stage: the fewest that give an interval
EXPLORE_PASS_S = 0.15
MOST_ROUNDS = 40  # tasks per worker at the knee: more add nothing but time
FEWEST_ROUNDS = 3
FULL = 0.9  # of the CPUs: there is no room for more
MOST_REFINED, MOST_REPEATED = 12, 3  # stages
DOUBT = 0.1  # probability below which N is too few
MOST_BLOCKS = 15  # in which an N stays undecided
_DOUBLINGS = 3  # in one stage, once it is known that few workers are not enough
SHARE_OF_REST = 0.25  # of the time left, for the first stage around the knee

Stage = dict[str, object]


def next_stage(seen: Seen, left_s: float) -> Stage:
    """A stage for the driver (bench/plan/stages.hpp); nothing to measure: enough is known."""
    return (
        _explore(seen, left_s)
        or (rates.next_stage(seen, left_s) if rates.asked(seen) else _refine(seen, left_s))
        or {"measure": []}
    )


def _explore(seen: Seen, left_s: float) -> Stage | None:
    known = seen.explored_rates
    planned = _planned(seen, EXPLORE)
    if not planned:
        first = _first_workers(seen) if seen.question.task_s else [1]
        return _exploration(seen, first, seen.question.task_s)
    if not known or max(planned) not in known:
        return None  # the largest N failed: what there is must do
    task_s = 1 / known[min(known)] * min(known)
    if max(planned) == 1 and not seen.question.task_s:
        return _exploration(seen, [1, 2, 4, 8], task_s)
    most = max(known)
    used = cpus_used(seen.explored()[most])
    full = used is not None and used >= FULL * seen.usable_cpus
    more = [most * 2**step for step in range(1, _DOUBLINGS + 1)]
    more = [one for one in more if one <= MOST_WORKERS]
    if not more or not still_rises(known, seen.margin, full):
        return None
    if sum(2 * _rounds(task_s) * one / known[most] for one in more) > SHARE_OF_REST * left_s:
        more = more[:1]
    return _exploration(seen, more, task_s)


def _first_workers(seen: Seen) -> list[int]:
    """Powers of two around the predicted N."""
    question = seen.question
    predicted = goetz(seen.usable_cpus, question.compute_s, question.wait_s)
    top = min(MOST_WORKERS, max(4, 2 ** math.ceil(math.log2(2 * predicted))))
    every = [2**power for power in range(int(math.log2(top)) + 1)]
    cost_s = len(every) * 2 * _rounds(question.task_s) * question.task_s
    return every if cost_s <= question.budget_s / 6 else every[-4:]


def _rounds(task_s: float) -> int:
    """Tasks per worker in a short pass."""
    return max(2, min(1000, int(EXPLORE_PASS_S / max(task_s, 1e-9))))


def _exploration(seen: Seen, workers: Sequence[int], task_s: float | None) -> Stage:
    rounds = _rounds(task_s) if task_s else (20 if seen.question.url else 2)
    most_per_s = max(seen.explored_rates.values(), default=math.inf)
    measure = []
    for one in workers:
        # Beyond the knee a pass of so many rounds would last ever longer.
        tasks = max(2 * one, math.ceil(min(rounds * one, 2 * EXPLORE_PASS_S * most_per_s)))
        one_pass = rounds * (task_s or 0) >= EXPLORE_PASS_S
        measure.append(_item(seen, tasks, [(seen.runner, one)], 1, one_pass))
    return {"purpose": EXPLORE, "measure": measure}


def _refine(seen: Seen, left_s: float) -> Stage | None:
    explored = seen.explored_rates
    if not explored:
        return None
    curve = seen.curve()
    if curve is None:
        return None if seen.count(REFINE) else _around(seen, explored, left_s)
    if seen.count(REFINE) < MOST_REFINED:
        more = _undecided(seen, curve) or _narrower(seen, curve)
        if more:
            return _stage(seen, REFINE, [(seen.runner, one) for one in more])
    chosen = curve.knee(seen.margin)
    doubled = [one for one in (chosen, 2 * chosen) if _has_tasks(seen, one)]
    if not seen.count(COMPARE):
        cells = [(runner, one) for runner in seen.runners for one in doubled]
        return _stage(seen, COMPARE, cells)
    decided = curve.p_near(chosen, seen.margin) >= NEAR
    if decided or seen.count(COMPARE) + seen.count(REFINE) >= MOST_REFINED + MOST_REPEATED:
        return None
    again = {chosen, curve.best, curve.below(chosen) or chosen}
    return _stage(seen, REFINE, [(seen.runner, one) for one in sorted(again)])


def _around(seen: Seen, explored: dict[int, float], left_s: float) -> Stage:
    """The first stage around the rough knee, with as many tasks as the time allows."""
    knee = rough_knee(explored)
    workers = sorted(
        {max(1, knee // 2), max(1, 3 * knee // 4), knee, 3 * knee // 2 + knee % 2, 2 * knee}
    )
    rough = Curve({n: {("", 0): 1 / rate} for n, rate in explored.items()})
    per_task_s = 2 * BLOCKS * math.fsum(1 / rough.rate_at(one) for one in workers)
    rounds = SHARE_OF_REST * left_s / per_task_s / knee
    tasks = math.ceil(max(FEWEST_ROUNDS, min(MOST_ROUNDS, rounds)) * knee)
    cells = [(seen.runner, one) for one in workers]
    return {"purpose": REFINE, "measure": [_item(seen, tasks, cells, BLOCKS)]}


def _undecided(seen: Seen, curve: Curve) -> list[int]:
    """Before more workers are tried, fewer get more blocks, where noise may hide them."""
    knee = curve.knee(seen.margin)
    chance = {one: curve.p_near(one, seen.margin) for one in curve.workers if one < knee}
    open_ones = [
        one for one, near in chance.items()
        if near >= DOUBT and len(curve.task_s[one]) < MOST_BLOCKS
    ]  # fmt: skip
    return sorted({open_ones[0], knee, curve.best}) if open_ones else []


def _narrower(seen: Seen, curve: Curve) -> list[int]:
    """N to measure next: between the knee and what is too few, or beyond the largest."""
    knee = curve.knee(seen.margin)
    if knee == max(curve.workers) and _has_tasks(seen, 2 * knee) and 2 * knee <= MOST_WORKERS:
        return [knee, 2 * knee]
    if is_resolved(curve, knee):
        return []
    return sorted({(knee + (curve.below(knee) or 0) + 1) // 2, knee, curve.best})


def _has_tasks(seen: Seen, workers: int) -> bool:
    tasks = seen.refined.parameters().get("tasks", 0)
    return workers <= tasks


def _stage(seen: Seen, purpose: str, cells: Iterable[tuple[str, int]]) -> Stage:
    """More blocks of the refined experiment."""
    tasks = int(seen.refined.parameters()["tasks"])
    return {"purpose": purpose, "measure": [_item(seen, tasks, cells, BLOCKS)]}


def _item(
    seen: Seen, tasks: int, cells: Iterable[tuple[str, int]], blocks: int, one_pass: bool = False
) -> Stage:
    item: Stage = {
        "workload": seen.question.workload,
        "settings": seen.question.settings(tasks),
        "cells": [list(cell) for cell in cells],
        "blocks": blocks,
    }
    return item | ({"passes": 1} if one_pass else {})


def _planned(seen: Seen, purpose: str) -> set[int]:
    return {
        workers
        for stage in seen.stages
        if stage.get("purpose") == purpose
        for item in stage["measure"]
        for _, workers in item["cells"]
    }
