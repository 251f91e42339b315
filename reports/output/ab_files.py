"""What `parbench ab` found, for programs: JSON and JUnit XML; docs/ab.md describes both."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

from reports.output import ab_text
from reports.text import numbers
from reports.text.names import in_words, shown
from reports.verdicts import ab_judge
from reports.verdicts.ab_judge import Change, Judged, median_s

SCHEMA_VERSION = 1


def as_json(judged: Judged) -> str:
    content = {
        "schema_version": SCHEMA_VERSION,
        "run_id": judged.run.run_id,
        "sides": judged.run.environment.facts.get("ab"),
        "find": judged.question.find,
        "fail_on": judged.question.fail_on,
        "exit_code": judged.exit_code,
        "pairs": judged.load.slots,
        "disturbed_pairs": judged.load.disturbed,
        "cells": [_cell(one) for one in judged.changes],
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _cell(one: Change) -> dict[str, object]:
    interval = one.ratio.interval if one.ratio else None
    return {
        "workload": one.where.workload,
        "params": one.where.parameters(),
        "runner": one.pairs.runner,
        "workers": one.pairs.workers,
        "blocks": len(one.pairs.log_ratios),
        "before_s": median_s(one.pairs.before_s),
        "after_s": median_s(one.pairs.after_s),
        "ratio": one.ratio.median if one.ratio else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "joint_low": one.joint[0] if one.joint else None,
        "joint_high": one.joint[1] if one.joint else None,
        "verdict": one.verdict,
        "too_slow": one.too_slow,
        "resolved": one.resolved,
        "blocks_needed": one.blocks_needed,
    }


def as_junit(judged: Judged) -> str:
    """A test case per cell: a failure if it makes the exit code 1, skipped if inconclusive."""
    skipped = (ab_judge.INCONCLUSIVE, ab_judge.TOO_BUSY, ab_judge.UNSUPPORTED)
    suite = ElementTree.Element(
        "testsuite",
        name="parbench ab",
        tests=str(len(judged.changes)),
        failures=str(len(judged.failed)),
        skipped=str(sum(one.verdict in skipped for one in judged.changes)),
        errors="0",
    )
    for one in judged.changes:
        line = ab_text.row(one)
        params = shown(in_words(one.where.parameters()), 200)
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=f"{shown(one.where.workload)} ({params})",
            name=shown(one.name),
            time=numbers.plain(sum(one.pairs.before_s) + sum(one.pairs.after_s)),
        )
        if one in judged.failed:
            ElementTree.SubElement(case, "failure", message=line)
        elif one.verdict in skipped:
            ElementTree.SubElement(case, "skipped", message=line)
        else:
            ElementTree.SubElement(case, "system-out").text = line
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
