"""The commands that read a run's folder, summary and compare, and their exit codes."""

import json
import os
import shutil
import subprocess
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
    "10ms",
    "--runners",
    FAKE,
    "--workers",
    "2",
)


def run(parbench, folder, wall_s, *args):
    given = {"wall_s": {"2": [wall_s * (1 + place % 3 / 1000) for place in range(40)]}}
    state = folder.with_name(folder.name + "-state")
    state.mkdir()
    ended = parbench(
        *RUN,
        "--blocks",
        9,
        "-o",
        folder,
        *args,
        PARBENCH_FAKE=json.dumps(given),
        PARBENCH_FAKE_STATE=str(state),
    )
    assert ended.returncode == 0, ended.stderr


def test_a_run_ends_with_its_verdicts(parbench, tmp_path):
    run(parbench, tmp_path / "run", 0.1)
    rows = {
        (row["runner"], row["workers"]): row for row in rows_of(tmp_path / "run" / "summary.csv")
    }
    assert rows["fake", "2"]["wall_s"].startswith("0.1")
    # Serial trials that lose a block on a busy machine bring spare blocks.
    assert rows["fake", "2"]["n_undisturbed"] in ("9", "10", "11")
    assert json.loads((tmp_path / "run" / "verdicts.json").read_text())["schema_version"] == 3
    before = (tmp_path / "run" / "summary.csv").read_bytes()
    (tmp_path / "run" / "summary.csv").unlink()
    again = parbench("summary", tmp_path / "run")
    assert again.returncode in (0, 3), again.stderr  # 3: the machine is busy
    assert (tmp_path / "run" / "summary.csv").read_bytes() == before


def test_compare_of_single_sessions_shows_both_times_and_decides_nothing(parbench, tmp_path):
    run(parbench, tmp_path / "a", 0.1)
    run(parbench, tmp_path / "b", 0.2)
    a, b = (tmp_path / name for name in "ab")
    slower = parbench("compare", a, b)
    assert slower.returncode in (0, 3), slower.stderr  # 3: the machine is busy
    assert "A is the baseline" in slower.stdout.split("\n")[0]
    line = next(line for line in slower.stdout.splitlines() if line.strip().startswith("fake"))
    assert line.split()[:4] == ["fake", "2", "100", "200"]
    assert "one session a side" in slower.stdout
    gated = parbench("compare", a, b, "--fail-on", "slower:5%", "-q")
    assert gated.returncode == 3 and "fake N=2" in gated.stderr
    assert parbench("compare", a, b, "--fail-on", "5%").returncode == 2
    assert parbench("compare", a, tmp_path / "nowhere").returncode == 2


def test_a_closed_pipe_is_not_an_error(parbench, tmp_path):
    run(parbench, tmp_path / "a", 0.1)
    for args in (("summary", tmp_path / "a"), ("compare", tmp_path / "a", tmp_path / "a-copy")):
        if args[0] == "compare":
            shutil.copytree(tmp_path / "a", tmp_path / "a-copy")
        reader, writer = os.pipe()
        os.close(reader)
        ended = subprocess.run(
            [parbench.path, *args], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
        )
        os.close(writer)
        assert "Broken pipe" not in ended.stderr and "Traceback" not in ended.stderr, ended.stderr


def test_different_work_is_not_compared(parbench, tmp_path):
    run(parbench, tmp_path / "a", 0.1)
    run(parbench, tmp_path / "b", 0.1, "--set", "empty.tasks=51")
    ended = parbench("compare", tmp_path / "a", tmp_path / "b")
    assert ended.returncode == 2 and len(ended.stderr.splitlines()) == 1
