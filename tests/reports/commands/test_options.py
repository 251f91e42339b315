"""The options of the commands in Python: described for others, refused with the nearest name."""

import json
import subprocess
import sys

import pytest
from fixtures import ROOT


def python(*words, **settings):
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, **settings
    )


def test_they_are_described_without_any_package():
    # -S: no numpy, wherever it is installed.
    ended = python("-S", "-m", "reports.commands.describe")
    assert (ended.returncode, ended.stderr) == (0, "")
    told = json.loads(ended.stdout)
    assert set(told) == {"report", "summary", "compare"}
    for name, options in told.items():
        text = python("-S", "-m", f"reports.commands.{name}", "--help").stdout
        assert options[0]["names"] == ["-h", "--help"] and options[0]["value"] == ""
        for option in options:
            assert set(option) == {"positional", "names", "value", "about", "several", "is_path"}
            assert all(word in text for word in option["names"])
            assert bool(option["positional"]) != bool(option["names"])
            assert "%%" not in option["about"]
    by_name = {name: one for one in told["report"] for name in one["names"]}
    assert by_name["--explain"]["value"] == "answers|questions" and by_name["--out"]["is_path"]
    assert not any("--in-run" in one["names"] for one in told["summary"])


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("report", "--explian"), "unknown option --explian; did you mean --explain?"),
        (("report", "--formts=svg"), "unknown option --formts; did you mean --formats?"),
        (("summary", "--quite"), "unknown option --quite; did you mean --quiet?"),
        (("compare", "a", "b", "--formts"), "unknown option --formts; see parbench compare --help"),
        (("summary", "-x"), "unknown option -x; see parbench summary --help"),
        (("selftest", "a", "b"), "unexpected argument 'b'; see parbench selftest --help"),
    ],
)
def test_an_unknown_option_is_one_line_with_the_nearest(words, answer):
    ended = python("-m", f"reports.commands.{words[0]}", *words[1:])
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"parbench {words[0]}: {answer}\n"


@pytest.mark.parametrize("command", ["report", "summary", "compare", "ab", "selftest"])
def test_a_missing_package_is_one_line(command):
    folders = {"compare": ["a", "b"]}.get(command, ["a"])
    ended = python("-S", "-m", f"reports.commands.{command}", *folders)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"parbench {command}: numpy is missing: sudo apt install python3-numpy\n"


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        ("ImportError('libblas.so.3: cannot open')", "libblas.so.3: cannot open"),
        ("OSError(24, 'Too many open files')", "[Errno 24] Too many open files"),
        ("RuntimeError()", "RuntimeError"),
    ],
)
def test_a_package_that_fails_is_named_with_why_and_not_called_missing(tmp_path, failure, why):
    (tmp_path / "numpy.py").write_text(f"raise {failure}\n")
    ended = python(
        "-m", "reports.commands.summary", "a", env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "PATH": ""}
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == (
        f"parbench summary: numpy cannot be imported by {sys.executable}: {why}\n"
    )


def test_an_error_of_our_own_has_an_exit_code_of_its_own():
    program = "from reports.commands.command_line import start; start(lambda words: 1 // 0)"
    ended = python("-c", program)
    assert ended.returncode == 70 and ended.stderr.endswith(
        "ZeroDivisionError: integer division or modulo by zero\n"
    )


def test_help_that_stdout_does_not_take_is_one_line():
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "reports.commands.report", "--help"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    assert ended.returncode == 2 and len(ended.stderr.splitlines()) == 1
