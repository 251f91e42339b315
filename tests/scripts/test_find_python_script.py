"""scripts/find_python: the order of the candidates; one without the modules is passed over."""

from pathlib import Path

import pytest

WITH = "exit 0"
WITHOUT = "exit 1"


def test_prefers_the_one_that_the_user_names(checkout):
    mine = checkout.write(checkout.root / "my python", WITH)
    checkout.tool("python3", WITH)
    done = checkout.call("scripts/find_python", "json", PARBENCH_PYTHON=str(mine))
    assert (done.returncode, done.stdout) == (0, f"{mine}\n")


def test_passes_over_an_interpreter_without_the_modules(checkout):
    mine = checkout.write(checkout.root / "my python", WITHOUT)
    on_path = checkout.tool("python3", WITH)
    # No system has this module, so that /usr/bin/python3, which no stand-in can hide, is passed
    # over as well.
    done = checkout.call(
        "scripts/find_python", "module_that_no_system_has", PARBENCH_PYTHON=str(mine)
    )
    assert (done.returncode, done.stdout) == (0, f"{on_path}\n")
    assert [call[-1] for call in checkout.calls("my python")] == ["module_that_no_system_has"]


def test_none_that_has_them_is_status_1(checkout):
    checkout.tool("python3", WITHOUT)
    done = checkout.call("scripts/find_python", "module_that_no_system_has")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 2
    assert "/usr/bin/python3: module_that_no_system_has missing: sudo apt install" in done.stderr


def test_the_variables_of_the_users_python_change_nothing(checkout, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit(1)")
    polluted = {"PYTHONHOME": "/nowhere", "PYTHONPATH": str(tmp_path)}
    assert checkout.call("scripts/find_python", "json", **polluted).returncode == 0


@pytest.mark.skipif(
    not Path("/usr/bin/python3").exists(), reason="this system keeps its Python elsewhere"
)
def test_a_real_interpreter_is_asked_for_each_module(checkout):
    found = checkout.call("scripts/find_python", "json", "csv").stdout
    assert found == "/usr/bin/python3\n"
    assert checkout.call("scripts/find_python", "json", "module_that_no_system_has").returncode == 1
