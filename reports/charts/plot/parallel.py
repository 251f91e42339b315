"""Calls functions in a few processes at once, because drawing takes CPU time."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Result = TypeVar("Result")

FEWEST = 6  # calls that are worth a second process
MOST_PROCESSES = 4
_calls: Sequence[Callable[[], object]] = ()  # a forked child has them without pickling


def results(
    calls: Sequence[Callable[[], Result]], processes: int | None = None
) -> Iterator[Result]:
    """In the order of the calls. What they return is pickled where there are several processes.

    processes: None is one for each CPU that may be used.
    """
    if processes is None:
        processes = min(MOST_PROCESSES, len(os.sched_getaffinity(0)))
    if processes < 2 or len(calls) < FEWEST:
        for call in calls:
            yield call()
        return
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with contextlib.suppress(OSError):
            stream.flush()  # or each child would print what waits there as well
    global _calls
    _calls = calls
    with multiprocessing.get_context("fork").Pool(processes, _begin) as pool:
        yield from pool.imap(_call, range(len(calls)))


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
    gc.set_threshold(100_000)  # figures are full of cycles, and looking for them takes a fifth


def _call(place: int) -> object:
    return _calls[place]()
