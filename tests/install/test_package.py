"""The Debian package: what it depends on; that it runs, also in a clean Debian 12."""

import shutil
import subprocess
from pathlib import Path

import pytest
from following import run
from program import BUILD, rows_of

pytestmark = pytest.mark.alone

CHROOT = Path(__file__).with_name("debian_chroot")


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    folder = tmp_path_factory.mktemp("package")
    run(["cpack", "--config", BUILD / "CPackConfig.cmake", "-G", "DEB", "-B", folder], cwd=folder)
    (found,) = folder.glob("parbench_*.deb")
    return found


def packages_of(package: Path, field: str) -> set[str]:
    named = run(["dpkg-deb", "--field", package, field]).stdout
    return {word.split()[0] for word in named.split(",")}


def test_it_depends_on_its_libraries_and_recommends_what_the_report_needs(package):
    needed = packages_of(package, "Depends")
    assert {"libc6", "libstdc++6"} <= needed
    assert any(name.startswith("libfmt") for name in needed)
    assert packages_of(package, "Recommends") == {
        "python3", "python3-numpy", "python3-scipy", "python3-matplotlib", "python3-jinja2",
    }  # fmt: skip


def test_its_completion_is_where_debians_zsh_looks(package):
    listed = run(["dpkg-deb", "--contents", package]).stdout
    assert "./usr/share/zsh/vendor-completions/_parbench" in listed
    assert "./usr/share/man/man1/parbench.1" in listed


def test_it_runs_from_where_it_was_unpacked(installed, package, tmp_path):
    run(["dpkg-deb", "-x", package, tmp_path / "root"])
    installed.path = tmp_path / "root" / "usr" / "bin" / "parbench"
    runners = "serial,process_pool,python_serial"
    ended = installed("run", "-w", "empty", "-R", runners, "-b", 1, "--sample", "1ms", "-o", "run")
    assert ended.returncode == 0, ended.stderr
    assert {row["status"] for row in rows_of(tmp_path / "run" / "samples.csv")} == {"ok"}


def test_it_installs_and_runs_in_a_clean_debian_12(package):
    ended = subprocess.run(
        [CHROOT, package], capture_output=True, text=True, timeout=900, check=False
    )
    if ended.returncode == 2:
        pytest.skip(ended.stderr.strip().splitlines()[-1])
    assert ended.returncode == 0, ended.stdout[-4000:] + ended.stderr[-4000:]
