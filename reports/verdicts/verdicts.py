"""Decides about an experiment: verdicts, the best cell, the recommended one and its ties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reports.stats import statistics
from reports.stats.busy import Load
from reports.stats.estimates import Estimate
from reports.stats.series import Experiment
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary
from reports.stats.stopping import WIDTH, is_narrow
from reports.stats.aa_pair import AAPair
from reports.verdicts import claims
from reports.verdicts.claims import TOO_BUSY, Claim


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
    verdicts: dict[tuple[str, int], Verdict] = field(default_factory=dict)
    best: Estimate | None = None
    runner_up: Estimate | None = None
    lead: Summary | None = None  # time of the runner-up over that of the best, same block
    lead_verdict: str = ""
    recommended: Estimate | None = None
    tied: list[Estimate] = field(default_factory=list)  # not shown slower than the best
    largest_tried: bool = False
    missing: int = 0  # cells of the plan without any trial
    width: float = WIDTH  # narrower than this share of the centre an interval was to become

    @property
    def margin(self) -> float:
        return self.aa_pair.margin

    @property
    def too_busy(self) -> bool:
        return self.load.too_busy

    @property
    def family(self) -> int:
        """How many cells could have claimed something."""
        return sum(one.claim.verdict in claims.VERDICTS for one in self.verdicts.values())

    @property
    def has_a_verdict(self) -> bool:
        return self.family > 0

    @property
    def compared(self) -> list[Estimate]:
        """What the experiment is about: the base is there to compare with, unless it is alone."""
        return [cell for cell in self.cells if not cell.is_base] or self.cells

    @property
    def wide(self) -> list[Estimate]:
        """Cells whose interval did not become as narrow as was asked for."""
        return [
            cell
            for cell in self.compared
            if cell.wall and cell.wall.interval and not is_narrow(cell, self.width)
        ]

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
        return "tied" if cell.name in {one.name for one in self.tied} else ""


def judge(
    experiment: Experiment,
    kind: str,
    cells: list[Estimate],
    load: Load,
    aa_pair: AAPair,
    width: float = WIDTH,
) -> Findings:
    """Too busy: every figure stays, and nothing is concluded from it."""
    found = Findings(experiment, kind, cells, load, aa_pair, width=width)
    if load.too_busy:
        return found
    margin = aa_pair.margin
    others = [cell for cell in cells if not cell.is_base]
    said = [claims.claim(list(cell.log_speedups.values()), cell.speedup, margin) for cell in others]
    held = claims.granted(said)
    verdicts = {cell.name: Verdict(*one) for cell, *one in zip(others, said, held)}
    found = replace(found, verdicts=verdicts)
    sound, score = _ranked(cells)
    if not sound:
        return found
    best = max(sound, key=score)
    near = [cell for cell in sound if score(cell) * (1 + margin) >= score(best)]
    recommended = min(near, key=lambda cell: (cell.workers, cell.cpu_s or math.inf))
    rivals = [cell for cell in sound if cell.runner != best.runner]
    runner_up = max(rivals, key=score) if rivals else None
    lead = times_ratio(runner_up, best) if runner_up else None
    tried = {cell.workers for cell in cells}
    return replace(
        found,
        best=best,
        runner_up=runner_up,
        lead=lead,
        lead_verdict=claims.verdict(lead, margin) if lead else "",
        recommended=recommended,
        tied=[
            cell
            for cell in sound
            if cell is not recommended and (cell is best or _not_slower(cell, best, margin))
        ],
        largest_tried=len(tried) > 1 and recommended.workers == max(tried),
    )


def _ranked(cells: Sequence[Estimate]):
    """The cells that never failed, and their order: by speedup where there is a base at all."""
    sound = [cell for cell in cells if cell.wall and not cell.failures]
    # A cell with one lucky block must not win against cells that were measured often enough.
    sound = [cell for cell in sound if cell.wall.n >= FEWEST_FOR_AN_INTERVAL] or sound
    if any(cell.gain for cell in sound if not cell.is_base):
        return [cell for cell in sound if cell.gain], lambda cell: cell.gain
    return sound, lambda cell: 1 / cell.wall.median


def _not_slower(cell: Estimate, best: Estimate, margin: float) -> bool:
    ratio = times_ratio(cell, best)
    if ratio is None:
        return False
    if ratio.interval is None or ratio.n < FEWEST_FOR_AN_INTERVAL:
        return ratio.median <= 1 + margin
    return ratio.interval.low <= 1 + margin


def times_ratio(cell: Estimate, other: Estimate) -> Summary | None:
    """Time of the cell over that of the other, paired inside the blocks that both have."""
    shared = [block for block in cell.walls if block in other.walls]
    return statistics.summarize_ratios([cell.walls[block] / other.walls[block] for block in shared])
