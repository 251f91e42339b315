"""The least time of a pass whose tasks wait, or compute and wait."""

from __future__ import annotations

from dataclasses import dataclass

from reports.data.facts import Plan, Planned
from reports.stats.capacity import Capacity

KINDS = ("waiting", "mixed")  # of work that has such a bound
WAITS, TASKS, CPUS = "waits", "tasks", "CPUs"


@dataclass(frozen=True)
class Bound:
    pass_s: float
    by: str  # WAITS, or of tasks that also compute: TASKS one after the other, or CPUS


def bound(
    cell: Planned, plan: Plan | None, serial_cpu_s: float | None, capacity: Capacity
) -> Bound | None:
    """max(ceil(T / N) (c + w), T c / min(N, capacity at N)), of T equal tasks on N workers.

    The plan has the first term for tasks of any length, by the speed at which c was calibrated;
    the serial trials of the run measure T c better, as their CPU time per pass (serial_cpu_s), so
    the plan's computing is scaled to that. Without a probe there is no second term.
    """
    tasks_s = plan.bound_s.get(cell) if plan else None
    if tasks_s is None:
        return None
    computing_s = plan.computing_s.get(cell[:2])
    if not computing_s:
        return Bound(tasks_s, WAITS)
    if serial_cpu_s:
        tasks_s += (serial_cpu_s / computing_s - 1) * plan.bound_computing_s.get(cell, 0.0)
    workers = cell[3]
    most = capacity.at(workers)
    cpus_s = (serial_cpu_s or computing_s) / min(workers, most.median) if most else 0.0
    return Bound(cpus_s, CPUS) if cpus_s > tasks_s else Bound(tasks_s, TASKS)
