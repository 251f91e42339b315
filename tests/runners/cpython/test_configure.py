"""The build with another Python, and without one."""

import subprocess

import pytest
from trials import EVERY, ROOT


def configure(folder, *options):
    args = ["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DPARBENCH_BUILD_TESTS=OFF"]
    return subprocess.run([*args, *options], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    "option", ["-DPython3_EXECUTABLE=/nonexistent", "-DCMAKE_DISABLE_FIND_PACKAGE_Python3=ON"]
)
def test_runners_without_interpreter_are_left_out_and_named(tmp_path, option):
    output = configure(tmp_path, option)
    table = (tmp_path / "runner_table.cpp").read_text()
    for runner in EVERY:
        assert f"runner {runner}: not built, needs Python3::Interpreter (package python3)" in output
        assert f'{{"{runner}", "cpython", false, "python3"}}' in table
        assert not (tmp_path / "runners" / runner).exists()


def test_build_folder_may_contain_blanks_and_quotes(tmp_path):
    build = tmp_path / "it's a build"
    configure(build)
    args = [build / "runners" / "python_pool_processes", "--describe"]
    ended = subprocess.run(args, capture_output=True, text=True, check=True)
    assert '"python_pool_processes"' in ended.stdout
    assert list((build / "bytecode").rglob("*.pyc"))
