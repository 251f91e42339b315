"""verdicts.json: everything concluded from a run, for programs; docs/verdicts.md describes it."""

from __future__ import annotations

import json

from reports.stats import busy
from reports.stats.busy import Load
from reports.stats.estimates import Estimate
from reports.stats.latency import ServiceCell
from reports.stats.statistics import Summary
from reports.verdicts import measurement_quality, service_answer
from reports.verdicts.answer import answer
from reports.verdicts.findings import Judged
from reports.output import service_csv, summary_csv
from reports.verdicts.service import ServiceFindings
from reports.verdicts.smt import Smt
from reports.verdicts.verdicts import Findings

SCHEMA_VERSION = 3


def text(judged: Judged) -> str:
    return json.dumps(content(judged), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def content(judged: Judged) -> dict[str, object]:
    run = judged.run
    return {
        "schema_version": SCHEMA_VERSION,
        "run_id": run.run_id,
        "machine_id": run.machine_id,
        "parbench_version": run.environment.parbench_version,
        "preset": run.environment.preset,
        "usable_cpus": judged.usable_cpus,
        "holds": judged.holds,
        "too_busy": judged.too_busy,
        "quality": _quality(judged),
        "warnings": run.warnings,
        "experiments": [_experiment(judged, found) for found in judged.experiments],
        "services": [_service(judged, found) for found in judged.services],
    }


def _quality(judged: Judged) -> dict[str, object]:
    trials = judged.run.samples
    drift, inflation = judged.drift, judged.inflation
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
        "inflated_cpu_time": {
            "trials": inflation.trials,
            "inflated": len(inflation.excesses),
            "median_excess": inflation.median,
            "most_excess": inflation.most,
            "minimum_detectable_effect": inflation.effect,
            "minimum_detectable_effect_without": inflation.effect_without,
        },
        "sentences": measurement_quality.quality(judged).sentences,
    }


def _experiment(judged: Judged, found: Findings) -> dict[str, object]:
    pair, said = found.aa_pair, answer(judged, found)
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
        else _summary(pair.ratio) | {"sd_log_ratio": pair.sd, "half_width": pair.half_width},
        "minimum_detectable_effect": found.minimum_detectable_effect,
        "claims": found.family,
        "blocks_to_decide": found.blocks_to_decide(found.compared),
        "best": _name(found.best),
        "recommended": _name(found.recommended),
        "tied": [_name(cell) for cell in found.tied],
        "gain_is_shown": found.gain_is_shown,
        "largest_tried": found.largest_tried,
        "smt": _smt(said.smt),
        "sentences": said.sentences,
        "cells": [_cell(judged, found, cell) for cell in found.cells],
    }


def _service(judged: Judged, found: ServiceFindings) -> dict[str, object]:
    parameters = found.experiment.parameters()
    rows = [service_csv.row(judged, found, cell) for cell in found.cells]
    return {
        "workload": found.experiment.workload,
        "params": parameters,
        "kind": found.kind,
        "rate_per_s": found.rate_per_s,
        "blocks": found.experiment.blocks,
        **_load(found.load),
        "too_busy": found.too_busy,
        "margin": found.margin,
        "compared_by": found.tail,
        "saturated": [_name(cell) for cell in found.cells if found.saturated(cell)],
        "best": _name(found.best),
        "recommended": _name(found.recommended),
        "tied": [_name(cell) for cell in found.tied],
        "errors": sum(cell.errors for cell in found.cells),
        "sentences": service_answer.answer(judged, found).sentences,
        "cells": [row | {"params": parameters} for row in rows],
    }


def _cell(judged: Judged, found: Findings, cell: Estimate) -> dict[str, object]:
    """A row of summary.csv with its parameters as an object."""
    return summary_csv.row(judged, found, cell) | {"params": found.experiment.parameters()}


def _load(load: Load) -> dict[str, int]:
    return {"slots": load.slots, "disturbed_slots": load.disturbed, "repeats": load.repeats}


def _name(cell: Estimate | ServiceCell | None) -> dict[str, object] | None:
    return None if cell is None else {"runner": cell.runner, "workers": cell.workers}


def _smt(found: Smt | None) -> dict[str, object] | None:
    if found is None:
        return None
    about = {"runner": found.runner, "cores": found.cores, "cpus": found.cpus}
    return about | _summary(found.speedup) | {"verdict": found.verdict}


def _summary(summary: Summary) -> dict[str, object]:
    interval = summary.interval
    return {
        "n": summary.n,
        "ratio": summary.median,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "level": interval.level if interval else None,
    }
