"""Columns of a derived CSV file with their meaning; docs and data package follow from them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.stats.statistics import Summary


@dataclass(frozen=True)
class Column:
    name: str
    type: str  # of a Frictionless Table Schema
    unit: str
    when_empty: str  # empty: never
    meaning: str
    value: Callable[[Any], object]  # of the file's Row; None: empty
    values: tuple[str, ...] = ()


def median(summary: Summary | None) -> float | None:
    return summary.median if summary else None


def count(summary: Summary | None) -> int:
    return summary.n if summary else 0


def low(summary: Summary | None) -> float | None:
    return summary.interval.low if summary and summary.interval else None


def high(summary: Summary | None) -> float | None:
    return summary.interval.high if summary and summary.interval else None


def level(summary: Summary | None) -> float | None:
    return summary.interval.level if summary and summary.interval else None


def text(columns: Sequence[Column], rows: Iterable[Mapping[str, object]]) -> str:
    """RFC 4180 with LF; numbers at full precision, missing values empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    writer.writerows([_text(row[column.name]) for column in columns] for row in rows)
    return out.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def documented(columns: Sequence[Column]) -> str:
    """The table as it stands in docs/columns.md."""
    lines = ["| Column | Type | Unit | Empty when | Meaning |", "|---|---|---|---|---|"]
    for column in columns:
        values = "`, `".join(column.values)
        lines.append(
            f"| `{column.name}` | {column.type} | {column.unit} | {column.when_empty or 'never'} "
            f"| {column.meaning}{f' One of `{values}`.' if values else ''} |"
        )
    return "\n".join(lines) + "\n"


def resource(name: str, title: str, columns: Sequence[Column]) -> dict[str, object]:
    """The file in a Frictionless data package, as samples.csv is described there."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": {"fields": [_field(column) for column in columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, "type": column.type}
    if column.unit:
        field["unit"] = column.unit
    field["description"] = column.meaning + (
        f" Empty: {column.when_empty}." if column.when_empty else ""
    )
    constraints: dict[str, object] = {} if column.when_empty else {"required": True}
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field
