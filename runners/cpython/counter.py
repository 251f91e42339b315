"""The workload counter: a balance that all tasks change, under a lock or without one."""

from contextlib import nullcontext

from .digests import scramble
from .errors import Unsupported
from .primitives import clear, shared_words
from .sharing import Sharing, counts, require
from .workloads import after_rounds, jumped

LOCKS = {"mutex": "Lock", "recursive": "RLock"}
UNGUARDED = ("none", "copy")
# One variable counts both, so that lost updates can be counted although the balance ends at 0.
ADDED, TAKEN_OFF = 1, 1 << 32


class Counter(Sharing):
    """Each update is two operations: something is added to the balance, and taken off again."""

    def prepare(self, params):
        self.tasks, self._updates = counts(params, "tasks", "updates")
        self._inside, self._outside = counts(params, "inside", "outside")
        guard = self._guard = params["guard"]
        if guard == "atomic":
            raise Unsupported("counter.guard=atomic: Python has no atomic integer")
        self._lock = getattr(self.make, LOCKS[guard])() if guard in LOCKS else nullcontext()
        # Of per_worker one for each worker; otherwise all use the first.
        self._balances = shared_words(self.workers)
        self._copy = 0  # an ordinary variable: what a child of fork writes to it stays with it
        self._run = self._on_a_copy if guard == "copy" else self._on_shared_memory

    def begin_pass(self):
        self._copy = 0
        clear(self._balances)

    def run(self, index, worker):
        return scramble(self._run(scramble(index + 1), worker))

    def _on_shared_memory(self, value, worker):
        inside, outside, balances, lock = self._inside, self._outside, self._balances, self._lock
        mine = worker.number if self._guard == "per_worker" else 0
        for _ in range(self._updates):
            for change in (ADDED, TAKEN_OFF):
                with lock:
                    value = after_rounds(value, inside)
                    balances[mine] = balances[mine] + change
                value = after_rounds(value, outside)
        return value

    def _on_a_copy(self, value, worker):
        for _ in range(self._updates):
            for change in (ADDED, TAKEN_OFF):
                value = after_rounds(value, self._inside)
                self._copy = self._copy + change
                value = after_rounds(value, self._outside)
        return value

    def expected(self, index):
        rounds = 2 * self._updates * (self._inside + self._outside)
        return scramble(jumped(scramble(index + 1), rounds))

    def check_pass(self):
        operations, found = 2 * self.tasks * self._updates, sum(self._balances) + self._copy
        lost = operations - found % TAKEN_OFF - found // TAKEN_OFF
        require(
            not lost or self._guard in UNGUARDED,
            f"{lost} of {operations} updates were lost under {self._guard}",
        )
        return 100 * lost / operations if self._guard in UNGUARDED else None
