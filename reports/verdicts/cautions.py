"""What weakens the answer about one experiment, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from reports.stats.series import BASE
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL
from reports.text import numbers
from reports.text.numbers import several
from reports.verdicts.programs import parallel_programs
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import failures, named


def cautions(found: Findings) -> list[str]:
    """The most important first."""
    return [one for one in _cautions(found) if one]


def _cautions(found: Findings) -> Iterator[str]:
    load, runners = found.load, list(dict.fromkeys(cell.runner for cell in found.cells))
    if found.too_busy:
        yield f"{load.disturbed} of {load.slots} trials disturbed: stop other programs"
    elif not found.verdicts:
        yield f"no verdicts: nothing but {BASE} was measured"
    elif not found.has_a_verdict:
        base = f" with {BASE}" if found.with_base else ""
        yield f"no verdicts: they need {FEWEST_FOR_AN_INTERVAL} undisturbed blocks{base}"
    yield aa_failure(found)
    yield parallel_programs(found)
    yield from failures(found.experiment.samples, runners)
    if found.missing:
        yield f"{several(found.missing, 'planned cell')} never ran: the run ended early"
    yield _disagreement(found)


def aa_failure(found: Findings) -> str:
    """Empty unless the two identical serial trials of each block differ significantly."""
    if found.aa_pair.difference is None:
        return ""
    size = numbers.percent(found.aa_pair.difference)
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
