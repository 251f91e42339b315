"""Little memory: what would not fit is not started, and what the kernel kills is named."""

import os
import subprocess

import pytest
from memory_cgroup import MemoryCgroup
from program import rows_of

LIMIT = 60 << 20
RUN = ("run", "--sample", "2ms", "--blocks", "2", "--no-progress", "-o", "out")
HUNGRY = """#!/usr/bin/python3
import os, sys
if sys.argv[1] == "--trial" and os.environ["HUNGRY"] == "alone":
    kept = [bytearray(1 << 20) for _ in range(200)]
os.execv(os.environ["FAKE"], [os.environ["FAKE"], *sys.argv[1:]])
"""


@pytest.fixture
def cgroup():
    made = MemoryCgroup(LIMIT)
    yield made
    made.remove()


def run_in(cgroup, parbench, *args, **environment):
    return subprocess.run(
        parbench.command(args), cwd=parbench.folder, env={**parbench.environment, **environment},
        capture_output=True, text=True, timeout=120, check=False, preexec_fn=cgroup.enter,
    )  # fmt: skip


def rows_in(parbench):
    return rows_of(parbench.folder / "out" / "samples.csv")


def test_what_does_not_fit_is_not_started(parbench, cgroup):
    """Nor the probe of memory bandwidth, which reads 256 MiB; N=32 of CPython forks 32."""
    ended = run_in(
        cgroup, parbench, *RUN, "-w", "primes,range_sum", "-s", "primes.count=64", "-s",
        "range_sum.elements=1000,40000000", "-R", "thread_pool,process_pool,python_pool_processes",
        "-j", "2,32",
    )  # fmt: skip
    rows = rows_in(parbench)
    assert ended.returncode == 0, (ended, rows)
    assert {row["status"] for row in rows} == {"ok", "unsupported"}
    refused = {(row["workload"], row["runner"], row["workers"]): row["reason"]
               for row in rows if row["status"] == "unsupported"}  # fmt: skip
    assert ("primes", "python_pool_processes", "32") in refused
    assert ("primes", "process_pool", "32") not in refused
    assert ("range_sum", "thread_pool", "2") in refused
    for reason in refused.values():
        assert reason.startswith("needs ") and f"{cgroup.limit} is 60.0 MiB" in reason
    assert any(row["workload"] == "range_sum" and row["status"] == "ok" for row in rows)


def test_a_trial_that_the_kernel_kills_is_out_of_memory(parbench, cgroup):
    """The driver goes on: the serial base is measured in both blocks."""
    runner = parbench.folder / "hungry"
    runner.write_text(HUNGRY)
    runner.chmod(0o755)
    fake = os.path.join(os.path.dirname(__file__), "fake_runner.py")
    ended = run_in(
        cgroup, parbench, *RUN, "-w", "empty", "-s", "empty.tasks=8", "-R", "./hungry", "-j", "1",
        HUNGRY="alone", FAKE=fake,
    )  # fmt: skip
    assert ended.returncode == 1, ended
    rows = rows_in(parbench)
    base = [row for row in rows if row["runner"] == "serial" and row["role"] == "cell"]
    assert {row["block"] for row in base} >= {"1", "2"}
    assert {row["status"] for row in base} == {"ok"}
    failed = [row for row in rows if row["runner"] == "fake"]
    assert {row["block"] for row in failed} >= {"1", "2"}
    for row in failed:
        assert row["status"] == "failed" and row["exit_signal"] == "9"
        assert row["reason"].startswith(
            f"the runner was killed by SIGKILL: out of memory ({cgroup.limit} is 60.0 MiB, "
        ), row["reason"]
    assert "out of memory" in ended.stderr
