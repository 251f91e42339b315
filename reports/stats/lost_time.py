"""Where the speedup went: N*T(N) - T(1) split into parts that add up to it; judges nothing.

T is the time of one whole pass: set-up, pass, tear-down. N*T(N) is what N workers had, T(1) what
serial needed: the difference was lost. The account of a trial splits its N*T, in worker-seconds of
one pass; an account of the nearest serial trials is subtracted part by part, so that what serial
has to pay too is no loss. A task's own waiting is thus none: serial waits as long.

An account, sums being over the workers w of a trial; w got a task in `passes` of the trial's timed
passes, and the figures of these count by that share; first, last: from a pass's start to w's first
task and to the end of its last; ready = runq_wait_s / passes, cpu = cpu_s / passes; end = the
latest of all last:
  set-up, tear-down  N * setup_s, N * teardown_s: all workers wait for them.
  idle               wall_s of each worker in each pass in which it got no task.
  dispatch           first, and wall_s - end: before the first task, and after the last result.
  imbalance          end - last: done before the last one.
  cpu                cpu: the tasks, with what a worker does around them. Less serial's, it is the
                     work itself that became slower; a runner whose workers spin lands here too.
  queue              ready: waiting for a CPU. Of it min(queue, foreign_cpu_s / passes) is put down
                     to other programs, for each second of CPU time that they take makes one worker
                     wait a second; the rest is of our own making, as with more workers than CPUs.
  between            last - first - cpu - ready: neither at work nor in a queue, which is the time
                     between two tasks; with a worker per task that is starting and ending it.
A worker may queue, or spin, before its first task and after its last. Where cpu + ready exceeds
last - first, the excess is therefore taken off its dispatch, then its imbalance, then its end, then
its idle passes; what is left is in `unexplained`, below zero. Without ready, `between` may hold
queues, and is not explained either. The thread of a worker may change between tasks, its number
stays a worker. Time that a host takes from a virtual machine looks like time between tasks. first
and last are means over passes, so an end that moves from worker to worker counts as dispatch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields

from reports.stats import series, statistics
from reports.stats.series import BASE, Experiment
from reports.data.samples import Sample
from reports.data.side_tables import Trial, Worker, trial_of

PARTS = (
    "set-up", "dispatch", "imbalance", "idle", "between tasks", "waiting for a CPU",
    "other programs", "slower work", "tear-down", "not explained",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """Worker-seconds of one pass; the fields but the last add up to N*T."""

    setup: float
    dispatch: float
    imbalance: float
    idle: float
    between: float
    queue: float
    cpu: float
    teardown: float
    unexplained: float
    foreign: float  # CPU-seconds that other programs took: a bound on their part of the queue

    @property
    def total(self) -> float:
        return sum(getattr(self, one.name) for one in fields(self) if one.name != "foreign")


@dataclass(frozen=True)
class Loss:
    """One cell: parts by their name in PARTS, or why there are none."""

    runner: str
    workers: int
    n: int = 0  # trials
    spent_s: float = 0.0  # N*T(N)
    serial_s: float = 0.0  # T(1)
    parts: dict[str, float] = field(default_factory=dict)
    reason: str = ""

    @property
    def whole_s(self) -> float:
        """T(N)."""
        return self.spent_s / self.workers

    @property
    def lost_s(self) -> float:
        return self.spent_s - self.serial_s

    @property
    def lost_share(self) -> float:
        return self.lost_s / self.spent_s

    def share(self, part: str) -> float:
        """Of N*T(N)."""
        return self.parts[part] / self.spent_s


def losses(
    experiment: Experiment, runners: Sequence[str], rows: Mapping[Trial, list[Worker]]
) -> list[Loss]:
    """Of every cell but serial's, in the order of these runners, then by workers."""
    cells: dict[tuple[str, int], list[Sample]] = {}
    for sample in experiment.samples:
        if sample.runner != BASE and sample.runner in runners:
            cells.setdefault(sample.cell, []).append(sample)
    bases = series.bases_by_block(experiment.samples)
    ordered = sorted(cells, key=lambda cell: (runners.index(cell[0]), cell[1]))
    return [_loss(cell, cells[cell], bases, rows) for cell in ordered]


