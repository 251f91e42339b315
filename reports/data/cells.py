"""One CSV row by column name: each value checked or refused in words; knows no column itself."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

from reports.data.rows import BadInput

# float() and int() would also take "1_000", " 1", "nan" and other scripts' digits.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True)
class Cells:
    """One row by column, with the words for refusing a value."""

    values: dict[str, str]
    place: str

    def refuse(self, column: str, allowed: str) -> None:
        value = self.values[column]
        shown = repr(value if len(value) <= 60 else value[:59] + "…")
        raise BadInput(f"{self.place}: {column} is {shown}; allowed: {allowed}")

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        if self.values[column] not in allowed:
            self.refuse(column, ", ".join(allowed))
        return self.values[column]

    def text(self, column: str) -> str:
        if not self.values[column]:
            self.refuse(column, "any text but the empty one")
        return self.values[column]

    def integer(self, column: str, least: int) -> int:
        if not _INTEGER.fullmatch(self.values[column]) or int(self.values[column]) < least:
            self.refuse(column, f"an integer from {least}")
        return int(self.values[column])

    def count(self, column: str, least: int = 1) -> int | None:
        """An integer, or nothing."""
        return self.integer(column, least) if self.values[column] else None

    def matching(self, column: str, pattern: re.Pattern[str], allowed: str) -> str:
        if not pattern.fullmatch(self.values[column]):
            self.refuse(column, allowed)
        return self.values[column]

    def seconds(self, column: str) -> float | None:
        text = self.values[column]
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or not 0 <= float(text) < math.inf:
            self.refuse(column, "a decimal number from 0, or nothing")
        return float(text)

    def params(self, column: str) -> str:
        try:
            value = json.loads(self.values[column])
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            text.encode("utf-8")  # "\ud800" is JSON, yet no text that a file can hold
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            self.refuse(column, 'a JSON object such as {"count":128,"set":"even"}')
        return text
