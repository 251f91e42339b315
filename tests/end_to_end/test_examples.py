"""The runners of docs/examples conform and measure; tests/install has the one in C."""

import shutil

import pytest
from program import ROOT, rows_of

NODE = ROOT / "docs/examples/node.mjs"


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed (nodejs)")
def test_the_node_example_conforms_and_has_the_right_results(parbench, tmp_path):
    ended = parbench("check-runner", NODE, "--workers", "1,3")
    assert ended.returncode == 0 and "node conforms" in ended.stdout, ended.stdout + ended.stderr
    ended = parbench("run", "-w", "empty,sleep", "-s", "empty.tasks=100", "-s", "sleep.tasks=8",
                     "-s", "sleep.duration=1500us", "--sample", "1ms", "-R", NODE, "-j", "2,8",
                     "-b", 1, "-o", "out")  # fmt: skip
    rows = [row for row in rows_of(tmp_path / "out" / "samples.csv") if row["runner"] == "node"]
    assert {(row["workload"], row["status"], row["reason"]) for row in rows} == {
        ("empty", "ok", ""),
        ("sleep", "ok", ""),
    }, ended.stderr
    assert all(float(row["wall_s"]) >= 0.0015 for row in rows if row["workload"] == "sleep")
