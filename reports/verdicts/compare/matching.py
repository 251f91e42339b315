"""Which cells two sides have in common, or why they cannot be compared."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from reports.data.rows import BadInput
from reports.data.samples import Sample
from reports.stats.estimates import Estimate
from reports.stats.statistics import median
from reports.text import numbers
from reports.text.names import in_words, shown
from reports.verdicts.compare.sides import Session, Side
from reports.verdicts.verdicts import Findings

Work = tuple[str, str]  # workload, params


@dataclass(frozen=True)
class Measured:
    """One cell on one side: what each session that counts says of it."""

    estimates: list[Estimate]
    probes: list[float | None]  # seconds of the session's probe, in the same order

    @property
    def walls(self) -> list[float]:
        """Median time per pass of each session with an undisturbed trial."""
        return [median(list(one.walls.values())) for one in self.estimates if one.walls]

    @property
    def wall(self) -> float | None:
        return median(self.walls) if self.walls else None

    @property
    def per_probe(self) -> list[float]:
        """The same over the session's probe; sessions without one are left out."""
        pairs = zip(self.estimates, self.probes)
        return [median(list(one.walls.values())) / s for one, s in pairs if one.walls and s]

    @property
    def log_speedups(self) -> list[float]:
        """The median of each session."""
        logs = [list(one.log_speedups.values()) for one in self.estimates]
        return [median(one) for one in logs if one]

    @property
    def log_speedups_of_blocks(self) -> list[float]:
        return [value for one in self.estimates for value in one.log_speedups.values()]

    @property
    def speedup(self) -> float | None:
        return math.exp(median(self.log_speedups)) if self.log_speedups else None

    @property
    def blocks(self) -> int:
        return sum(len(one.walls) for one in self.estimates)


@dataclass(frozen=True)
class Pair:
    runner: str
    workers: int
    before: Measured
    after: Measured


@dataclass(frozen=True)
class Matched:
    """One experiment of both sides: the same work, in the cells that both measured."""

    workload: str
    params: str
    kind: str
    margin: float  # ratios from 1 / (1 + margin) to 1 + margin count as no difference
    sessions: tuple[int, int]  # that count, of A and of B
    busy: tuple[int, int]  # that had too much background load and are left out
    cells: list[Pair]

    @property
    def too_busy(self) -> str:
        """Which side has no session that counts: A, B, both, or empty."""
        found = [name for name, count in zip("AB", self.sessions) if not count]
        return "both" if len(found) == 2 else "".join(found)


@dataclass(frozen=True)
class Matching:
    experiments: list[Matched]
    only_before: list[str]  # cells in words
    only_after: list[str]
    at_a_rate: list[str] = field(default_factory=list)  # experiments that are not compared


def match(before: Side, after: Side) -> Matching:
    """Raises BadInput where a run is on both sides, they did different work, or share no cell."""
    shared = {run.run_id for run in before.runs} & {run.run_id for run in after.runs}
    if shared:
        raise BadInput(
            f"A and B have the same run, {min(shared)}; give different runs, the baseline first"
        )
    earlier, later = _by_work(before), _by_work(after)
    found = []
    for work, mine in earlier.items():
        theirs = later.get(work, [])
        names = _names(theirs)
        if any(name in names for name in _names(mine)):
            _require_same_work(mine, theirs)
            found.append(_matched(work, mine, theirs))
    at_a_rate = _at_a_rate(before, after)
    if not found and at_a_rate:
        raise BadInput(
            "A and B have no cell to compare: requests that arrive at a rate are not compared "
            f"({', '.join(at_a_rate[:3])}); see the reports of both"
        )
    if not found:
        raise BadInput(
            f"A and B have no cell in common: A has {_works(before)}; B has {_works(after)}; "
            "to repeat what A measured: parbench run --config A/options.toml"
        )
    return Matching(found, _alone(earlier, later), _alone(later, earlier), at_a_rate)


