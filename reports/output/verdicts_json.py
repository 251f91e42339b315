"""All that was concluded from a run, for programs: the content of verdicts.json; decides nothing.

docs/verdicts.md describes it key by key.
"""

from __future__ import annotations

import json

from reports.stats import busy
from reports.stats.busy import Load
from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary
from reports.verdicts import claims, measurement_quality, sentences
from reports.verdicts.findings import Judged
from reports.output.summary_rows import cell_json
from reports.verdicts.verdicts import Findings

SCHEMA_VERSION = 1


def text(judged: Judged) -> str:
    return json.dumps(content(judged), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def content(judged: Judged) -> dict[str, object]:
    run = judged.run
    return {
        "schema_version": SCHEMA_VERSION,
        "run_id": run.run_id,
        "machine_id": run.samples[0].machine_id,
        "parbench_version": run.environment.parbench_version,
        "preset": run.environment.preset,
        "usable_cpus": judged.usable_cpus,
        "holds": judged.holds,
        "too_busy": judged.too_busy,
        "trust": _trust(judged),
        "warnings": run.warnings,
        "experiments": [_experiment(judged, found) for found in judged.experiments],
    }


def _trust(judged: Judged) -> dict[str, object]:
    trials = judged.run.samples
    drift = judged.drift
    return {
        **_load(judged.load),
        "foreign_share": measurement_quality.clean_foreign_share(judged),
        "steal_s": busy.total(trials, "steal_s"),
        "throttled_s": busy.total(trials, "throttled_s"),
        "sessions": len({one.session for one in trials}),
        "drift": None if drift is None else {"low": drift[0], "high": drift[1]},
        "capacity": [
            {"workers": workers} | _summary(summary)
            for workers, summary in judged.capacity.points.items()
        ],
        "sentences": measurement_quality.sentences(judged),
    }


def _experiment(judged: Judged, found: Findings) -> dict[str, object]:
    twins = found.aa_pair
    return {
        "workload": found.experiment.workload,
        "params": found.experiment.parameters(),
        "kind": found.kind,
        "blocks": found.experiment.blocks,
        **_load(found.load),
        "too_busy": found.too_busy,
        "delta": found.margin,
        "twins": None
        if twins.ratio is None
        else _summary(twins.ratio)
        | {
            "sd_log_ratio": twins.sd,
            "half_width": twins.half_width,
            "smallest_effect": twins.smallest_effect(twins.ratio.n),
        },
        "claims": found.family,
        "claims_need_blocks": claims.fewest_for_a_claim(found.family) if found.family else None,
        "best": _name(found.best),
        "runner_up": _name(found.runner_up),
        "margin": None
        if found.lead is None
        else _summary(found.lead) | {"verdict": found.lead_verdict},
        "recommended": _name(found.recommended),
        "tied": [_name(cell) for cell in found.tied],
        "still_rising": found.still_rising,
        "sentences": sentences.sentences(found),
        "cells": [cell_json(judged, found, cell) for cell in found.cells],
    }


def _load(load: Load) -> dict[str, int]:
    return {"slots": load.slots, "disturbed_slots": load.disturbed, "repeats": load.repeats}


def _name(cell: Estimate | None) -> dict[str, object] | None:
    return None if cell is None else {"runner": cell.runner, "workers": cell.workers}


def _summary(summary: Summary) -> dict[str, object]:
    interval = summary.interval
    return {
        "n": summary.n,
        "ratio": summary.median,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "level": interval.level if interval else None,
    }
