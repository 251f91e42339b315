"""The figures of a chart as CSV text: nobody has to read them off the picture; opens no file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from reports.stats.series import Experiment, Point

HEADER = (
    "workload",
    "params",
    "runner",
    "workers",
    "n",
    "median",
    "low",
    "high",
    "level",
    "unit",
    "quantity",
)


def rows(
    experiment: Experiment, points: Iterable[Point], unit: str, quantity: str
) -> list[list[object]]:
    """A row per point with a clean trial; without an interval low, high and level are empty."""
    table = []
    for point in points:
        summary = point.summary
        if summary is not None:
            interval = summary.interval
            ends = (
                ["", "", ""] if interval is None else [interval.low, interval.high, interval.level]
            )
            table.append(
                [
                    experiment.workload,
                    experiment.params,
                    point.runner,
                    point.workers,
                    summary.n,
                    summary.median,
                    *ends,
                    unit,
                    quantity,
                ]
            )
    return table


def ceiling(
    experiment: Experiment, bounds: Mapping[int, float], words: str, unit: str
) -> list[list[object]]:
    """A row per N of a line that belongs to no runner; it has neither n nor interval."""
    return [
        [experiment.workload, experiment.params, "", n, "", value, "", "", "", unit, words]
        for n, value in sorted(bounds.items())
    ]


def text(table: Iterable[list[object]], header: Sequence[str] = HEADER) -> str:
    """RFC 4180 with LF, numbers at full precision."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(table)
    return out.getvalue()
