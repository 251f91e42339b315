"""A comparison as CSV: a row per cell that both runs measured."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from reports.verdicts.compare_changes import Change
from reports.stats.shift import Shift

COLUMNS = (
    "workload,params,runner,workers,n_a,n_b,median_a_s,median_b_s,median_ratio,time_ratio,"
    "time_ratio_low,time_ratio_high,time_ratio_level,verdict,granted,p,delta,speedup_a,speedup_b,"
    "speedup_ratio,speedup_ratio_low,speedup_ratio_high,speedup_ratio_level"
).split(",")


def text(changes: Sequence[Change]) -> str:
    """RFC 4180 with LF, numbers at full precision, unknown values empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in changes:
        a, b, time = one.before, one.after, one.time
        writer.writerow(
            [one.where.workload, one.where.params, a.runner, a.workers, len(a.walls), len(b.walls)]
            + [cell.wall.median if cell.wall else "" for cell in (a, b)]
            + [one.medians or "", *_numbers(time), one.claim.verdict, int(one.granted)]
            + [one.claim.p, one.where.margin, a.gain or "", b.gain or "", *_numbers(one.speedup)]
        )
    return out.getvalue()


def _numbers(found: Shift | None) -> list[object]:
    if found is None:
        return [""] * 4
    interval = found.interval
    return [found.ratio, *((interval.low, interval.high, interval.level) if interval else [""] * 3)]
