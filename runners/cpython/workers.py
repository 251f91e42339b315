"""What worker processes run: functions that pickle can name."""

import time

from .errors import TrialError

PATIENCE_S = 60  # a new interpreter takes a while where many start at once
LOOK_S = 0.0002

# Of a worker of a pool.
_accounting = None
_worker = None  # its number


def enter(accounting, next_number):
    """The initializer of a pool's worker."""
    with next_number.get_lock():
        number = next_number.value
        next_number.value += 1
    _become(accounting, number)


def enter_interpreter(accounting, numbers):
    """The first task of each interpreter of a pool."""
    _become(accounting, numbers.next())
    wait_for_all()


def _become(accounting, worker):
    global _accounting, _worker
    _accounting, _worker = accounting, worker
    accounting.enter(worker)


def wait_for_all(accounting=None, look=None):
    """The first task of each worker of a pool: busy until all of them have started.

    `look`, if any, is called now and then, and may raise.
    """
    accounting = accounting or _accounting
    give_up = time.monotonic() + PATIENCE_S
    while not accounting.all_entered():
        if time.monotonic() > give_up:
            n = accounting.workers
            raise TrialError(f"the pool's {n} workers did not all start within {PATIENCE_S} s")
        if look is not None:
            look()
        time.sleep(LOOK_S)


def work(index):
    return _accounting.run_task(index, _worker)


def run_one(accounting, index, worker):
    """The whole life of a process that is started for one task."""
    accounting.run_task(index, worker)
    accounting.leave(worker)
