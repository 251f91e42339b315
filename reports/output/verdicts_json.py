"""verdicts.json: everything concluded from a run, for programs; docs/verdicts.md describes it."""

from __future__ import annotations

import json

from reports.stats import busy
from reports.stats.busy import Load
from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary
from reports.verdicts import claims, measurement_quality, sentences
from reports.verdicts.findings import Judged
from reports.output import summary_csv
from reports.verdicts.verdicts import Findings

SCHEMA_VERSION = 2


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
        "quality": _quality(judged),
        "warnings": run.warnings,
        "experiments": [_experiment(judged, found) for found in judged.experiments],
    }


def _quality(judged: Judged) -> dict[str, object]:
    trials = judged.run.samples
    drift = judged.drift
    return {
        **_load(judged.load),
        "foreign_share": measurement_quality.undisturbed_foreign_share(judged),
        "steal_s": busy.total(trials, "steal_s"),
        "throttled_s": busy.total(trials, "throttled_s"),
        "sessions": len({one.session for one in trials}),
        "drift": None if drift is None else {"low": drift[0], "high": drift[1]},
        "capacity": [
            {"workers": workers} | _summary(summary)
            for workers, summary in judged.capacity.points.items()
        ],
        "sentences": measurement_quality.quality(judged).sentences,
    }


def _experiment(judged: Judged, found: Findings) -> dict[str, object]:
    pair = found.aa_pair
    return {
        "workload": found.experiment.workload,
        "params": found.experiment.parameters(),
        "kind": found.kind,
        "blocks": found.experiment.blocks,
        **_load(found.load),
        "too_busy": found.too_busy,
        "margin": found.margin,
        "aa_pair": None
        if pair.ratio is None
        else _summary(pair.ratio)
        | {
            "sd_log_ratio": pair.sd,
            "half_width": pair.half_width,
            "minimum_detectable_effect": pair.minimum_detectable_effect(pair.ratio.n),
        },
        "claims": found.family,
        "claims_need_blocks": claims.fewest_for_a_claim(found.family) if found.family else None,
        "best": _name(found.best),
        "runner_up": _name(found.runner_up),
        "lead": None
        if found.lead is None
        else _summary(found.lead) | {"verdict": found.lead_verdict},
        "recommended": _name(found.recommended),
        "tied": [_name(cell) for cell in found.tied],
        "largest_tried": found.largest_tried,
        "sentences": sentences.answer(judged, found).sentences,
        "cells": [_cell(judged, found, cell) for cell in found.cells],
    }


def _cell(judged: Judged, found: Findings, cell: Estimate) -> dict[str, object]:
    """A row of summary.csv with its parameters as an object."""
    return summary_csv.row(judged, found, cell) | {"params": found.experiment.parameters()}


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