Judgements = list[tuple[Session, Findings]]


def _matched(work: Work, mine: Judgements, theirs: Judgements) -> Matched:
    names = _names(theirs)
    counted = [
        [(one, found) for one, found in side if not found.too_busy] for side in (mine, theirs)
    ]
    sides = [chosen or every for chosen, every in zip(counted, (mine, theirs))]
    margin = max(found.margin for _, found in [*mine, *theirs])
    return Matched(
        *work,
        mine[0][1].kind,
        margin,
        sessions=(len(counted[0]), len(counted[1])),
        busy=(len(mine) - len(counted[0]), len(theirs) - len(counted[1])),
        cells=[
            Pair(*name, *(_measured(name, one) for one in sides))
            for name in _names(mine)
            if name in names
        ],
    )


def _measured(name: tuple[str, int], side: Judgements) -> Measured:
    pairs = [
        (cell, one.probe_s) for one, found in side for cell in found.cells if cell.name == name
    ]
    return Measured([cell for cell, _ in pairs], [probe for _, probe in pairs])


def label(workload: str, params: str) -> str:
    return f"{shown(workload, 60)} ({shown(in_words(json.loads(params)), 90)})"


def _by_work(side: Side) -> dict[Work, Judgements]:
    found: dict[Work, Judgements] = {}
    for session in side.sessions:
        for one in session.judged.experiments:
            work = (one.experiment.workload, one.experiment.params)
            found.setdefault(work, []).append((session, one))
    return found


def _at_a_rate(*sides: Side) -> list[str]:
    """service at 400/s"""
    found = [
        f"{shown(one.experiment.workload, 60)} at {numbers.rate(one.rate_per_s)}"
        for side in sides
        for session in side.sessions
        for one in session.judged.services
    ]
    return list(dict.fromkeys(found))


def _names(side: Judgements) -> list[tuple[str, int]]:
    """Cells by runner and workers, in the order in which they were found."""
    return list(dict.fromkeys(cell.name for _, found in side for cell in found.cells))


def _require_same_work(mine: Judgements, theirs: Judgements) -> None:
    samples = [
        (side, sample)
        for side, judgements in (("A", mine), ("B", theirs))
        for _, found in judgements
        for sample in _good(found.experiment.samples)
    ]
    for side, sample in samples[1:]:
        first, one = samples[0]
        for column in ("tasks", "digest"):
            value, other = getattr(one, column), getattr(sample, column)
            if value != other:
                name = label(one.workload, one.params)
                raise BadInput(
                    f"{name} is different work under one name: it has {column} {value} in "
                    f"{first} and {other} in {side}; compare runs of one version of the workload"
                )


def _good(samples: Iterable[Sample]) -> list[Sample]:
    """Any will do: within a run they agree."""
    return next(([sample] for sample in samples if sample.status == "ok"), [])


def _works(side: Side) -> str:
    names = [label(*work) for work in _by_work(side)]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    runners = {name for found in _by_work(side).values() for name in _names(found)}
    cells = ", ".join(f"{shown(runner, 24)} N={n}" for runner, n in sorted(runners)[:4])
    return ", ".join(names[:3]) + more + f" by {cells}" + (" …" if len(runners) > 4 else "")


def _alone(mine: dict[Work, Judgements], theirs: dict[Work, Judgements]) -> list[str]:
    """A line per experiment with cells that only this side has."""
    lines = []
    for work, side in mine.items():
        known = set(_names(theirs.get(work, [])))
        sizes: dict[str, list[str]] = {}
        for runner, workers in _names(side):
            if (runner, workers) not in known:
                sizes.setdefault(runner, []).append(str(workers))
        cells = [f"{shown(runner, 24)} N={', '.join(ns)}" for runner, ns in sizes.items()]
        if cells:
            lines.append(f"{label(*work)}: " + ("every cell" if not known else "; ".join(cells)))
    return lines
