"""Adds up a real list of Python integers, slice by slice. Never a formula, never a pickled list.

The list is made before set-up; processes inherit it by the fork. A task is `sum(numbers[a:b])`: the
slice is a copy of references, and counting them up and down writes to every integer. So a forked
worker gets its own copy of the pages that hold those integers, and needs memory for them.
"""

from .digest import MASK
from .errors import Unsupported
from .units import count

# Of one element: reference and integer, and the integer again in each forked worker.
LIST_BYTES, COPIED_BYTES = 40, 32


def memory_available():
    """Bytes, or None where the kernel does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def refuse_too_many(elements, forked_workers):
    """As if each forked worker read the whole list in the end."""
    needed, available = elements * (LIST_BYTES + COPIED_BYTES * forked_workers), memory_available()
    if available is not None and needed > available / 2:
        raise Unsupported(
            f"a Python list of {elements} integers may take {needed >> 20} MiB"
            f" with {forked_workers} forked workers, more than half of what is available"
            f" ({available >> 20} MiB): use fewer range_sum.elements"
        )


class RangeSum:
    counts = False

    def __init__(self, request):
        params = request["params"]
        self._elements, self.tasks = count(params["elements"]), count(params["slices"])
        refuse_too_many(self._elements, request["forked_workers"])
        self._numbers = list(range(1, self._elements + 1))

    def run(self, index, worker):
        return sum(self._numbers[self._start(index) : self._start(index + 1)]) & MASK

    def expected(self, index):
        first, last = self._start(index), self._start(index + 1)
        return (last - first) * (first + last + 1) // 2 & MASK

    # Slices differ by one element at most; with more slices than elements some are empty.
    def _start(self, index):
        return self._elements * index // self.tasks
