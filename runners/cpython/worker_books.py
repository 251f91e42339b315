"""Each worker's part in the timed passes. Never asks a worker: one that lives on is read from
outside, the others have told as they left."""

from .accounts import CPU, DONE, FIRST, INVOLUNTARY, LAST, LOST, PID, QUEUED, TID, VOLUNTARY
from .clocks import run_queue_wait_ns, switches, worker_cpu_ns


class WorkerBooks:
    """Made when the timed passes begin."""

    def __init__(self, accounts):
        self._accounts = accounts
        accounts.clear(CPU, VOLUNTARY, INVOLUNTARY, QUEUED, LOST)
        workers = range(accounts.workers)
        self._tasks, self._passes = [0 for _ in workers], [0 for _ in workers]
        self._first_ns, self._last_ns = [0 for _ in workers], [0 for _ in workers]
        self._before = [self._look(worker) for worker in workers]

    def add_pass(self, start_ns):
        """After each timed pass, outside the clock."""
        accounts = self._accounts
        for worker in range(accounts.workers):
            if accounts.seen(worker):
                self._tasks[worker] += accounts.word(worker, DONE)
                self._passes[worker] += 1
                self._first_ns[worker] += accounts.word(worker, FIRST) - start_ns
                self._last_ns[worker] += accounts.word(worker, LAST) - start_ns

    def rows(self):
        """The record's `per_worker`; what cannot be read is left out."""
        return [self._row(worker) for worker in range(self._accounts.workers)]

    def _row(self, worker):
        row = {"worker": worker, "tasks": self._tasks[worker], "passes": self._passes[worker]}
        if self._passes[worker]:
            row["first_s"] = self._first_ns[worker] * 1e-9 / self._passes[worker]
            row["last_s"] = self._last_ns[worker] * 1e-9 / self._passes[worker]
        for key, before, after in zip(COLUMNS, self._before[worker], self._look(worker)):
            if before is not None and after is not None:
                row[key] = (after - before) * (1e-9 if key.endswith("_s") else 1)
        return row

    # In the order of COLUMNS, each a sum that only grows, or None.
    def _look(self, worker):
        word = self._accounts.word
        pid, tid = word(worker, PID), word(worker, TID)
        if tid == 0:  # nobody, or whoever had its number has left
            queued = None if word(worker, LOST) else word(worker, QUEUED)
            return word(worker, CPU), word(worker, VOLUNTARY), word(worker, INVOLUNTARY), queued
        cpu_ns = worker_cpu_ns(pid, tid)
        return cpu_ns, *(switches(pid, tid) or (None, None)), run_queue_wait_ns(pid, tid)


COLUMNS = ("cpu_s", "voluntary_switches", "involuntary_switches", "runq_wait_s")


def run_queue_wait_s(rows):
    """Of all workers that ran a task; None where one of them could not be read."""
    waits = [row.get("runq_wait_s") for row in rows if row["tasks"]]
    return sum(waits) if waits and None not in waits else None
