"""The workload two_locks: transfers between two accounts, each with a lock."""

import time

from .errors import TrialError
from .primitives import clear, shared_words
from .sharing import Collective, counts, require, share
from .units import duration_ns

ACCOUNTS = "AB"
START = 1 << 32
PATIENCE_S = 0.001  # after which order=timeout lets go


class TwoLocks(Collective):
    """Even roles send money from A to B, odd ones from B to A."""

    def prepare(self, params):
        [self._transfers] = counts(params, "transfers")
        self._order = params["order"]
        self._deadline_s = duration_ns(params["deadline"]) * 1e-9
        self._locks = [self.make.Lock(), self.make.Lock()]
        self._money, self._holders = shared_words(2), shared_words(2)  # by account; role + 1
        self._retreats = shared_words(self.workers)

    def begin_pass(self):
        self._money[0] = self._money[1] = START
        clear(self._holders, self._retreats)

    def play(self, role, worker):
        source = role % 2
        first = 0 if self._order == "ordered" else source
        begin, end = share(self._transfers, role, self.workers)
        for _ in range(begin, end):
            while not self._transfer(role, source, first):
                self._retreats[role] += 1
                time.sleep(PATIENCE_S * (1 + role))  # another pause each, or all retreat for ever

    def _transfer(self, role, source, first):
        """False where it let go again, so that another can go on."""
        second = 1 - first
        with self._locks[first]:
            self._holders[first] = role + 1
            if self._order != "ordered":
                time.sleep(0)  # lets the others take theirs
            patience_s = PATIENCE_S if self._order == "timeout" else self._deadline_s
            if not self._locks[second].acquire(timeout=patience_s):
                if self._order != "timeout":
                    self._tell(role, first, second)
                self._holders[first] = 0
                return False
            self._holders[second] = role + 1
            self._money[source] -= 1
            self._money[1 - source] += 1
            self._holders[second] = self._holders[first] = 0
            self._locks[second].release()
        return True

    def _tell(self, role, first, second):
        """As the holders are recorded; a deadlock has both, each waiting for the other's."""
        other = self._holders[second]
        if other:
            pairs = sorted([(role, first, second), (other - 1, second, first)])
            raise TrialError("deadlock: " + ", ".join(
                f"worker {one} holds {ACCOUNTS[held]} and waits for {ACCOUNTS[wanted]}"
                for one, held, wanted in pairs
            ))  # fmt: skip

    def check_pass(self):
        found = sum(self._money)
        require(found == 2 * START, f"the accounts hold {found} together, expected {2 * START}")
        return sum(self._retreats) if self._order == "timeout" else None
