"""Gathers what the page of one run says, section by section; lays nothing out, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.text.numbers import plain
from reports.text.names import in_words, slug
from reports.notes.claims import csv_text, remarks, results
from reports.notes.explanations import puzzles
from reports.notes.models import models
from reports.notes.results import ClaimResult, Model, Puzzle
from reports.verdicts import answer, reporting_rules, measurement_quality, sentences
from reports.verdicts.answer import Answer
from reports.verdicts.findings import Judged
from reports.text.numbers import several
from reports.verdicts.reporting_rules import Rule
from reports.verdicts.verdicts import Findings
from reports.page import machine, tables
from reports.page.pictures import Picture
from reports.page.tables import Table
from reports.verdicts.sentences import failures


@dataclass(frozen=True)
class Section:
    """One experiment."""

    id: str
    workload: str
    parameters: str
    about: str
    answer: Answer
    blocks: str
    sentences: list[str]
    charts: list[Picture]
    no_charts: str  # why there are none
    tables: list[Table]
    models: list[Model]
    failures: list[str]


@dataclass(frozen=True)
class Page:
    """All that the page of one run says."""

    run_id: str
    where: list[str]
    holds: bool
    partly: bool  # some experiments have a verdict, whether the run as a whole holds or not
    sections: list[Section]
    overview: list[Picture]
    trust: list[str]
    warnings: list[str]
    rules: list[Rule]
    notices: list[str]
    rules_of_run: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    runners: list[dict[str, str]]
    command: str
    measured: list[tuple[str, str]]  # class name and name of every runner with a trial
    blocks: str
    trials: int
    claims: list[ClaimResult]
    claims_first: bool  # before the experiments: the run was made for them
    claims_csv: str
    remarks: list[str]
    puzzles: list[Puzzle]
    explain: str  # "answers", "questions", or nothing


def page(
    judged: Judged, pictures: Sequence[Picture], notices: Sequence[str], explain: str = ""
) -> Page:
    """explain: "answers" or "questions" for puzzles with their answers open or folded away."""
    run = judged.run
    facts, claims = run.environment.facts, results(judged)
    return Page(
        run.run_id,
        where(judged),
        judged.holds,
        any(found.has_a_verdict and not found.too_busy for found in judged.experiments),
        [
            _section(place, judged, found, said, pictures)
            for place, (found, said) in enumerate(
                zip(judged.experiments, answer.answers(judged)), 1
            )
        ],
        [one for one in pictures if one.work is None],
        measurement_quality.sentences(judged),
        list(run.warnings),
        reporting_rules.check(judged),
        list(notices),
        machine.rules(facts),
        machine.lines(facts),
        machine.runners(judged),
        machine.command(facts),
        _measured(judged),
        _blocks(judged),
        len(run.samples),
        claims,
        run.environment.preset == "claims",
        csv_text(claims),
        remarks(judged),
        puzzles(judged) if explain else [],
        explain,
    )


def where(judged: Judged) -> list[str]:
    """Machine, day and size of the run, in a few words each."""
    run, cpus = judged.run, judged.usable_cpus
    parts = [
        run.environment.cpu_model or "a machine without a name",
        "" if cpus is None else f"{plain(cpus)} usable CPU{'' if cpus == 1 else 's'}",
        str(run.environment.facts.get("started_at") or run.samples[0].started_at)[:10],
        f"preset {run.environment.preset}" if run.environment.preset else "",
        _blocks(judged),
        several(len(run.samples), "trial"),
    ]
    return [part for part in parts if part]


def _blocks(judged: Judged) -> str:
    counts = sorted({found.experiment.blocks for found in judged.experiments})
    few = several(counts[0], "block")
    return few if len(counts) == 1 else f"{counts[0]} to {counts[-1]} blocks"


def _section(
    place: int, judged: Judged, found: Findings, said: Answer, pictures: Sequence[Picture]
) -> Section:
    experiment = found.experiment
    work = (experiment.workload, experiment.params)
    runners = list(dict.fromkeys(cell.runner for cell in found.cells))
    ended_well = any(one.status == "ok" for one in experiment.samples)
    return Section(
        f"experiment-{place}-{slug(experiment.workload)}",
        experiment.workload,
        in_words(experiment.parameters()),
        said.about,
        said,
        several(experiment.blocks, "block"),
        sentences.sentences(found),
        [one for one in pictures if one.work == work],
        "they were not asked for" if ended_well else "no trial ended well",
        tables.of_experiment(found),
        models(judged, found),
        failures(experiment.samples, runners),
    )


def _measured(judged: Judged) -> list[tuple[str, str]]:
    cells = (cell for found in judged.experiments for cell in found.cells)
    return [(slug(name), name) for name in dict.fromkeys(cell.runner for cell in cells)]
