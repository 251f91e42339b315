"""How a worker process ended, in words. Never the end of one that did its work."""

import signal

from .errors import TrialError


def death_of(accounts, worker, pid, exit_code):
    """The error for `exit_code` as multiprocessing gives it: below 0 for a signal."""
    held = accounts.held_by(worker)
    return TrialError(f"worker {worker} (pid {pid}) {_described(exit_code)} {held}")


def _described(exit_code):
    if exit_code >= 0:
        return f"exited with status {exit_code}"
    try:
        return f"was killed by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"was killed by signal {-exit_code}"