def _loss(
    cell: tuple[str, int],
    samples: Iterable[Sample],
    bases: dict[tuple[str, int], list[Sample]],
    rows: Mapping[Trial, list[Worker]],
) -> Loss:
    mine: list[Account] = []
    serial: list[Account] = []
    reasons = ["no undisturbed trial"]
    for sample in samples:
        if not sample.undisturbed:
            continue
        near = series.nearest(sample, bases)
        if not near or not all(base.undisturbed for base in near):
            reasons.append(f"no undisturbed trial of {BASE} in the same block")
            continue
        try:
            account = account_of(sample, rows)
            serial.append(_mean([account_of(base, rows) for base in near]))
        except LookupError as error:
            reasons.append(error.args[0])
            continue
        mine.append(account)
    if not mine:
        return Loss(*cell, reason=reasons[-1])
    spent, needed = _mean(mine), _mean(serial)
    return Loss(*cell, len(mine), spent.total, needed.total, _parts(spent, needed))


def _mean(accounts: Sequence[Account]) -> Account:
    return Account(
        *(statistics.mean([getattr(one, item.name) for one in accounts])
          for item in fields(Account))
    )  # fmt: skip


def _parts(spent: Account, needed: Account) -> dict[str, float]:
    """What they differ in."""
    foreign, foreign_needed = (min(one.queue, one.foreign) for one in (spent, needed))
    return dict(
        zip(
            PARTS,
            (
                spent.setup - needed.setup,
                spent.dispatch - needed.dispatch,
                spent.imbalance - needed.imbalance,
                spent.idle - needed.idle,
                spent.between - needed.between,
                (spent.queue - foreign) - (needed.queue - foreign_needed),
                foreign - foreign_needed,
                spent.cpu - needed.cpu,
                spent.teardown - needed.teardown,
                spent.unexplained - needed.unexplained,
            ),
        )
    )


def account_of(sample: Sample, rows: Mapping[Trial, list[Worker]]) -> Account:
    """Raises LookupError with what is missing."""
    workers = rows.get(trial_of(sample))
    if not workers:
        raise LookupError("no rows in workers.csv")
    busy = [worker for worker in workers if worker.tasks]
    if not busy or any(worker.cpu_s is None for worker in busy):
        raise LookupError("the CPU time of its workers was not read")
    if any(None in (worker.first_s, worker.last_s) for worker in busy):
        raise LookupError("its tasks are too short to time their ends")
    if None in (sample.setup_s, sample.teardown_s, sample.wall_s, sample.passes):
        raise LookupError("its set-up or tear-down was not measured")
    end = max(worker.last_s for worker in busy)
    shares = [_share(worker, sample, end) for worker in busy]
    dispatch, imbalance, idle, between, queue, cpu, unexplained = map(sum, zip(*shares))
    foreign = (sample.foreign_cpu_s or 0.0) / sample.passes
    return Account(
        setup=sample.workers * sample.setup_s,
        dispatch=dispatch,
        imbalance=imbalance,
        idle=idle + (sample.workers - len(busy)) * sample.wall_s,
        between=between,
        queue=queue,
        cpu=cpu,
        teardown=sample.workers * sample.teardown_s,
        unexplained=unexplained,
        foreign=foreign,
    )


def _present(worker: Worker, sample: Sample) -> float:
    """The share of the passes in which the worker got a task; all, where nobody counted."""
    return 1.0 if worker.passes is None else worker.passes / sample.passes


def _share(worker: Worker, sample: Sample, end: float) -> tuple[float, ...]:
    """A worker's dispatch, imbalance, idle, between, queue, cpu, unexplained: adds up to wall_s."""
    present = _present(worker, sample)
    passes = present * sample.passes
    cpu = worker.cpu_s / passes
    ready = (worker.runq_wait_s or 0.0) / passes
    between = worker.last_s - worker.first_s - cpu - ready
    first, late, after = worker.first_s, end - worker.last_s, sample.wall_s - end
    excess = max(0.0, -between)
    for_first = min(excess, first)
    for_late = min(excess - for_first, late)
    for_after = min(excess - for_first - for_late, max(0.0, after))
    left = excess - for_first - for_late - for_after
    # In passes in which it got no task: it may have woken up, and queued until all was done.
    absent = (1 - present) * sample.wall_s / present
    for_absent = min(left, absent)
    unexplained = for_absent - left
    between = max(0.0, between)
    if worker.runq_wait_s is None:
        between, unexplained = 0.0, unexplained + between
    dispatch = first - for_first + after - for_after
    idle = absent - for_absent
    found = (dispatch, late - for_late, idle, between, ready, cpu, unexplained)
    return tuple(present * part for part in found)
