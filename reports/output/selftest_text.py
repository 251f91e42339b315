"""A self-test's result as JSON, Markdown and text for a terminal."""

from __future__ import annotations

import json
import math
import textwrap

from reports.verdicts.selftest_judge import Result

SCHEMA_VERSION = 1
WIDTH = 80
CLOSING = {
    "holds": "Every bound holds.",
    "broken": "A bound is broken: do not trust figures from this machine until you know why.",
    "too busy": "Too much background load to judge parbench: stop other programs and repeat.",
    "incomplete": "Parts of the self-test were not measured: repeat it, and let it end.",
}


def as_json(result: Result) -> str:
    """docs/selftest.md describes it key by key."""
    content = {
        "schema_version": SCHEMA_VERSION,
        "run_id": result.run.run_id,
        "machine_id": result.run.samples[0].machine_id,
        "verdict": result.verdict,
        "exit_code": result.exit_code,
        "checks": [
            {
                "name": check.name,
                "outcome": check.outcome,
                "words": check.words,
                "figures": _finite(check.figures),
            }
            for check in result.checks
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def as_markdown(result: Result) -> str:
    lines = [f"# Self-test of run {result.run.run_id}", "", f"**{CLOSING[result.verdict]}**", ""]
    lines += ["| Check | Outcome | What was found |", "|---|---|---|"]
    lines += [
        "| " + " | ".join(text.replace("|", "\\|") for text in row) + " |"
        for row in ((check.name, check.outcome, check.words) for check in result.checks)
    ]
    return "\n".join(lines) + "\n"


def as_text(result: Result) -> str:
    environment = result.run.environment
    machine = [result.run.run_id, environment.cpu_model]
    if environment.usable_cpus:
        machine.append(f"{environment.usable_cpus:g} usable CPUs")
    lines = ["self-test of " + ", ".join(part for part in machine if part), ""]
    widest = max(len(check.outcome) for check in result.checks)
    for check in result.checks:
        lines.append(f"{check.outcome:<{widest}}  {check.name}")
        indent = " " * (widest + 2)
        lines += _wrapped(check.words, indent)
    return "\n".join([*lines, "", CLOSING[result.verdict]])


def _wrapped(words: str, indent: str) -> list[str]:
    """No line begins with a bare % sign."""
    lines = textwrap.wrap(
        words.replace(" %", "\u00a0%"), WIDTH, initial_indent=indent, subsequent_indent=indent
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _finite(value: object) -> object:
    """JSON knows no NaN."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
