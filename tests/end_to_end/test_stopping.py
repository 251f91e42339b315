"""When a run ends by itself: intervals that are narrow enough, a budget that is spent, blocks that were asked for."""

import json
import time
from pathlib import Path

from program import rows_of

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
    """How many blocks hold a clean trial of both the runner and its base."""
    clean = {(row["block"], row["runner"]) for row in rows_of(folder / "samples.csv")
             if row["status"] == "ok" and not row["contamination"] and row["role"] in ("cell", "twin")}  # fmt: skip
    return len({block for block, runner in clean if {(block, "fake"), (block, "serial")} <= clean})


def test_asked_for_blocks_are_measured_whatever_their_width(parbench, tmp_path):
    ended = parbench(*RUN, "--blocks", 8, "-o", tmp_path / "run")
    assert ended.returncode == 0 and blocks_of(tmp_path / "run") == list(range(1, 9))
    assert json.loads((tmp_path / "run" / "plan.json").read_text())["fixed_blocks"] is True


def test_a_wide_allowance_ends_at_the_first_interval_and_a_narrow_one_goes_on(parbench, tmp_path):
    words = (*RUN, "--preset", "standard")
    wide = parbench(*words, "--width", "100%", "-o", tmp_path / "wide")
    assert wide.returncode == 0, wide.stderr
    # Disturbed blocks do not count, so on a busy machine the first interval may come late, or not
    # at all.
    pairs, blocks = undisturbed(tmp_path / "wide"), len(blocks_of(tmp_path / "wide"))
    assert pairs in (6, 9) or (blocks == 12 and pairs < 12)
    narrow = parbench(*words, "--width", "0.1%", "-o", tmp_path / "narrow")
    assert narrow.returncode == 0, narrow.stderr
    assert len(blocks_of(tmp_path / "narrow")) == 12


def test_a_budget_ends_the_run_and_its_blocks_go_where_intervals_are_wide(parbench, tmp_path):
    start = time.monotonic()
    ended = parbench(*RUN, "--budget", "3s", "--width", "0.1%", "-o", tmp_path / "run")
    assert ended.returncode == 0, ended.stderr
    assert time.monotonic() - start < 15  # the budget, and writing it all up
    assert "budget is spent" in ended.stdout
    assert len(blocks_of(tmp_path / "run")) > 6


def test_a_budget_for_less_than_one_block_is_refused(parbench, tmp_path):
    ended = parbench("run", "--budget", "1s", "-o", tmp_path / "run")
    assert ended.returncode == 2 and "--budget" in ended.stderr and "too short" in ended.stderr
    assert not (tmp_path / "run").exists()


def test_waiting_for_a_quiet_machine_does_not_wait_for_ever(parbench, tmp_path):
    ended = parbench(*RUN, "--blocks", 1, "--wait", "3s", "-o", tmp_path / "run")
    assert ended.returncode == 0, ended.stderr
    assert blocks_of(tmp_path / "run") == [1]
