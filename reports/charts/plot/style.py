"""How a runner looks; never depends on what is selected."""

from __future__ import annotations

from dataclasses import dataclass

from reports.charts.plot.theme import FAMILIES

COLOURS = {name: colour for name, colour in FAMILIES.items() if name != "unknown"}
UNKNOWN_COLOUR = FAMILIES["unknown"]

# Of the first members of a family: none twice, because print without colour needs that. Further
# members take the other families' shapes.
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
SERIAL_DASH = (0, (6, 3))  # of its level across the chart; serial has no line along N
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
        """Points across, so that stars and crosses look as large as discs."""
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
    own = MARKERS.get(family, ())
    markers = (*own, *(one for one in UNKNOWN_MARKERS if one not in own))
    dash = SERIAL_DASH if family == "serial" else DASHES[place % len(DASHES)]
    return Look(COLOURS.get(family, UNKNOWN_COLOUR), markers[place % len(markers)], dash)
