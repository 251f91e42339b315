"""What stands behind the answer about one experiment, for those who ask for more."""

from __future__ import annotations

from collections.abc import Iterator

from reports.stats.series import BASE
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary
from reports.text import numbers
from reports.text.numbers import several
from reports.verdicts import claims
from reports.verdicts.programs import cpu_use
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import named


def details(found: Findings) -> list[str]:
    return [one for one in _details(found) if one]


def _details(found: Findings) -> Iterator[str]:
    cell, load = found.recommended, found.load
    if cell is not None and cell.speedup is not None:
        yield f"{named(cell)}: {numbers.time(cell.wall.median)} per pass; {_level(cell.speedup)}"
    yield cpu_use(found)
    yield _fastest(found)
    yield _more_workers(found)
    yield _against_serial(found)
    yield _undecided(found)
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


def _fastest(found: Findings) -> str:
    cell, best = found.recommended, found.best
    if cell is None or cell.name == best.name:
        return ""
    figure = f"{numbers.ratio(best.gain)}×" if best.gain else numbers.time(best.wall.median)
    reason = "with fewer workers" if cell.workers < best.workers else "and simpler or cheaper"
    if found.gain_is_shown and found.verdict(best) != claims.FASTER:
        reason = f"and is shown to be faster than {BASE}"
    share, margin = numbers.percent(found.p_near[cell.name]), numbers.percent(found.margin)
    near = f"{named(cell)} is within {margin} of it with probability {share}, {reason}"
    return f"probably the fastest: {named(best)}, {figure}; {near}"


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
    ratio = found.times.get(other.name)
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
    if held == family:
        return f"{words}; they hold jointly for all {family} cells"
    return f"{words}; {held} hold jointly (Holm)"


def _undecided(found: Findings) -> str:
    """How many blocks decide what this run could not."""
    cells = [cell for cell in found.compared if found.verdict(cell) == claims.INCONCLUSIVE]
    if not cells:
        return ""
    words = f"{several(len(cells), 'cell')} inconclusive against {BASE}"
    blocks = found.blocks_to_decide(cells)
    return f"{words}: about {blocks} blocks decide them" if blocks else words
