"""Disturbed trials, with a fake runner that reports the background load it is given."""

import json
import os
import subprocess
import sys
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


def run(parbench, folder, blocks, foreign, *args):
    given = {"wall_s": {"2": [0.1]}, "foreign_cpu_s": {"2": foreign}}
    state = folder.with_name(folder.name + "-state")
    state.mkdir()
    return parbench(*RUN, "--blocks", blocks, "-o", folder, *args, PARBENCH_FAKE=json.dumps(given),
                    PARBENCH_FAKE_STATE=str(state))  # fmt: skip


def fakes(folder):
    return [row for row in rows_of(folder / "samples.csv") if row["runner"] == "fake"]


def test_a_disturbed_trial_is_kept_marked_and_repeated_in_its_block(parbench, tmp_path):
    ended = run(parbench, tmp_path / "run", 2, [0.3, 0.0])
    assert ended.returncode == 0, ended.stderr
    seen = [(row["block"], row["attempt"], row["contamination"]) for row in fakes(tmp_path / "run")]
    assert seen == [("1", "1", "foreign"), ("1", "2", ""), ("2", "1", "")]
    rows = rows_of(tmp_path / "run" / "samples.csv")
    again = next(place for place, row in enumerate(rows) if row["attempt"] == "2")
    assert (rows[again - 1]["role"], rows[again + 1]["role"]) == ("reference", "reference")
    assert rows[again]["block"] == rows[again - 1]["block"] == "1"


def test_a_trial_has_three_attempts_and_a_run_twice_its_plan_at_most(parbench, tmp_path):
    ended = run(parbench, tmp_path / "run", 6, [0.3], "--strict")
    rows = rows_of(tmp_path / "run" / "samples.csv")
    fake = fakes(tmp_path / "run")
    assert {row["contamination"] for row in fake} == {"foreign"}
    assert max(int(row["attempt"]) for row in fake) == 3
    planned = sum(
        len(block["trials"])
        for block in json.loads((tmp_path / "run" / "plan.json").read_text())["order"]
    )
    assert len(rows) <= 2 * planned + 2
    assert (
        ended.returncode == 3
    )  # the machine was idle, but the only cell besides serial has no verdict


def test_a_cell_that_lost_a_block_gets_a_spare_one(parbench, tmp_path):
    ended = run(parbench, tmp_path / "run", 2, [0.3, 0.3, 0.3, 0.0])
    assert ended.returncode == 0, ended.stderr
    # On a busy machine serial trials may lose blocks too, and the fake one its base.
    blocks = [row["block"] for row in fakes(tmp_path / "run")]
    assert blocks[:5] == ["1", "1", "1", "2", "3"]
    roles = [
        row["role"]
        for row in rows_of(tmp_path / "run" / "samples.csv")
        if row["block"] == "3" and row["role"] != "probe"
    ]
    assert (roles[0], roles[-1], set(roles)) == ("reference", "reference", {"reference", "cell"})
    plan = json.loads((tmp_path / "run" / "plan.json").read_text())
    assert (plan["blocks"], plan["spare_blocks"]) == (2, 2)
    assert [block["block"] for block in plan["order"] if block.get("spare")] == [3, 4]


def test_spare_blocks_are_two_at_most_and_none_without_a_loss(parbench, tmp_path):
    assert run(parbench, tmp_path / "lost", 1, [0.3]).returncode == 0
    assert {row["block"] for row in fakes(tmp_path / "lost")} == {"1", "2", "3"}
    assert run(parbench, tmp_path / "quiet", 2, [0.0]).returncode == 0
    assert {row["block"] for row in fakes(tmp_path / "quiet")} == {"1", "2"}


def test_a_run_that_ended_in_a_spare_block_is_resumed_in_it(parbench, tmp_path):
    out = tmp_path / "run"
    assert run(parbench, out, 1, [0.3, 0.3, 0.3, 0.0]).returncode == 0
    whole = [(row["block"], row["position"], row["runner"]) for row in rows_of(out / "samples.csv")]
    text = (out / "samples.csv").read_text().splitlines(keepends=True)
    (out / "samples.csv").write_text("".join(text[:-2]))  # before the cell of the spare block
    given = {"wall_s": {"2": [0.1]}, "foreign_cpu_s": {"2": [0.0]}}
    ended = parbench("run", "--resume", out, PARBENCH_FAKE=json.dumps(given))
    assert ended.returncode == 0, ended.stderr
    again = [(row["block"], row["position"], row["runner"]) for row in rows_of(out / "samples.csv")]
    assert again == whole
    # With more blocks asked for, what was a spare one becomes a planned one.
    ended = parbench("run", "--resume", out, "--blocks", 2, PARBENCH_FAKE=json.dumps(given))
    assert ended.returncode == 0, ended.stderr
    second = [row for row in rows_of(out / "samples.csv") if row["block"] == "2"]
    assert {row["role"] for row in second} == {"cell", "reference", "twin_a", "twin_b"}
    assert sum(row["runner"] == "fake" for row in second) == 1


def test_a_run_with_too_much_background_load_says_so(parbench, tmp_path):
    given = {
        "wall_s": {str(n): [0.1] for n in (2, 3, 4, 5, 6)},
        "foreign_cpu_s": {str(n): [0.3] for n in (2, 3, 4, 5, 6)},
    }
    args = (*RUN[:-1], "2-6", "--blocks", "4")
    lax = parbench(*args, "-o", tmp_path / "lax", PARBENCH_FAKE=json.dumps(given))
    assert lax.returncode == 0
    assert "too much background load" in lax.stdout and "--wait" in lax.stdout
    strict = parbench(*args, "--strict", "-o", tmp_path / "strict", PARBENCH_FAKE=json.dumps(given))
    assert strict.returncode == 3 and "too much background load" in strict.stdout
    assert "recommended" not in strict.stdout


def test_load_that_a_runner_does_not_report_is_measured_from_outside(parbench, tmp_path):
    given = '{"wall_s": {"2": [0.1]}, "silent": true}'
    spin = [sys.executable, "-c", "while True: pass"]
    hogs = [subprocess.Popen(spin, start_new_session=True) for _ in os.sched_getaffinity(0)]
    try:
        ended = parbench(*RUN, "--blocks", 1, "-o", tmp_path / "run", PARBENCH_FAKE=given)
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    assert ended.returncode == 0, ended.stderr
    trials = fakes(tmp_path / "run")
    seen = rows_of(tmp_path / "run" / "outside_load.csv")
    place = ("block", "position", "attempt", "runner")
    assert [[row[name] for name in place] for row in seen] == [
        [row[name] for name in place] for row in trials
    ]
    for trial, load in zip(trials, seen):
        assert trial["foreign_cpu_s"] == ""
        assert float(load["wall_s"]) > 0 and float(load["cpu_s"]) > 0
        # Nothing is judged where the machine does not tell.
        assert load["foreign_cpu_s"] == "" or trial["contamination"] in ("foreign", "steal")
    about = (tmp_path / "run" / "summary.md").read_text()
    if all(load["foreign_cpu_s"] for load in seen):
        assert "measured from outside, over whole processes, for" in about


def test_the_rules_are_written_to_the_folder(parbench, tmp_path):
    ended = run(parbench, tmp_path / "run", 1, [0.0])
    assert ended.returncode == 0, ended.stderr
    rules = json.loads((tmp_path / "run" / "environment.json").read_text())["rules"]
    assert {
        "foreign",
        "steal",
        "throttled",
        "repeats",
        "done",
        "too_busy",
        "base",
        "estimate",
    } <= set(rules)
    assert "5 %" in rules["foreign"] and "15 ms" in rules["foreign"]
