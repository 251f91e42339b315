"""Disturbed trials, with a fake runner that reports the background load it is given."""

import json
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


def test_a_run_with_too_much_background_load_says_so(parbench, tmp_path):
    given = {
        "wall_s": {str(n): [0.1] for n in (2, 3, 4, 5, 6)},
        "foreign_cpu_s": {str(n): [0.3] for n in (2, 3, 4, 5, 6)},
    }
    args = (*RUN[:-1], "2-6", "--blocks", "6")
    lax = parbench(*args, "-o", tmp_path / "lax", PARBENCH_FAKE=json.dumps(given))
    assert lax.returncode == 0
    assert "too much background load" in lax.stdout and "--wait" in lax.stdout
    strict = parbench(*args, "--strict", "-o", tmp_path / "strict", PARBENCH_FAKE=json.dumps(given))
    assert strict.returncode == 3 and "too much background load" in strict.stdout
    assert "recommended" not in strict.stdout


def test_a_load_that_a_runner_does_not_report_is_empty_and_not_judged(parbench, tmp_path):
    ended = parbench(
        *RUN, "--blocks", 1, "-o", tmp_path / "run", PARBENCH_FAKE='{"wall_s": {"2": [0.1]}}'
    )
    assert ended.returncode == 0, ended.stderr
    (fake,) = fakes(tmp_path / "run")
    assert fake["foreign_cpu_s"] == "" and fake["contamination"] == ""


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
