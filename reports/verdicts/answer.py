"""The answer to "which runner, how many workers", as sentences with figures; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.text.numbers import plain
from reports.text.names import in_words, shown
from reports.stats.estimates import Estimate
from reports.stats.series import BASE
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary
from reports.verdicts import claims
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.text.numbers import several
from reports.verdicts.verdicts import Findings, times_ratio
from reports.verdicts.sentences import named

MOST_NAMED = 4


@dataclass(frozen=True)
class Answer:
    """For one experiment. advice stands alone; the others may be empty."""

    workload: str
    params: str  # JSON
    parameters: str  # in words
    about: str  # what the workload does
    recommended: tuple[str, int] | None
    advice: str
    certainty: str = ""
    choice: str = ""  # why not the fastest
    ties: str = ""
    more_workers: str = ""
    holds_for: list[str] = field(default_factory=list)
    but: list[str] = field(default_factory=list)  # what weakens the advice


def answers(judged: Judged) -> list[Answer]:
    """One per experiment, in the run's order."""
    return [_answer(judged, found) for found in judged.experiments]


def _answer(judged: Judged, found: Findings) -> Answer:
    experiment, cell = found.experiment, found.recommended
    about = judged.run.environment.abouts.get(experiment.workload, "")
    return Answer(
        experiment.workload,
        experiment.params,
        in_words(experiment.parameters()),
        about,
        cell.name if cell else None,
        _advice(found),
        _certainty(found),
        _choice(found),
        _ties(found),
        _more_workers(found),
        [_machine(judged), _reach(found)] if cell else [],
        _but(judged, found),
    )


def _advice(found: Findings) -> str:
    cell = found.recommended
    if found.too_busy:
        return "No advice: the machine was too busy with other work."
    if cell is None:
        return f"No advice: {_why_nothing(found)}."
    time = numbers.time(cell.wall.median)
    if cell.is_base:
        if len({one.runner for one in found.cells}) == 1:
            return f"Only {BASE} was measured: {time} a pass."
        return f"Stay with {BASE}: {time} a pass, and nothing else is clearly faster."
    sure = "Use" if cell.wall.n >= FEWEST_FOR_AN_INTERVAL else "Perhaps"
    use = f"{sure} {shown(cell.runner, 40)} with {several(cell.workers, 'worker')}: "
    if cell.speedup is None:
        return f"{use}{time} a pass. How many times as fast as {BASE}, this run cannot tell."
    times = numbers.ratio(cell.speedup.median)
    return f"{use}{times} times as fast as {BASE}, {time} a pass."


def _why_nothing(found: Findings) -> str:
    if all(cell.wall is None and cell.failures for cell in found.cells):
        return "every trial failed"
    return "no runner got through without a failed or disturbed trial"


def _certainty(found: Findings) -> str:
    cell = found.recommended
    if found.too_busy:
        return (
            f"{found.load.disturbed} of {found.load.slots} planned trials met no quiet moment: stop "
            "the other load, or run again with --wait 20m."
        )
    if cell is None or cell.speedup is None:
        return ""
    return f"{_range('The speedup', cell.speedup)}{_of_ceiling(cell)}."


def _range(what: str, summary: Summary) -> str:
    interval = summary.interval
    if interval is None:
        blocks = several(summary.n, "block")
        return f"Points only: {blocks}; an interval needs {FEWEST_FOR_AN_INTERVAL}"
    return (
        f"{what} lies between {numbers.ratio(interval.low)} and {numbers.ratio(interval.high)} "
        f"with {numbers.level(interval)} confidence, from {several(summary.n, 'block')}"
    )


def _of_ceiling(cell: Estimate) -> str:
    if cell.of_bound is not None:
        return f"; {numbers.percent(cell.of_bound)} of what the waiting itself allows"
    if cell.of_capacity is not None:
        share, workers = numbers.percent(cell.of_capacity), several(cell.workers, "worker")
        return f"; {share} of what the CPUs can give {workers}"
    return ""


