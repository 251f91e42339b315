"""What was found out about one experiment, in sentences for people; decides nothing."""

from __future__ import annotations

from reports.text.names import shown
from collections.abc import Sequence

from reports.data.samples import Sample
from reports.stats.estimates import Estimate
from reports.stats.series import BASE
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary
from reports.verdicts import claims
from reports.text import numbers
from reports.text.numbers import several
from reports.verdicts.verdicts import Findings

MOST_NAMED = 4
MOST_FAILURES = 4


def title(found: Findings) -> str:
    params = numbers.params(found.experiment.params)
    return shown(found.experiment.workload, 60) + (f": {params}" if params else "")


def sentences(found: Findings) -> list[str]:
    """The recommendation first, then what limits it."""
    said = [_headline(found)]
    if found.best is not None:
        said += [_ties(found), _lead(found), _edge(found), _ceiling(found)]
    said += [_against_serial(found), _width(found), _disturbed(found), _disagreement(found)]
    said.append(_missing(found))
    runners = list(dict.fromkeys(cell.runner for cell in found.cells))
    return [one for one in said if one] + failures(found.experiment.samples, runners)


def named(cell: Estimate) -> str:
    return f"{shown(cell.runner, 40)} N={cell.workers}"


def _headline(found: Findings) -> str:
    if found.too_busy:
        return (
            f"machine too busy: {found.load.disturbed} of {found.load.slots} planned trials met no "
            "quiet moment: no verdict and no recommendation; stop the other load, or run again "
            "with --wait 20m"
        )
    cell = found.recommended
    if cell is None:
        return "nothing to recommend: no cell ran without a failed or disturbed trial"
    if cell.is_base:
        words = f"recommended: {named(cell)}, {numbers.time(cell.wall.median)} a pass"
        return f"{words}: nothing else is faster by more than {_margin_words(found)}"
    words = f"recommended: {named(cell)}: "
    if cell.speedup is None:
        return f"{words}{numbers.time(cell.wall.median)} a pass; no speedup: {_why_no_base(found)}"
    words += f"{numbers.ratio(cell.speedup.median)}× serial"
    return f"{words}{_certainty(cell.speedup)}, {numbers.time(cell.wall.median)} a pass"


def _why_no_base(found: Findings) -> str:
    if any(cell.is_base and cell.wall for cell in found.cells):
        return f"no clean trial of {BASE} shares a block with it"
    return f"no clean trial of {BASE} ended ok"


def _certainty(summary: Summary) -> str:
    """[1.92, 2.09] (96.9 %, n = 6), or why there is no interval."""
    if summary.interval is None:
        return f" (points only: {several(summary.n, 'block')}, an interval needs 6)"
    span, level = numbers.span(summary.interval), numbers.level(summary.interval)
    return f" {span} ({level}, n = {summary.n})"


def _margin_words(found: Findings) -> str:
    return numbers.percent(found.margin)


def _ties(found: Findings) -> str:
    if not found.tied:
        return ""
    runners: dict[str, Estimate] = {}
    for cell in sorted(found.tied, key=lambda cell: cell.workers):
        if cell.runner != found.recommended.runner:
            runners.setdefault(cell.runner, cell)
    chosen = sorted(runners.values(), key=lambda cell: cell.wall.median)[:MOST_NAMED]
    rest = len(found.tied) - len(chosen)
    words = [named(cell) for cell in chosen]
    if rest:
        words.append(several(rest, "more cell" if words else "other N of this runner"))
    how = "not shown to be" if _firm(found) else "not"
    why = f"{how} over {_margin_words(found)} slower than the best"
    return f"may be as good ({why}): {', '.join(words)}"


def _firm(found: Findings) -> bool:
    return found.best.wall.n >= FEWEST_FOR_AN_INTERVAL


def _lead(found: Findings) -> str:
    best, second, lead = found.best, found.runner_up, found.lead
    if second is None:
        return ""
    if lead is None:
        return f"best {named(best)}, runner-up {named(second)}: no block has clean trials of both"
    figures = f"{numbers.ratio(lead.median)}× the time of {named(best)}{_certainty(lead)}"
    return (
        f"runner-up {named(second)} took {figures}: "
        + {
            claims.FASTER: "slower, a lead that holds",
            claims.SLOWER: "faster when paired directly, so there is no lead",
            claims.EQUIVALENT: f"no lead, equal within ±{_margin_words(found)}",
            claims.INCONCLUSIVE: "the lead is not shown",
            claims.POINTS_ONLY: "no verdict",
        }[found.lead_verdict]
    )


