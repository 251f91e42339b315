"""The page of a run with everything odd in it, and the page of two runs."""

from __future__ import annotations

import pytest
from fixtures import report, row, write_run
from odd_runs import odd_environment, odd_rows, write_sides


@pytest.fixture(scope="module")
def odd_run(tmp_path_factory):
    """The folder of that run, with its page."""
    rows = odd_rows()
    folder = write_run(tmp_path_factory.mktemp("odd") / "run", rows, odd_environment())
    write_sides(folder, rows)
    done = report("--explain=questions", folder, "-q")
    assert (done.returncode, done.stdout) == (0, ""), done
    return folder


@pytest.fixture(scope="module")
def joint_page(tmp_path_factory, odd_run):
    """That run beside one that has less."""
    home = tmp_path_factory.mktemp("joint")
    small = write_run(home / "small", [row(1, "serial", 1, 0.1)])
    done = report(odd_run, small, "-o", home / "both.html", "-q")
    assert done.returncode == 0, done
    return home / "both.html"
