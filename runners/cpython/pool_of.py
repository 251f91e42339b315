"""What both pools of concurrent.futures share: all N workers come first, then one task a future.
Never chooses who runs a task."""

import time
from collections import deque

from .errors import TrialError

# Futures at once. Beyond 16 Ki of them CPython's process pool can fill its wake-up pipe, and stop.
WINDOW = 8192
PATIENCE_S = 10
LOOK_S = 0.0002


def wait_for_all(accounts):
    """Run once by each worker of a new pool: keeps it until all of them are there."""
    give_up = time.monotonic() + PATIENCE_S
    while not accounts.all_here():
        if time.monotonic() > give_up:
            n = accounts.workers
            raise TrialError(f"the pool's {n} workers did not all come within {PATIENCE_S} s")
        time.sleep(LOOK_S)


def run_windowed(accounts, submit, result_of):
    """Submits every task in order, and has every result in hand when it returns."""
    pending = deque()
    for index in range(accounts.tasks):
        if len(pending) == WINDOW:
            result_of(pending.popleft())
            accounts.raise_failure()
        pending.append(submit(index))
    while pending:
        result_of(pending.popleft())
        accounts.raise_failure()
