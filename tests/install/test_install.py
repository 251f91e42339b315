"""`cmake --install`: what is installed, that it can be moved, and needs no checkout."""

import os
import shutil

import pytest
from following import run
from program import BUILD, ROOT, rows_of

pytestmark = pytest.mark.alone

WORKLOADS = ["empty"] + ["fetch"] * (BUILD / "helpers" / "fetch_server").exists()
SMALL = ["-j", 2, "-b", 1, "--sample", "1ms", "--no-progress"]
SMALL += [word for name in WORKLOADS for word in ("-s", f"{name}.tasks=4")]


def programs_in(folder) -> set[str]:
    return {file.name for file in folder.iterdir() if file.is_file() and os.access(file, os.X_OK)}


def test_every_program_of_the_build_is_installed(prefix):
    assert programs_in(prefix / "bin") == {"parbench"}
    libexec = prefix / "libexec" / "parbench"
    assert programs_in(libexec) == {"parbench-guard", "parbench-noise"}
    for folder in ("runners", "helpers"):
        assert programs_in(libexec / folder) == programs_in(BUILD / folder)


def test_documentation_and_licence_are_installed(prefix):
    documents = prefix / "share" / "doc" / "parbench"
    assert (documents / "copyright").read_text() == (ROOT / "LICENSE").read_text()
    for page in (ROOT / "docs").glob("*.md"):
        assert (documents / "docs" / page.name).exists()
    assert (documents / "docs/examples/c_threads.c").exists()


def test_manual_page_and_completions_are_what_the_program_prints(installed, prefix):
    share = prefix / "share"
    for file, command in (
        (share / "man" / "man1" / "parbench.1", ["man"]),
        (share / "bash-completion" / "completions" / "parbench", ["completion", "bash"]),
        (share / "zsh" / "site-functions" / "_parbench", ["completion", "zsh"]),
    ):
        printed = installed(*command)
        assert printed.returncode == 0 and len(printed.stdout) > 200
        assert file.read_text() == printed.stdout


def test_no_file_names_the_checkout_the_build_or_the_first_place(prefix):
    """Compiled Python and libraries too."""
    files = [file for file in prefix.rglob("*") if file.is_file()]
    assert len(files) > 200
    for folder in (ROOT, BUILD, prefix.with_name("first place")):
        needle = str(folder).encode()
        assert [file for file in files if needle in file.read_bytes()] == []


def test_a_moved_tree_needs_no_checkout(installed, tmp_path, without_checkout):
    """All that a run starts: guard, compiled and Python runners, a helper process, the report."""
    runners = "serial,thread_pool,process_pool,python_threads"
    out = tmp_path / "run"
    chosen = ["-w", ",".join(WORKLOADS), "-R", runners, *SMALL, "-o", out]
    command = installed.command(["run", *chosen])
    run([*without_checkout, *command], cwd=tmp_path, env=installed.environment)
    rows = rows_of(out / "samples.csv")
    assert {row["status"] for row in rows} == {"ok"}
    assert {row["runner"] for row in rows} >= set(runners.split(","))
    command = installed.command(["report", out])
    run([*without_checkout, *command], cwd=tmp_path, env=installed.environment)
    assert (out / "report.html").stat().st_size > 10_000


def test_a_link_to_the_program_works(installed, tmp_path):
    link = tmp_path / "parbench"
    link.symlink_to(installed.path)
    installed.path = link
    listed = installed("list")
    assert (listed.returncode, listed.stderr) == (0, "")
    unusable = [line for line in listed.stdout.splitlines() if "not usable" in line]
    assert all("needs Python 3.14" in line for line in unusable)  # whatever interpreter is there


def test_nobody_writes_into_the_prefix(installed, prefix, tmp_path):
    """It may belong to another user; a package's folders would otherwise outlive the package."""
    before = sorted(prefix.rglob("*"))
    installed("run", "-w", "empty", "-R", "serial,python_serial", *SMALL[:6], report=True)
    assert (tmp_path / "results/latest/report.html").exists()
    assert sorted(prefix.rglob("*")) == before


def test_a_program_without_its_other_files_says_what_to_do(installed, prefix, tmp_path):
    installed.path = tmp_path / "parbench"
    shutil.copy2(prefix / "bin" / "parbench", installed.path)
    ended = installed("run", "-w", "empty")
    assert ended.returncode != 0
    [line] = ended.stderr.splitlines()
    assert "parbench-guard" in line and "symbolic link" in line


def test_two_installed_trees_are_compared(installed, prefix, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(prefix, other, symlinks=True)
    names = ["thread_pool", "python_serial"]
    chosen = ["-w", "empty", "-R", ",".join(names), "-j", 1, "-b", 1, "--sample", "1ms"]
    for before, after in ((prefix, other), (other / "bin", BUILD)):
        out = tmp_path / f"run of {before.name}"
        ended = installed("ab", before, after, *chosen, "-o", out)
        assert ended.returncode == 3, ended.stderr  # one block shows nothing
        assert "parbench 0." in ended.stdout.splitlines()[0]
        rows = rows_of(out / "samples.csv")
        assert {row["status"] for row in rows} == {"ok"}
        assert {row["runner"] for row in rows} == {
            f"{side}:{name}" for side in ("before", "after") for name in names
        }
