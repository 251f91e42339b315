"""What `--python` learns of an interpreter."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from trials import ROOT

from runners.cpython import probe
from runners.cpython.command import runner_class
from runners.cpython.command import version as version_text
from runners.cpython.runners import Runner


@pytest.fixture
def interpreter(monkeypatch):
    def imitate(version, name="cpython", **more):
        like = SimpleNamespace(version_info=version, implementation=SimpleNamespace(name=name))
        vars(like).update(more)
        monkeypatch.setattr(probe, "sys", like)

    return imitate


def test_names_tell_the_version_and_a_missing_lock(interpreter):
    interpreter((3, 11, 2))
    assert list(probe.names()) == ["3_11", "3_11_2"]
    interpreter((3, 13, 0), _is_gil_enabled=lambda: False)
    assert list(probe.names()) == ["3_13_nogil", "3_13_0_nogil"]
    interpreter((3, 14, 1), _is_gil_enabled=lambda: True)
    assert list(probe.names()) == ["3_14", "3_14_1"]
    interpreter((3, 10, 14), name="pypy")
    assert list(probe.names()) == ["pypy_3_10", "pypy_3_10_14"]


def test_an_old_interpreter_is_refused(interpreter):
    interpreter((3, 8, 18))
    assert probe.problem() == "is Python 3.8.18; needed: 3.9 or later"
    interpreter((2, 7, 18))
    assert probe.problem() == "is Python 2.7.18; needed: 3.9 or later"


def test_a_missing_module_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "mmap", None)
    assert probe.problem() == "lacks the module mmap, which the runners need"


def test_a_usable_interpreter_has_no_problem():
    assert probe.problem() == ""
    args = [sys.executable, "-E", "-S", ROOT / "runners" / "cpython" / "probe.py"]
    told = subprocess.run(args, capture_output=True, text=True, check=True).stdout
    assert '"problem": ""' in told


def test_modules_of_every_runner_are_asked_for():
    def classes(base):
        return [one for sub in base.__subclasses__() for one in (sub, *classes(sub))]

    assert runner_class("python_manager")  # all are imported
    packages = {module.partition(".")[0] for module in probe.NEEDED}
    for runner in classes(Runner):
        assert {module.partition(".")[0] for module in runner.needs} <= packages | {"queue"}


def test_version_tells_the_lock_where_there_is_a_choice(monkeypatch):
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: False, raising=False)
    assert version_text("").endswith(", without the GIL")
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: True, raising=False)
    assert version_text("").endswith(", with the GIL")
