"""The measured or computed limits that no runner can beat, by N."""

from __future__ import annotations

from dataclasses import dataclass

from reports.charts.sheet import Sheet
from reports.stats import capacity

CPUS = "measured CPU limit"
CPUS_NOTE = (
    "Measured CPU limit: throughput of N independent copies of fixed work over that of one, at "
    "most N, median of this run's undisturbed probes; beyond the CPUs, that of all CPUs."
)
MEMORY = "measured memory limit"
MEMORY_NOTE = (
    "Measured memory limit: bytes of a pass over the rate at which N undisturbed probes read in "
    "this run; beyond the CPUs, as many probes as CPUs."
)
BOTH = "CPU and memory limit"
BOTH_NOTE = (
    "CPU and memory limit: the lower of what N copies of fixed work and N readers of memory "
    "reached in this run's undisturbed probes."
)
WAITS = "limit of the waits"
WAITS_NOTE = (
    "Limit of the waits: the shortest possible pass with N workers, ⌈tasks / N⌉ × wait where all "
    "waits are equal."
)


@dataclass(frozen=True)
class Ceiling:
    """In the units of the chart that asked for it."""

    words: str  # in the legend
    note: str  # under the chart
    by_workers: dict[int, float]

    def rows(self, sheet: Sheet, unit: str) -> list[dict[str, object]]:
        """A row per N of a line that belongs to no runner; it has neither n nor interval."""
        return [
            sheet.cell("", n) | {"median": value, "unit": unit, "quantity": self.words}
            for n, value in sorted(self.by_workers.items())
        ]


def of_time(sheet: Sheet) -> Ceiling | None:
    if sheet.scene.waiting:
        return _known(WAITS, WAITS_NOTE, _waits(sheet))
    return _known(MEMORY, MEMORY_NOTE, _memory(sheet))


def of_speedup(sheet: Sheet) -> Ceiling | None:
    base = next((cell for cell in sheet.found.cells if cell.is_base), None)
    if sheet.scene.waiting:
        times = _waits(sheet)
        alone = (base and base.bound_s) or times.get(1)
        speedups = {n: alone / time for n, time in times.items()} if alone else {}
        return _known(WAITS, WAITS_NOTE, speedups)
    cpus, memory = cpu_limits(sheet), _memory(sheet)
    if not memory:
        return _known(CPUS, CPUS_NOTE, cpus)
    # A pass through memory is held by both.
    alone = base.wall.median if base and base.wall else None
    both = {n: min(alone / memory[n], cpus[n]) for n in memory if alone and n in cpus}
    return _known(BOTH, BOTH_NOTE, both)


def of_efficiency(sheet: Sheet) -> Ceiling | None:
    return _known(CPUS, CPUS_NOTE, {n: limit / n for n, limit in cpu_limits(sheet).items()})


def _known(words: str, note: str, by_workers: dict[int, float]) -> Ceiling | None:
    return Ceiling(words, note, by_workers) if by_workers else None


def cpu_limits(sheet: Sheet) -> dict[int, float]:
    """By N, as each cell's estimate has it; empty where nothing was measured."""
    if not sheet.judged.capacity.points:
        return {}
    # One worker is held to 1 by definition, which is no measurement.
    return {
        cell.workers: min(cell.workers, cell.capacity)
        for cell in sheet.found.cells
        if cell.capacity is not None
    }


def _memory(sheet: Sheet) -> dict[int, float]:
    """Seconds by N for the bytes of a pass."""
    run = sheet.judged.run
    size = run.plan.streamed_bytes.get(sheet.work) if run.plan else None
    if not size or sheet.found.kind != "compute":
        return {}
    curve = capacity.measure_bandwidth(run.bandwidth, run.plan, sheet.judged.usable_cpus)
    rates = {n: curve.at(n) for n in sheet.scene.workers}
    return {n: size / rate for n, rate in rates.items() if rate}


def _waits(sheet: Sheet) -> dict[int, float]:
    """An N for which the runners' limits differ gets none: one line cannot hold for all."""
    limits: dict[int, set[float]] = {}
    for cell in sheet.found.cells:
        if cell.bound_s is not None:
            limits.setdefault(cell.workers, set()).add(cell.bound_s)
    return {n: found.pop() for n, found in sorted(limits.items()) if len(found) == 1}