def _choice(found: Findings) -> str:
    cell, best = found.recommended, found.best
    if cell is None or best is None or cell.name == best.name:
        return ""
    speedup = best.speedup
    figure = f"{numbers.ratio(speedup.median)}×" if speedup else numbers.time(best.wall.median)
    if cell.workers < best.workers:
        reason = "with fewer workers"
    elif cell.cpu_s is not None and best.cpu_s is not None and cell.cpu_s < best.cpu_s:
        reason = "for less CPU time"
    else:
        reason = "with as many workers"
    within = f"{named(cell)} is within {numbers.percent(found.margin)} of it, {reason}"
    return f"The fastest measured was {named(best)}, {figure}; {within}."


def _ties(found: Findings) -> str:
    if not found.tied:
        return ""
    ordered = sorted(found.tied, key=lambda cell: (cell.workers, cell.wall.median))
    words = [named(cell) for cell in ordered[:MOST_NAMED]]
    if len(ordered) > MOST_NAMED:
        words.append(several(len(ordered) - MOST_NAMED, "more cell"))
    firm = found.best.wall.n >= FEWEST_FOR_AN_INTERVAL
    how = "not shown to be" if firm else "by its median not"
    margin = numbers.percent(found.margin)
    return f"May be as good ({how} more than {margin} slower than the best): {', '.join(words)}."


def _more_workers(found: Findings) -> str:
    """What the most workers cost, with the runner recommended, or, were that serial, the best."""
    cell = found.recommended
    if cell is None:
        return ""
    others = [
        one
        for one in found.cells
        if one.wall and one.workers > cell.workers and (cell.is_base or one.runner == cell.runner)
    ]
    if not others:
        return ""
    most = max(one.workers for one in others)
    other = min((one for one in others if one.workers == most), key=lambda one: one.wall.median)
    ratio = times_ratio(other, cell)
    if ratio is None:
        return ""
    words = f"{named(other)} takes {numbers.ratio(ratio.median)} times the time"
    if ratio.interval is not None:
        words += f" {numbers.span(ratio.interval)}"
    if cell.cpu_s and other.cpu_s is not None:
        words += f" and {numbers.ratio(other.cpu_s / cell.cpu_s)} times the CPU time"
    return f"More workers: {words} of {named(cell)}."


def _but(judged: Judged, found: Findings) -> list[str]:
    said = []
    if found.still_rising:
        most = found.workers[-1]
        said.append(f"still rising at N={most}, the most that was tried: not an optimum")
    if found.missing:
        said.append(f"{several(found.missing, 'planned cell')} never ran")
    if not found.too_busy and found.family:
        most = max(cell.speedup.n for cell in found.cells if cell.speedup)
        need = claims.fewest_for_a_claim(found.family)
        if found.family > 1 and most < need:
            said.append(
                f"{several(most, 'block')}: each speedup by itself; to claim all "
                f"{found.family} together takes {need}"
            )
    elif not found.too_busy and found.verdicts:
        said.append(f"too few clean blocks for verdicts: {FEWEST_FOR_AN_INTERVAL} are needed")
    pair = found.aa_pair.ratio
    if pair and pair.interval and (pair.interval.low > 1 or pair.interval.high < 1):
        said.append("two equal serial trials were told apart: distrust small differences")
    if judged.too_busy and not found.too_busy:
        said.append("the run as a whole was too busy with other work")
    return said


def _machine(judged: Judged) -> str:
    environment, cpus = judged.run.environment, judged.usable_cpus
    parts = [shown(environment.cpu_model, 60)] if environment.cpu_model else []
    if cpus is not None:
        parts.append(f"{plain(cpus)} usable CPU{'' if cpus == 1 else 's'}")
    if environment.quota_cpus is not None:
        parts.append(f"a quota of {plain(environment.quota_cpus)} CPUs")
    return "this machine" + (f" ({', '.join(parts)})" if parts else ", which the run does not name")


def _reach(found: Findings) -> str:
    tried = [n for n in found.workers if n > 1] or found.workers
    if len(tried) == 1:
        return f"these parameters, N={tried[0]} only"
    return f"these parameters, N from {tried[0]} to {tried[-1]}"
