"""The books kept while tasks run, in memory that forked workers share: who ran what, when, and what
came out. They never travel with a task's result: how a runner hands results back stays its own way.

One account for each worker, which only that worker writes, and one slot for each task.
"""

import mmap
import os
import resource
import threading
from time import monotonic_ns, thread_time_ns

from .clocks import run_queue_wait_ns
from .errors import TrialError, WrongResult
from .slots import Slots, shared_words

# Words of the head, and of an account.
PASS, STRICT, FAILED, LONG_TASKS, HEAD_WORDS = range(5)
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


class Worker:
    """One worker as its tasks see it: what it keeps for its next task, and what it counts."""

    def __init__(self, accounts, place):
        self.kept = None
        self._accounts, self._place = accounts, place

    def count_one(self):
        self._accounts[self._place + OBSERVED] += 1


class Accounts:
    """The tasks of a workload for N workers; `tasks` of them a pass."""

    def __init__(self, workload, workers):
        self.workers = workers
        self.slots = Slots(workload)
        self.tasks = self.slots.tasks
        self._run = workload.run
        self._head = shared_words(HEAD_WORDS)
        self._accounts = shared_words(workers * WORDS)
        self._messages = mmap.mmap(-1, workers * MESSAGE_BYTES)
        self._workers = [Worker(self._accounts, worker * WORDS) for worker in range(workers)]

    def run_task(self, index, worker):
        """By the worker, once for each task. After a failure no task starts: it returns at once."""
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
            self.slots.keep(index, digest)
        except Exception as error:
            self._keep_failure(worker, error)
            return 0
        ended = account[place + LAST] = monotonic_ns()
        account[place + DONE] += 1
        if started:
            self.slots.keep_span(index, worker, started, ended)
        account[place + CURRENT] = 0
        return digest

    def enter(self, worker):
        """By the worker, from its own thread or process."""
        place = worker * WORDS
        self._accounts[place + TID] = threading.get_native_id()
        self._accounts[place + PID] = os.getpid()

    def leave(self, worker):
        """By a worker whose thread or process was started for this one task and ends now."""
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

    def all_here(self):
        """Whether each worker has entered."""
        return all(self.word(worker, PID) for worker in range(self.workers))

    def word(self, worker, which):
        return self._accounts[worker * WORDS + which]

    def clear(self, *words):
        for worker in range(self.workers):
            for word in words:
                self._accounts[worker * WORDS + word] = 0

    def set_long_tasks(self, long_tasks):
        self._head[LONG_TASKS] = long_tasks

    def held_by(self, worker):
        """Words for a message: the task that the worker had under way."""
        current = self.word(worker, CURRENT)
        return f"while it ran task {current - 1}" if current else "while it had no task"

    def _keep_failure(self, worker, error):
        text = str(error) or type(error).__name__
        code = getattr(error, "exit_code", TrialError.exit_code)
        kept = (bytes([code]) + text.encode(errors="replace"))[: MESSAGE_BYTES - 1]
        start = worker * MESSAGE_BYTES
        self._messages[start : start + len(kept)] = kept
        self._head[FAILED] = worker + 1

    def raise_failure(self):
        """Raises the failure of a task, in the process that judges; else does nothing."""
        failed = self._head[FAILED]
        if not failed:
            return
        kept = self._messages[(failed - 1) * MESSAGE_BYTES : failed * MESSAGE_BYTES].rstrip(b"\0")
        error = TrialError(kept[1:].decode(errors="replace"))
        error.exit_code = kept[0]
        raise error

    def begin_pass(self, strict=False):
        self.clear(DONE)
        self.slots.begin_pass(strict)
        self._head[STRICT] = strict
        self._head[PASS] += 1

    def seen(self, worker):
        """Whether it ran a task in this pass."""
        return self.word(worker, SEEN) == self._head[PASS]

    def check_pass(self):
        done = sum(self.word(worker, DONE) for worker in range(self.workers))
        if done != self.tasks:
            raise WrongResult(f"{done} tasks were run in a pass of {self.tasks}")
        self.slots.check()

    def observed(self):
        return sum(self.word(worker, OBSERVED) for worker in range(self.workers))
