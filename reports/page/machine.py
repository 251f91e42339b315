"""Machine, build and settings of a run, as named lines of text."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from reports.verdicts import factors
from reports.verdicts.factors import said, unusual
from reports.verdicts.findings import Judged
from reports.verdicts.setting import absences

NAMES = {
    **factors.NAMES,
    "memory_kib": "memory (KiB)",
    "preset": "preset",
    "seed": "seed",
    "started_at": "started",
    "run_id": "run",
}
ELSEWHERE = (
    "schema_version", "runners", "workloads", "margin", "rules", "sessions", "command_line"
)  # fmt: skip


def lines(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Name and value of every fact; keys without a name here follow as they are."""
    rest = [key for key in facts if key not in NAMES and key not in ELSEWHERE]
    return [(NAMES.get(key, key), said(facts[key])) for key in [*NAMES, *rest] if key in facts]


def setting(facts: Mapping[str, object]) -> str:
    """What most decides the figures, in a line."""
    cpus = facts.get("usable_cpus")
    parts = [
        facts.get("cpu_model"),
        f"{said(cpus)} usable CPU{'' if cpus == 1 else 's'}" if cpus else "",
        *unusual(facts),
        "virtual machine" if facts.get("virtual_machine") not in (None, "", False, "none") else "",
        f"kernel {facts['kernel']}" if facts.get("kernel") else "",
        facts.get("compiler"),
        f"revision {str(facts['git_revision'])[:12]}" if facts.get("git_revision") else "",
    ]
    return ", ".join(str(part) for part in parts if part)


def runners(judged: Judged) -> list[dict[str, str]]:
    """Every runner that the run describes, and why it was not measured, where it was not."""
    missing = dict(absences(judged))
    return [
        {key: str(item.get(key) or "") for key in ("name", "about", "workers", "version")}
        | {"absent": (missing[name] or "no reason recorded") if name in missing else ""}
        for item in judged.run.environment.facts.get("runners") or []
        for name in [str(item["name"])]
    ]


def rules(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(key.replace("_", " "), str(text)) for key, text in (facts.get("rules") or {}).items()]


def command(facts: Mapping[str, object]) -> str:
    """The command line that repeats the run: its own, with the seed, into a new folder."""
    words = facts.get("command_line")
    if not isinstance(words, list) or not words:
        return ""
    kept, skip = [], False
    for word in map(str, words):
        if not skip and word not in ("-o", "--out") and not word.startswith(("-o=", "--out=")):
            kept.append(word)
        skip = word in ("-o", "--out") and not skip
    named = any(word == "--seed" or word.startswith("--seed=") for word in kept)
    if facts.get("seed") is not None and not named:
        kept += ["--seed", str(facts["seed"])]
    return shlex.join(kept)
