"""Which worker ran which task, when, and with what result, in memory that all workers share.

None of it travels with a task's result: how results reach the caller is the runner's own way.
There is one account for each worker, which only that worker writes, and one result for each task.
"""

import os
import resource
import threading
from time import monotonic_ns, thread_time_ns

from .clocks import run_queue_wait_ns, switches, worker_cpu_ns
from .digests import CheckedResults, TaskResults
from .errors import TrialError, WrongResult
from .shared_memory import SharedWords

# Words of the head.
PASS, STRICT, FAILED, LONG_TASKS, HEAD_WORDS = range(5)
# Words of an account. SEEN: the last pass in which the worker ran a task; CURRENT: the task under
# way, plus 1; TID: 0 once it has left; QUEUED: its wait in the run queue; LOST: such a wait was not
# read.
(
    DONE,
    SEEN,
    FIRST,
    LAST,
    CURRENT,
    OBSERVED,
    PID,
    TID,
    CPU,
    VOLUNTARY,
    INVOLUNTARY,
    QUEUED,
    LOST,
) = range(13)
WORDS = 16
MESSAGE_BYTES = 1024

# In the order of WorkerRecords._look.
COLUMNS = ("cpu_s", "voluntary_switches", "involuntary_switches", "runq_wait_s")


def _both_ends(text, most):
    """Of at most `most` bytes: a reason ends with the cause and what helps."""
    if len(text) <= most:
        return text
    gap = "…".encode()
    first = (most - len(gap)) // 3
    return text[:first] + gap + text[first + len(gap) - most :]


class Worker:
    """One worker as its tasks see it: what it keeps for its next task, and what it counts."""

    def __init__(self, accounts, number):
        self.kept, self.number = None, number
        self._accounts, self._place = accounts, number * WORDS

    def count_one(self):
        self._accounts[self._place + OBSERVED] += 1


