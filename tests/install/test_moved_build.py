"""A build moves with its checkout; moved out of it, it measures and says what it cannot do."""

import shutil

import pytest
from program import BUILD, ROOT, Program

pytestmark = pytest.mark.alone

RUN = ("run", "-w", "empty", "-s", "empty.tasks=8", "-b", 1, "--sample", "1ms")


@pytest.fixture
def moved(tmp_path) -> Program:
    """The build in a folder of another checkout, `elsewhere/`."""
    build = tmp_path / "elsewhere" / "build" / "release"
    build.mkdir(parents=True)
    for name in ("parbench", "parbench-guard"):
        shutil.copy2(BUILD / name, build / name)
    for name in ("runners", "helpers"):
        shutil.copytree(BUILD / name, build / name)
    (build / "source").symlink_to((BUILD / "source").readlink())
    program = Program(tmp_path)
    program.path = build / "parbench"
    return program


@pytest.mark.skipif(ROOT not in BUILD.parents, reason="the build is not in the checkout")
def test_a_moved_checkout_works(moved, tmp_path):
    for name in ("reports", "scripts", "runners"):
        shutil.copytree(ROOT / name, tmp_path / "elsewhere" / name)
    ended = moved(*RUN, "-R", "serial,python_serial", "-o", tmp_path / "run")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "run" / "summary.csv").exists()
    about = (tmp_path / "run" / "environment.json").read_text()
    assert "CPython" in about


def test_a_build_without_its_checkout_measures_and_says_why_there_is_no_report(moved, tmp_path):
    ended = moved(*RUN, "-R", "serial", "-o", tmp_path / "run", report=True)
    assert ended.returncode == 0, ended.stderr
    assert "empty" in ended.stdout and "moved out of its checkout" in ended.stdout
    ended = moved("summary", tmp_path / "run")
    assert (ended.returncode, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    assert "moved out of its checkout" in line and "cmake --install" in line
