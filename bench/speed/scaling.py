"""What a master that hands out tasks costs, from a run of mpi on empty and sleep.

usage: scripts/scaling RUN

RUN is the folder of

    parbench run -R mpi -w empty,sleep -s empty.tasks=20000 -s sleep.tasks=640 \\
        -s sleep.duration=200us,500us,1ms,2ms,5ms -j 2,4,8,16,32,64 --blocks 4 -o RUN

Prints Markdown tables; each figure is the median of the undisturbed trials. docs/scaling.md says
what they are. Exit status: 0; 1 if RUN has no such trials.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
from collections import defaultdict
from pathlib import Path

from reports.data.question import seconds
from reports.data.records import Run, read_run
from reports.data.rows import BadInput
from reports.data.samples import Sample
from reports.data.side_tables import read_workers, trial_of

EFFICIENT = 0.5  # METG(50 %): the shortest task with which half of the time is work


class Costs:
    """Seconds per empty task, by N: CPU time of the master and of a worker, wall time."""

    def __init__(self, run: Run):
        workers = read_workers(run.folder, run.samples)
        master, worker, wall = defaultdict(list), defaultdict(list), defaultdict(list)
        for one in _trials(run, "empty"):
            used = math.fsum(row.cpu_s or 0 for row in workers[trial_of(one)])
            tasks = one.tasks * one.passes
            master[one.workers].append((one.cpu_s * one.passes - used) / tasks)
            worker[one.workers].append(used / tasks)
            wall[one.workers].append(one.wall_s / one.tasks)
        self.master, self.worker, self.wall = map(_medians, (master, worker, wall))


def predicted_s(tasks: int, duration_s: float, late_s: float, workers: int,
                master_s: float, worker_s: float, cpus: float) -> float:  # fmt: skip
    """The longest of what the workers' waits, the master and the CPUs of one machine take."""
    waits = tasks / workers * (duration_s + late_s)
    return max(waits, tasks * master_s, tasks * (master_s + worker_s) / cpus)


def granularity_s(points: dict[float, float]) -> float | None:
    """METG(50 %) from efficiency by duration, linear between logarithms; None: not reached.

    Slaughter et al., Task Bench, SC20: the smallest task granularity with 50 % efficiency.
    """
    known = sorted(points.items())
    if known and known[0][1] >= EFFICIENT:
        return known[0][0]
    for (short, low), (long, high) in zip(known, known[1:]):
        if low < EFFICIENT <= high:
            share = (EFFICIENT - low) / (high - low)
            return math.exp(math.log(short) + share * (math.log(long) - math.log(short)))
    return None


def _trials(run: Run, workload: str) -> list[Sample]:
    found = [
        one for one in run.samples
        if one.workload == workload and one.runner == "mpi" and one.status == "ok"
        and one.undisturbed and one.cpu_s is not None
    ]  # fmt: skip
    if not found:
        raise BadInput(f"{run.folder} has no undisturbed trial of mpi on {workload}")
    return found


def _medians(values: dict) -> dict:
    return {key: statistics.median(mine) for key, mine in sorted(values.items())}


def _us(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1e6:.3g} µs"


def _table(*rows: tuple) -> None:
    head, *body = rows
    for row in (head, ["---:"] * len(head), *body):
        print("| " + " | ".join(map(str, row)) + " |")
    print()


def report(run: Run) -> None:
    costs, walls, tasks = Costs(run), defaultdict(list), 0
    for one in _trials(run, "sleep"):
        duration_s = seconds(json.loads(one.params)["duration"])
        walls[one.workers, duration_s].append(one.wall_s)
        tasks = one.tasks
    wall_s, cpus = _medians(walls), run.usable_cpus or 1.0
    counts, durations = sorted(costs.master), sorted({key[1] for key in wall_s})
    fewest = counts[0]
    # Where neither master nor CPUs are short: what a task takes longer than it should.
    late_s = wall_s[fewest, durations[-1]] * fewest / tasks - durations[-1]
    print(f"{len(run.samples)} trials, {cpus:g} usable CPUs")
    print(f"a task that waits ends {_us(late_s)} late\n")
    _table(
        ("N", "master, CPU per task", "worker, CPU per task", "time per empty task", "METG(50 %)"),
        *((n, _us(costs.master[n]), _us(costs.worker[n]), _us(costs.wall[n]),
           _us(granularity_s({d: tasks * d / n / wall_s[n, d] for d in durations
                              if (n, d) in wall_s})))
          for n in counts),
    )  # fmt: skip
    _table(
        ("N", *(f"{_us(d)}: measured, predicted" for d in durations)),
        *((n, *(_compared(wall_s.get((n, d)),
                          predicted_s(tasks, d, late_s, n, costs.master[fewest],
                                      costs.worker[fewest], cpus))
                for d in durations))
          for n in counts),
    )  # fmt: skip


def _compared(measured_s: float | None, predicted: float) -> str:
    if measured_s is None:
        return ""
    return f"{measured_s * 1e3:.3g} ms, {predicted * 1e3:.3g} ms ({measured_s / predicted:.2f}×)"


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__.strip())
        sys.exit(0 if sys.argv[1:] in (["-h"], ["--help"]) else 2)
    try:
        report(read_run(Path(sys.argv[1])))
    except BadInput as bad:
        sys.exit(f"scaling: {bad}")
