"""What a user's environment says to Python and matplotlib changes nothing of ours."""

import re

import pytest

RUN = ("run", "-w", "empty", "-s", "empty.tasks=8", "--sample", "1ms", "-R", "thread_pool",
       "-j", "2", "--blocks", "3", "--no-progress")  # fmt: skip
BROKEN = ("csv", "json", "numpy", "argparse", "reports", "sitecustomize", "matplotlib")


@pytest.fixture
def polluted(tmp_path):
    """Variables with which a plain python3 does not start, or draws in another style."""
    modules = tmp_path / "modules"
    modules.mkdir()
    for name in BROKEN:
        (modules / f"{name}.py").write_text(f"raise RuntimeError('the {name} of the user')\n")
    (tmp_path / "matplotlibrc").write_text("axes.facecolor: red\nbackend: nonsense\n")
    return {
        "PYTHONPATH": str(modules), "PYTHONHOME": "/nowhere", "PYTHONSTARTUP": "/nowhere",
        "PYTHONWARNINGS": "error", "PYTHONINSPECT": "1", "MPLBACKEND": "nonsense",
        "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "HOME": "/proc/nowhere",
        "XDG_CACHE_HOME": "/proc/nowhere", "XDG_CONFIG_HOME": "/proc/nowhere",
    }  # fmt: skip


def test_a_run_has_its_summary_and_its_page(parbench, polluted):
    ended = parbench(*RUN, "-o", "out", report=True, **polluted)
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    assert ended.stdout.startswith("empty: serial ")
    assert {"summary.csv", "verdicts.json", "report.html"} <= {
        path.name for path in (parbench.folder / "out").iterdir()
    }


def test_every_command_in_python_works(parbench, polluted):
    for folder in ("a", "b"):
        assert parbench(*RUN, "-o", folder).returncode == 0
    for words in (("summary", "a"), ("compare", "a", "b"), ("report", "a"), ("man",)):
        ended = parbench(*words, **polluted)
        assert ended.returncode in (0, 3) and ended.stderr == "", (words, ended)
    assert not re.search("fill: ?#ff0000", (parbench.folder / "a" / "report.html").read_text())


def test_a_module_of_the_current_folder_is_not_ours(parbench):
    assert parbench(*RUN, "-o", "out").returncode == 0
    for name in BROKEN:
        (parbench.folder / f"{name}.py").write_text("raise RuntimeError('of this folder')\n")
    assert parbench("summary", "out").returncode in (0, 3)
