"""When a run ends by itself: narrow intervals, the time limit, the blocks that were asked for."""

import json
import time
from pathlib import Path

import pytest
from program import rows_of

pytestmark = pytest.mark.alone

FAKE = Path(__file__).with_name("fake_runner.py")
RUN = (
    "run",
    "--workloads",
    "empty",
    "--set",
    "empty.tasks=50",
    "--sample",
    "1ms",
    "--runners",
    FAKE,
    "--workers",
    "2",
)


def blocks_of(folder):
    rows = [
        row
        for row in rows_of(folder / "samples.csv")
        if row["runner"] == "fake" and row["status"] == "ok"
    ]
    return [int(row["block"]) for row in rows if row["attempt"] == "1"]


def undisturbed(folder):
    """How many blocks hold an undisturbed trial of both the runner and its base."""
    kept = {
        (row["block"], row["runner"])
        for row in rows_of(folder / "samples.csv")
        if row["status"] == "ok" and not row["contamination"] and row["role"] == "cell"
    }
    return len({block for block, runner in kept if {(block, "fake"), (block, "serial")} <= kept})


def test_requested_blocks_are_measured_whatever_the_interval_width(parbench, tmp_path):
    ended = parbench(*RUN, "--blocks", 8, "-o", tmp_path / "run")
    assert ended.returncode == 0 and blocks_of(tmp_path / "run") == list(range(1, 9))
    assert json.loads((tmp_path / "run" / "plan.json").read_text())["fixed_blocks"] is True


def test_a_wide_target_ends_at_the_first_interval_and_a_narrow_one_continues(parbench, tmp_path):
    args = (*RUN, "--preset", "standard")
    wide = parbench(*args, "--width", "100%", "-o", tmp_path / "wide")
    assert wide.returncode == 0, wide.stderr
    # Disturbed blocks do not count, so on a busy machine the first interval may come late, or not
    # at all.
    pairs, blocks = undisturbed(tmp_path / "wide"), len(blocks_of(tmp_path / "wide"))
    assert pairs in (3, 4, 6) or (blocks == 12 and pairs < 12)
    narrow = parbench(*args, "--width", "0.1%", "-o", tmp_path / "narrow")
    assert narrow.returncode == 0, narrow.stderr
    assert len(blocks_of(tmp_path / "narrow")) == 12


def test_a_time_limit_ends_the_run_and_blocks_go_where_intervals_are_wide(parbench, tmp_path):
    start = time.monotonic()
    ended = parbench(*RUN, "--budget", "5s", "--width", "0.1%", "-o", tmp_path / "run")
    assert ended.returncode == 0, ended.stderr
    assert time.monotonic() - start < 15  # the limit, and writing the summary
    assert "time limit reached" in ended.stdout
    assert len(blocks_of(tmp_path / "run")) > 4  # more than the preset plans


def test_a_time_limit_below_one_block_is_refused(parbench, tmp_path):
    ended = parbench("run", "--budget", "1s", "-o", tmp_path / "run")
    assert ended.returncode == 2 and "--budget" in ended.stderr and "too short" in ended.stderr
    assert not (tmp_path / "run").exists()


def test_waiting_for_an_idle_machine_ends(parbench, tmp_path):
    ended = parbench(*RUN, "--blocks", 1, "--wait", "3s", "-o", tmp_path / "run")
    assert ended.returncode == 0, ended.stderr
    assert blocks_of(tmp_path / "run") == [1]
