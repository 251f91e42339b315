"""What the processes of a trial share: a fork inherits it, others get it pickled.

Pickled by multiprocessing, a descriptor is duplicated for the process that is being started.
Pickled otherwise it keeps its number: for interpreters of this process, and for programs that are
started with `pass_fds`.
"""

import mmap
import os
import pickle
import sys

# Otherwise each mapping holds a descriptor, and there is one for each interpreter of a pool.
MAPPED = {"trackfd": False} if sys.version_info >= (3, 13) else {}

_sent = []  # the numbers of the descriptors that were pickled


def pickled(what):
    """(bytes, the descriptors that a program must have to unpickle them)."""
    _sent.clear()
    return pickle.dumps(what), _sent


class Descriptor:
    def __init__(self, number):
        self.number = number

    def __getstate__(self):
        context = sys.modules.get("multiprocessing.context")
        if context is None or context.get_spawning_popen() is None:
            _sent.append(self.number)
            return self.number
        return context.reduction.DupFd(self.number)

    def __setstate__(self, sent):
        self.number = sent if isinstance(sent, int) else sent.detach()


class SharedWords:
    """64-bit words, all 0. Without `by_descriptor` only a fork can share them."""

    def __init__(self, count, by_descriptor=False):
        self._bytes = max(8 * count, 8)
        self.descriptor = Descriptor(os.memfd_create("parbench") if by_descriptor else -1)
        if by_descriptor:
            os.ftruncate(self.descriptor.number, self._bytes)
        self._map()

    def take(self, count):
        """The next ones, in the same order in each process."""
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def _map(self):
        mapped = mmap.mmap(self.descriptor.number, self._bytes, **MAPPED)
        self._left = memoryview(mapped).cast("Q")

    def __getstate__(self):
        return self._bytes, self.descriptor

    def __setstate__(self, state):
        self._bytes, self.descriptor = state
        self._map()


class SharedCounter:
    """Numbers 0, 1, 2, … for threads and processes; a byte in a pipe is the lock."""

    def __init__(self):
        self._shared = SharedWords(1, by_descriptor=True)
        self._lock = [Descriptor(end) for end in os.pipe()]
        os.write(self._lock[1].number, b"1")
        self._map()

    def next(self):
        os.read(self._lock[0].number, 1)
        number = self._word[0]
        self._word[0] = number + 1
        os.write(self._lock[1].number, b"1")
        return number

    def value(self):
        return self._word[0]

    def _map(self):
        self._word = self._shared.take(1)

    def __getstate__(self):
        return self._shared, self._lock

    def __setstate__(self, state):
        self._shared, self._lock = state
        self._map()
