"""What the page of one run says, section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports.charts.plot import style
from reports.charts.plot.swatch import swatch
from reports.data.records import Run
from reports.notes.claims import csv_text, remarks, results
from reports.notes.explanations import puzzles
from reports.notes.models import models
from reports.notes.results import ClaimResult, Model, Puzzle
from reports.output import advice_text
from reports.page import machine, tables
from reports.page.glance import Glance, glance, service_glance
from reports.page.hosts import HostsPart
from reports.page.hosts import part as hosts_part
from reports.page.pictures import Picture, terms
from reports.page.sharing import SharingPart, part
from reports.page.tables import Table
from reports.text.names import in_words, slug
from reports.text.numbers import plain, several
from reports.verdicts import hosts, measurement_quality, reporting_rules, service_answer
from reports.verdicts.advice.advice import Advice
from reports.verdicts.answer import Answer, answer
from reports.verdicts.findings import Judged
from reports.verdicts.reporting_rules import Rule
from reports.verdicts.service import ServiceFindings
from reports.verdicts.verdicts import Findings


QUALITY_ROOM = 130  # characters of a line on a screen of 1400 pixels


@dataclass(frozen=True)
class Section:
    """One experiment."""

    id: str
    workload: str
    parameters: str
    about: str
    answer: Answer
    glance: Glance
    blocks: str
    charts: list[Picture]
    no_charts: str  # why there are none
    table: Table
    models: list[Model]


@dataclass(frozen=True)
class Key:
    """A runner that was measured, in the legend of the page."""

    id: str  # its class in the charts
    name: str
    swatch: Markup


@dataclass(frozen=True)
class AdvicePart:
    """What `parbench advise` said at its end."""

    headline: str
    lines: list[str]  # all others but the command
    command: str  # that asks again
    unknown: bool


@dataclass(frozen=True)
class Page:
    """The page of one run."""

    run_id: str
    where: list[str]
    holds: bool  # every experiment may have a verdict, and one has
    partly: bool  # some experiment has a verdict
    advice: AdvicePart | None  # of a run of parbench advise: the page opens with it
    sharing: SharingPart | None  # of a run whose tasks share something
    sections: list[Section]
    with_speedups: bool  # some experiments are about speedups
    with_services: bool  # some are about latency at a rate
    overview: list[Picture]
    terms: list[str]  # how to read its charts
    grade: str  # of the measurement: good, fair or poor
    quality_line: str
    quality: list[str]
    warnings: list[str]
    rules: list[Rule]
    rules_of_run: list[tuple[str, str]]
    hosts: HostsPart | None  # of a run whose workers ran on several machines
    facts: list[tuple[str, str]]
    setting: str  # the most important facts in a line
    runners: list[dict[str, str]]
    command: str
    legend: list[Key]
    names: list[str]  # of its runners and workloads, which stay as they are at a sentence's start
    blocks: str
    trials: int
    claims: list[ClaimResult]
    claims_shown: bool
    claims_first: bool  # before the experiments: the run was made for them
    claims_csv: str
    remarks: list[str]
    puzzles: list[Puzzle]
    explain: str  # "answers", "questions", or nothing


def page(
    judged: Judged,
    pictures: Sequence[Picture],
    notices: Sequence[str],
    explain: str = "",
    with_claims: bool = False,
) -> Page:
    """explain: "answers" or "questions" for puzzles with their answers shown or folded."""
    run = judged.run
    facts, claims = run.environment.facts, results(judged)
    quality = measurement_quality.quality(judged)
    claims_first = run.environment.preset == "claims"
    shared = part(judged, pictures)
    pictures = [one for one in pictures if shared is None or one not in shared.pictures]
    return Page(
        run_id=run.run_id,
        where=where(judged),
        holds=judged.holds,
        partly=any(found.has_a_verdict and not found.too_busy for found in judged.parts),
        advice=_advice(judged.advice),
        sharing=shared,
        sections=[
            _section(place, judged, found, pictures)
            for place, found in enumerate(judged.parts, 1)
            if not judged.is_swept(found)
        ],
        with_speedups=bool(judged.experiments),
        with_services=bool(judged.services),
        overview=[one for one in pictures if one.work is None],
        terms=terms(pictures),
        grade="poor" if not judged.holds else "fair" if quality.cautions else "good",
        quality_line=quality.line(QUALITY_ROOM),
        quality=quality.sentences,
        warnings=[*run.warnings, *notices],
        rules=reporting_rules.check(judged),
        rules_of_run=machine.rules(facts),
        hosts=hosts_part(run),
        facts=machine.lines(facts),
        setting=machine.setting(facts),
        runners=machine.runners(judged),
        command=machine.command(facts),
        legend=_legend(judged),
        names=_names(judged),
        blocks=_blocks(judged),
        trials=len(run.samples),
        claims=claims,
        claims_shown=with_claims or claims_first,
        claims_first=claims_first,
        claims_csv=csv_text(claims),
        remarks=remarks(judged),
        puzzles=puzzles(judged) if explain else [],
        explain=explain,
    )


def _advice(advice: Advice | None) -> AdvicePart | None:
    if advice is None:
        return None
    headline, *rest = advice_text.lines(advice)
    command = advice_text.repeat(advice)
    lines = [one for one in rest if not one.endswith(command)]
    return AdvicePart(headline, lines, command, bool(advice.unknown))


def where(judged: Judged) -> list[str]:
    """Machine, day and size of the run."""
    run, cpus = judged.run, judged.usable_cpus
    parts = [
        run.environment.cpu_model or "unknown CPU",
        "" if cpus is None else f"{plain(cpus)} usable CPU{'' if cpus == 1 else 's'}",
        hosts.short(run),
        str(run.environment.facts.get("started_at") or _first_start(run))[:10],
        f"preset {run.environment.preset}" if run.environment.preset else "",
        _blocks(judged),
        several(len(run.samples), "trial"),
    ]
    return [part for part in parts if part]


def _first_start(run: Run) -> str:
    return run.samples[0].started_at if run.samples else ""


def _blocks(judged: Judged) -> str:
    counts = sorted({found.experiment.blocks for found in judged.parts})
    if not counts:
        return ""
    few = several(counts[0], "block")
    return few if len(counts) == 1 else f"{counts[0]} to {counts[-1]} blocks"


def _section(
    place: int,
    judged: Judged,
    found: Findings | ServiceFindings,
    pictures: Sequence[Picture],
) -> Section:
    experiment = found.experiment
    work = (experiment.workload, experiment.params)
    ended_well = any(one.status == "ok" for one in experiment.samples)
    return Section(
        f"experiment-{place}-{slug(experiment.workload)}",
        experiment.workload,
        in_words(experiment.parameters()),
        judged.run.environment.abouts.get(experiment.workload, ""),
        *_said(judged, found),
        blocks=several(experiment.blocks, "block"),
        charts=[one for one in pictures if one.work == work],
        no_charts="not requested" if ended_well else "no trial succeeded",
        table=tables.of_service(found)
        if isinstance(found, ServiceFindings)
        else tables.of_experiment(found),
        models=models(judged, found),
    )


def _said(judged: Judged, found: Findings | ServiceFindings) -> tuple[Answer, Glance]:
    if isinstance(found, ServiceFindings):
        said = service_answer.answer(judged, found)
        return said, service_glance(judged, found, said)
    said = answer(judged, found)
    return said, glance(found, said)


def _names(judged: Judged) -> list[str]:
    named = [
        (one.experiment.workload, *(cell.runner for cell in one.cells)) for one in judged.parts
    ]
    return list(dict.fromkeys(name for names in named for name in names))


def _legend(judged: Judged) -> list[Key]:
    families = judged.run.environment.families
    looks = style.looks(families, [sample.runner for sample in judged.run.samples])
    cells = (cell for found in judged.parts for cell in found.cells)
    return [
        Key(slug(name), name, Markup(swatch(looks[name])))
        for name in dict.fromkeys(cell.runner for cell in cells)
    ]
