"""The page of a run with everything odd in it, and the page of a class."""

from __future__ import annotations

import pytest
from class_runs import machines
from fixtures import report, write_run
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


@pytest.fixture(scope="session")
def class_page(tmp_path_factory):
    """Thirty machines, one of them with a page of its own."""
    home = tmp_path_factory.mktemp("class")
    folders = machines(home, 30)
    (folders[0] / "report.html").write_text("a page")
    done = report(*folders, "-o", home / "class.html")
    assert (done.returncode, done.stderr) == (0, ""), done
    assert done.stdout.endswith("; 30 runs, 29 without a page: add --each\n")
    return home / "class.html"
