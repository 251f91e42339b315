"""The spread of a class: per experiment a strip of dots, one for each machine."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.stats.statistics import median
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.machines import Machine, Result, Work

WIDTH, LEFT, RIGHT = 900, 180, 640  # of the drawing, and of the strips inside
RADIUS, STEP = 4, 9  # of a dot, and between dots above each other
MOST_STACKED = 30  # pixels above or below the middle of a strip
TOP = 34  # for the axis
TICKS = (
    0.1,
    0.2,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.8,
    0.9,
    0.95,
    1,
    1.05,
    1.1,
    1.2,
    1.4,
    1.6,
    2,
    3,
    5,
    10,
)
TICK_GAP = 38
LEAST_RANGE = 0.05  # a class of equal machines must not look spread


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    hollow: bool  # of a machine that was not quiet
    words: str


@dataclass(frozen=True)
class Strip:
    name: str
    centre: str
    ends: list[str]  # the lowest and the highest, in words
    top: float
    height: float
    box: tuple[float, float]  # half of the machines are inside
    dots: list[Dot]

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True)
class Spread:
    strips: list[Strip]
    ticks: list[tuple[float, str]]
    one: float  # where the median is
    height: float


def spread(machines: Sequence[Machine], works: Mapping[Work, str]) -> Spread | None:
    """None where fewer than two machines have a speedup in any experiment."""
    rows = {work: _measured(machines, work) for work in works}
    rows = {work: found for work, found in rows.items() if len(found) > 1}
    if not rows:
        return None
    middles = {work: median([one.speedup for _, one in found]) for work, found in rows.items()}
    shares = [one.speedup / middles[work] for work, found in rows.items() for _, one in found]
    low, high = min([*shares, 1 - LEAST_RANGE]), max([*shares, 1 + LEAST_RANGE])
    scale = (RIGHT - LEFT - 4 * RADIUS) / math.log(high / low)

    def across(share: float) -> float:
        return LEFT + 2 * RADIUS + scale * math.log(share / low)

    strips, top = [], float(TOP)
    for work, found in rows.items():
        strips.append(_strip(works[work], found, middles[work], across, top))
        top += strips[-1].height
    return Spread(strips, _ticks(low, high, across), across(1), top + RADIUS)


def _measured(machines: Sequence[Machine], work: Work) -> list[tuple[Machine, Result]]:
    """By speedup, the lowest first."""
    found = [(one, one.results[work]) for one in machines if work in one.results]
    return sorted((pair for pair in found if pair[1].speedup), key=lambda pair: pair[1].speedup)


def _strip(name, found, middle, across, top) -> Strip:
    places = [across(one.speedup / middle) for _, one in found]
    lanes = _lanes(places)
    furthest = max(map(abs, lanes), default=0) or 1
    step = min(STEP, MOST_STACKED / furthest)
    height = 2 * furthest * step + 6 * RADIUS
    dots = [
        Dot(x, top + height / 2 + lane * step, machine.too_busy, _words(machine, one))
        for (machine, one), x, lane in zip(found, places, lanes)
    ]
    quarter = (len(places) - 1) // 4
    ends = [f"{shown(one.name, 16)} {_times(result)}" for one, result in (found[0], found[-1])]
    box = (places[quarter], places[len(places) - 1 - quarter])
    return Strip(shown(name, 26), f"{numbers.ratio(middle)}×", ends, top, height, box, dots)


def _lanes(places: Sequence[float]) -> list[int]:
    """0, 1, -1, 2, ... for places in order: the first lane in which a dot touches no other."""
    last: dict[int, float] = {}
    lanes = []
    for x in places:
        lane = next(
            lane
            for lane in (sign * step for step in range(len(places) + 1) for sign in (1, -1))
            if x - last.get(lane, -math.inf) >= 2 * RADIUS + 1
        )
        last[lane] = x
        lanes.append(lane)
    return lanes


def _words(machine: Machine, result: Result) -> str:
    return f"{shown(machine.name, 40)}: {_times(result)} with N={result.workers}"


def _times(result: Result) -> str:
    return f"{numbers.ratio(result.speedup)}×"


def _ticks(low: float, high: float, across) -> list[tuple[float, str]]:
    """The median's always; the others where there is room."""
    kept = [across(1)]
    for tick in sorted(TICKS, key=lambda tick: abs(math.log(tick))):
        x = across(tick)
        if low <= tick <= high and all(abs(x - other) >= TICK_GAP for other in kept):
            kept.append(x)
    return sorted((across(tick), f"{tick:g}") for tick in TICKS if across(tick) in kept)
