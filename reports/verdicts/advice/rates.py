"""The same for a rate of requests: how many workers keep up with it, and how long requests take.

Once the first, rough search is over, N is sought at the rate that was asked for; then the chosen N
is measured at several rates, up to where it cannot keep up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reports.stats import busy, latency, pooling
from reports.stats.latency import ServiceCell
from reports.stats.series import Experiment
from reports.text.names import in_order
from reports.verdicts import service
from reports.verdicts.advice.curve import STEP, Curve, rough_knee
from reports.verdicts.advice.seen import STAFF, SWEEP, Seen
from reports.verdicts.service import ServiceFindings

BLOCKS = 3
MARGIN = 0.1  # differences of the 99th percentile up to this count as none
FEWEST_REQUESTS = 100  # of a pass
PASS_S = 0.3, 2.0  # of the arrivals of a pass, from and to
SWEPT = 0.5, 0.7, 0.85, 0.95, 1.05  # shares of what the chosen N can do
SERVABLE = 0.98  # of the highest throughput: beyond it every queue grows
MOST_STAFF = 4  # stages
SHARE_OF_REST = 0.35  # of the time left, for a first stage
TAIL = "p99_s"

Stage = dict[str, object]


@dataclass(frozen=True)
class ForRate:
    """Latency at the rate that was asked for, and at others with the same N."""

    found: ServiceFindings | None  # at the rate
    chosen: ServiceCell | None = None  # None: nothing keeps up
    fewer: ServiceCell | None = None  # the largest N below, which does not do
    doubled: ServiceCell | None = None
    alternatives: list[str] = field(default_factory=list)  # runners that are as good with this N
    keeps_p99: bool | None = None  # None: no limit was asked for, or its interval decides nothing
    swept: list[ServiceCell] = field(default_factory=list)  # the chosen one by rising rate
    highest_per_s: float | None = None  # that was measured and is kept, by its centre
    highest_is_shown: bool = False  # by its whole interval
    first_bad_per_s: float | None = None  # the lowest above it that is not

    @property
    def rate_per_s(self) -> float:
        return self.found.rate_per_s if self.found else math.nan

    @property
    def headroom(self) -> float | None:
        return self.highest_per_s / self.rate_per_s if self.highest_per_s else None


def asked(seen: Seen) -> bool:
    """Whether latency at the rate is to be measured.

    Not of a rate that nothing comes near to: then the highest throughput is the answer.
    """
    rate, known = seen.question.rate_per_s, seen.explored_rates
    return rate is not None and bool(known) and rate <= SERVABLE * max(known.values())


def next_stage(seen: Seen, left_s: float) -> Stage | None:
    if not seen.count(STAFF):
        workers = _first_workers(seen)
        return _staff(seen, [(seen.runner, one) for one in workers], left_s, len(workers))
    found = at_rate(seen)
    if found is None or found.too_busy:
        return None
    chosen, fewer = _chosen(seen, found)
    if chosen is None:
        return None
    n, below = chosen.workers, fewer.workers if fewer else 0
    if seen.count(STAFF) < MOST_STAFF and n - below > max(1, round(STEP * n)) and below:
        return _staff(seen, [(seen.runner, (n + below + 1) // 2), (seen.runner, n)], left_s, 2)
    others = [runner for runner in seen.runners if runner != seen.runner]
    compared = any(cell.runner in others and cell.workers == n for cell in found.cells)
    if others and not compared and seen.count(STAFF) < MOST_STAFF + 2:
        cells = [(seen.runner, n), (seen.runner, 2 * n), *((one, n) for one in others)]
        return _staff(seen, cells, left_s, len(cells))
    return _sweep(seen, chosen, left_s)


def for_rate(seen: Seen) -> ForRate:
    found = at_rate(seen)
    if found is None:
        return ForRate(None)
    chosen, fewer = _chosen(seen, found)
    if chosen is None:
        return ForRate(found)
    swept = sorted([chosen, *_swept(seen, chosen)], key=lambda cell: cell.rate_per_s)
    kept = [one.rate_per_s for one in swept if _does(seen, one, found.margin)]
    highest = max(kept, default=None)
    bad = [one.rate_per_s for one in swept if highest is None or one.rate_per_s > highest]
    shown = any(one.rate_per_s == highest and _is_shown(seen, one, found.margin) for one in swept)
    by_name = {cell.name: cell for cell in found.cells}
    return ForRate(
        found,
        chosen,
        fewer,
        by_name.get((chosen.runner, 2 * chosen.workers)),
        _as_good(found, chosen),
        _keeps_p99(seen, chosen),
        swept,
        highest,
        shown,
        min(bad, default=None),
    )


def at_rate(seen: Seen) -> ServiceFindings | None:
    """Of the experiment at the rate that was asked for."""
    experiment = next(iter(seen.experiments(STAFF)), None)
    if experiment is None or not any(one.status == "ok" for one in experiment.samples):
        return None
    cells = _cells(seen, experiment)
    load = busy.count(experiment.samples)
    return service.judge(experiment, "mixed", cells, load, MARGIN, seen.usable_cpus)


def _cells(seen: Seen, experiment: Experiment) -> list[ServiceCell]:
    families, rate = seen.run.environment.families, seen.run.rates[experiment.samples[0].work]
    runners = in_order(families, {one.runner for one in experiment.samples})
    return latency.cells(experiment, rate, seen.run.services, runners, families)


def _chosen(seen: Seen, found: ServiceFindings) -> tuple[ServiceCell | None, ServiceCell | None]:
    """The fewest workers of the first runner that do, and the next fewer that were measured.

    With a limit of the 99th percentile those that keep it; where none does, or without a limit,
    those whose 99th percentile is within MARGIN of the shortest.
    """
    mine = [one for one in found.cells if one.runner == seen.runner]
    keeping = [one for one in mine if service.may_keep_up(one, found.margin)]
    short = [one for one in keeping if _keeps_p99(seen, one)]
    likely = [one for one in keeping if _median_keeps(seen, one)]
    chosen = next(iter(short or likely), None) or _recommended(seen, found)
    if chosen is None:
        return None, None
    fewer = [one for one in mine if one.workers < chosen.workers]
    return chosen, max(fewer, key=lambda one: one.workers, default=None)


def _recommended(seen: Seen, found: ServiceFindings) -> ServiceCell | None:
    near = [
        one
        for one in found.cells
        if one.runner == seen.runner and found.p_near.get(one.name, 0) >= service.NEAR
    ]
    best = found.recommended if found.recommended in found.cells else None
    mine = [one for one in found.cells if best and one.workers == best.workers]
    return min(near or mine, key=lambda one: (one.runner != seen.runner, one.workers), default=None)


def _keeps_p99(seen: Seen, cell: ServiceCell) -> bool | None:
    """By the whole interval; None where it decides nothing, or no limit was asked for."""
    limit, tail = seen.question.p99_s, cell.summaries[TAIL]
    if limit is None or tail is None or tail.interval is None:
        return None
    if tail.interval.high <= limit:
        return True
    return False if tail.interval.low > limit else None


def _median_keeps(seen: Seen, cell: ServiceCell) -> bool:
    limit, centre = seen.question.p99_s, cell.centre(TAIL)
    return limit is not None and centre is not None and centre <= limit


def _does(seen: Seen, cell: ServiceCell, margin: float) -> bool:
    """Keeps up, and keeps the limit of the 99th percentile if one was asked for."""
    if service.verdict(cell, margin) == service.SATURATED or not cell.values[TAIL]:
        return False
    return service.may_keep_up(cell, margin) and (
        seen.question.p99_s is None or _median_keeps(seen, cell)
    )


def _is_shown(seen: Seen, cell: ServiceCell, margin: float) -> bool:
    """The same by whole intervals."""
    keeps_up = service.verdict(cell, margin) == service.KEEPS_UP
    return keeps_up and (seen.question.p99_s is None or _keeps_p99(seen, cell) is True)


def _as_good(found: ServiceFindings, chosen: ServiceCell) -> list[str]:
    """Other runners with N workers that keep up and are not shown to be slower than the margin.

    Paired inside the blocks of both: all cells of a block serve the same arrivals.
    """
    good = []
    for one in found.cells:
        if one.workers != chosen.workers or one.runner == chosen.runner or one.failures:
            continue
        mine, its = chosen.values[TAIL], one.values[TAIL]
        ratio = pooling.summarize_ratios(
            [its[block] / mine[block] for block in its if block in mine]
        )
        slow = ratio is None or ratio.interval is None or ratio.median > 1 + found.margin
        if not slow and service.may_keep_up(one, found.margin):
            good.append(one.runner)
    return good


def _first_workers(seen: Seen) -> list[int]:
    """Above the offered load in erlangs by multiples of its square root.

    Square-root staffing: Halfin and Whitt, "Heavy-traffic limits for queues with many exponential
    servers", Operations Research 29, 1981.
    """
    rates = seen.explored_rates
    curve = Curve({n: {("", 0): 1 / rate} for n, rate in rates.items()})
    most, rate = max(rates), seen.question.rate_per_s
    enough = next((n for n in range(1, most + 1) if curve.rate_at(n) >= rate), most)
    root = max(1, math.ceil(math.sqrt(enough)))
    return sorted({enough + 1, enough + root, enough + 2 * root, 2 * enough, rough_knee(rates)})


def _swept(seen: Seen, chosen: ServiceCell) -> list[ServiceCell]:
    found = []
    for experiment in seen.experiments(SWEEP):
        if any(one.status == "ok" for one in experiment.samples):
            found += [one for one in _cells(seen, experiment) if one.name == chosen.name]
    return found


def _sweep(seen: Seen, chosen: ServiceCell, left_s: float) -> Stage | None:
    """The chosen N at shares of its capacity; then between what does and what does not."""
    runner, n = chosen.name
    if not seen.count(SWEEP):
        rates = seen.explored_rates
        most = Curve({m: {("", 0): 1 / rate} for m, rate in rates.items()}).rate_at(n)
        return _at(seen, [share * most for share in SWEPT], [(runner, n)], left_s, SWEEP)
    now = for_rate(seen)
    if seen.count(SWEEP) > 1 or now.highest_per_s is None or now.first_bad_per_s is None:
        return None
    middle = math.sqrt(now.highest_per_s * now.first_bad_per_s)
    return _at(seen, [middle], [(runner, n)], left_s, SWEEP)


def _staff(seen: Seen, cells: Sequence[tuple[str, int]], left_s: float, trials: int) -> Stage:
    """At the rate that was asked for; all stages with the same requests, so that they compare."""
    planned = [one for one in seen.stages if one.get("purpose") == STAFF]
    if planned:
        return {"purpose": STAFF, "measure": [planned[0]["measure"][0] | {"cells": _listed(cells)}]}
    rate = seen.question.rate_per_s
    return {"purpose": STAFF, "measure": [_item(seen, rate, _tasks(rate, left_s, trials), cells)]}


def _at(
    seen: Seen,
    rates: Iterable[float],
    cells: Sequence[tuple[str, int]],
    left_s: float,
    purpose: str,
) -> Stage:
    rates = [_rounded(rate) for rate in rates]
    trials = len(rates) * len(cells)
    measure = [_item(seen, rate, _tasks(rate, left_s, trials), cells) for rate in rates]
    return {"purpose": purpose, "measure": measure}


def _tasks(rate: float, left_s: float, trials: int) -> int:
    """Requests of a pass; a trial has two passes."""
    least, most = PASS_S
    pass_s = min(most, max(least, SHARE_OF_REST * left_s / (2 * BLOCKS * trials)))
    return max(FEWEST_REQUESTS, math.ceil(rate * pass_s))


def _rounded(rate: float) -> float:
    """To three digits, as people would write it."""
    return float(f"{rate:.3g}")


def _item(seen: Seen, rate: float, tasks: int, cells: Sequence[tuple[str, int]]) -> Stage:
    question = seen.question
    spelled = f"{rate:g}/s"
    settings = question.settings(tasks) | {"rate": spelled}
    workload = "fetch" if question.url else "service"
    return {
        "workload": workload,
        "settings": settings,
        "cells": _listed(cells),
        "blocks": BLOCKS,
        "passes": 1,
    }


def _listed(cells: Iterable[tuple[str, int]]) -> list[list[object]]:
    return [list(cell) for cell in cells]
