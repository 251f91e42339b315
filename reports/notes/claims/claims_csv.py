"""claims.csv: a row for each figure of a claim, one without figures where it has none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from reports.notes.claims.result import ClaimResult, Figure

SCHEMA_VERSION = 1
COLUMNS = tuple(
    "schema_version,run_id,claim,verdict,label,value,low,high,level,n,unit,sentence".split(",")
)


def text(results: Iterable[ClaimResult]) -> str:
    """RFC 4180 with LF; numbers at full precision, what is missing empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in results:
        for figure in one.figures or [None]:
            start = [SCHEMA_VERSION, one.run_id, one.id, one.verdict]
            writer.writerow([*start, *_cells(figure), one.sentence])
    return out.getvalue()


def _cells(figure: Figure | None) -> list[str]:
    if figure is None:
        return [""] * 7
    values = (figure.value, figure.low, figure.high, figure.level, figure.n)
    return [figure.label, *("" if one is None else repr(one) for one in values), figure.unit]