def _edge(found: Findings) -> str:
    workers = found.workers
    if found.still_rising:
        return f"still rising at N={workers[-1]}, the most that was tried: not an optimum"
    return f"no other N than {workers[0]} was tried" if len(workers) == 1 else ""


def _ceiling(found: Findings) -> str:
    cell = found.recommended
    if cell.of_bound is not None:
        bound = numbers.time(cell.bound_s)
        return f"{numbers.percent(cell.of_bound)} of what the waiting itself allows ({bound})"
    if cell.of_capacity is not None and not cell.is_base:
        capacity = min(cell.workers, cell.capacity)
        share = numbers.percent(cell.of_capacity)
        return f"{share} of the measured capacity for N={cell.workers} ({numbers.ratio(capacity)}×)"
    return ""


def _against_serial(found: Findings) -> str:
    if found.too_busy:
        return ""
    if not found.verdicts:
        return f"no verdicts: nothing but {BASE} was measured"
    counts = {word: 0 for word in claims.VERDICTS}
    for one in found.verdicts.values():
        if one.claim.verdict in counts:
            counts[one.claim.verdict] += 1
    family = found.family
    if not family:
        return f"no verdicts: they need {FEWEST_FOR_AN_INTERVAL} clean blocks with serial"
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    held = sum(one.granted for one in found.verdicts.values())
    words = f"against serial, {several(family, 'cell')}: {told}"
    need = claims.fewest_for_a_claim(family)
    most = max(cell.speedup.n for cell in found.cells if cell.speedup)
    if family == 1:
        return words
    if most < need:
        return f"{words}; n = {most} is too small to claim them together: it takes {need} (Holm)"
    return f"{words}; {held} of these hold when claimed together (Holm)"


def _width(found: Findings) -> str:
    if found.too_busy or not found.wide:
        return ""
    share = f"{len(found.wide)} of {several(len(found.compared), 'interval')}"
    width = numbers.percent(found.width)
    return f"{share} wider than {width} of the median: more blocks would narrow them"


def _missing(found: Findings) -> str:
    if not found.missing:
        return ""
    return f"{several(found.missing, 'planned cell')} without any trial: the run ended early"


def _disturbed(found: Findings) -> str:
    load = found.load
    if found.too_busy or not (load.disturbed or load.repeats):
        return ""
    return (
        f"other load: {several(load.repeats, 'trial')} repeated, {load.disturbed} of {load.slots} "
        "stayed disturbed and count for nothing"
    )


def _disagreement(found: Findings) -> str:
    """All and clean side by side: said where the disturbed trials would have changed the answer."""
    cell = found.recommended
    if cell is None or cell.speedup is None or cell.speedup_all is None:
        return ""
    interval, everything = cell.speedup.interval, cell.speedup_all.median
    if interval is None or interval.low <= everything <= interval.high:
        return ""
    return f"with the disturbed trials {named(cell)} would seem {numbers.ratio(everything)}× serial"


def failures(samples: Sequence[Sample], runners: Sequence[str]) -> list[str]:
    """One line per cell of these runners with trials that did not end well."""
    cells: dict[tuple[str, int], list[Sample]] = {}
    for sample in samples:
        cells.setdefault((sample.runner, sample.workers), []).append(sample)
    lines = []
    drawn = [cell for cell in cells if cell[0] in runners]
    for runner, workers in sorted(drawn, key=lambda cell: (runners.index(cell[0]), cell[1])):
        trials = cells[runner, workers]
        bad = [trial for trial in trials if trial.status != "ok"]
        if bad:
            status = bad[0].status.replace("_", " ")
            share = (
                status
                if len(bad) == len(trials)
                else f"{len(bad)} of {len(trials)} trials {status}"
            )
            reason = f": {shown(bad[0].reason, 240)}" if bad[0].reason else ""
            lines.append(f"{shown(runner, 24)} N={workers}: {share}{reason}")
    if len(lines) > MOST_FAILURES:
        lines = [
            *lines[: MOST_FAILURES - 1],
            f"and {len(lines) - MOST_FAILURES + 1} more cells with failed trials: see samples.csv",
        ]
    return lines
