"""Runners outside the tree, as docs/install.md shows them: built, checked and measured."""

import os
import re
import shutil

import pytest
from following import PAGE, block, run
from program import ROOT, rows_of

pytestmark = pytest.mark.alone

PARTS = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
TINY = "-w primes -s primes.count=4 -j 2 -b 1 --sample 1ms --no-report -o run"
STRICT = "-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Werror"


def commands(containing: str) -> str:
    (found,) = [part for part in PARTS.findall(PAGE) if containing in part]
    return found


@pytest.fixture
def follow(installed, prefix, tmp_path):
    """follow(commands): runs a block of the page in a folder, as a user of the prefix would."""

    plain = tmp_path / "prefix"  # no shell can split what pkg-config prints of a path with blanks
    plain.symlink_to(prefix)

    def follow(text: str, **environment):
        text = text.replace("check-runner", "check-runner --workers 1,2,3")
        text = text.replace("parbench run", f"parbench run {TINY}")
        path = f"{plain / 'bin'}:{os.environ['PATH']}"
        environment |= installed.environment | {"PATH": path, "PREFIX": str(plain)}
        return run(["bash", "-ec", text], cwd=tmp_path, env=environment)

    return follow


def statuses_of(runner: str, folder) -> set:
    return {row["status"] for row in rows_of(folder / "samples.csv") if row["runner"] == runner}


def test_a_cpp_runner_is_built_checked_and_measured(follow, tmp_path):
    source = block("cpp", "runners/thread_per_pass.cpp", (ROOT / "docs/adding.md").read_text())
    (tmp_path / "thread_per_pass.cpp").write_text(source)
    (tmp_path / "CMakeLists.txt").write_text(block("cmake", "CMakeLists.txt"))
    ended = follow(commands("cmake -S"))
    assert "thread_per_pass conforms to the runner protocol" in ended.stdout
    assert statuses_of("thread_per_pass", tmp_path / "run") == {"ok"}


def test_a_c_runner_is_built_checked_and_measured(follow, tmp_path):
    if not shutil.which("pkg-config"):
        pytest.skip("pkg-config is not installed")
    shutil.copy(ROOT / "docs/examples/c_threads.c", tmp_path)
    ended = follow(commands("cc -O2").replace("cc -O2", f"cc -O2 {STRICT}"))
    assert "c_threads conforms to the runner protocol" in ended.stdout
    assert (
        "warning" not in ended.stdout
    )  # it reports background load, as all with this trial loop do
    assert statuses_of("c_threads", tmp_path / "run") == {"ok"}
