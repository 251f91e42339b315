"""Digests as in docs/protocol.md, and the results of a pass, which are checked by them."""

import operator
from array import array

from .errors import WrongResult

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15


def scramble(x):
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


def mix(index, digest):
    return scramble(((index + 1) * GOLDEN & MASK) ^ scramble(digest))


def digest_text(digest):
    return f"x{digest:016x}"


def unit_interval(seed, index):
    """In [0, 1), the same for the same seed and index everywhere, as in workloads/seeded.hpp."""
    return (scramble((scramble(seed) + (index + 1) * GOLDEN) & MASK) >> 11) * 2.0**-53


class TaskResults:
    """The digest of each task of a pass and, in a strict pass, which worker ran it and when."""

    WORDS = 5  # of each task

    def __init__(self, workload, shared):
        self.tasks = workload.tasks
        self._digests, self._runs, self._by, self._start, self._end = (
            shared.take(self.tasks) for _ in range(self.WORDS)
        )

    def keep(self, index, digest):
        self._digests[index] = digest

    def keep_span(self, index, worker, start_ns, end_ns):
        self._runs[index] += 1
        self._by[index], self._start[index], self._end[index] = worker, start_ns, end_ns


class CheckedResults(TaskResults):
    """Where the trial is judged: with the right digests."""

    def __init__(self, workload, shared):
        super().__init__(workload, shared)
        expected = array("Q", map(workload.expected, range(self.tasks)))
        self.digest = sum(map(mix, range(self.tasks), expected)) & MASK
        self._expected = memoryview(expected)
        # Wrong for every task: a task whose digest is still blank was not run.
        self._blank = memoryview(array("Q", (digest ^ MASK for digest in expected)))
        self._zeros = memoryview(array("Q", bytes(8 * self.tasks)))

    def begin_pass(self, strict):
        self._digests[:] = self._blank
        if strict:
            for words in (self._runs, self._by, self._start, self._end):
                words[:] = self._zeros

    def check(self):
        """After a pass in which as many tasks ran as there are."""
        if self._digests == self._expected:
            return
        for index, (found, right) in enumerate(zip(self._digests, self._expected)):
            if found == right ^ MASK:
                raise WrongResult(f"task {index} was run 0 times")
            if found != right:
                raise WrongResult(
                    f"task {index} gave {digest_text(found)}, expected {digest_text(right)}"
                )

    def right(self):
        """How many tasks have their right result."""
        return sum(map(operator.eq, self._digests, self._expected))

    def at_once(self):
        """Most tasks of a strict pass that ran at once, of those that ended."""
        return most_at_once([span for span in self.spans(0) if span[3]])

    def check_strict(self, workers):
        """Returns how many tasks ran at once."""
        for index, runs in enumerate(self._runs):
            if runs > 1:
                raise WrongResult(f"task {index} was run {runs} times")
        spans = self.spans(0)
        most = most_at_once(spans)
        if most > workers:
            raise WrongResult(f"{most} tasks ran at once under {workers} workers")
        for worker in range(workers):
            if most_at_once([span for span in spans if span[1] == worker]) > 1:
                raise WrongResult(f"two tasks ran at once under worker number {worker}")
        return most

    def spans(self, start_ns):
        """[task, worker, start, end] of the last strict pass, in ns from `start_ns`."""
        return [
            [index, self._by[index], self._start[index] - start_ns, self._end[index] - start_ns]
            for index in range(self.tasks)
        ]


def most_at_once(spans):
    """Spans that only touch do not overlap."""
    moments = sorted([(start, 1) for _, _, start, _ in spans] + [(end, -1) for *_, end in spans])
    most = now = 0
    for _, step in moments:
        now += step
        most = max(most, now)
    return most
