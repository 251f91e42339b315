"""Which cells two runs have in common, or why they cannot be compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from reports.text.names import in_words, shown
from reports.stats.estimates import Estimate
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.data.rows import BadInput
from reports.data.samples import Sample


@dataclass(frozen=True)
class Matched:
    """One experiment of both runs: the same work, in the cells that both measured."""

    before: Findings
    after: Findings
    cells: list[tuple[Estimate, Estimate]]

    @property
    def workload(self) -> str:
        return self.before.experiment.workload

    @property
    def params(self) -> str:
        return self.before.experiment.params

    @property
    def margin(self) -> float:
        """Ratios from 1 / (1 + margin) to 1 + margin count as no difference."""
        return max(self.before.margin, self.after.margin)

    @property
    def too_busy(self) -> str:
        """Which run had too much background load for a verdict: A, B, both, or empty."""
        found = [name for name, one in (("A", self.before), ("B", self.after)) if one.too_busy]
        return "both" if len(found) == 2 else "".join(found)


@dataclass(frozen=True)
class Matching:
    experiments: list[Matched]
    only_before: list[str]  # cells in words
    only_after: list[str]


def match(before: Judged, after: Judged) -> Matching:
    """Raises BadInput where the runs are one, did different work, or share no cell."""
    if before.run.run_id == after.run.run_id:
        raise BadInput(
            f"A and B are the same run, {before.run.run_id}; "
            "give two runs of which the first is the baseline"
        )
    earlier, later = _by_work(before), _by_work(after)
    found = []
    for work in earlier:
        if work in later:
            one, other = earlier[work], later[work]
            cells = {cell.name: cell for cell in other.cells}
            pairs = [(cell, cells[cell.name]) for cell in one.cells if cell.name in cells]
            if pairs:
                _require_same_work(one, other)
                found.append(Matched(one, other, pairs))
    if not found:
        raise BadInput(
            f"A and B have no cell in common: A has {_works(before)}; B has {_works(after)}"
        )
    return Matching(found, _alone(before, after), _alone(after, before))


def label(workload: str, params: str) -> str:
    return f"{shown(workload, 60)} ({shown(in_words(json.loads(params)), 90)})"


def _by_work(judged: Judged) -> dict[tuple[str, str], Findings]:
    return {(one.experiment.workload, one.experiment.params): one for one in judged.experiments}


def _require_same_work(before: Findings, after: Findings) -> None:
    one, other = _good(before.experiment.samples), _good(after.experiment.samples)
    if one is None or other is None:
        return
    for column in ("tasks", "digest"):
        mine, its = getattr(one, column), getattr(other, column)
        if mine != its:
            name = label(one.workload, one.params)
            raise BadInput(
                f"A and B did different work under one name: {name} has {column} {mine} in A and "
                f"{its} in B; compare runs of one version of the workload"
            )


def _good(samples: Sequence[Sample]) -> Sample | None:
    """Any will do: within a run they agree."""
    return next((sample for sample in samples if sample.status == "ok"), None)


def _works(judged: Judged) -> str:
    names = [label(*work) for work in _by_work(judged)]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    runners = {cell.name for one in judged.experiments for cell in one.cells}
    cells = ", ".join(f"{shown(runner, 24)} N={n}" for runner, n in sorted(runners)[:4])
    return ", ".join(names[:3]) + more + f" by {cells}" + (" …" if len(runners) > 4 else "")


def _alone(judged: Judged, other: Judged) -> list[str]:
    """A line per experiment with cells that only this run has."""
    lines = []
    theirs = _by_work(other)
    for work, one in _by_work(judged).items():
        known = {cell.name for cell in theirs[work].cells} if work in theirs else set()
        sizes: dict[str, list[str]] = {}
        for runner, workers in (cell.name for cell in one.cells if cell.name not in known):
            sizes.setdefault(runner, []).append(str(workers))
        cells = [f"{shown(runner, 24)} N={', '.join(ns)}" for runner, ns in sizes.items()]
        if cells:
            lines.append(f"{label(*work)}: " + ("every cell" if not known else "; ".join(cells)))
    return lines
