"""`parbench ab`: two sides in one run, judged in pairs; what it refuses before it measures."""

import json
import shutil
import stat
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from program import BUILD, measured_order, planned_order, rows_of

pytestmark = pytest.mark.alone

FAKE = Path(__file__).with_name("fake_runner.py")
BRIEF = ("--sample", "1ms", "--no-progress")


def fake(folder: Path, wall_s: float, **given) -> Path:
    """An executable of a runner called "fake" whose passes take this long."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"wall_s": {"1": [wall_s], "2": [wall_s]}, **given})
    script = folder / "fake"
    script.write_text(
        f"#!/bin/sh\nPARBENCH_FAKE_STATE='{folder}' PARBENCH_FAKE='{content}' exec {FAKE} \"$@\"\n"
    )
    script.chmod(0o755)
    return script


def build(folder: Path, **runners: Path) -> Path:
    """A folder as a build has it."""
    (folder / "runners").mkdir(parents=True)
    for name, path in runners.items():
        shutil.copy(path, folder / "runners" / name)
    return folder


@pytest.fixture
def sides(tmp_path):
    """sides(before_s, after_s): two runners of which one takes this much longer."""
    return lambda a, b, **more: (fake(tmp_path / "a", a), fake(tmp_path / "b", b, **more))


def test_a_slower_side_is_found_and_fails(parbench, tmp_path, sides):
    ended = parbench("ab", *sides(0.1, 0.2), "-j", "1,2", "-b", 4, *BRIEF, "-o", tmp_path / "run")
    assert ended.returncode == 1, ended.stderr
    assert "slower: empty fake N=1, empty fake N=2" in ended.stdout
    *lines, last = ended.stdout.splitlines()
    assert len(lines) <= 20 and max(map(len, lines)) <= 80
    assert last == f"results: {tmp_path / 'run'}"
    verdicts = json.loads((tmp_path / "run" / "ab.json").read_text())
    assert [(cell["workers"], cell["verdict"]) for cell in verdicts["cells"]] == [
        (1, "slower"), (2, "slower"),
    ]  # fmt: skip
    assert all(1.9 < cell["low"] <= cell["high"] < 2.1 for cell in verdicts["cells"])


def test_equal_sides_pass_and_are_called_an_aa_test(parbench, tmp_path):
    side = fake(tmp_path / "a", 0.1)
    ended = parbench("ab", side, side, "-b", 6, *BRIEF, "-o", tmp_path / "run")
    assert ended.returncode == 0, ended.stdout
    assert "A/A test" in ended.stdout and "no cell is shown slower" in ended.stdout


def test_the_limit_is_what_fails(parbench, tmp_path, sides):
    both = sides(0.1, 0.11)
    code = {
        limit: parbench("ab", *both, "-j", 1, "-b", 6, *BRIEF, "--fail-on", limit).returncode
        for limit in ("slower", "slower:5%", "slower:30%")
    }
    assert code == {"slower": 1, "slower:5%": 1, "slower:30%": 0}


def test_trials_of_a_pair_are_adjacent_and_as_planned(parbench, tmp_path, sides):
    run = tmp_path / "run"
    parbench("ab", *sides(0.1, 0.1), "-j", "1,2", "-b", 5, *BRIEF, "-o", run)
    assert measured_order(run) == planned_order(run)
    rows = rows_of(run / "samples.csv")
    assert {row["runner"] for row in rows} == {"before:fake", "after:fake"}
    for block in range(1, 6):
        of_block = [row for row in rows if row["block"] == str(block)]
        assert len(of_block) == 4
        for first, second in zip(of_block[::2], of_block[1::2]):
            assert first["workers"] == second["workers"] and first["runner"] != second["runner"]


def test_quiet_names_what_failed_and_nothing_else(parbench, tmp_path, sides):
    ended = parbench("ab", *sides(0.1, 0.2), "-j", 2, "-b", 4, "-q", *BRIEF)
    assert (ended.returncode, ended.stdout) == (1, "")
    [line] = ended.stderr.splitlines()
    assert "fake N=2" in line and "slower" in line
    ended = parbench("ab", *sides(0.1, 0.1), "-j", 2, "-b", 4, "-q", *BRIEF)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_json_on_stdout_is_all_of_stdout(parbench, tmp_path, sides):
    ended = parbench("ab", *sides(0.1, 0.2), "-j", 2, "-b", 4, *BRIEF, "--json", "-",
                     "--junit", tmp_path / "junit.xml")  # fmt: skip
    assert ended.returncode == 1
    verdicts = json.loads(ended.stdout)
    assert verdicts["exit_code"] == 1 and verdicts["sides"]["after"]["path"].endswith("b/fake")
    [case] = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert case.get("name") == "fake N=2" and case.find("failure") is not None


def test_two_builds_are_compared_by_the_runners_that_both_have(parbench, tmp_path):
    a = build(tmp_path / "a", fake=fake(tmp_path / "x", 0.1), other=fake(tmp_path / "z", 0.1))
    b = build(tmp_path / "b", fake=fake(tmp_path / "y", 0.1))
    ended = parbench("ab", a, b, "-j", 1, "-b", 4, *BRIEF, "-o", tmp_path / "run")
    assert ended.returncode == 0, ended.stderr
    assert "other" in ended.stderr and "not in after" in ended.stderr
    about = json.loads((tmp_path / "run" / "environment.json").read_text())["ab"]
    assert set(about["before"]["executables"]) == {"fake"} | {"other"}


def test_a_moved_build_runs_with_its_own_executables(parbench, tmp_path):
    moved = build(tmp_path / "moved", thread_pool=BUILD / "runners" / "thread_pool")
    ended = parbench("ab", BUILD, moved, "-w", "empty", "-R", "thread_pool", "-j", 1, "-b", 1,
                     "--sample", "1ms", "-o", tmp_path / "run")  # fmt: skip
    assert ended.returncode == 3, ended.stderr  # one block shows nothing
    assert {row["status"] for row in rows_of(tmp_path / "run" / "samples.csv")} == {"ok"}


def test_a_trial_that_fails_fails_the_run(parbench, sides):
    both = sides(0.1, 0.1, exit=3, say="a sum is wrong", good=2)
    ended = parbench("ab", *both, "-j", 1, "-b", 3, *BRIEF)
    assert ended.returncode == 1
    assert "wrong_result: a sum is wrong" in ended.stderr
    assert "fake N=1  failed: a sum is wrong" in ended.stdout


def test_an_interrupted_run_is_resumed_with_the_same_sides_only(parbench, tmp_path, sides):
    before, after = sides(0.1, 0.2)
    run = tmp_path / "run"
    parbench("ab", before, after, "-j", 1, "-b", 3, *BRIEF, "-o", run)
    ended = parbench("ab", "--resume", run, "-b", 5)
    assert ended.returncode == 1, ended.stderr
    assert len(rows_of(run / "samples.csv")) == 10
    after.write_text(after.read_text() + "# built anew\n")
    ended = parbench("ab", "--resume", run, "-b", 6)
    assert ended.returncode == 2 and "after" in ended.stderr and "built anew" in ended.stderr
    assert len(rows_of(run / "samples.csv")) == 10


def refused(parbench, tmp_path, *args) -> str:
    ended = parbench("ab", *args, *BRIEF, timeout=30)
    assert (ended.returncode, ended.stdout) == (2, ""), ended.stderr
    [line] = ended.stderr.splitlines()
    assert not (tmp_path / "results").exists()
    return line


def test_what_is_no_side_is_refused(parbench, tmp_path, sides):
    good = sides(0.1, 0.1)[0]
    (tmp_path / "empty").mkdir()
    broken = tmp_path / "broken" / "runners"
    broken.mkdir(parents=True)
    (broken / "gone").write_text("#!/nowhere/interpreter\n")
    (broken / "gone").chmod(stat.S_IRWXU)
    for bad, named in (
        ("missing", ["'missing'", "does not exist"]),
        ("empty", ["'empty'", "not a build"]),
        ("/bin/true", ["/bin/true", "not a runner"]),
        ("broken", ["'broken'", "no usable runner"]),
    ):
        for both, label in (((good, bad), "after"), ((bad, good), "before")):
            line = refused(parbench, tmp_path, *both)
            assert all(word in line for word in [*named, label]), line


def test_another_protocol_is_refused(parbench, tmp_path, sides):
    before, after = sides(0.1, 0.1)
    after.write_text("#!/bin/sh\necho '{\"protocol\": 2}'\n")
    assert "protocol version 2, not 1" in refused(parbench, tmp_path, before, after)


def test_different_work_is_refused_with_both_digests(parbench, tmp_path, sides):
    before, after = sides(0.1, 0.1, digest="x0000000000000001")
    line = refused(parbench, tmp_path, before, after)
    assert all(word in line for word in ("empty", "x0000000000000001", "a/fake", "b/fake")), line


def test_a_side_that_fails_is_refused_with_its_reason(parbench, tmp_path, sides):
    before, after = sides(0.1, 0.1, exit=1, say="no luck today")
    line = refused(parbench, tmp_path, before, after)
    assert "after:fake" in line and "no luck today" in line


def test_a_runner_of_one_side_is_refused(parbench, tmp_path):
    a = build(tmp_path / "a", fake=fake(tmp_path / "x", 0.1), other=fake(tmp_path / "z", 0.1))
    b = build(tmp_path / "b", fake=fake(tmp_path / "y", 0.1))
    line = refused(parbench, tmp_path, a, b, "-R", "other")
    assert "'other'" in line and "not in after" in line
    line = refused(parbench, tmp_path, a, b, "-R", "nobody")
    assert "'nobody' is on neither side; both have fake" in line
    assert "did you mean fake?" in refused(parbench, tmp_path, a, b, "-R", "fkae")
    line = refused(parbench, tmp_path, a, b, "-w", "sleep")
    assert "'sleep'" in line and "no runner" in line
