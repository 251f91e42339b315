"""How a runner looks and how foreign text is shown; never depends on what is selected."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass

from reports.charts.plot.theme import FAMILIES

COLOURS = {name: colour for name, colour in FAMILIES.items() if name != "unknown"}
UNKNOWN_COLOUR = FAMILIES["unknown"]

# No marker twice among the first members of the families: print without colour needs that.
MARKERS = {
    "serial": ("*",),
    "threads": ("o", "s", "8", (5, 0, 0)),
    "processes": ("^", "v", "D", "<", ">", "d"),
    "tasking": ("P", "X", (6, 1, 0), "h"),
    "event_loop": (">", "p", (4, 1, 0)),
    "mpi": ("H", (4, 1, 45)),
    "cpython": ("d", "h", (5, 1, 0), (8, 1, 0)),
}
UNKNOWN_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "d", "8", "H")
SERIAL_DASH = (
    0,
    (6, 3),
)  # serial has no line along N: this is the level that it draws across the chart
DASHES = (
    "solid",
    (0, (5, 1.6)),
    (0, (1.2, 1.4)),
    (0, (6, 1.6, 1.2, 1.6)),
    (0, (6, 1.4, 1.2, 1.4, 1.2, 1.4)),
)


@dataclass(frozen=True)
class Look:
    colour: str
    marker: str | tuple[int, int, int]
    dash: str | tuple[int, tuple[float, ...]]

    @property
    def size(self) -> float:
        """Points across, so that stars and crosses weigh as much as discs."""
        return {"*": 10.0, "P": 8.2, "X": 8.0, "D": 5.8, "s": 6.2}.get(self.marker, 6.8)


def looks(families: dict[str, str], drawn: list[str]) -> dict[str, Look]:
    """families: the registry in its order; drawn: every runner of the run, chosen or not."""
    styles: dict[str, Look] = {}
    members: dict[str, int] = {}
    for runner, family in families.items():
        place = members.get(family, 0)
        members[family] = place + 1
        styles[runner] = _look(family, place)
    for place, runner in enumerate(sorted(set(drawn) - set(families))):
        styles[runner] = _look("", place)
    return styles


def _look(family: str, place: int) -> Look:
    markers = MARKERS.get(family, UNKNOWN_MARKERS)
    dash = SERIAL_DASH if family == "serial" else DASHES[place % len(DASHES)]
    return Look(COLOURS.get(family, UNKNOWN_COLOUR), markers[place % len(markers)], dash)


def in_order(families: dict[str, str], present: set[str]) -> list[str]:
    """The registry's order; strangers follow by name."""
    return [runner for runner in families if runner in present] + sorted(present - set(families))


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
