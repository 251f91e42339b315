"""What a master that hands out tasks costs, from a run of mpi on empty and sleep.

usage: scripts/scaling RUN

RUN is the folder of

    parbench run -R mpi -w empty,sleep -s empty.tasks=20000 -s sleep.tasks=640 \\
        -s sleep.duration=50us,100us,200us,500us,1ms,2ms -j 2,4,8,16,32,64 --blocks 4 -o RUN

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


def predicted_s(
    tasks: int, duration_s: float, late_s: float, workers: int, master_s: float, shared_s: float
) -> float:
    """The longest of what the waits of a pass, its master and the CPUs that all share take."""
    return max(tasks / workers * (duration_s + late_s), tasks * master_s, tasks * shared_s)


def granularity_s(points: dict[float, float]) -> float | None:
    """METG(50 %) from efficiency by duration, linear between logarithms; None: not among them.

    Slaughter et al., Task Bench, SC20: the smallest task granularity with 50 % efficiency.
    """
    known = sorted(points.items())
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


def _granularity(efficiency: dict[float, float]) -> str:
    shortest_s = min(efficiency)
    if efficiency[shortest_s] >= EFFICIENT:
        return f"below {_us(shortest_s)}"
    return _us(granularity_s(efficiency))


def _us(seconds_: float | None) -> str:
    return "" if seconds_ is None else f"{seconds_ * 1e6:.4g} µs"


def _table(*rows: tuple) -> None:
    head, *body = rows
    for row in (head, ["---:"] * len(head), *body):
        print("| " + " | ".join(map(str, row)) + " |")
    print()


def report(run: Run) -> None:
    costs, walls, used, tasks = Costs(run), defaultdict(list), defaultdict(list), 0
    for one in _trials(run, "sleep"):
        duration_s = seconds(json.loads(one.params)["duration"])
        walls[one.workers, duration_s].append(one.wall_s)
        used[one.workers, duration_s].append(one.cpu_s / one.tasks)
        tasks = one.tasks
    wall_s, cpus = _medians(walls), run.usable_cpus or 1.0
    counts, durations = sorted(costs.master), sorted({key[1] for key in wall_s})
    fewest, longest_s = counts[0], durations[-1]
    # Where neither the master nor CPUs are short: what a task takes longer than it should.
    late_s = wall_s[fewest, longest_s] * fewest / tasks - longest_s
    master_s, waiting_s = costs.master[fewest], min(_medians(used).values())
    print(
        f"{len(run.samples)} trials, {cpus:g} usable CPUs: a task that waits ends {_us(late_s)} "
        f"late, and takes {_us(waiting_s)} of CPU time at least, at master and worker together\n"
    )
    efficiency = {
        n: {d: tasks * d / n / wall_s[n, d] for d in durations if (n, d) in wall_s} for n in counts
    }
    _table(
        ("N", "master, CPU per task", "worker, CPU per task", "empty task", "METG(50 %)"),
        *(
            (n, *(_us(one[n]) for one in (costs.master, costs.worker, costs.wall)))
            + (_granularity(efficiency[n]),)
            for n in counts
        ),
    )
    _table(
        ("N", *map(_us, durations)),
        *(
            (n, *(_compared(wall_s.get((n, d)),
                            predicted_s(tasks, d, late_s, n, master_s, waiting_s / cpus))
                  for d in durations))
            for n in counts
        ),
    )  # fmt: skip


def _compared(measured_s: float | None, predicted: float) -> str:
    if measured_s is None:
        return ""
    return f"{measured_s * 1e3:.3g} ms, {measured_s / predicted:.2f}×"


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__.strip())
        sys.exit(0 if sys.argv[1:] in (["-h"], ["--help"]) else 2)
    try:
        report(read_run(Path(sys.argv[1])))
    except BadInput as bad:
        sys.exit(f"scaling: {bad}")
