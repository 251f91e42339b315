"""What a run says of its machine, beside the runs of other machines."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.data.records import read_run
from reports.stats.series import BASE
from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.answer import answer
from reports.verdicts.factors import NAMES, differing
from reports.verdicts.findings import Judged, judge_run
from reports.verdicts.measurement_quality import quality
from reports.verdicts.verdicts import Findings

Work = tuple[str, str]  # workload, params
PAGE = "report.html"
MOST_VALUES = 3
# Besides the factors: a class is to be measured in one way, with one build.
COMPARED = {key: name for key, name in NAMES.items() if key != "machine_id"} | {"preset": "preset"}


@dataclass(frozen=True)
class Result:
    """Of one experiment on one machine; without a speedup `words` says why."""

    workers: int | None
    runners: list[str]
    speedup: float | None
    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True)
class Machine:
    """One run."""

    name: str  # its label, else the name of its folder
    folder: Path
    has_page: bool
    cpus: float | None
    quiet: float | None  # share of its trials that no background load disturbed; None: not judged
    too_busy: bool
    quality: str
    day: str
    facts: Mapping[str, object]  # environment.json
    results: dict[Work, Result]


def machine(folder: Path, warn: Callable[[str], None]) -> Machine:
    """Raises BadInput."""
    run = read_run(folder)
    for warning in run.warnings:
        warn(warning)
    judged = judge_run(run)
    facts, load = run.environment.facts, judged.load
    recorded = any(one.foreign_cpu_s is not None for one in run.samples)
    return Machine(
        run.environment.label or Path(os.path.abspath(folder)).name,
        folder,
        (folder / PAGE).exists(),
        judged.usable_cpus,
        1 - load.disturbed / load.slots if load.slots and recorded else None,
        judged.too_busy,
        quality(judged).line(200),
        str(facts.get("started_at") or run.samples[0].started_at)[:10],
        facts,
        {_work(found): _result(judged, found) for found in judged.experiments},
    )


def _work(found: Findings) -> Work:
    return (found.experiment.workload, found.experiment.params)


def _result(judged: Judged, found: Findings) -> Result:
    said, cell = answer(judged, found), found.recommended
    if said.workers is not None:
        gain = cell.speedup
        ends = (gain.interval.low, gain.interval.high) if gain.interval else (None, None)
        return Result(said.workers, said.runners, gain.median, *ends, said.headline)
    if cell is not None and found.family:
        return Result(1, [BASE], 1.0, None, None, said.headline)
    return Result(None, [], None, None, None, said.headline)


def in_natural_order(machines: Sequence[Machine]) -> list[Machine]:
    """pc2 before pc10."""
    return sorted(machines, key=lambda one: [
        (int(part), "") if part.isdecimal() else (-1, part.casefold())
        for part in re.split(r"(\d+)", one.name)
    ])  # fmt: skip


def works(machines: Sequence[Machine]) -> dict[Work, str]:
    """Every experiment of the class with its name: what most machines have comes first."""
    counts = Counter(work for one in machines for work in one.results)
    order = {work: place for place, work in enumerate(counts)}
    every = sorted(counts, key=lambda work: (-counts[work], order[work]))
    names = Counter(workload for workload, _ in every)
    return {
        work: shown(work[0], 40) + (f" {numbers.params(work[1])}" if names[work[0]] > 1 else "")
        for work in every
    }


def differences(machines: Sequence[Machine]) -> list[tuple[str, str]]:
    """Facts in which the machines differ, each with its values and how many machines have them."""
    found = []
    for name, values in differing([one.facts for one in machines], COMPARED):
        counts = Counter(value for value in values if value is not None)
        told = [f"{shown(value, 60)} ({count})" for value, count in counts.most_common(MOST_VALUES)]
        if len(counts) > MOST_VALUES:
            told.append(f"and {len(counts) - MOST_VALUES} more")
        found.append((name, ", ".join(told)))
    return found
