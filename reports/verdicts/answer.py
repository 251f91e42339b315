"""The answer about one experiment: the same on the terminal, on the page and in summary.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.stats import sharing
from reports.stats.estimates import Estimate
from reports.stats.latency import ServiceCell
from reports.stats.series import BASE
from reports.stats.statistics import Summary
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.cautions import cautions
from reports.verdicts.ceilings import limit
from reports.verdicts.confidence import Confidence, confidence
from reports.verdicts.details import details
from reports.verdicts.findings import Judged
from reports.verdicts.next_step import NextStep, next_step
from reports.verdicts.service import ServiceFindings
from reports.verdicts.smt import Smt, smt
from reports.verdicts.verdicts import NEAR, Findings, cost
from reports.verdicts.wording import named, no_gain_qualifier

LINE = 78  # characters that a sentence for the terminal should fit into


@dataclass(frozen=True)
class Answer:
    """What to use for one experiment, how sure that is, and what to do next."""

    workers: int | None  # None, and no runners, where nothing is shown to be faster than serial
    runners: list[str]  # the chosen one, then those tied with it at as many workers
    headline: str  # stands alone: what to use and how fast it is, or why there is no verdict
    short: str  # the same within LINE
    limit: str  # what keeps it from being faster; may be empty, as ties may
    ties: str  # other cells, with more workers
    smt: Smt | None  # what all CPUs add to all cores, if that was measured
    confidence: Confidence
    warnings: list[str]  # the most important first
    next_step: NextStep | None
    details: list[str]
    scope: str  # the N that the headline holds for; empty without a recommendation

    @property
    def threads(self) -> str:
        """Cores against hardware threads; may be empty."""
        return self.smt.sentence if self.smt else ""

    @property
    def sentences(self) -> list[str]:
        first = "; ".join(filter(None, (self.headline, self.limit)))
        after = self.next_step.sentence if self.next_step else ""
        every = (first, self.threads, self.ties, *self.warnings, after, *self.details)
        return [one for one in every if one]


def answer(judged: Judged, found: Findings) -> Answer:
    gains = found.gain_is_shown
    chosen = [found.recommended, *sorted(found.alternatives, key=cost)] if gains else []
    return Answer(
        chosen[0].workers if chosen else None,
        [one.runner for one in chosen],
        advice(chosen, _gain(chosen[0])) if chosen else _no_advice(found),
        advice(chosen, _gain(chosen[0]), LINE) if chosen else _no_advice(found),
        limit(found.recommended, judged.usable_cpus) if chosen else "",
        _ties(found),
        smt(judged, found),
        confidence(found),
        cautions(found),
        next_step(judged, found),
        details(found),
        _tried(found) if found.recommended else "",
    )


def advice(chosen: Sequence[Estimate | ServiceCell], figures: str, room: int | None = None) -> str:
    """Use tbb or openmp with 2 workers: 2.00× [1.94, 2.05]. Named together are tied runners."""
    workers, names = chosen[0].workers, [shown(one.runner, 40) for one in chosen]
    said = f"Use {_either(names)} with {several(workers, 'worker')}: {figures}"
    for kept in range(len(names), 0, -1):
        if room is None or len(said) <= room:
            break
        rest = [f"{len(names) - kept} more"] if kept < len(names) else []
        said = f"Use {_either([*names[:kept], *rest])} with N={workers}: {figures}"
    return said


def _gain(cell: Estimate) -> str:
    return f"{numbers.ratio(cell.speedup.median)}×{_interval(cell.speedup)}"


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _no_advice(found: Findings) -> str:
    cell = found.recommended
    if found.too_busy:
        return "too much background load: no verdict"
    if found.may_fail:
        failed = [one for one in found.cells if any(t.status == "failed" for t in one.failures)]
        cells = several(len(found.cells), "cell")
        return f"{len(failed)} of {cells} failed, as planned" if failed else "no cell failed"
    if cell is None:
        if all(one.wall is None and one.failures for one in found.cells):
            return "no recommendation: every trial failed"
        return "no recommendation: every cell has failed or disturbed trials only"
    time = f"{numbers.time(cell.wall.median)} per pass"
    if {one.runner for one in found.cells} == {BASE}:
        return f"only {BASE} was measured: {time}"
    alone = sharing.is_shared(found.experiment) and not any(one.is_base for one in found.cells)
    if alone or not found.with_base:
        return f"fastest: {named(cell)}, {time}"
    if not cell.is_base and cell.speedup is None:
        return f"fastest: {named(cell)}, {time}; no speedup: {_why_no_base(found)}"
    return f"No gain shown{no_gain_qualifier(found) or f' over {BASE}'}: stay {BASE}"


def _why_no_base(found: Findings) -> str:
    if any(cell.is_base and cell.wall for cell in found.cells):
        return f"no block has it and {BASE} undisturbed"
    return f"no undisturbed trial of {BASE}"


def _interval(summary: Summary) -> str:
    return f" {numbers.span(summary.interval)}" if summary.interval else " (no interval)"


def _ties(found: Findings) -> str:
    """The other cells that may be the best, as many as fit into a line; doubt about the choice."""
    cell = found.recommended
    return "" if cell is None or not found.gain_is_shown else ties(found, cell)


def ties(found: Findings | ServiceFindings, cell: Estimate | ServiceCell) -> str:
    """Beside the recommended cell."""
    if isinstance(found, ServiceFindings) and found.advised:
        return ""
    chance = found.p_near[cell.name]
    if chance < NEAR:
        share, margin = numbers.percent(chance), numbers.percent(found.margin)
        return f"low confidence: within {margin} of the best with probability {share}"
    near = {one.name for one in (cell, *found.alternatives)}
    others = [one for one in found.tied if one.name not in near]
    if not others:
        return ""
    if found.is_tied(cell):
        return listed("also tied:", others)
    return listed(f"{named(cell)} is within {numbers.percent(found.margin)} of the best:", others)


def listed(words: str, cells: Sequence[Estimate | ServiceCell]) -> str:
    ordered = sorted(cells, key=cost)
    for place, cell in enumerate(ordered):
        name = f"{',' if place else ''} {named(cell)}"
        rest = f" and {len(ordered) - place} more"
        if place and len(words) + len(name) + len(rest) > LINE:
            return words + rest
        words += name
    return words


def _tried(found: Findings) -> str:
    tried = [n for n in found.workers if n > 1] or found.workers
    return f"N={tried[0]} only" if len(tried) == 1 else f"N from {tried[0]} to {tried[-1]}"
