"""Processes of multiprocessing: what starts them, and what it leaves unless it is ended."""

import os
import shutil
import signal
import sys
import tempfile
import time

from .clocks import helpers, live_children

FORK_BYTES = 3 << 20  # memory of a fork, which copies the pages that it writes
INTERPRETER_BYTES = 16 << 20  # of a process that starts anew
NEW_INTERPRETERS = "its workers are new interpreters, which inherit no locks and no memory"
LONGEST_FOLDER = 60  # of a fork server's socket, whose path has at most 107 bytes
PATIENCE_S = 1
PR_SET_PDEATHSIG = 1


def keep_sockets_in(scratch):
    """A fork server has one; the trial's scratch folder is removed also after a kill."""
    if 0 < len(os.fsencode(scratch)) <= LONGEST_FOLDER:
        tempfile.tempdir = scratch


def context_of(start_method):
    """With its helper processes started, which are in no pass's time then."""
    import multiprocessing

    if start_method == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()
    elif start_method == "spawn":
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()
    return multiprocessing.get_context(start_method)


def die_with_parent():
    """Where nobody else ends the processes of a killed trial."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):
        pass  # a Python without ctypes


def release_semaphores():
    """Removes their names, which only a process that starts needs: they would outlive a kill."""
    util = sys.modules.get("multiprocessing.util")
    synchronize = sys.modules.get("multiprocessing.synchronize")
    if util is None or synchronize is None:
        return
    cleanup = synchronize.SemLock._cleanup
    for finalizer in list(util._finalizer_registry.values()):
        if getattr(finalizer, "_callback", None) is cleanup:
            finalizer()


def stop_helpers():
    """The fork server and the resource tracker, which would end some time after this process."""
    for name, one in (("forkserver", "_forkserver"), ("resource_tracker", "_resource_tracker")):
        module = sys.modules.get(f"multiprocessing.{name}")
        if module is not None:
            getattr(module, one)._stop()


def kill_all():
    """Workers first, because the fork server reaps its own."""
    release_semaphores()
    for pids in (live_children(), helpers()):
        for pid in pids:
            _kill(pid)
    process = sys.modules.get("multiprocessing.process")
    folder = process and process.current_process()._config.get("tempdir")
    if folder:  # of the fork server's socket
        shutil.rmtree(folder, ignore_errors=True)


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except ProcessLookupError:
        pass
    except ChildProcessError:  # a thread of the pool has reaped it, or the fork server does
        give_up = time.monotonic() + PATIENCE_S
        while os.path.exists(f"/proc/{pid}") and time.monotonic() < give_up:
            time.sleep(0.0005)
