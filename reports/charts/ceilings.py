"""The measured or computed limits that no runner can beat, by N."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from reports.charts.sheet import Sheet
from reports.stats import shares
from reports.stats.bounds import WAITS as WAITS_ALONE
from reports.stats.statistics import Summary
from reports.text.names import shown
from reports.verdicts import sharing

CPUS = "measured CPU limit"
CPUS_NOTE = (
    "Measured CPU limit: throughput of N independent copies of fixed work over that of one, at "
    "most N, from all of this run's probes without load; beyond the CPUs, that of all CPUs. Its "
    "band is the 95 % interval."
)
MEMORY = "measured memory limit"
MEMORY_NOTE = (
    "Measured memory limit: bytes of a pass over the rate at which N probes without load read in "
    "this run; beyond the CPUs, as many probes as CPUs. Its band is the 95 % interval."
)
BOTH = "CPU and memory limit"
BOTH_NOTE = (
    "CPU and memory limit: the lower of what N copies of fixed work and N readers of memory "
    "reached in this run's probes without load. Its band is the 95 % interval."
)
WAITS = "limit of the waits"
WAITS_NOTE = (
    "Limit of the waits: the shortest possible pass with N workers, ⌈tasks / N⌉ × wait where all "
    "waits are equal."
)
TASKS = "limit of tasks and CPUs"
TASKS_NOTE = (
    "Limit of tasks and CPUs: the shortest possible pass with N workers: ⌈tasks / N⌉ × (compute + "
    "wait) where all tasks are equal, or the CPU time of a serial pass over the throughput of N "
    "independent copies of fixed work, if that is longer."
)
LOCK = "Amdahl's limit"
LOCK_NOTE = (
    "Amdahl's limit: 1 / (s + (1 − s) / n), with s the share of the work under the lock, which the "
    "parameters give, and n the workers or, if that is less, the measured CPU limit."
)
HERE_NOTE = "It is of this machine: it does not hold for {}, whose workers ran on other hosts."


@dataclass(frozen=True)
class Ceiling:
    """In the units of the chart that asked for it."""

    words: str  # in the legend
    note: str  # under the chart
    by_workers: dict[int, Summary]

    def scaled(self, factor_of: Callable[[int], float]) -> Ceiling:
        """By N, in other units."""
        scaled = {
            n: shares.product(limit, shares.exact(factor_of(n)))
            for n, limit in self.by_workers.items()
        }
        return replace(self, by_workers=scaled)

    def rows(self, sheet: Sheet, unit: str) -> list[dict[str, object]]:
        """A row per N of a line that belongs to no runner; n and interval where it was measured."""
        rows = []
        for n, limit in sorted(self.by_workers.items()):
            row = sheet.cell("", n) | {"median": limit.median}
            if limit.n:
                row["n"] = limit.n
                if limit.interval:
                    ends = limit.interval
                    row |= {"low": ends.low, "high": ends.high, "level": ends.level}
            rows.append(row | {"unit": unit, "quantity": self.words})
        return rows


def of_time(sheet: Sheet) -> Ceiling | None:
    if sheet.scene.waiting:
        return _known(sheet, *_words(sheet), _waits(sheet))
    return _known(sheet, MEMORY, MEMORY_NOTE, _memory(sheet))


def of_speedup(sheet: Sheet) -> Ceiling | None:
    base = next((cell for cell in sheet.found.cells if cell.is_base), None)
    lock = {cell.workers: limit for cell in sheet.found.cells
            for limit in [sharing.limit(sheet.judged, sheet.found, cell)] if limit}  # fmt: skip
    if lock:
        return Ceiling(LOCK, LOCK_NOTE, lock)
    if sheet.scene.waiting:
        times = _waits(sheet)
        alone = shares.exact(base.bound_s) if base and base.bound_s else times.get(1)
        speedups = {n: shares.share(alone, time) for n, time in times.items()} if alone else {}
        return _known(sheet, *_words(sheet), speedups)
    cpus, memory = _cpus(sheet), _memory(sheet)
    if not memory:
        return _known(sheet, CPUS, CPUS_NOTE, cpus)
    # A pass through memory is held by both.
    alone = shares.exact(base.wall.median) if base and base.wall else None
    both = {
        n: min(shares.share(alone, memory[n]), cpus[n], key=lambda limit: limit.median)
        for n in memory
        if alone and n in cpus
    }
    return _known(sheet, BOTH, BOTH_NOTE, both)


def _words(sheet: Sheet) -> tuple[str, str]:
    return (WAITS, WAITS_NOTE) if sheet.found.kind == "waiting" else (TASKS, TASKS_NOTE)


def _known(sheet: Sheet, words: str, note: str, by_workers: dict[int, Summary]) -> Ceiling | None:
    elsewhere = sheet.on_hosts
    if elsewhere and words != WAITS:
        note += f" {HERE_NOTE.format(', '.join(shown(one, 40) for one in elsewhere))}"
    return Ceiling(words, note, by_workers) if by_workers else None


def _cpus(sheet: Sheet) -> dict[int, Summary]:
    """By N, as each cell's estimate has it; empty where nothing was measured."""
    if not sheet.judged.capacity.points:
        return {}
    found = {cell.workers: cell.cpu_limit for cell in sheet.found.cells if cell.cpu_limit}
    # One worker is held to 1 by definition, which is no measurement: no line for serial alone.
    return {} if sheet.on_hosts and set(found) == {1} else found


def _memory(sheet: Sheet) -> dict[int, Summary]:
    """Seconds by N for the bytes of a pass."""
    return {cell.workers: cell.memory_s for cell in sheet.found.cells if cell.memory_s}


def _waits(sheet: Sheet) -> dict[int, Summary]:
    """An N for which the runners' limits differ gets none: one line cannot hold for all.

    The CPUs of this machine, which limit tasks that also compute, do not limit workers on hosts.
    """
    limits: dict[int, set[float]] = {}
    for cell in sheet.found.cells:
        if cell.bound_s is not None and (cell.bound.by == WAITS_ALONE or not cell.on_hosts):
            limits.setdefault(cell.workers, set()).add(cell.bound_s)
    return {n: shares.exact(found.pop()) for n, found in sorted(limits.items()) if len(found) == 1}
