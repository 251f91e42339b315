"""The build with another Python, and without one."""

import subprocess

import pytest
from trials import ALL, ROOT


def configure(folder, *options):
    words = [
        "cmake",
        "-S",
        ROOT,
        "-B",
        folder,
        "-G",
        "Ninja",
        "-DPARBENCH_BUILD_TESTS=OFF",
        *options,
    ]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "option", ["-DPython3_EXECUTABLE=/nonexistent", "-DCMAKE_DISABLE_FIND_PACKAGE_Python3=ON"]
)
def test_without_an_interpreter_they_are_left_out_and_that_is_said(tmp_path, option):
    said = configure(tmp_path, option)
    table = (tmp_path / "runner_table.cpp").read_text()
    for runner in ALL:
        assert f"runner {runner}: not built, needs Python3::Interpreter (package python3)" in said
        assert f'{{"{runner}", "cpython", false, "python3"}}' in table
        assert not (tmp_path / "runners" / runner).exists()


def test_folders_with_blanks_and_quotes_are_no_obstacle(tmp_path):
    build = tmp_path / "it's a build"
    configure(build)
    words = [build / "runners" / "python_pool_processes", "--describe"]
    ended = subprocess.run(words, capture_output=True, text=True, check=True)
    assert '"python_pool_processes"' in ended.stdout
    assert list((build / "bytecode").rglob("*.pyc"))
