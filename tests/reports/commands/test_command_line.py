"""A stdout that takes no text: one line, an exit code above 0, and the files all the same."""

import os
import subprocess
import sys

import pytest
from fixtures import ROOT, twice_as_fast, write_run
from summaries import WRITTEN


@pytest.fixture
def shell(tmp_path):
    """shell(end): `parbench summary` of a small run in bash, with this behind it."""
    folder = write_run(tmp_path / "run", twice_as_fast())

    def of(end):
        command = f"'{sys.executable}' -P -m reports.commands.summary run {end}"
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert WRITTEN <= {path.name for path in folder.iterdir()}
        return done

    return of


@pytest.mark.parametrize(
    ("end", "reason"),
    [(">/dev/full", "No space left on device"), (">&-", "it is closed"),
     ("1</dev/null", "Bad file descriptor")],
)  # fmt: skip
def test_text_that_was_lost_is_one_line_and_2(shell, end, reason):
    done = shell(end)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"parbench: stdout takes no text: {reason}; files are written all the same\n"
    )


@pytest.mark.parametrize("end", ["-q >/dev/full", "-q >&-", ">/dev/null", "2>&- >/dev/null"])
def test_without_any_text_to_lose_it_is_no_error(shell, end):
    done = shell(end)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("end", ["2>&-", "2>/dev/full", "<&- 2>&-"])
def test_a_warning_that_stderr_does_not_take_changes_nothing_else(tmp_path, shell, end):
    samples = tmp_path / "run" / "samples.csv"
    samples.write_bytes(samples.read_bytes().replace(b"\n", b"\r\n"))
    assert "CRLF" in shell("").stderr
    done = shell(end)
    assert done.returncode == 0 and "CRLF" not in done.stdout
    assert done.stdout == shell("").stdout


def test_a_reader_that_leaves_gets_its_lines_and_no_message(shell):
    done = shell("| head -1")
    assert done.stdout.startswith("primes: serial ") and done.stdout.count("\n") == 1
    assert done.stderr == ""
    assert shell("| true; exit ${PIPESTATUS[0]}").returncode in (0, 141)
