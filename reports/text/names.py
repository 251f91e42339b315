"""How names and other foreign text are shown, ordered and turned into file names."""

from __future__ import annotations

import difflib
import re
import unicodedata
import zlib
from collections.abc import Iterable


def in_order(families: dict[str, str], present: set[str]) -> list[str]:
    """The registry's order; others follow by name."""
    return [runner for runner in families if runner in present] + sorted(present - set(families))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that a mistyped one was meant to be; empty where none is near."""
    # Without the dashes, which all options have in common.
    bare = {one.lstrip("-"): one for one in known}
    found = difflib.get_close_matches(name.lstrip("-"), bare, n=1, cutoff=0.65)
    return bare[found[0]] if found else ""


def shown(text: str, most: int = 200) -> str:
    """Foreign text for a label: one line, no longer than this, the invisible spelled out."""
    # A right-to-left mark would turn a line around; XML forbids most control characters.
    visible = "".join(_visible(character) for character in text[: 4 * most])
    if len(visible) <= most:
        return visible
    head = (most - 1) * 2 // 3
    return visible[:head] + "…" + visible[len(visible) - (most - 1 - head) :]


def _visible(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return f"<U+{ord(character):04X}>"
    return character


def slug(text: str) -> str:
    """The text as part of a file name or of an SVG id; two texts never share one."""
    plain = re.sub(r"[^A-Za-z0-9_.]+", "-", text).strip("-.")
    if plain and plain == text and len(plain) <= 48:
        return plain
    return f"{plain[:40] or 'name'}-{fingerprint(text)}"


def fingerprint(text: str) -> str:
    """Eight characters that are the same in every run; hash() is not."""
    return f"{zlib.crc32(text.encode()):08x}"


def in_words(parameters: dict[str, object]) -> str:
    """{"count": 128, "set": "even"} -> "count = 128, set = even"."""
    words = [
        f"{key} = {value if isinstance(value, str) else str(value).lower()}"
        for key, value in parameters.items()
        if value != ""  # not given, as a url is not
    ]
    return ", ".join(words) or "no parameters"
