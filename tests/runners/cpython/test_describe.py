"""What the five say of themselves, and under which interpreter they run."""

import os
import re
import subprocess

import pytest
from trials import ALL, BUILD, described

WORKLOADS = {"empty", "primes", "range_sum", "sleep", "fetch", "busy_loop", "conformance"}


@pytest.mark.parametrize("runner", ALL)
def test_it_is_a_runner_of_its_family(runner):
    said = described(runner)
    assert (said["protocol"], said["name"], said["family"]) == (1, runner, "cpython")
    assert set(said["workloads"]) == WORKLOADS
    assert said["scales"] == (runner != "python_serial")
    assert said["slowness"] > 1


@pytest.mark.parametrize("runner", ALL)
def test_the_version_says_what_decides_the_figures(runner):
    version = described(runner)["version"]
    assert re.match(r"CPython 3\.\d+\.\d+", version)
    assert ("start method fork" in version) == ("processes" in runner)


def test_neither_folder_nor_environment_change_what_runs(tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONHOME": "/nonexistent"}
    words = [BUILD / "runners" / "python_serial", "--describe"]
    ended = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
