"""Which runners a chart draws where an experiment has more of them than a reader can tell apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from reports.stats.estimates import Estimate
from reports.stats.latency import ServiceCell
from reports.stats.points import Point
from reports.stats.series import BASE
from reports.text.names import shown
from reports.verdicts.service import ServiceFindings
from reports.verdicts.verdicts import Findings

MOST = 9
RULE = "serial, the recommended one, the fastest of each family, then the fastest"


def drawn(found: Findings | ServiceFindings, runners: Sequence[str]) -> list[str]:
    """At most MOST of them, chosen by RULE, in their order."""
    if len(runners) <= MOST:
        return list(runners)
    families = {cell.runner: cell.family for cell in found.cells}
    ranked = sorted(runners, key=lambda runner: _fastest_s(found, runner))
    fastest_of = {families.get(runner, ""): runner for runner in reversed(ranked)}
    recommended = found.recommended.runner if found.recommended else ""
    firsts = [one for one in ranked if one in fastest_of.values()]
    chosen = dict.fromkeys([BASE, recommended, *firsts, *ranked])
    return _in_order(runners, [one for one in chosen if one in runners])


def drawn_in_panels(panels: Sequence[Sequence[Point]], runners: Sequence[str]) -> list[str]:
    """Of several experiments in one chart: those that most of them draw."""
    counts = Counter(
        runner for points in panels for runner in {point.runner for point in points if point.values}
    )
    return _in_order(runners, sorted(runners, key=lambda runner: -counts[runner]))


def note(folded: Sequence[str], rule: str = RULE) -> str:
    """Names what is not drawn; empty where all are."""
    if not folded:
        return ""
    names = ", ".join(shown(one, 60) for one in folded)
    return f"Drawn are {MOST} runners ({rule}). In the tables alone: {names}."


def _in_order(runners: Sequence[str], ranked: Sequence[str]) -> list[str]:
    kept = set(ranked[:MOST])
    return [runner for runner in runners if runner in kept]


def _fastest_s(found: Findings | ServiceFindings, runner: str) -> float:
    """Infinite where a pass lasts as long as its arrivals: the order of the runners decides."""
    return min((_pass_s(cell) for cell in found.cells if cell.runner == runner), default=math.inf)


def _pass_s(cell: Estimate | ServiceCell) -> float:
    wall = (cell.wall or cell.wall_all) if isinstance(cell, Estimate) else None
    return wall.median if wall else math.inf
