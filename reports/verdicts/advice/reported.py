"""What a report on a run of parbench advise is about: its question, and what was compared."""

from __future__ import annotations

from dataclasses import replace

from reports.data.question import question_in
from reports.data.records import Run
from reports.verdicts.advice.seen import EXPLORE, Seen


def seen_in(run: Run) -> Seen | None:
    """None for any other run. Raises BadInput where the question is damaged."""
    facts = run.environment.facts
    if run.plan is None or not run.plan.stages or "advise" not in facts:
        return None
    return Seen(run, question_in(facts, f"{run.folder / 'environment.json'}"))


def compared(seen: Seen) -> Run:
    """The run without what only the rough search measured, each N there with tasks of its own.

    May be left without a trial.
    """
    run = seen.run
    others = {str(one["purpose"]) for one in seen.stages if "purpose" in one} - {EXPLORE}
    kept = {_work(one) for one in seen.experiments(*others)}
    rough = {_work(one) for one in seen.experiments(EXPLORE)} - kept
    cells = [cell for cell in run.plan.cells if cell[:2] not in rough]
    samples = [one for one in run.samples if _work(one) not in rough]
    return replace(run, samples=samples, plan=replace(run.plan, cells=cells))


def _work(one: object) -> tuple[str, str]:
    return (one.workload, one.params)
