"""What is unknown of a run's set-up, and which runners it left out."""

from __future__ import annotations

from collections.abc import Mapping

from reports.text.names import shown
from reports.verdicts.findings import Judged

# environment.json's key, and its name for people; without these nobody can set the run up again.
NEEDED = {
    "cpu_model": "CPU model",
    "usable_cpus": "usable CPUs",
    "kernel": "kernel",
    "compiler": "compiler",
    "compiler_flags": "compiler flags",
    "git_revision": "source revision",
    "seed": "seed",
    "command_line": "command line",
}
CHANGED = "-dirty"


def unknown_facts(facts: Mapping[str, object]) -> list[str]:
    return [words for key, words in NEEDED.items() if facts.get(key) in (None, "", [])]


def changed_source(facts: Mapping[str, object]) -> str:
    """The revision that the source was changed after; empty where it was not."""
    revision = str(facts.get("git_revision") or "")
    return revision.removesuffix(CHANGED) if revision.endswith(CHANGED) else ""


def absences(judged: Judged) -> list[tuple[str, str]]:
    """Runners of the registry without any trial, each with the reason, empty where unknown."""
    present = {sample.runner for sample in judged.run.samples}
    plan, facts = judged.run.plan, judged.run.environment.facts
    planned = {cell[2] for cell in plan.cells} if plan else None
    said = []
    for item in facts.get("runners") or []:
        name = str(item["name"])
        if name in present:
            continue
        if item.get("built") is False:
            said.append((name, "not built here"))
        elif planned is not None:
            never = "the run ended before it" if name in planned else "not chosen for this run"
            said.append((name, never))
        else:
            said.append((name, ""))
    return said


def without_reason(judged: Judged) -> list[str]:
    return [shown(name, 40) for name, reason in absences(judged) if not reason]
