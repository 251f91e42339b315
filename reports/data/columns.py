"""Columns of a CSV file as checked values: what a dataclass says of a column, and its reader."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from reports.data.rows import BadInput, Row, Table

SCHEMA_VERSION = "1"

# float() and int() would also accept "1_000", " 1", "nan" and digits of other scripts.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LONGEST_S = 1e9  # 30 years, as in bench/limits.hpp
_MOST_OBSERVED = 2.0**64  # as its counter has 64 bits
_INTEGER = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True)
class Values:
    """One row's text by column, read as checked values; each raises BadInput for a bad one."""

    texts: dict[str, str]
    place: str

    def refuse(self, column: str, allowed: str) -> None:
        text = self.texts[column]
        shown = repr(text if len(text) <= 60 else text[:59] + "…")
        raise BadInput(f"{self.place}: {column} is {shown}; allowed: {allowed}")

    def any_text(self, column: str) -> str:
        return self.texts[column]

    def text(self, column: str) -> str:
        if not self.texts[column]:
            self.refuse(column, "any text that is not empty")
        return self.texts[column]

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        if self.texts[column] not in allowed:
            self.refuse(column, ", ".join(allowed))
        return self.texts[column]

    def matching(self, column: str, pattern: re.Pattern[str], allowed: str) -> str:
        if not pattern.fullmatch(self.texts[column]):
            self.refuse(column, allowed)
        return self.texts[column]

    def integer(self, column: str, least: int) -> int:
        text = self.texts[column]
        if not _INTEGER.fullmatch(text) or int(text) < least:
            self.refuse(column, f"an integer from {least}")
        return int(text)

    def count(self, column: str, least: int = 1) -> int | None:
        """An integer, or nothing."""
        return self.integer(column, least) if self.texts[column] else None

    def seconds(self, column: str) -> float | None:
        text = self.texts[column]
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or not 0 <= float(text) <= _LONGEST_S:
            self.refuse(column, "a decimal number from 0 to 1e9, or nothing")
        return float(text)

    def observed(self, column: str) -> float | None:
        """A number from 0, alone or as the only value of an object: {"connections":16}."""
        text = self.texts[column]
        if not text:
            return None
        value = _number(text)
        if value is None:
            self.refuse(column, 'a number from 0, an object such as {"connections":16}, or nothing')
        return value

    def time(self, column: str) -> float:
        """Seconds that cannot be missing."""
        seconds = self.seconds(column)
        if seconds is None:
            self.refuse(column, "a decimal number from 0 to 1e9")
        return seconds

    def params(self, column: str) -> str:
        text = _sorted_object(self.texts[column])
        if text is None:
            self.refuse(column, 'a JSON object such as {"count":128,"set":"even"}')
        return text


@functools.lru_cache  # a run has few sets of parameters and very many rows
def _sorted_object(text: str) -> str | None:
    try:
        value = json.loads(text)
        found = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        found.encode("utf-8")  # "\ud800" is JSON, but not text that a file can hold
    except (ValueError, RecursionError):
        return None
    return found if isinstance(value, dict) else None


def _number(text: str) -> float | None:
    """A finite number from 0; None for everything else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and len(value) == 1:
        [value] = value.values()
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if plain and 0 <= value <= _MOST_OBSERVED else None


def column(read: Callable[..., Any], *args: object, absent: str | None = None) -> Any:
    """A dataclass field that is read from the column of its name by a method of Values.

    absent: the text to assume where an older file lacks the column; without it the column is
    needed.
    """
    return field(metadata={"read": read, "args": args, "absent": absent})


@functools.cache
def columns_of(kind: type) -> dict[str, Any]:
    """What column() was told, by name; fields that are not columns are left out."""
    return {one.name: one.metadata for one in fields(kind) if "read" in one.metadata}


def read_columns(kind: type, values: Values, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of the dataclass's columns, or of the named ones."""
    columns = columns_of(kind)
    return {
        name: columns[name]["read"](values, name, *columns[name]["args"])
        for name in names or columns
    }


class Header:
    """Finds the columns of the dataclasses by name; unknown columns are ignored.

    Raises BadInput for a column that is needed and missing, or that is given twice.
    """

    def __init__(self, table: Table, path: Path, *kinds: type, also: tuple[str, ...] = ()) -> None:
        self.path = path
        self.names = table.rows[0].fields if table.rows else []
        absent = {name: told["absent"] for kind in kinds for name, told in columns_of(kind).items()}
        needed = ["schema_version", *also, *(name for name in absent if absent[name] is None)]
        missing = [name for name in needed if name not in self.names]
        if missing:
            raise BadInput(
                f"{path}, line 1: columns missing: {', '.join(missing)}; restore the file that "
                "`parbench run` wrote, or measure again"
            )
        twice = sorted({name for name in self.names if self.names.count(name) > 1})
        if twice:
            raise BadInput(f"{path}, line 1: columns given twice: {', '.join(map(repr, twice))}")
        self._absent = {name: text for name, text in absent.items() if text is not None}

    def values(self, row: Row) -> Values:
        """Raises BadInput for another number of fields, or another schema."""
        place = f"{self.path}, line {row.line}"
        if len(row.fields) != len(self.names):
            raise BadInput(
                f"{place}: {len(row.fields)} fields where the header has {len(self.names)}"
            )
        values = Values(self._absent | dict(zip(self.names, row.fields)), place)
        values.one_of("schema_version", (SCHEMA_VERSION,))
        return values
