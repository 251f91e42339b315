"""Decides about an experiment: verdicts, the best cell, the recommended one and its ties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reports.data.facts import DEFAULT_MARGIN, Counted
from reports.stats import detectable, pooling
from reports.stats.busy import Load
from reports.stats.estimates import Estimate
from reports.stats.series import BASE, Experiment
from reports.stats.ranking import Ranking, rank
from reports.stats.statistics import CONFIDENCE, FEWEST_FOR_AN_INTERVAL, Summary
from reports.stats.stopping import WIDTH, is_wide
from reports.stats.aa_pair import AAPair
from reports.verdicts import claims
from reports.verdicts.claims import TOO_BUSY, Claim
from reports.verdicts.forecast import blocks_to_decide

NEAR = 0.8  # P(within the margin of the best) from which on a cell may be recommended
# The cheapest to run first.
FAMILIES = (BASE, "threads", "tasking", "event_loop", "processes", "mpi", "cpython")


@dataclass(frozen=True)
class Verdict:
    """Of one cell against the base."""

    claim: Claim
    granted: bool


@dataclass(frozen=True)
class Findings:
    """All decisions about one experiment; without best there is nothing to recommend."""

    experiment: Experiment
    kind: str
    cells: list[Estimate]
    load: Load
    aa_pair: AAPair
    margin: float = DEFAULT_MARGIN  # fixed before the run: smaller differences do not matter
    width: float = WIDTH  # narrower than this share of the centre an interval was to become
    verdicts: dict[tuple[str, int], Verdict] = field(default_factory=dict)
    best: Estimate | None = None  # the likeliest to be the fastest
    recommended: Estimate | None = None
    tied: list[Estimate] = field(default_factory=list)  # the smallest set to hold a best cell
    p_best: dict[tuple[str, int], float] = field(default_factory=dict)
    p_near: dict[tuple[str, int], float] = field(default_factory=dict)  # within the margin of it
    # Time of a cell over that of the recommended one, paired inside the blocks that both have.
    times: dict[tuple[str, int], Summary] = field(default_factory=dict)
    missing: int = 0  # cells of the plan without any trial
    counted: Counted | None = None  # what `observed` is, where that is shown beside the times
    may_fail: bool = False  # to fail is what some of its cells show
    with_base: bool = True  # False: not beside serial trials, as parbench advise measures

    @property
    def too_busy(self) -> bool:
        return self.load.too_busy

    @property
    def family(self) -> int:
        """How many cells could have claimed something."""
        return sum(one.claim.verdict in claims.VERDICTS for one in self.verdicts.values())

    @property
    def has_a_verdict(self) -> bool:
        if self.with_base:
            return self.family > 0
        chosen = self.recommended
        return chosen is not None and chosen.wall.interval is not None

    @property
    def compared(self) -> list[Estimate]:
        """What the experiment is about: the base is there to compare with, unless it is alone."""
        return [cell for cell in self.cells if not cell.is_base] or self.cells

    @property
    def wide(self) -> list[Estimate]:
        """Cells whose interval did not become as narrow as was asked for."""
        summaries = [(one, one.wall if one.is_base else one.speedup) for one in self.compared]
        return [one for one, summary in summaries if summary and is_wide(summary, self.width)]

    @property
    def minimum_detectable_effect(self) -> float | None:
        return detectable.of_cells([[*one.log_speedups.values()] for one in self.compared])

    @property
    def workers(self) -> list[int]:
        return sorted({cell.workers for cell in self.cells})

    def verdict(self, cell: Estimate) -> str:
        """Empty for the base, which is not compared with itself."""
        if cell.is_base:
            return ""
        return self.verdicts[cell.name].claim.verdict if not self.too_busy else TOO_BUSY

    def standing(self, cell: Estimate) -> str:
        if self.recommended is not None and cell.name == self.recommended.name:
            return "recommended"
        return "tied" if self.is_tied(cell) else ""

    def is_tied(self, cell: Estimate) -> bool:
        """Belongs to the smallest set that holds a best cell; the recommended one may not."""
        return cell.name in {one.name for one in self.tied}

    @property
    def gain_is_shown(self) -> bool:
        """The recommended cell is faster than serial by more than the margin."""
        return self.recommended is not None and self.verdict(self.recommended) == claims.FASTER

    @property
    def alternatives(self) -> list[Estimate]:
        """Cells with as many workers that are as good a choice: tied, or near the best too."""
        chosen = self.recommended
        if chosen is None:
            return []
        return [
            cell
            for cell in self.cells
            if cell.workers == chosen.workers
            and cell.name != chosen.name
            and self.verdict(cell) == self.verdict(chosen)
            and (self.is_tied(cell) or self.p_near.get(cell.name, 0) >= NEAR)
        ]

    @property
    def open_cells(self) -> list[Estimate]:
        """On whose verdicts the answer depends: with a gain shown, those that may be better yet."""
        if not self.gain_is_shown:
            return self.compared
        return self.tied if self.p_near[self.recommended.name] < NEAR else []

    def blocks_to_decide(self, cells: Sequence[Estimate]) -> int | None:
        """At which most of the inconclusive ones are probably decided; None: nobody knows."""
        undecided = [one for one in cells if self.verdict(one) == claims.INCONCLUSIVE]
        return blocks_to_decide(self.cells, undecided, self.margin) if undecided else None

    @property
    def largest_tried(self) -> bool:
        """The recommended N is the largest, tasks are left for more, and the last step gained."""
        chosen = self.recommended
        if chosen is None or len(self.workers) < 2 or chosen.workers < self.workers[-1]:
            return False
        tasks = next((one.tasks for one in chosen.trials if one.tasks), None)
        fewer = [cell for cell in self.cells if cell.runner == chosen.runner and cell is not chosen]
        if (tasks is not None and chosen.workers >= tasks) or not fewer:
            return False
        step = self.times.get(max(fewer, key=lambda cell: cell.workers).name)
        return step is not None and claims.verdict(step, self.margin) == claims.FASTER


def judge(
    experiment: Experiment,
    kind: str,
    cells: list[Estimate],
    load: Load,
    aa_pair: AAPair,
    margin: float = DEFAULT_MARGIN,
    width: float = WIDTH,
) -> Findings:
    """Too busy: every figure stays, and nothing is concluded from it."""
    found = Findings(experiment, kind, cells, load, aa_pair, margin, width)
    if load.too_busy:
        return found
    others = [cell for cell in cells if not cell.is_base]
    said = [claims.claim(cell.log_speedup, margin) for cell in others]
    held = claims.granted(said)
    verdicts = {cell.name: Verdict(*one) for cell, *one in zip(others, said, held)}
    found = replace(found, verdicts=verdicts)
    sound = _sound(cells)
    if not sound:
        return found
    ranking = rank([cell.walls for cell in sound])
    tied = [sound[place] for place in ranking.tied(CONFIDENCE)]
    recommended = _recommended(found, sound, ranking)
    return replace(
        found,
        best=tied[0],
        recommended=recommended,
        tied=[cell for cell in sound if cell in tied],
        p_best={cell.name: chance for cell, chance in zip(sound, ranking.p_best)},
        p_near={cell.name: chance for cell, chance in zip(sound, ranking.p_within(margin))},
        times=times_over(cells, recommended),
    )


def _sound(cells: Sequence[Estimate]) -> list[Estimate]:
    """The cells that never failed and can be ranked."""
    sound = [cell for cell in cells if cell.wall and not cell.failures]
    # A cell with one lucky block must not win against cells that were measured often enough.
    sound = [cell for cell in sound if cell.wall.n >= FEWEST_FOR_AN_INTERVAL] or sound
    if any(cell.gain for cell in sound if not cell.is_base):
        return [cell for cell in sound if cell.gain]
    return sound


def _recommended(found: Findings, sound: Sequence[Estimate], ranking: Ranking) -> Estimate:
    """The cheapest near the best that is serial, or shown to be faster than serial.

    Where none is, the same among all that are shown to be faster: jointly, because whichever of
    many cells looks faster is searched for there.
    """
    near = [sound[place] for place in ranking.candidates(found.margin, NEAR)]
    shown = [cell for cell in near if found.verdict(cell) in ("", claims.FASTER)]
    faster = [
        cell for cell in sound
        if found.verdict(cell) == claims.FASTER and found.verdicts[cell.name].granted
    ]  # fmt: skip
    if faster and not shown:
        among = rank([cell.walls for cell in faster])
        shown = [faster[place] for place in among.candidates(found.margin, NEAR)]
    return min(shown or near, key=cost)


def cost(cell: Estimate) -> tuple[float, ...]:
    """Fewest workers; then by convention what is simplest to run; then what it uses."""
    family = BASE if cell.is_base else cell.family
    return (
        cell.workers,
        FAMILIES.index(family) if family in FAMILIES else len(FAMILIES),
        cell.cpu_s if cell.cpu_s is not None else math.inf,
        cell.peak_rss_kib if cell.peak_rss_kib is not None else math.inf,
    )


def times_over(cells: Sequence[Estimate], chosen: Estimate) -> dict[tuple[str, int], Summary]:
    """Time of each other cell over that of the chosen one, paired inside the blocks of both."""
    logs = {
        cell.name: [
            math.log(wall_s / chosen.walls[block])
            for block, wall_s in cell.walls.items()
            if block in chosen.walls
        ]
        for cell in cells
        if cell is not chosen
    }
    found = zip(logs, pooling.summaries(list(logs.values())))
    return {name: summary for name, summary in found if summary}
