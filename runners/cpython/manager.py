"""The runner with a BaseManager: two queues that other programs reach over TCP."""

import os
import queue
import sys

from .clocks import programs
from .errors import TrialError, system_reason
from .runners import Runner, death_of
from .shared_memory import pickled
from .start_methods import INTERPRETER_BYTES, die_with_parent
from .workers import wait_for_all

LOOK_S = 0.5  # how often the workers are looked at while a result is awaited
WORKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "manager_worker.py")


class PythonManager(Runner):
    """As for workers on several machines: nothing but indices and digests goes through a queue."""

    about = "two queues of a BaseManager over TCP (loopback), workers are programs of their own"
    counts = "N programs; the caller hands out and waits, one more process has the queues"
    start_method = "subprocess"
    new_interpreters = True
    worker_bytes = INTERPRETER_BYTES
    cannot_share = "its workers are programs of their own, without common memory"
    needs = ("multiprocessing", "multiprocessing.managers", "secrets", "subprocess")

    def __init__(self, accounting, workers):
        from multiprocessing import get_context
        from multiprocessing.managers import BaseManager
        from secrets import token_bytes

        tasks, results = queue.Queue(), queue.Queue()

        class Manager(BaseManager):
            pass

        Manager.register("get_tasks", callable=lambda: tasks)
        Manager.register("get_results", callable=lambda: results)
        self._accounting, self._programs = accounting, []
        authkey = token_bytes(32)
        self._manager = Manager(("127.0.0.1", 0), authkey=authkey, ctx=get_context("fork"))
        try:
            self._manager.start(die_with_parent)
            for worker in range(workers):
                self._start(worker, (self._manager.address, authkey, accounting, worker))
        except OSError as error:
            which = f"program {len(self._programs) + 1} of {workers}"
            raise TrialError(f"{which} could not be started: {system_reason(error)}") from error
        self._tasks, self._results = self._manager.get_tasks(), self._manager.get_results()
        wait_for_all(accounting, self._raise_death)

    def run(self):
        tasks = self._accounting.tasks
        try:
            for index in range(tasks):
                self._tasks.put(index)
            for _ in range(tasks):
                self._get()
        except (OSError, EOFError) as error:
            self._raise_death()
            raise TrialError(f"the manager's process ended: {type(error).__name__}") from error

    def close(self):
        for _ in self._programs:
            self._tasks.put(None)
        for program in self._programs:
            program.wait()
            programs.discard(program.pid)
        self._manager.shutdown()

    def _start(self, worker, what):
        from subprocess import PIPE, Popen

        sent, descriptors = pickled(what)
        options = ["-I", "-S"]
        if sys.pycache_prefix:
            options += ["-X", f"pycache_prefix={sys.pycache_prefix}"]
        command = [sys.executable, *options, WORKER]
        program = Popen(command, stdin=PIPE, pass_fds=tuple(descriptors))
        self._programs.append(program)
        programs.add(program.pid)
        try:
            with program.stdin:
                program.stdin.write(sent)
        except BrokenPipeError:
            pass  # it has ended already, which is noticed below

    def _get(self):
        while True:
            try:
                return self._results.get(True, LOOK_S)
            except queue.Empty:
                self._raise_death()
                self._accounting.raise_failure()

    def _raise_death(self):
        for worker, program in enumerate(self._programs):
            if program.poll() is not None:
                raise death_of(self._accounting, worker, program.pid, program.returncode)
