"""What keeps throughput from rising with N, by what the trials used."""

from __future__ import annotations

from dataclasses import dataclass

from reports.stats import statistics
from reports.text import numbers
from reports.verdicts.advice.curve import Curve
from reports.verdicts.advice.seen import Seen

FULL = 0.85  # of the CPUs in use: they are the limit
WAITS = 0.5  # of a task's time: more workers than CPUs help


@dataclass(frozen=True)
class Mix:
    """Of one task: CPU time of all its processes, and the rest of the time that it takes alone."""

    compute_s: float
    wait_s: float
    cpus: float = 1.0  # that it keeps busy while it computes: a program may use several

    @property
    def waiting_share(self) -> float:
        return self.wait_s / (self.compute_s / self.cpus + self.wait_s)


@dataclass(frozen=True)
class Limit:
    kind: str  # quota, cpu, server, tasks, waits or unknown
    sentence: str


def mix(seen: Seen) -> Mix | None:
    """As it was asked for; else as it was measured with one worker. None: not measured."""
    question = seen.question
    if question.compute:
        return Mix(question.compute_s, question.wait_s)
    alone = [one for one in seen.explored().get(1, []) if one.cpu_s is not None]
    if not alone:
        return None
    task_s = statistics.median([one.wall_s / one.tasks for one in alone])
    cpu_s = statistics.median([one.cpu_s / one.tasks for one in alone])
    return Mix(cpu_s, max(0.0, task_s - cpu_s), max(1.0, cpu_s / task_s))


def limit(seen: Seen, curve: Curve, workers: int, cpus: float | None) -> Limit:
    """cpus: in use with so many workers."""
    usable = seen.usable_cpus
    used = f"{cpus:.2f} of {numbers.cpus(usable)} in use" if cpus is not None else ""
    if cpus is not None and cpus >= FULL * usable:
        environment = seen.run.environment
        quota, affinity = environment.quota_cpus, environment.affinity_cpus
        if quota is not None and (affinity is None or quota < affinity):
            return Limit("quota", f"the CPU quota of {quota:g} CPUs: {used}")
        return Limit("cpu", f"the CPUs: {used}")
    if seen.question.url:
        return Limit("server", f"the server, or the network to it: {used} here")
    tasks = int(seen.refined.parameters().get("tasks", 0)) if seen.refined else 0
    if workers == max(curve.workers):
        if 2 * workers > tasks:
            return Limit("tasks", f"waiting, up to all {tasks} tasks at once: {used}")
        return Limit("waits", f"waiting: throughput still rises with N={workers}; {used}")
    return Limit("unknown", f"neither CPUs nor waiting; memory, disk, locks? {used}")
