"""Runs one trial of a built runner by the protocol, without parbench itself."""

import json
import os
import re
import subprocess
from pathlib import Path

from runners.cpython.command import runner_class

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("PARBENCH_BUILD", ROOT / "build" / "release"))


def run(runner, *args, **options):
    command = [BUILD / "runners" / runner, *args]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, **options
    )


def is_usable(runner):
    """Not where the build's interpreter lacks what the runner is made of."""
    if not (runner_class(runner).needs_python and (BUILD / "runners" / runner).exists()):
        return True
    return run(runner, "--describe").returncode != 4


REGISTERED = (ROOT / "runners" / "CMakeLists.txt").read_text()
EVERY = re.findall(r"^add_script_runner\((\w+) +cpython ", REGISTERED, re.M)
ALL = [name for name in EVERY if is_usable(name)]
SCALING = [name for name in ALL if runner_class(name).scales]
PROCESSES = [name for name in ALL if runner_class(name).start_method]
FORKING = [name for name in PROCESSES if runner_class(name).start_method == "fork"]
# Each process is a new interpreter: seconds where others take milliseconds.
SLOW = [name for name in PROCESSES if name not in FORKING]
QUICK = [name for name in ALL if name not in SLOW]
ONE_THREAD = [name for name in ALL if runner_class(name).one_thread]

# All parameters of each workload, as parbench would send them, with small values.
PARAMS = {
    "empty": {"tasks": "40"},
    "primes": {"set": "skewed", "count": "4"},
    "range_sum": {"elements": "10007", "slices": "12"},
    "sleep": {"tasks": "5", "duration": "1.5ms", "spread": "uniform"},
    "mixed": {"tasks": "7", "compute": "1.5us", "wait": "501us", "parts": "1", "spread": "fixed",
              "rounds": "734567"},
    "busy_loop": {"loops": "5", "rounds": "1001"},
    "conformance": {"tasks": "20", "behaviour": "plain", "meet": "1", "at": "7"},
    "fetch": {"tasks": "5", "latency": "1ms", "spread": "exponential", "body": "1001B",
              "connections": "keep", "url": "", "allow_remote": "no"},
}  # fmt: skip


class Trial:
    """How one ended: `record` is None if none was written, `reason` the last line on stderr."""

    def __init__(self, folder, runner, workload, workers=1, passes=2, params=None, **more):
        request = {
            "protocol": 1,
            "workload": workload,
            "params": {**PARAMS.get(workload, {}), **(params or {})},
            "workers": workers,
            "passes": passes,
            "min_sample_s": 0.01,
            "scratch": str(folder),
            **more,
        }
        path = Path(folder) / "record.json"
        path.unlink(missing_ok=True)
        ended = run(runner, "--trial", json.dumps(request), "--record", path, cwd=folder)
        self.code, self.stderr = ended.returncode, ended.stderr
        self.reason = ([""] + ended.stderr.splitlines())[-1]
        self.record = json.loads(path.read_text()) if path.exists() else None


def description(runner):
    return json.loads(run(runner, "--describe").stdout)
