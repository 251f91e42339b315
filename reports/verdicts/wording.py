"""How sentences name experiments, cells and failures."""

from __future__ import annotations

from collections.abc import Sequence

from reports.data.samples import Sample
from reports.stats.estimates import Estimate
from reports.stats.latency import ServiceCell
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.claims import FASTER
from reports.verdicts.service import ServiceFindings
from reports.verdicts.verdicts import Findings

MOST_FAILURES = 4


def title(found: Findings | ServiceFindings) -> str:
    params = numbers.params(found.experiment.params)
    return shown(found.experiment.workload, 60) + (f": {params}" if params else "")


def named(cell: Estimate | ServiceCell) -> str:
    return f"{shown(cell.runner, 40)} N={cell.workers}"


def no_gain_qualifier(found: Findings) -> str:
    """Of "No gain shown" where cells are faster after all, but failed once or not jointly."""
    faster = [one for one in found.cells if found.verdict(one) == FASTER]
    failed = [one for one in faster if one.failures]
    missing = [" without failed trials"] if failed else []
    if len(faster) > len(failed):
        missing.append(f" jointly for all {found.family} cells")
    return " and".join(missing)


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
