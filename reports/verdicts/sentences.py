"""The sentences about one experiment: the same on the terminal, on the page and in summary.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.data.samples import Sample
from reports.stats.estimates import Estimate
from reports.stats.series import BASE
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import plain, several
from reports.verdicts import claims
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings, times_ratio

LINE = 78  # characters that a sentence for the terminal should fit into
MOST_FAILURES = 4
AT_THE_LIMIT = 0.95


@dataclass(frozen=True)
class Answer:
    """headline stands alone; ties may be empty."""

    headline: str  # what to use, how fast it is and what limits it, or why there is no verdict
    ties: str
    warnings: list[str]  # the most important first
    details: list[str]
    scope: str  # the N that the headline holds for; empty without a recommendation

    @property
    def short(self) -> list[str]:
        return [one for one in (self.headline, self.ties, *self.warnings[:1]) if one]

    @property
    def sentences(self) -> list[str]:
        every = (self.headline, self.ties, *self.warnings, *self.details)
        return [one for one in every if one]


def answer(judged: Judged, found: Findings) -> Answer:
    return Answer(
        _headline(judged, found),
        _ties(found),
        [one for one in _warnings(found) if one],
        [one for one in _details(found) if one],
        _tried(found) if found.recommended else "",
    )


def title(found: Findings) -> str:
    params = numbers.params(found.experiment.params)
    return shown(found.experiment.workload, 60) + (f": {params}" if params else "")


def named(cell: Estimate) -> str:
    return f"{shown(cell.runner, 40)} N={cell.workers}"


def failures(samples: Sequence[Sample], runners: Sequence[str]) -> list[str]:
    """One line per cell of these runners with trials that did not end well."""
    cells: dict[tuple[str, int], list[Sample]] = {}
    for sample in samples:
        if sample.runner in runners:
            cells.setdefault(sample.cell, []).append(sample)
    lines = []
    for runner, workers in sorted(cells, key=lambda cell: (runners.index(cell[0]), cell[1])):
        trials = cells[runner, workers]
        bad = [trial for trial in trials if trial.status != "ok"]
        if bad:
            what = bad[0].status.replace("_", " ")
            if len(bad) < len(trials):
                what = f"{len(bad)} of {len(trials)} trials {what}"
            reason = f": {shown(bad[0].reason, 240)}" if bad[0].reason else ""
            lines.append(f"{shown(runner, 24)} N={workers}: {what}{reason}")
    if len(lines) > MOST_FAILURES:
        rest = len(lines) - MOST_FAILURES + 1
        lines[MOST_FAILURES - 1 :] = [f"and {rest} more cells with failed trials: see samples.csv"]
    return lines


def _headline(judged: Judged, found: Findings) -> str:
    cell = found.recommended
    if found.too_busy:
        return "too much background load: no verdict"
    if cell is None:
        if all(one.wall is None and one.failures for one in found.cells):
            return "no recommendation: every trial failed"
        return "no recommendation: every cell has failed or disturbed trials only"
    time = f"{numbers.time(cell.wall.median)} per pass"
    if cell.is_base:
        if len({one.runner for one in found.cells}) == 1:
            return f"only {BASE} was measured: {time}"
        margin = numbers.percent(found.margin)
        return f"recommended: {named(cell)}, {time}; nothing else is more than {margin} faster"
    if cell.speedup is None:
        return f"recommended: {named(cell)}, {time}; no speedup: {_why_no_base(found)}"
    times = f"{numbers.ratio(cell.speedup.median)}×{_interval(cell.speedup)}"
    return "; ".join(filter(None, (f"recommended: {named(cell)}: {times}", limit(judged, cell))))


def _why_no_base(found: Findings) -> str:
    if any(cell.is_base and cell.wall for cell in found.cells):
        return f"no block has it and {BASE} undisturbed"
    return f"no undisturbed trial of {BASE}"


def _interval(summary: Summary) -> str:
    return f" {numbers.span(summary.interval)}" if summary.interval else " (no interval)"


def limit(judged: Judged, cell: Estimate) -> str:
    """How much of what is possible the cell reaches; empty where that is not known."""
    if cell.of_bound is not None:
        return f"{numbers.percent(cell.of_bound)} of ideal (⌈tasks / N⌉ × wait)"
    if cell.of_capacity is None:
        return ""
    cpus = plain(min(cell.workers, judged.usable_cpus or cell.workers))
    most = f"the measured {cpus}-CPU limit ({numbers.ratio(min(cell.workers, cell.capacity))}×)"
    if cell.of_capacity >= AT_THE_LIMIT:
        return f"at {most}"
    return f"{numbers.percent(cell.of_capacity)} of {most}"


def _ties(found: Findings) -> str:
    """As many names as fit into a line, other runners first, each at its fewest workers."""
    if not found.tied:
        return ""
    ordered = sorted(found.tied, key=lambda cell: (cell.workers, cell.wall.median))
    first = {cell.runner: cell for cell in reversed(ordered)}
    first.pop(found.recommended.runner, None)
    ordered.sort(key=lambda cell: first.get(cell.runner) is not cell)
    words = f"tied within {numbers.percent(found.margin)}: {named(ordered[0])}"
    for place, cell in enumerate(ordered[1:], 1):
        rest = f" and {len(ordered) - place} more"
        if len(words) + len(f", {named(cell)}") + len(rest) > LINE:
            return words + rest
        words += f", {named(cell)}"
    return words


def _warnings(found: Findings) -> Iterator[str]:
    load, runners = found.load, list(dict.fromkeys(cell.runner for cell in found.cells))
    if found.too_busy:
        yield (
            f"{load.disturbed} of {load.slots} trials disturbed: stop other programs, "
            "or use --wait 20m"
        )
    elif not found.verdicts:
        yield f"no verdicts: nothing but {BASE} was measured"
    elif not found.family:
        yield f"no verdicts: they need {FEWEST_FOR_AN_INTERVAL} undisturbed blocks with {BASE}"
    yield aa_failure(found)
    yield from failures(found.experiment.samples, runners)
    if found.missing:
        yield f"{several(found.missing, 'planned cell')} never ran: the run ended early"
    if found.largest_tried:
        most = found.workers[-1]
        yield f"N={most} was the largest tried; try -j {most},{2 * most},{4 * most}"
    yield _disagreement(found)


def aa_failure(found: Findings) -> str:
    """Empty unless the two identical serial trials of each block differ significantly."""
    ratio = found.aa_pair.ratio
    if not found.aa_pair.differs:
        return ""
    size = numbers.percent(max(ratio.median, 1 / ratio.median) - 1)
    return f"A/A check failed: identical runs differed by {size}; ignore smaller differences"


def _disagreement(found: Findings) -> str:
    """Said where the disturbed trials would have changed the answer."""
    cell = found.recommended
    if cell is None or cell.speedup is None or cell.speedup_all is None:
        return ""
    interval, everything = cell.speedup.interval, cell.speedup_all.median
    if interval is None or interval.low <= everything <= interval.high:
        return ""
    return f"with disturbed trials {named(cell)} would reach {numbers.ratio(everything)}×"


def _details(found: Findings) -> Iterator[str]:
    cell, load = found.recommended, found.load
    if cell is not None and cell.speedup is not None:
        yield f"{named(cell)}: {numbers.time(cell.wall.median)} per pass; {_level(cell.speedup)}"
    yield _choice(found)
    yield _lead(found)
    yield _more_workers(found)
    yield _against_serial(found)
    if len(found.workers) == 1:
        yield f"N={found.workers[0]} is the only one tried"
    if not found.too_busy and found.wide:
        share = f"{len(found.wide)} of {several(len(found.compared), 'interval')}"
        yield f"{share} wider than {numbers.percent(found.width)}: more blocks narrow them"
    if not found.too_busy and (load.disturbed or load.repeats):
        yield (
            f"background load: {several(load.repeats, 'trial')} repeated, {load.disturbed} of "
            f"{load.slots} still disturbed and excluded"
        )


def _level(summary: Summary) -> str:
    if summary.interval is None:
        few = several(summary.n, "block")
        return f"no interval: {few}, {FEWEST_FOR_AN_INTERVAL} are needed"
    return f"{numbers.level(summary.interval)} interval, n = {summary.n} blocks"


def _choice(found: Findings) -> str:
    cell, best = found.recommended, found.best
    if cell is None or cell.name == best.name:
        return ""
    speedup = best.speedup
    figure = f"{numbers.ratio(speedup.median)}×" if speedup else numbers.time(best.wall.median)
    if cell.workers < best.workers:
        reason = "with fewer workers"
    elif cell.cpu_s is not None and best.cpu_s is not None and cell.cpu_s < best.cpu_s:
        reason = "with less CPU time"
    else:
        reason = "with as many workers"
    within = f"{named(cell)} is within {numbers.percent(found.margin)} of it {reason}"
    return f"fastest by its median: {named(best)}, {figure}; {within}"


def _lead(found: Findings) -> str:
    best, second, lead = found.best, found.runner_up, found.lead
    if second is None:
        return ""
    if lead is None:
        return f"runner-up {named(second)}: no block has it and {named(best)} undisturbed"
    figures = f"{numbers.ratio(lead.median)}× the time of {named(best)}{_interval(lead)}"
    verdict = {
        claims.FASTER: "significantly slower",
        claims.SLOWER: "faster when paired directly, so there is no winner",
        claims.EQUIVALENT: f"treated as equal within ±{numbers.percent(found.margin)}",
        claims.INCONCLUSIVE: "no significant difference",
        claims.POINTS_ONLY: "no verdict",
    }[found.lead_verdict]
    return f"runner-up {named(second)}: {figures}: {verdict}"


def _more_workers(found: Findings) -> str:
    """What the most workers cost, with the recommended runner or, if that is serial, the best."""
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
    words = f"more workers: {named(other)} takes {numbers.ratio(ratio.median)}× the time"
    if ratio.interval is not None:
        words += f" {numbers.span(ratio.interval)}"
    if cell.cpu_s and other.cpu_s is not None:
        words += f" and {numbers.ratio(other.cpu_s / cell.cpu_s)}× the CPU time"
    return f"{words} of {named(cell)}"


def _against_serial(found: Findings) -> str:
    family = found.family
    if found.too_busy or not family:
        return ""
    verdicts = [one.claim.verdict for one in found.verdicts.values()]
    counts = {word: verdicts.count(word) for word in claims.VERDICTS}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    words = f"against {BASE}, {several(family, 'cell')}: {told}"
    if family == 1:
        return words
    held = sum(one.granted for one in found.verdicts.values())
    need = claims.fewest_for_a_claim(family)
    if max(cell.speedup.n for cell in found.cells if cell.speedup) < need:
        return f"{words}; intervals are per cell (jointly they need {need} blocks)"
    if held == family:
        return f"{words}; they hold jointly for all {family} cells"
    return f"{words}; {held} hold jointly (Holm)"


def _tried(found: Findings) -> str:
    tried = [n for n in found.workers if n > 1] or found.workers
    return f"N={tried[0]} only" if len(tried) == 1 else f"N from {tried[0]} to {tried[-1]}"
