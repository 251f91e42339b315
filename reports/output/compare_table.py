"""A comparison as CSV: a row per cell that both sides measured."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from reports.stats.statistics import Summary
from reports.verdicts.compare.changes import Change

SCHEMA_VERSION = 2  # 2: judged by speedups or times relative to the probe, over sessions; margin
COLUMNS = (
    "schema_version,workload,params,runner,workers,sessions_a,sessions_b,n_a,n_b,median_a_s,"
    "median_b_s,median_ratio,time_ratio,speedup_a,speedup_b,judged_by,unit,speed_ratio,"
    "speed_ratio_low,speed_ratio_high,speed_ratio_level,verdict,granted,p,margin"
).split(",")


def text(changes: Sequence[Change]) -> str:
    """RFC 4180 with LF, numbers at full precision, unknown values empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in changes:
        where, pair = one.where, one.pair
        sides = (pair.before, pair.after)
        writer.writerow(
            [SCHEMA_VERSION, where.workload, where.params, pair.runner, pair.workers]
            + [len(side.walls) for side in sides]
            + [side.blocks for side in sides]
            + [_known(side.wall) for side in sides]
            + [_known(one.medians), _known(one.time_ratio)]
            + [_known(side.speedup) for side in sides]
            + [one.by, one.unit, *_numbers(one.ratio)]
            + [one.claim.verdict, int(one.granted), one.claim.p, where.margin]
        )
    return out.getvalue()


def _known(value: float | None) -> object:
    return "" if value is None else value


def _numbers(found: Summary | None) -> list[object]:
    if found is None:
        return [""] * 4
    interval = found.interval
    return [
        found.median,
        *((interval.low, interval.high, interval.level) if interval else [""] * 3),
    ]
