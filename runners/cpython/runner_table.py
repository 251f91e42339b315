"""The runners of this package, named as in runners/CMakeLists.txt. Never starts one."""

import sys
from importlib import import_module

FORK = "start method fork"

# Module and class; what N counts; a line about it; whether N may be above 1; what the version adds.
RUNNERS = {
    "python_serial": (
        "serial.Serial",
        "always 1: the caller",
        "a Python loop",
        False,
        "",
    ),
    "python_threads": (
        "threads.ThreadPerTask",
        "at most N threads alive; the caller starts them and waits",
        "a new threading.Thread for each task",
        True,
        "",
    ),
    "python_processes": (
        "processes.ProcessPerTask",
        "at most N child processes alive; the caller forks them and waits",
        "a new multiprocessing.Process (fork) for each task",
        True,
        FORK,
    ),
    "python_pool_threads": (
        "thread_pool.ThreadPool",
        "N threads, started at set-up; the caller submits and waits",
        "concurrent.futures.ThreadPoolExecutor, one task a future",
        True,
        "",
    ),
    "python_pool_processes": (
        "process_pool.ProcessPool",
        "N child processes (fork), started at set-up; the caller submits and waits",
        "concurrent.futures.ProcessPoolExecutor, one task a future (chunksize 1)",
        True,
        FORK,
    ),
}


def version(addition):
    """Of the interpreter that runs this, and what of it decides the figures."""
    name = {"cpython": "CPython"}.get(sys.implementation.name, sys.implementation.name)
    parts = [f"{name} {'.'.join(map(str, sys.version_info[:3]))}", addition]
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        parts.append("without the GIL")
    return ", ".join(filter(None, parts))


def runner_class(name):
    module, _, class_name = RUNNERS[name][0].partition(".")
    return getattr(import_module(f".{module}", __package__), class_name)
