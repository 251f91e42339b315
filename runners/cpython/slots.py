"""One slot for each task: its digest, and in a strict pass who ran it and when. Never more than the
tasks wrote."""

import mmap
from array import array

from .digest import MASK, digest_text, mix
from .errors import WrongResult


def shared_words(count):
    """64-bit words, all 0, that processes forked later share."""
    return memoryview(mmap.mmap(-1, max(8 * count, 8))).cast("Q")[:count]


class Slots:
    """Of the tasks of a workload, whose right digests it knows."""

    def __init__(self, workload):
        self.tasks = workload.tasks
        expected = array("Q", map(workload.expected, range(self.tasks)))
        self.digest = sum(map(mix, range(self.tasks), expected)) & MASK
        self._expected = memoryview(expected)
        # Right for no task: whoever still finds it there knows that the task was not run.
        self._blank = memoryview(array("Q", (digest ^ MASK for digest in expected)))
        self._zeros = memoryview(array("Q", bytes(8 * self.tasks)))
        self._digests = shared_words(self.tasks)
        self._runs, self._by = shared_words(self.tasks), shared_words(self.tasks)
        self._start, self._end = shared_words(self.tasks), shared_words(self.tasks)

    def begin_pass(self, strict):
        self._digests[:] = self._blank
        if strict:
            for words in (self._runs, self._by, self._start, self._end):
                words[:] = self._zeros

    def keep(self, index, digest):
        self._digests[index] = digest

    def keep_span(self, index, worker, start_ns, end_ns):
        self._runs[index] += 1
        self._by[index], self._start[index], self._end[index] = worker, start_ns, end_ns

    def check(self):
        """The digests of a pass in which as many tasks were run as there are."""
        if self._digests == self._expected:
            return
        for index, (found, right) in enumerate(zip(self._digests, self._expected)):
            if found == right ^ MASK:
                raise WrongResult(f"task {index} was run 0 times")
            if found != right:
                raise WrongResult(
                    f"task {index} gave {digest_text(found)}, expected {digest_text(right)}"
                )

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
