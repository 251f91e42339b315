"""A cell's figures under the names of summary.csv, as CSV and as JSON; computes and rounds none."""

from __future__ import annotations

import csv
import io
import json

from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary
from reports.output import summary_columns
from reports.verdicts.claims import POINTS_ONLY
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

NAMES = tuple(column.name for column in summary_columns.COLUMNS)


def csv_text(judged: Judged) -> str:
    """RFC 4180 with LF; numbers at full precision, what is missing empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NAMES)
    for found in judged.experiments:
        for cell in found.cells:
            values = row(judged, found, cell)
            writer.writerow([_text(values[name]) for name in NAMES])
    return out.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def row(judged: Judged, found: Findings, cell: Estimate) -> dict[str, object]:
    """Every column; None: empty."""
    experiment, verdict = found.experiment, found.verdict(cell)
    granted = None
    if verdict and verdict != POINTS_ONLY and not found.too_busy:
        granted = found.verdicts[cell.name].granted
    return {
        "schema_version": summary_columns.SCHEMA_VERSION,
        "run_id": judged.run.run_id,
        "machine_id": judged.run.samples[0].machine_id or None,
        "workload": experiment.workload,
        "params": experiment.params,
        "kind": found.kind,
        "runner": cell.runner,
        "workers": cell.workers,
        "trials": len(cell.trials),
        "failed": len(cell.failures),
        "status": cell.failures[-1].status if cell.failures else None,
        "slots": cell.load.slots,
        "disturbed_slots": cell.load.disturbed,
        "n_undisturbed": cell.wall.n if cell.wall else 0,
        "n_all": cell.wall_all.n if cell.wall_all else 0,
        **_ends("wall", cell.wall, "_s"),
        "wall_all_s": cell.wall_all.median if cell.wall_all else None,
        **_speedup(cell),
        "n_own": cell.own.n if cell.own else 0,
        "own_speedup": cell.own.median if cell.own else None,
        **_interval("own", cell.own),
        "efficiency": cell.efficiency,
        "capacity": cell.capacity,
        "of_capacity": cell.of_capacity,
        "bound_s": cell.bound_s,
        "of_bound": cell.of_bound,
        "cpu_s": cell.cpu_s,
        "foreign_share": cell.foreign_share,
        "throttled_share": cell.throttled_share,
        "delta": found.margin,
        "verdict": verdict or None,
        "granted": granted,
        "standing": found.standing(cell) or None,
        "best": found.best is not None and found.best.name == cell.name,
    }


def _speedup(cell: Estimate) -> dict[str, object]:
    everything = cell.speedup_all
    both = _interval("speedup_all", everything)
    paired = cell.wall if cell.is_base else cell.speedup
    return {
        "n_paired": paired.n if paired else 0,
        "speedup": cell.gain,
        **_interval("speedup", cell.speedup),
        "n_paired_all": everything.n if everything else 0,
        "speedup_all": everything.median if everything else None,
        "speedup_all_low": both["speedup_all_low"],
        "speedup_all_high": both["speedup_all_high"],
    }


def _ends(name: str, summary: Summary | None, unit: str) -> dict[str, object]:
    interval = _interval(name, summary)
    return {
        f"{name}{unit}": summary.median if summary else None,
        f"{name}_low{unit}": interval[f"{name}_low"],
        f"{name}_high{unit}": interval[f"{name}_high"],
        f"{name}_level": interval[f"{name}_level"],
    }


def _interval(name: str, summary: Summary | None) -> dict[str, object]:
    found = summary.interval if summary else None
    return {
        f"{name}_low": found.low if found else None,
        f"{name}_high": found.high if found else None,
        f"{name}_level": found.level if found else None,
    }


def cell_json(judged: Judged, found: Findings, cell: Estimate) -> dict[str, object]:
    """The row with its parameters as an object, for verdicts.json."""
    values = row(judged, found, cell)
    return values | {"params": json.loads(values["params"])}
