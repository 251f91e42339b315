"""Checks that the rows and files of one folder belong together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reports.data.facts import Environment, Plan
from reports.data.rows import BadInput, Row
from reports.data.samples import SLOT_ROLES, Sample


def without_copies(rows: Sequence[Row], warnings: list[str], path: Path) -> list[Row]:
    """Each row once; copies add nothing and are counted in a warning."""
    first: dict[tuple[str, ...], Row] = {}
    copies = 0
    for row in rows:
        copies += first.setdefault(tuple(row.fields), row) is not row
    if copies:
        warnings.append(
            f"{path}: {copies} exact {'copy' if copies == 1 else 'copies'} of other rows: excluded"
        )
    return list(first.values())


def check_rows(samples: Sequence[Sample], path: Path) -> None:
    """Raises BadInput for two rows of which one must be wrong."""
    places: dict[tuple[object, ...], int] = {}
    results: dict[tuple[object, ...], Sample] = {}
    for sample in samples:
        line = sample.line
        place = (sample.run_id, *sample.work, sample.block, sample.position)
        other = places.setdefault(place, line)
        if other != line:
            raise BadInput(
                f"{path}, lines {other} and {line} contradict each other: both are position "
                f"{sample.position} of block {sample.block} of {sample.workload}; "
                "keep the one that was measured"
            )
        if sample.status == "ok":
            # A task per worker: such work is another at each N.
            work = (*sample.work, sample.workers if sample.tasks == sample.workers else None)
            first = results.setdefault(work, sample)
            for column in ("digest", "tasks"):
                mine, its = getattr(sample, column), getattr(first, column)
                if mine != its:
                    raise BadInput(
                        f"{path}, line {line}: {column} is {mine!r} where line {first.line} has "
                        f"{its!r} for the same {sample.workload} with the same parameters: "
                        "these rows are not from one run"
                    )


def slot_of(sample: Sample) -> tuple[object, ...]:
    """The planned trial that this one is an attempt at."""
    return (
        sample.run_id, *sample.work, sample.block, *sample.cell, sample.role, sample.slowdown,
    )  # fmt: skip


def clock_steps(samples: Sequence[Sample], path: Path) -> list[str]:
    """A warning where started_at runs backwards; no result depends on the time of day."""
    last: dict[tuple[str, str], str] = {}
    steps = 0
    for sample in samples:
        moment = sample.started_at.removesuffix("Z")
        key = (sample.run_id, sample.session)
        steps += moment < last.get(key, "")
        last[key] = moment
    if not steps:
        return []
    return [
        f"{path}: started_at goes back {steps} time{'' if steps == 1 else 's'} within a session: "
        "the clock was set, or rows were moved; no result depends on it"
    ]


def check_facts(
    folder: Path,
    samples: Sequence[Sample],
    environment: Environment,
    plan: Plan | None,
    option_seed: int | None,
) -> None:
    """Raises BadInput where the folder's files are from different runs."""
    seeds = {
        "environment.json": environment.seed,
        "plan.json": plan.seed if plan else None,
        "options.toml": option_seed,
    }
    known = {name: seed for name, seed in seeds.items() if seed is not None}
    if len(set(known.values())) > 1:
        seen = ", ".join(f"{name} says {seed}" for name, seed in known.items())
        raise BadInput(f"{folder}: files of different seeds: {seen}; restore the files of one run")
    ids = sorted({sample.run_id for sample in samples})
    if environment.run_id and ids and environment.run_id not in ids:
        raise BadInput(
            f"{folder}: environment.json is of run {environment.run_id!r} and samples.csv of run "
            f"{ids[0]!r}; restore the files of one run"
        )


def require_one_run(folder: Path, samples: Sequence[Sample]) -> None:
    """Raises BadInput for joined runs: their blocks cannot be paired."""
    ids = sorted({sample.run_id for sample in samples})
    if len(ids) > 1:
        shown = ", ".join(map(repr, ids[:3])) + (" and more" if len(ids) > 3 else "")
        raise BadInput(
            f"{folder / 'samples.csv'} holds {len(ids)} runs ({shown}); "
            "give each run its own folder"
        )


def require_planned(folder: Path, samples: Sequence[Sample], plan: Plan | None) -> None:
    """Raises BadInput for rows that are not in the plan, or for one of its trials twice."""
    path = folder / "samples.csv"
    attempts: dict[tuple[object, ...], int] = {}
    for sample in samples:
        if plan and plan.listed and (*sample.work, *sample.cell) not in plan.listed:
            raise BadInput(
                f"{path}, line {sample.line}: {sample.runner} N={sample.workers} of "
                f"{sample.workload} {sample.params} is not a cell of plan.json; restore the "
                "files of one run"
            )
        if sample.role in SLOT_ROLES:
            key = (*slot_of(sample), sample.attempt)
            other = attempts.setdefault(key, sample.line)
            if other != sample.line:
                raise BadInput(
                    f"{path}, lines {other} and {sample.line} contradict each other: both are "
                    f"attempt {sample.attempt} of {sample.runner} N={sample.workers} "
                    f"({sample.role}) in block {sample.block} of {sample.workload}; keep the one "
                    "that was measured"
                )
