"""The workload local: each worker has a sum of its own between its tasks, and needs no lock."""

import threading

from .primitives import clear, shared_words
from .sharing import Sharing, counts, require

_own = threading.local()  # a fork copies it: between processes it is the process's own


class Local(Sharing):
    def prepare(self, params):
        self.tasks, self._updates = counts(params, "tasks", "updates")
        self._passes, self._sums, self._states = (
            shared_words(1), shared_words(self.workers), shared_words(self.workers),
        )  # fmt: skip

    def begin_pass(self):
        self._passes[0] += 1
        clear(self._sums, self._states)

    def run(self, index, worker):
        if getattr(_own, "seen", 0) != self._passes[0]:
            _own.seen, _own.sum = self._passes[0], 0
            self._states[worker.number] += 1
        before = _own.sum
        for _ in range(self._updates):
            _own.sum += 1
        self._sums[worker.number] += _own.sum - before
        return self.expected(index)

    def check_pass(self):
        found, right = sum(self._sums), self.tasks * self._updates
        require(found == right, f"the workers' sums are {found}, expected {right}")
        return sum(self._states)
