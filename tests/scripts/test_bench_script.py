"""scripts/bench: set up, build, then become `parbench run`, with its status and signals."""

import os
import subprocess

import pytest

# Prints where it runs, and ends as it is told.
PARBENCH = r"""
echo "run in $PWD with umask $(umask)"
exit "${RUN_STATUS:-0}"
"""


@pytest.fixture
def bench(checkout):
    checkout.script("setup", 'exit "${SETUP_STATUS:-0}"')
    checkout.script("build", 'exit "${BUILD_STATUS:-0}"')
    checkout.write(checkout.root / "build/release/parbench", PARBENCH)
    return checkout


def runs(bench):
    return [call[1:] for call in bench.calls("parbench")]


def test_sets_up_builds_and_runs_where_it_is_called(bench, tmp_path):
    done = bench.call("scripts/bench", cwd=tmp_path)
    assert done.returncode == 0
    assert [call[0] for call in bench.calls()] == ["setup", "build", "parbench"]
    assert runs(bench) == [["run"]]
    assert done.stdout.startswith(f"run in {tmp_path} ") and done.stderr == ""
    assert os.readlink(bench.root / "parbench") == "build/release/parbench"


def test_arguments_reach_the_run_unchanged(bench):
    odd = ["--set", "primes.count=1, 2", "*", "$HOME", "a\\b", ""]
    arguments = [*odd, "-j", "1-8", "--config=x y.toml"]
    bench.call("scripts/bench", "--yes", *arguments)
    assert runs(bench) == [["run", *arguments]]
    assert bench.calls("setup") == [["setup", "--for", "bench", "--yes"]]


def test_its_own_options_may_be_anywhere_but_after_two_dashes(bench):
    bench.call("scripts/bench", "--preset", "quick", "--no-install", "--", "--yes", "-h")
    assert runs(bench) == [["run", "--preset", "quick", "--yes", "-h"]]
    assert bench.calls("setup") == [["setup", "--for", "bench", "--no-install"]]


@pytest.mark.parametrize("status", [0, 1, 2, 3, 130, 134])
def test_the_status_is_that_of_the_run(bench, status):
    assert bench.call("scripts/bench", RUN_STATUS=str(status)).returncode == status


@pytest.mark.parametrize("failure", ["SETUP_STATUS", "BUILD_STATUS"])
def test_nothing_runs_when_set_up_or_build_fails(bench, failure):
    done = bench.call("scripts/bench", **{failure: "1"})
    assert done.returncode == 2
    assert not runs(bench)


def test_help_runs_nothing(bench):
    done = bench.call("scripts/bench", "--help")
    assert done.returncode == 0 and "usage" in done.stdout
    assert not bench.calls()


def test_works_through_a_link_and_with_a_hostile_umask(bench, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(bench.root / "scripts/bench")
    done = subprocess.run(
        ["bash", "-c", f"umask 0777; exec '{link}'"],
        cwd=bench.root,
        env=bench.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "umask 0077" in done.stdout
