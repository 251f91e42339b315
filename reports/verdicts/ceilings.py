"""How much of what is possible a cell reaches, in words; never more than all of it."""

from __future__ import annotations

from reports.stats.bounds import CPUS, WAITS
from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary
from reports.text import numbers
from reports.text.numbers import plain

AT_THE_LIMIT = 0.95


def limit(cell: Estimate, usable_cpus: float | None) -> str:
    """Empty where no limit is known."""
    if cell.of_bound and cell.bound.by != CPUS:
        time = "wait" if cell.bound.by == WAITS else "(compute + wait)"
        return f"{_part(cell.of_bound)} of ideal (⌈tasks / N⌉ × {time})"
    share, most = cell.of_bound or cell.of_capacity, ""
    if cell.of_bound:
        most = f"the measured CPU limit ({numbers.time(cell.bound_s)} per pass)"
    elif share:
        cpus = plain(min(cell.workers, usable_cpus or cell.workers))
        most = f"the measured {cpus}-CPU limit ({numbers.ratio(cell.cpu_limit.median)}×)"
    elif cell.of_memory:
        share = cell.of_memory
        most = f"the measured memory limit ({numbers.time(cell.memory_s.median)})"
    if not share:
        return ""
    return f"at {most}" if _at_the_limit(share) else f"{_part(share)} of {most}"


def named_limit(cell: Estimate, base: Estimate | None) -> tuple[str, str]:
    """CPU 1.94×, and how much of it is reached; empty where no limit is known."""
    if cell.of_bound and cell.bound.by == CPUS:
        name, share = f"CPU {numbers.time(cell.bound_s)}", cell.of_bound
    elif cell.of_bound:
        tasks = next((one.tasks for one in cell.trials if one.tasks), None)
        return (f"tasks {tasks}" if tasks else "waits", f"{_part(cell.of_bound)} of ideal")
    elif cell.of_capacity:
        name, share = f"CPU {numbers.ratio(cell.cpu_limit.median)}×", cell.of_capacity
    elif cell.of_memory and base is not None and base.wall:
        most = base.wall.median / cell.memory_s.median
        name, share = f"memory {numbers.ratio(most)}×", cell.of_memory
    else:
        return ("", "")
    return (name, "reached" if _at_the_limit(share) else f"{_part(share)} of it")


def _at_the_limit(share: Summary) -> bool:
    """A measured limit holds only so far as it was measured: nothing is ever beyond it."""
    near = share.median >= AT_THE_LIMIT
    return near and (share.interval is None or share.interval.high >= 1)


def _part(share: Summary) -> str:
    if share.interval is None:
        return numbers.percent(min(share.median, 1))
    low, high = (numbers.percent(min(end, 1)) for end in (share.interval.low, share.interval.high))
    if low == high:
        return low
    return f"at least {low}" if high == "100 %" else f"{low.removesuffix(' %')}–{high}"
