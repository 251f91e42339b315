"""How many CPUs a user's programs keep busy, of which nothing is known before they run."""

from __future__ import annotations

from reports.stats.series import BASE
from reports.text import numbers
from reports.verdicts.verdicts import Findings

UNKNOWN = "unknown"  # the kind of work that only its measured CPU time describes
PARALLEL = 1.2  # CPUs; below that a program's second thread does little


def cpu_use(found: Findings) -> str:
    """Of the undisturbed serial passes; empty for other work, or where it was not read."""
    cpus = _cpus(found)
    if cpus is None or cpus > PARALLEL:
        return ""
    return f"{BASE} keeps a CPU busy for {numbers.percent(min(cpus, 1))} of a pass, and else waits"


def parallel_programs(found: Findings) -> str:
    """Empty unless one task at a time uses several CPUs."""
    cpus = _cpus(found)
    if cpus is None or cpus <= PARALLEL:
        return ""
    return f"{BASE} keeps {cpus:.1f} CPUs busy: these programs run in parallel themselves"


def _cpus(found: Findings) -> float | None:
    """CPU time over wall time of a serial pass."""
    base = next((cell for cell in found.cells if cell.is_base), None)
    if found.kind != UNKNOWN or base is None or not base.wall or base.cpu_s is None:
        return None
    return base.cpu_s / base.wall.median
