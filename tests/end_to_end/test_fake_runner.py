"""A run without real times: a fake runner reports those that it is given."""

import json
from pathlib import Path

import pytest
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
    "2,4",
)


def fakes(folder):
    return [row for row in rows_of(folder / "samples.csv") if row["runner"] == "fake"]


def test_times_arrive_unchanged(parbench, tmp_path):
    given = {"wall_s": {"2": [0.1, 0.30000000000000004, 0.2], "4": [0.05]}}
    ended = parbench(*RUN, "--blocks", 3, "-o", tmp_path / "run", PARBENCH_FAKE=json.dumps(given),
                     PARBENCH_FAKE_STATE=str(tmp_path))  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    of_two = sorted(
        (int(row["block"]), float(row["wall_s"]))
        for row in fakes(tmp_path / "run")
        if row["workers"] == "2"
    )
    assert of_two == [(1, 0.1), (2, 0.30000000000000004), (3, 0.2)]
    centres = {
        row["workers"]: float(row["wall_s"])
        for row in rows_of(tmp_path / "run" / "summary.csv")
        if row["runner"] == "fake"
    }
    assert 0.1 < centres["2"] < 0.30000000000000004
    assert centres["4"] == pytest.approx(0.05)


def test_a_wrong_result_fails_the_run_but_no_other_runner(parbench, tmp_path):
    ended = parbench(
        *RUN, "--blocks", 2, "-o", tmp_path / "run", PARBENCH_FAKE='{"digest": "x0000000000000001"}'
    )
    assert ended.returncode == 1
    assert "wrong_result" in ended.stderr and "x0000000000000001" in ended.stderr
    rows = rows_of(tmp_path / "run" / "samples.csv")
    assert {row["status"] for row in rows if row["runner"] == "fake"} == {"wrong_result"}
    assert {row["status"] for row in rows if row["runner"] == "serial"} == {"ok"}
    assert len(fakes(tmp_path / "run")) == 2 * 2


def test_the_message_of_a_failing_runner_is_the_reason(parbench, tmp_path):
    given = '{"exit": 1, "say": "no \\"quoted, flux\\" left"}'
    ended = parbench(*RUN, "--blocks", 1, "-o", tmp_path / "run", PARBENCH_FAKE=given)
    assert ended.returncode == 1
    assert {row["reason"] for row in fakes(tmp_path / "run")} == {'no "quoted, flux" left'}
    assert all(row["wall_s"] == "" for row in fakes(tmp_path / "run"))


def test_an_unsupported_trial_is_not_a_failure(parbench, tmp_path):
    ended = parbench(
        *RUN,
        "--blocks",
        2,
        "-o",
        tmp_path / "run",
        PARBENCH_FAKE='{"exit": 4, "say": "not with so few"}',
    )
    assert ended.returncode == 0, ended.stderr
    assert [row["status"] for row in fakes(tmp_path / "run")] == ["unsupported"] * 2  # once a cell