class TaskAccounting:
    """Of a workload's tasks, run by N workers; `tasks` per pass."""

    def __init__(self, workload, workers, by_descriptor=False):
        self.workers, self.tasks = workers, workload.tasks
        of_workers = workers * (WORDS + MESSAGE_BYTES // 8)
        of_tasks = workload.tasks * TaskResults.WORDS
        self._workload = workload
        self._shared = SharedWords(HEAD_WORDS + of_workers + of_tasks, by_descriptor)
        self._lay_out(CheckedResults)
        self.observations = []  # by pass, of a workload that observes passes

    def _lay_out(self, results):
        take = self._shared.take
        self._head, self._accounts = take(HEAD_WORDS), take(self.workers * WORDS)
        self._messages = take(self.workers * MESSAGE_BYTES // 8).cast("B")
        self.results = results(self._workload, self._shared)
        self._workers = [Worker(self._accounts, worker) for worker in range(self.workers)]
        self._run = self._workload.run

    # Sent to a worker's process, it is the worker's part: it runs tasks and judges none.
    def __getstate__(self):
        return self._workload, self.workers, self._shared

    def __setstate__(self, state):
        self._workload, self.workers, self._shared = state
        self.tasks = self._workload.tasks
        self._lay_out(TaskResults)

    def run_task(self, index, worker):
        """Called by the worker, once per task. After a failure it returns without running it."""
        head, account, place = self._head, self._accounts, worker * WORDS
        if head[FAILED]:
            return 0
        account[place + CURRENT] = index + 1
        if account[place + SEEN] != head[PASS]:
            account[place + SEEN] = head[PASS]
            account[place + FIRST] = monotonic_ns()
            self.enter(worker)
        started = monotonic_ns() if head[STRICT] else 0
        try:
            digest = self._run(index, self._workers[worker])
            self.results.keep(index, digest)
        except Exception as error:
            self._keep_failure(worker, error)
            return 0
        ended = account[place + LAST] = monotonic_ns()
        account[place + DONE] += 1
        if started:
            self.results.keep_span(index, worker, started, ended)
        account[place + CURRENT] = 0
        return digest

    async def run_task_async(self, index, worker):
        """As run_task, in an event loop.

        Written twice because calls of common parts take 15 % of an empty task's time.
        """
        head, account, place = self._head, self._accounts, worker * WORDS
        if head[FAILED]:
            return 0
        account[place + CURRENT] = index + 1
        if account[place + SEEN] != head[PASS]:
            account[place + SEEN] = head[PASS]
            account[place + FIRST] = monotonic_ns()
            self.enter(worker)
        started = monotonic_ns() if head[STRICT] else 0
        try:
            digest = await self._workload.run_async(index, self._workers[worker])
            self.results.keep(index, digest)
        except Exception as error:
            self._keep_failure(worker, error)
            return 0
        ended = account[place + LAST] = monotonic_ns()
        account[place + DONE] += 1
        if started:
            self.results.keep_span(index, worker, started, ended)
        account[place + CURRENT] = 0
        return digest

    def enter(self, worker):
        """Called by the worker, from its own thread or process."""
        place = worker * WORDS
        self._accounts[place + TID] = threading.get_native_id()
        self._accounts[place + PID] = os.getpid()

    def leave(self, worker):
        """Called by a worker whose thread or process was started for one task and ends now."""
        account, place = self._accounts, worker * WORDS
        use = resource.getrusage(resource.RUSAGE_THREAD)
        account[place + VOLUNTARY] += use.ru_nvcsw
        account[place + INVOLUNTARY] += use.ru_nivcsw
        queued = None
        if self._head[LONG_TASKS]:
            queued = run_queue_wait_ns(os.getpid(), threading.get_native_id())
        if queued is None:
            account[place + LOST] = 1
        else:
            account[place + QUEUED] += queued
        account[place + TID] = 0
        account[place + CPU] += thread_time_ns()

    def all_entered(self):
        return all(self.word(worker, PID) for worker in range(self.workers))

    def word(self, worker, which):
        return self._accounts[worker * WORDS + which]

    def clear(self, *words):
        for worker in range(self.workers):
            for word in words:
                self._accounts[worker * WORDS + word] = 0

    def set_long_tasks(self, long_tasks):
        self._head[LONG_TASKS] = long_tasks

    def task_of(self, worker):
        """Which task the worker was running, for an error message."""
        current = self.word(worker, CURRENT)
        return f"while it ran task {current - 1}" if current else "while it had no task"

    def _keep_failure(self, worker, error):
        text = str(error) or type(error).__name__
        code = getattr(error, "exit_code", TrialError.exit_code)
        kept = bytes([code]) + _both_ends(text.encode(errors="replace"), MESSAGE_BYTES - 2)
        start = worker * MESSAGE_BYTES
        self._messages[start : start + len(kept)] = kept
        self._head[FAILED] = worker + 1

    def raise_failure(self):
        """Raises a task's failure, if there is one, in the process that runs the trial."""
        failed = self._head[FAILED]
        if not failed:
            return
        kept = bytes(self._messages[(failed - 1) * MESSAGE_BYTES : failed * MESSAGE_BYTES])
        kept = kept.rstrip(b"\0")
        error = TrialError(kept[1:].decode(errors="replace"))
        error.exit_code = kept[0]
        raise error

    def begin_pass(self, strict=False):
        self.clear(DONE)
        self._workload.begin_pass()
        self.results.begin_pass(strict)
        self._head[STRICT] = strict
        self._head[PASS] += 1

    def seen(self, worker):
        """Whether it ran a task in this pass."""
        return self.word(worker, SEEN) == self._head[PASS]

    def check_pass(self):
        done = sum(self.word(worker, DONE) for worker in range(self.workers))
        if done != self.tasks:
            raise WrongResult(f"{done} tasks were run in a pass of {self.tasks}")
        self.results.check()
        seen = self._workload.check_pass()
        if seen is not None:
            self.observations.append(seen)

    def observed(self):
        return sum(self.word(worker, OBSERVED) for worker in range(self.workers))


class WorkerRecords:
    """Each worker's part in the timed passes, from its construction on.

    Workers that live on are read from outside; the others have left their figures in `leave`.
    `one_thread`: the workers share the caller's thread, so nothing is known of each.
    """

    def __init__(self, accounting, one_thread=False):
        self._accounting, self._one_thread = accounting, one_thread
        accounting.clear(CPU, VOLUNTARY, INVOLUNTARY, QUEUED, LOST)
        workers = range(accounting.workers)
        self._tasks, self._passes = [0 for _ in workers], [0 for _ in workers]
        self._first_ns, self._last_ns = [0 for _ in workers], [0 for _ in workers]
        self._before = [self._look(worker) for worker in workers]
        self._thread_before_ns = own_run_queue_wait_ns()

    def add_pass(self, start_ns):
        """Called after each timed pass, outside the clock."""
        accounting = self._accounting
        for worker in range(accounting.workers):
            if accounting.seen(worker):
                self._tasks[worker] += accounting.word(worker, DONE)
                self._passes[worker] += 1
                self._first_ns[worker] += accounting.word(worker, FIRST) - start_ns
                self._last_ns[worker] += accounting.word(worker, LAST) - start_ns

    def rows(self):
        """The record's `per_worker`, without what cannot be read."""
        return [self._row(worker) for worker in range(self._accounting.workers)]

    def _row(self, worker):
        row = {"worker": worker, "tasks": self._tasks[worker], "passes": self._passes[worker]}
        if self._passes[worker]:
            row["first_s"] = self._first_ns[worker] * 1e-9 / self._passes[worker]
            row["last_s"] = self._last_ns[worker] * 1e-9 / self._passes[worker]
        for key, before, after in zip(COLUMNS, self._before[worker], self._look(worker)):
            if before is not None and after is not None:
                row[key] = (after - before) * (1e-9 if key.endswith("_s") else 1)
        return row

    def runq_wait_s(self, rows):
        """Of all workers that ran a task; None if one of them could not be read."""
        if self._one_thread:
            before, after = self._thread_before_ns, own_run_queue_wait_ns()
            return None if None in (before, after) else (after - before) * 1e-9
        waits = [row.get("runq_wait_s") for row in rows if row["tasks"]]
        return sum(waits) if waits and None not in waits else None

    # Each a sum that only grows, or None.
    def _look(self, worker):
        if self._one_thread:
            return (None,) * len(COLUMNS)
        word = self._accounting.word
        pid, tid = word(worker, PID), word(worker, TID)
        if tid == 0:  # there never was such a worker, or the last one has left
            queued = None if word(worker, LOST) else word(worker, QUEUED)
            return word(worker, CPU), word(worker, VOLUNTARY), word(worker, INVOLUNTARY), queued
        cpu_ns = worker_cpu_ns(pid, tid)
        return cpu_ns, *(switches(pid, tid) or (None, None)), run_queue_wait_ns(pid, tid)


def own_run_queue_wait_ns():
    return run_queue_wait_ns(os.getpid(), threading.get_native_id())
