"""After any kill no process is left, no row is torn, and what was measured is shown if possible."""

import os
import resource
import signal
import subprocess
import time

import pytest
from program import children_of, measured_order, planned_order, rows_of
from kill_anything import broken_rows, main

pytestmark = pytest.mark.alone

RUN = ("run", "--workloads", "sleep,empty", "--sample", "5ms", "--workers", "4", "--blocks", "200")


def wait_for_rows(path, count):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if path.exists() and path.read_bytes().count(b"\n") > count:
            return
        time.sleep(0.01)
    raise AssertionError(f"{path} did not grow to {count} rows")


def test_kills_pauses_and_full_disks_leave_nothing_and_cost_a_trial_at_most():
    assert main(6, 20) == 0


def test_ctrl_c_ends_the_run_with_130_and_shows_what_was_measured(parbench, tmp_path):
    driver = parbench.start(*RUN, "-o", tmp_path / "run")
    wait_for_rows(tmp_path / "run" / "samples.csv", 5)
    driver.send_signal(signal.SIGINT)
    out, _ = driver.communicate(timeout=10)
    assert driver.returncode == 130
    assert (tmp_path / "run" / "summary.csv").exists()
    assert "interrupted; continue with: parbench run --resume" in out
    assert len(rows_of(tmp_path / "run" / "samples.csv")) >= 5
    assert broken_rows(tmp_path / "run" / "samples.csv") == []


def test_a_killed_guard_costs_the_trial_in_flight(parbench, tmp_path):
    driver = parbench.start(*RUN[:-1], "6", "-o", tmp_path / "run")
    wait_for_rows(tmp_path / "run" / "samples.csv", 3)
    (guard,) = children_of(driver.pid)
    os.kill(guard, signal.SIGKILL)
    driver.communicate(timeout=120)
    rows = rows_of(tmp_path / "run" / "samples.csv")
    lost = [row["reason"] for row in rows if row["status"] != "ok"]
    assert driver.returncode == 1
    assert lost == ["the guard process was killed"]
    assert rows[-1]["block"] in ("6", "7", "8")  # its cell may get a spare block


def test_a_full_disk_keeps_the_rows_that_were_measured(parbench, tmp_path):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (80_000, 80_000))  # datapackage.json fits

    ended = subprocess.run(
        parbench.command([*RUN[:-1], "24", "-o", tmp_path / "run"]), env=parbench.environment,
        preexec_fn=limit, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "File too large" in ended.stderr and str(tmp_path) in ended.stderr
    assert broken_rows(tmp_path / "run" / "samples.csv") == []
    resumed = parbench("run", "--resume", tmp_path / "run", "-q")
    assert resumed.returncode == 0, resumed.stderr
    assert measured_order(tmp_path / "run") == planned_order(tmp_path / "run")
