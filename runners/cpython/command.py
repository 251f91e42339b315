"""The runner's two commands: describes itself, or measures one trial and writes its record. Never
decides what is measured."""

import json
import os
import signal
import sys

from .errors import BadRequest, TrialError, Unsupported
from .runner_table import FORK, RUNNERS, runner_class, version
from .workload_table import WORKLOADS, workload_class

PROTOCOL = 1
SLOWNESS = 20  # of its kernels against compiled ones, roughly: 12 dividing, 25 summing, 80 stepping


def describe(name, family):
    _, workers, about, scales, addition = RUNNERS[name]
    return {
        "protocol": PROTOCOL,
        "name": name,
        "family": family,
        "workloads": list(WORKLOADS),
        "about": about,
        "workers": workers,
        "version": version(addition),
        "scales": scales,
        "slowness": SLOWNESS,
    }


def read_request(text):
    try:
        request = json.loads(text)
        if request["protocol"] != PROTOCOL:
            raise BadRequest(f"protocol version {request['protocol']} is not {PROTOCOL}")
        if not isinstance(request["workers"], int) or request["workers"] < 1:
            raise BadRequest(f"workers is {request['workers']}: at least 1")
        request["params"] = {key: str(value) for key, value in request["params"].items()}
        if request["workload"] not in WORKLOADS:
            raise Unsupported(f"this runner has no workload {request['workload']}")
        return request
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadRequest(f"the trial is not as docs/protocol.md says: {error!r}") from error


def run_trial(name, text, path):
    from .measure import measure

    request = read_request(text)
    scales, addition = RUNNERS[name][3:]
    request["forked_workers"] = request["workers"] if addition == FORK else 0
    if not scales and request["workers"] != 1:
        raise Unsupported(f"this runner has 1 worker, not {request['workers']}")
    try:
        workload = workload_class(request["workload"])(request)
    except KeyError as error:
        missing = f"{request['workload']}.{error.args[0]}"
        raise BadRequest(f"the parameter {missing} is missing") from error
    record = measure(request, workload, runner_class(name))
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(record, file)
    os.rename(path + ".part", path)


def end_at_once(code, reason):
    """Without the interpreter's own end, which waits for threads and for broken pools."""
    from .clocks import live_children

    sys.stderr.write(" ".join(reason.split()) + "\n")
    sys.stderr.flush()
    for pid in live_children():
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass  # reaped meanwhile by a thread of the pool
    os._exit(code)


def main(name, family, words):
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends at once, without a traceback
    if words == ["--describe"]:
        print(json.dumps(describe(name, family)))
        return 0
    if len(words) != 4 or words[0] != "--trial" or words[2] != "--record":
        usage = f"usage: {name} --describe | --trial JSON --record PATH"
        end_at_once(BadRequest.exit_code, usage)
    try:
        run_trial(name, words[1], words[3])
    except TrialError as error:
        end_at_once(error.exit_code, str(error))
    except MemoryError:
        end_at_once(1, "there is not enough memory for this trial")
    except Exception as error:
        end_at_once(1, str(error) or type(error).__name__)
    return 0
