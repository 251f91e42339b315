"""How tasks are dispatched: a class for each runner, named like it, here or in pools.py."""

import signal
import threading

from .errors import TrialError, system_reason
from .start_methods import FORK_BYTES, NEW_INTERPRETERS, INTERPRETER_BYTES, context_of, stop_helpers
from .workers import run_one


class Runner:
    """Built with (accounting, workers): this is the set-up, after which all workers are ready."""

    about = ""  # one line for `parbench list`
    counts = ""  # what N counts
    scales = True  # False: N is always 1
    start_method = ""  # of workers that are processes: fork, spawn, forkserver or program
    new_interpreters = False  # whether its workers are some, to which the workload is sent
    per_task = False  # whether each task gets a new worker
    worker_bytes = 1 << 20  # memory of a worker, at most: of a thread
    lacks = ()  # workloads that it cannot run
    cannot_share = ""  # why its tasks must not block for each other, or share no memory
    one_thread = False  # whether all workers share the caller's thread
    # What the constructor imports: loaded before the set-up is timed, by no other runner's trial.
    needs = ()
    needs_python = ""  # such as "3.14 or later", if not every supported Python has these modules

    def run(self):
        """One timed pass: calls accounting.run_task(index, worker) once for each task."""
        raise NotImplementedError

    def close(self):
        """The tear-down: no thread and no process is left after it."""


class PythonSerial(Runner):
    about = "a Python loop"
    counts = "always 1: the caller"
    scales = False

    def __init__(self, accounting, workers):
        self._accounting = accounting

    def run(self):
        for index in range(self._accounting.tasks):
            self._accounting.run_task(index, 0)


class PythonThreads(Runner):
    about = "a new threading.Thread for each task"
    counts = "at most N threads alive; the caller starts them and waits"
    needs = ("queue",)

    def __init__(self, accounting, workers):
        from queue import SimpleQueue

        self._accounting = accounting
        self._threads = [None] * workers
        self._free = SimpleQueue()  # numbers of workers that have no thread, or whose thread ends
        for worker in range(workers):
            self._free.put(worker)

    def run(self):
        for index in range(self._accounting.tasks):
            worker = self._free.get()
            if self._threads[worker]:
                self._threads[worker].join()
            self._accounting.raise_failure()
            self._start(index, worker)
        for worker, thread in enumerate(self._threads):
            if thread:
                thread.join()
                self._threads[worker] = None

    def _start(self, index, worker):
        thread = self._threads[worker] = threading.Thread(target=self._work, args=(index, worker))
        try:
            thread.start()
        except RuntimeError as error:
            which = f"thread {worker + 1} of {len(self._threads)}"
            raise TrialError(f"{which} could not be started: {error}") from error

    def _work(self, index, worker):
        self._accounting.run_task(index, worker)
        self._accounting.leave(worker)
        self._free.put(worker)


class PythonProcesses(Runner):
    about = "a new multiprocessing.Process (fork) for each task"
    counts = "at most N child processes alive; the caller forks them and waits"
    start_method = "fork"
    per_task = True
    worker_bytes = FORK_BYTES
    needs = ("multiprocessing", "multiprocessing.connection")

    def __init__(self, accounting, workers):
        import multiprocessing.connection

        self._accounting, self._workers = accounting, workers
        self._context = context_of(self.start_method)
        self._wait_for_any = multiprocessing.connection.wait
        self._free = list(range(workers))[::-1]
        self._live = {}  # (process, worker) by the descriptor that becomes readable as it ends

    def run(self):
        for index in range(self._accounting.tasks):
            if not self._free:
                self._wait()
            self._start(index, self._free.pop())
        while self._live:
            self._wait()

    def close(self):
        stop_helpers()

    def _start(self, index, worker):
        process = self._context.Process(target=run_one, args=(self._accounting, index, worker))
        try:
            process.start()
        except OSError as error:
            which = f"process {worker + 1} of {self._workers}"
            raise TrialError(f"{which} could not be started: {system_reason(error)}") from error
        self._live[process.sentinel] = process, worker

    def _wait(self):
        for sentinel in self._wait_for_any(list(self._live)):
            process, worker = self._live.pop(sentinel)
            process.join()
            if process.exitcode != 0:
                raise death_of(self._accounting, worker, process.pid, process.exitcode)
            process.close()
            self._free.append(worker)
        self._accounting.raise_failure()


class PythonProcessesSpawn(PythonProcesses):
    new_interpreters = True
    cannot_share = NEW_INTERPRETERS
    about = "a new multiprocessing.Process (spawn: a new interpreter) for each task"
    counts = "at most N child processes alive; the caller starts them and waits"
    start_method = "spawn"
    worker_bytes = INTERPRETER_BYTES
    lacks = ("range_sum",)  # each process would make the whole list for one slice


class PythonProcessesForkserver(PythonProcessesSpawn):
    about = "a new multiprocessing.Process (forkserver) for each task"
    counts = "at most N child processes alive, forked by a server; the caller waits"
    start_method = "forkserver"


def death_of(accounting, worker, pid, exit_code):
    """The error for an `exit_code` as multiprocessing gives it: below 0 for a signal."""
    ended = f"exited with status {exit_code}"
    if exit_code < 0:
        try:
            ended = f"was killed by {signal.Signals(-exit_code).name}"
        except ValueError:
            ended = f"was killed by signal {-exit_code}"
    return TrialError(f"worker {worker} (pid {pid}) {ended} {accounting.task_of(worker)}")
