"""Runs one trial of a built runner by the protocol, without the driver; never judges it."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("PARBENCH_BUILD", ROOT / "build" / "release"))
SCALING = ["python_threads", "python_processes", "python_pool_threads", "python_pool_processes"]
ALL = ["python_serial", *SCALING]

# All parameters of each workload, as the driver would send them, small.
PARAMS = {
    "empty": {"tasks": "40"},
    "primes": {"set": "skewed", "count": "4"},
    "range_sum": {"elements": "10007", "slices": "12"},
    "sleep": {"tasks": "5", "duration": "1.5ms", "spread": "uniform"},
    "busy_loop": {"loops": "5", "rounds": "1001"},
    "conformance": {"tasks": "20", "behaviour": "plain", "meet": "1", "at": "7"},
    "fetch": {"tasks": "5", "latency": "1ms", "spread": "exponential", "body": "1001B",
              "connections": "keep", "url": "", "allow_remote": "no"},
}  # fmt: skip


class Trial:
    """How one ended: `record` is None where none was written, `reason` the last line on stderr."""

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
        words = [BUILD / "runners" / runner, "--trial", json.dumps(request), "--record", path]
        ended = subprocess.run(
            words, capture_output=True, text=True, timeout=60, check=False, cwd=folder
        )
        self.code, self.stderr = ended.returncode, ended.stderr
        self.reason = ([""] + ended.stderr.splitlines())[-1]
        self.record = json.loads(path.read_text()) if path.exists() else None


def described(runner):
    words = [BUILD / "runners" / runner, "--describe"]
    return json.loads(subprocess.run(words, capture_output=True, check=True, timeout=10).stdout)
