"""The bytes of a CSV file as numbered rows of text."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from reports.data.system_errors import reason


class BadInput(Exception):
    """Input that cannot be drawn; the text names the place, the value and what is allowed."""


@dataclass(frozen=True)
class Row:
    line: int  # where the row starts in the file, from 1
    fields: list[str]


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    unfinished: Row | None  # a last row without its line end, cut off or not
    had_bom: bool
    had_crlf: bool


def read_table(path: Path) -> Table:
    """The rows of RFC 4180 text. Raises BadInput for what no interrupted writer leaves behind."""
    return split(bytes_of(path), str(path))


def bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {reason(error)}") from None


def split(content: bytes, name: str) -> Table:
    if not content:
        raise BadInput(f"{name} is empty: a run writes its header before its first trial")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise BadInput(
            f"{name}, line {line}: a NUL byte; the file is damaged and must be plain UTF-8 text"
        )
    text = _decode(content, name)
    had_bom = text.startswith("\ufeff")
    # Not str.splitlines: it would also break at U+2028, which a field may contain.
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline="\n"))
    rows, unfinished = _parse(lines, name)
    if not content.endswith(b"\n") and unfinished is None and len(rows) > 1:
        unfinished = rows.pop()
    return Table(rows, unfinished, had_bom, b"\r\n" in content)


def _decode(content: bytes, name: str) -> str:
    """Only the last, unterminated line may contain half a character."""
    body_end = content.rfind(b"\n") + 1
    try:
        body = content[:body_end].decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{name}, line {line}: byte 0x{content[error.start]:02x} is not UTF-8"
        ) from None
    return body + content[body_end:].decode("utf-8", errors="replace")


def _parse(lines: list[str], name: str) -> tuple[list[Row], Row | None]:
    reader = csv.reader(lines, strict=True)
    rows: list[Row] = []
    while True:
        start = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return rows, None
        except csv.Error as error:
            # An interrupted write leaves one open quote on the last line. One that swallowed whole
            # lines is damage, and ignoring those lines would lose measurements in silence.
            if "unexpected end" in str(error) and start == len(lines):
                return rows, Row(start, [])
            raise BadInput(
                f"{name}, line {start}: a quoted field that starts here is broken ({error})"
            ) from None
        rows.append(Row(start, values))
