"""When a cell needs no more blocks: the rule by which `parbench run` stops measuring it.

Width, never significance: stopping once something looks significant makes false alarms.
"""

from __future__ import annotations

from reports.stats.estimates import Estimate
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL

WIDTH = 0.05  # of the centre
# Few beyond 30: each further look at the same width costs coverage (tests/reports/stats).
_STOPS = (FEWEST_FOR_AN_INTERVAL, 9, 12, 15, 20, 25, 30, 50, 80)


def is_stop(blocks: int) -> bool:
    """Between these numbers an interval grows wider for the same data, so none is judged there."""
    return blocks in _STOPS or (blocks > 80 and blocks % 50 == 0)


def is_narrow(cell: Estimate, width: float = WIDTH) -> bool:
    """The interval of its speedup, of serial that of its time, is narrower than this share."""
    summary = cell.wall if cell.is_base else cell.speedup
    if summary is None or summary.interval is None:
        return False
    return summary.interval.high - summary.interval.low < width * summary.median


def is_finished(cell: Estimate, width: float = WIDTH) -> bool:
    summary = cell.wall if cell.is_base else cell.speedup
    return summary is not None and is_stop(summary.n) and is_narrow(cell, width)
