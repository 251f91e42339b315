"""docs/adding.md, followed to the letter in a copy of the tree: every command must succeed."""

import csv
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.alone

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(cpp|python|cmake|sh) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIST_FILES = "git -c safe.directory=* ls-files -z --cached --others --exclude-standard".split()


def copy_sources(tree: Path):
    listed = subprocess.run(LIST_FILES, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():  # not deleted since the last commit
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)


def insert_line(lists: Path, line: str):
    """Adds a registration after the last one."""
    text = lists.read_text()
    last = list(re.finditer(r"^add_.*\n", text, re.MULTILINE))[-1]
    lists.write_text(text[: last.end()] + line + text[last.end() :])


def follow(page: str, tree: Path) -> list[str]:
    """Writes the files and lines of the page; returns its commands."""
    commands = []
    for language, name, text in BLOCK.findall(page):
        if language == "sh":
            commands += text.splitlines()
        elif language == "cmake":
            insert_line(tree / name, text)
        else:
            with open(tree / name, "a", encoding="utf-8") as file:
                file.write(text)
    return commands


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The tree after the page was followed, and what each of its commands printed."""
    tree = tmp_path_factory.mktemp("adding") / "tree"
    copy_sources(tree)
    commands = follow((ROOT / "docs/adding.md").read_text(), tree)
    printed = {}
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tree,
            env={**os.environ, "PARBENCH_LOCK": str(tree / "lock")},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        printed[command] = done.stdout
    return tree, printed


def output_of(part_of_command: str, printed: dict) -> str:
    (output,) = [text for command, text in printed.items() if part_of_command in command]
    return output


def test_list_shows_the_new_parts(followed):
    shown = output_of("parbench list", followed[1])
    for name in "squares", "thread_per_pass", "python_reversed":
        assert re.search(rf"^\s*{name}\s", shown, re.MULTILINE), shown


def test_the_new_runner_measures_the_new_workload(followed):
    with open(followed[0] / "results/latest/samples.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["workload"] == "squares"]
    assert {"serial", "thread_per_pass"} <= {row["runner"] for row in rows}
    assert {row["status"] for row in rows} == {"ok"}


def test_the_contract_tests_cover_the_new_parts(followed):
    tested = output_of("ctest", followed[1])
    for part in "squares", "thread_per_pass.contract", "thread_per_pass.exhaustion":
        assert re.search(rf"{re.escape(part)}.*Passed", tested), tested
