"""Decides about requests that arrive on a schedule: which cells keep up, how many workers suffice.

The arrivals decide how long a pass takes, so that a speedup would say nothing. What counts is the
latency at the rate that was asked for: the 99th percentile, or a lower one where trials have too
few requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reports.data.facts import DEFAULT_MARGIN
from reports.stats import latency
from reports.stats.busy import Load
from reports.stats.latency import ServiceCell
from reports.stats.ranking import rank
from reports.stats.series import Experiment
from reports.stats.statistics import CONFIDENCE, FEWEST_FOR_AN_INTERVAL
from reports.verdicts.claims import INCONCLUSIVE, POINTS_ONLY, TOO_BUSY
from reports.verdicts.queue_theory import Prediction, prediction
from reports.verdicts.verdicts import NEAR, cost

KEEPS_UP, SATURATED = "keeps_up", "saturated"
VERDICTS = (KEEPS_UP, SATURATED, INCONCLUSIVE)


@dataclass(frozen=True)
class ServiceFindings:
    """All decisions about one experiment; without best there is nothing to recommend."""

    experiment: Experiment
    kind: str
    rate_per_s: float  # that was asked for
    cells: list[ServiceCell]
    load: Load
    margin: float = DEFAULT_MARGIN
    tail: str = latency.TAILS[0]  # the figure that cells are compared by
    best: ServiceCell | None = None  # probably with the shortest tail
    recommended: ServiceCell | None = None
    tied: list[ServiceCell] = field(default_factory=list)  # the smallest set that holds a best one
    p_best: dict[tuple[str, int], float] = field(default_factory=dict)
    p_near: dict[tuple[str, int], float] = field(default_factory=dict)  # within the margin of it
    predictions: dict[tuple[str, int], Prediction] = field(default_factory=dict)
    missing: int = 0  # cells of the plan without any trial
    may_fail: bool = False  # as of Findings
    advised: bool = False  # recommended is what parbench advise chose, perhaps by a limit of p99

    @property
    def too_busy(self) -> bool:
        return self.load.too_busy

    @property
    def has_a_verdict(self) -> bool:
        return any(self.verdict(cell) in VERDICTS for cell in self.cells)

    @property
    def workers(self) -> list[int]:
        return sorted({cell.workers for cell in self.cells})

    def verdict(self, cell: ServiceCell) -> str:
        """Empty for a cell without an undisturbed trial."""
        if cell.summaries[latency.QUEUE] is None:
            return ""
        return TOO_BUSY if self.too_busy else verdict(cell, self.margin)

    def saturated(self, cell: ServiceCell) -> bool:
        """By its centre, where there is no interval."""
        return cell.centre(latency.QUEUE) is not None and not may_keep_up(cell, self.margin)

    def standing(self, cell: ServiceCell) -> str:
        if self.recommended is not None and cell.name == self.recommended.name:
            return "recommended"
        return "tied" if self.is_tied(cell) else ""

    def is_tied(self, cell: ServiceCell) -> bool:
        return cell.name in {one.name for one in self.tied}

    @property
    def alternatives(self) -> list[ServiceCell]:
        """Cells with as many workers that are as good a choice."""
        chosen = self.recommended
        return [
            cell
            for cell in self.cells
            if chosen is not None
            and cell.workers == chosen.workers
            and cell.name != chosen.name
            and (self.is_tied(cell) or self.p_near.get(cell.name, 0) >= NEAR)
        ]


def verdict(cell: ServiceCell, margin: float) -> str:
    """By the whole interval of the queue that is left when the last request of a pass arrives.

    What was achieved would not do: it ends with the last answer, so that a long last request of a
    short pass would look like requests that are not served.
    """
    queue, most = cell.summaries[latency.QUEUE], longest_queue(cell, margin)
    if queue is None or queue.interval is None:
        return POINTS_ONLY
    if queue.interval.low > most:
        return SATURATED
    return KEEPS_UP if queue.interval.high <= most else INCONCLUSIVE


def may_keep_up(cell: ServiceCell, margin: float) -> bool:
    """By the centre alone."""
    queue = cell.centre(latency.QUEUE)
    return queue is not None and queue <= longest_queue(cell, margin)


def longest_queue(cell: ServiceCell, margin: float) -> float:
    """Of a cell that keeps up: one request for each worker, or the margin of all requests.

    A cell that serves a share of what arrives leaves the rest of it in the queue.
    """
    return max(cell.workers, margin * (cell.tasks or 0))


def judge(
    experiment: Experiment,
    kind: str,
    cells: list[ServiceCell],
    load: Load,
    margin: float = DEFAULT_MARGIN,
    cpus: float | None = None,
) -> ServiceFindings:
    """Too busy: every figure stays, and nothing is concluded from it."""
    tail = latency.tail_of(cells)
    rate_per_s = cells[0].rate_per_s
    found = ServiceFindings(experiment, kind, rate_per_s, cells, load, margin, tail)
    if load.too_busy:
        return found
    found = replace(found, predictions=_predictions(found, cpus))
    sound = _sound(found)
    if not sound:
        return found
    near = _contenders(sound, tail, margin)
    ranking = rank([cell.values[tail] for cell in near])
    tied = [near[place] for place in ranking.tied(CONFIDENCE)]
    candidates = [near[place] for place in ranking.candidates(margin, NEAR)]
    never = {cell.name: 0.0 for cell in sound}
    shown = [cell for cell in candidates if found.verdict(cell) == KEEPS_UP]
    return replace(
        found,
        best=tied[0],
        recommended=min(shown or candidates, key=cost),
        tied=[cell for cell in sound if cell in tied],
        p_best=never | {cell.name: one for cell, one in zip(near, ranking.p_best)},
        p_near=never | {cell.name: one for cell, one in zip(near, ranking.p_within(margin))},
    )


def _contenders(cells: Sequence[ServiceCell], tail: str, margin: float) -> Sequence[ServiceCell]:
    """Without cells whose interval lies beyond the margin of another one's.

    Tails scatter the more the fuller the workers are. A block's level is fitted to all that are
    ranked, and the scatter of those that are far behind would pass into the comparison of the rest.
    """
    ends = [one.summaries[tail].interval for one in cells]
    if None in ends:
        return cells
    most = (1 + margin) * min(one.high for one in ends)
    return [cell for cell, one in zip(cells, ends) if one.low <= most]


def _predictions(found: ServiceFindings, cpus: float | None) -> dict[tuple[str, int], Prediction]:
    parameters = found.experiment.parameters()
    made = {
        cell.name: prediction(cell, parameters, cpus)
        for cell in found.cells
        if not found.saturated(cell)
    }
    return {name: one for name, one in made.items() if one}


def _sound(found: ServiceFindings) -> Sequence[ServiceCell]:
    """The cells that may keep up, never failed, and can be compared."""
    sound = [
        cell
        for cell in found.cells
        if cell.values[found.tail] and not cell.failures and may_keep_up(cell, found.margin)
    ]
    sound = [cell for cell in sound if not cell.errors] or sound
    often = [cell for cell in sound if len(cell.values[found.tail]) >= FEWEST_FOR_AN_INTERVAL]
    return often or sound
