"""A runner's two commands: describe itself, or measure one trial and write its record."""

import json
import os
import signal
import sys
from importlib import import_module

from . import event_loop, manager, pools, runners
from .errors import BadRequest, TrialError, Unsupported
from .measure import PROTOCOL, measure
from .start_methods import keep_sockets_in, kill_all

PROCESS_BYTES = 16 << 20  # of an interpreter
# A list of integers takes 40 bytes of each where an array takes 8, and 8 more in a slice; a forked
# worker copies the integers, 32 bytes each, as if each read the whole list in the end.
LIST_COPIES, COPIES_IN_FORK = 6, 4

# Seconds before and after the passes of a trial, and CPU time more per worker: of an interpreter,
# of one that forks, and of one whose workers are new interpreters.
START_S, START_OF_FORKS_S, START_OF_INTERPRETERS_S = (0.06, 0), (0.1, 0.005), (0.15, 0.08)

SLOWNESS = 20  # rough CPU time relative to compiled kernels: 12 dividing, 25 summing, 80 stepping

# Each workload and its file, which has a class of that name: a trial imports no more than it needs.
WORKLOADS = {
    "empty": "workloads",
    "primes": "primes",
    "range_sum": "workloads",
    "sleep": "sleep",
    "fetch": "fetch",
    "mixed": "mixed",
    "busy_loop": "workloads",
    "conformance": "conformance",
    "counter": "counter",
    "crash": "crash",
    "queue": "queues",
    "semaphore": "meeting",
    "event": "meeting",
    "barrier": "meeting",
    "two_locks": "two_locks",
    "local": "local",
}


def named_class(name, *modules):
    """range_sum is RangeSum, python_threads is PythonThreads."""
    class_name = name.title().replace("_", "")
    for module in modules:
        if hasattr(module, class_name):
            return getattr(module, class_name)
    files = " or ".join(os.path.basename(module.__file__) for module in modules)
    raise TrialError(f"{name}: there is no class {class_name} in {files}")


def runner_class(name):
    return named_class(name, runners, pools, event_loop, manager)


def version(start_method):
    """The interpreter, and what else about it decides the measured times."""
    name = {"cpython": "CPython"}.get(sys.implementation.name, sys.implementation.name)
    parts = [f"{name} {'.'.join(map(str, sys.version_info[:3]))}"]
    if start_method:
        parts.append(f"start method {start_method}")
    if hasattr(sys, "_is_gil_enabled"):
        parts.append("with the GIL" if sys._is_gil_enabled() else "without the GIL")
    return ", ".join(parts)


def load(runner):
    """What its constructor imports."""
    try:
        for module in runner.needs:
            import_module(module)
    except ImportError as error:
        if not runner.needs_python:
            raise
        this = ".".join(map(str, sys.version_info[:3]))
        raise Unsupported(
            f"needs Python {runner.needs_python}, this is {this}: name one with --python"
        ) from error


def copies_per_worker(runner):
    if runner.new_interpreters:
        return LIST_COPIES
    return COPIES_IN_FORK if runner.start_method == "fork" else 0


def start_of(runner):
    if runner.new_interpreters:
        return START_OF_INTERPRETERS_S
    return START_OF_FORKS_S if runner.start_method == "fork" else START_S


def describe(name, family):
    runner = runner_class(name)
    if runner.needs_python:
        load(runner)
    trial_s, worker_s = start_of(runner)
    task_s = worker_s if runner.per_task else 0
    return {
        "protocol": PROTOCOL,
        "name": name,
        "family": family,
        "workloads": [one for one in WORKLOADS if one not in runner.lacks],
        "about": runner.about,
        "workers": runner.counts,
        "version": version(runner.start_method),
        "scales": runner.scales,
        "cannot_share": runner.cannot_share,
        "slowness": SLOWNESS,
        "start": {"trial_s": trial_s, "worker_s": worker_s, "task_s": task_s},
        "memory": {
            "process_bytes": PROCESS_BYTES,
            "worker_bytes": runner.worker_bytes,
            "copies": {"range_sum": [LIST_COPIES, copies_per_worker(runner)]},
        },
    }


def read_request(text):
    try:
        request = json.loads(text)
        if request["protocol"] != PROTOCOL:
            raise BadRequest(f"protocol version {request['protocol']} is not {PROTOCOL}")
        if not isinstance(request["workers"], int) or request["workers"] < 1:
            raise BadRequest(f"workers is {request['workers']}: must be at least 1")
        request["params"] = {key: str(value) for key, value in request["params"].items()}
        return request
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest(f"invalid trial request (see docs/protocol.md): {error!r}") from error


def prepare_workload(request, runner):
    name = request["workload"]
    make = named_class(name, import_module(f".{WORKLOADS[name]}", __package__))
    request |= {"start_method": runner.start_method, "cannot_share": runner.cannot_share}
    try:
        return make(request)
    except KeyError as error:
        raise BadRequest(f"the parameter {name}.{error.args[0]} is missing") from error


def run_trial(name, text, path):
    request = read_request(text)
    runner = runner_class(name)
    if request["workload"] not in WORKLOADS or request["workload"] in runner.lacks:
        raise Unsupported(f"this runner has no workload {request['workload']}")
    if not runner.scales and request["workers"] != 1:
        raise Unsupported(f"this runner has 1 worker, not {request['workers']}")
    keep_sockets_in(request.get("scratch", ""))
    load(runner)
    workload = prepare_workload(request, runner)
    record = measure(request, workload, runner)
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(record, file)
    os.rename(path + ".part", path)
    if workload.deadly:
        os._exit(0)  # the interpreter's own exit waits for what is broken


def exit_at_once(code, reason):
    """Skips the interpreter's own exit, which waits for threads and for broken pools."""
    kill_all()  # before the reason, which must be the last line: one of them may print too
    try:
        sys.stderr.write(" ".join(reason.split()) + "\n")
        sys.stderr.flush()
    except (OSError, AttributeError):
        pass  # a full or closed stderr
    os._exit(code)


def main(name, family, args):
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends at once, without a traceback
    try:
        if args == ["--describe"]:
            print(json.dumps(describe(name, family)))
        elif len(args) == 4 and (args[0], args[2]) == ("--trial", "--record"):
            run_trial(name, args[1], args[3])
        else:
            raise BadRequest(f"usage: {name} --describe | --trial JSON --record PATH")
    except TrialError as error:
        exit_at_once(error.exit_code, str(error))
    except MemoryError:
        exit_at_once(1, "not enough memory for this trial")
    except Exception as error:
        exit_at_once(1, str(error) or type(error).__name__)
    return 0
