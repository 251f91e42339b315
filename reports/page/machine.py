"""Machine, build and settings of a run, as named lines of text."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from reports.verdicts.findings import Judged
from reports.verdicts.setting import absences

NAMES = {
    "cpu_model": "CPU",
    "logical_cpus": "logical CPUs",
    "physical_cores": "physical cores",
    "smt_active": "SMT active",
    "usable_cpus": "usable CPUs",
    "affinity": "affinity",
    "quota_cpus": "CPU quota",
    "governor": "frequency governor",
    "boost": "frequency boost",
    "virtual_machine": "virtual machine",
    "container": "container",
    "memory_kib": "memory (KiB)",
    "transparent_huge_pages": "transparent huge pages",
    "kernel": "kernel",
    "architecture": "architecture",
    "clocksource": "clock source",
    "compiler": "compiler",
    "compiler_flags": "compiler flags",
    "build_type": "build type",
    "git_revision": "source revision",
    "parbench_version": "parbench",
    "preset": "preset",
    "seed": "seed",
    "started_at": "started",
    "run_id": "run",
    "machine_id": "machine id",
    "libraries": "libraries",
    "environment_set": "environment of every trial",
}
ELSEWHERE = ("schema_version", "runners", "workloads", "rules", "sessions", "command_line")


def lines(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Name and value of every fact; keys without a name here follow as they are."""
    rest = [key for key in facts if key not in NAMES and key not in ELSEWHERE]
    return [(NAMES.get(key, key), _said(facts[key])) for key in [*NAMES, *rest] if key in facts]


def _said(value: object) -> str:
    if value is None or value == "":
        return "unknown or none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        told = [f"{key} {_said(one)}" for key, one in value.items() if one not in ("", None)]
        return "; ".join(told) or "none"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


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
