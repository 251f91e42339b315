"""What tasks share, under the same names for threads and for forked processes."""

from .errors import Unsupported
from .shared_memory import SharedWords


class _OfThreads:
    """The names of threading and of queue."""

    def __init__(self):
        import queue
        import threading

        self._modules = threading, queue
        self.JoinableQueue = queue.Queue

    def __getattr__(self, name):
        return next(getattr(one, name) for one in self._modules if hasattr(one, name))


def primitives_of(start_method):
    """Lock, RLock, Semaphore, Event, Barrier, Condition, Queue, JoinableQueue; for the rest, ask.

    Made before the runner starts its workers, so that a fork inherits them.
    """
    if not start_method:
        return _OfThreads()
    import multiprocessing

    return multiprocessing.get_context(start_method)


def kind_of(primitives, name, what):
    """A kind that not every sort of worker has, such as LifoQueue."""
    made = getattr(primitives, name, None)
    if made is None:
        raise Unsupported(f"multiprocessing has no {name}, which {what} needs")
    return made


def shared_words(count):
    """64-bit words, all 0, in memory that threads and forked processes share."""
    return SharedWords(count).take(count)


def clear(*views):
    for words in views:
        words[:] = memoryview(bytes(8 * len(words))).cast("Q")
