"""A run ended at any moment can be resumed: the same order, nothing twice, nothing lost."""

import json
import os
import shutil
import signal
import time

import pytest
from program import children_of, key_of, measured_order, planned_order, rows_of

RUN = (
    "run",
    "--workloads",
    "sleep,empty",
    "--sample",
    "5ms",
    "--workers",
    "2,4",
    "--runners",
    "thread_pool",
)


def stopped_run(parbench, folder, rows, how=signal.SIGKILL, blocks="8"):
    """A run that was ended after about so many rows."""
    driver = parbench.start(*RUN, "--blocks", blocks, "-o", folder)
    end = time.monotonic() + 30
    while (
        not (folder / "samples.csv").exists()
        or (folder / "samples.csv").read_bytes().count(b"\n") <= rows
    ):
        assert time.monotonic() < end and driver.poll() is None
        time.sleep(0.005)
    driver.send_signal(how)
    driver.communicate(timeout=20)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_rest_is_measured_in_the_planned_order(parbench, tmp_path, how):
    out = tmp_path / "run"
    stopped_run(parbench, out, 20, how)
    before = rows_of(out / "samples.csv")
    planned = planned_order(out)
    ended = parbench("run", "--resume", out)
    assert ended.returncode == 0, ended.stderr
    rows = rows_of(out / "samples.csv")
    assert rows[: len(before)] == before
    assert planned_order(out) == planned and measured_order(out) == planned
    assert len({key_of(row) for row in rows}) == len(rows)
    assert {row["session"] for row in rows[len(before) :]} == {"2"}
    sessions = json.loads((out / "environment.json").read_text())["sessions"]
    assert [session["session"] for session in sessions] == ["1", "2"]
    assert (out / "summary.csv").exists()
    # The passes that the first session chose stay: the work of a sample does not change half way.
    for row in rows:
        same = ("workload", "params", "role", "runner", "workers")
        cell = [other for other in rows if all(other[key] == row[key] for key in same)]
        assert len({other["passes"] for other in cell}) == 1


def test_a_whole_run_has_nothing_left_to_measure(parbench, tmp_path):
    out = tmp_path / "run"
    assert parbench(*RUN, "--blocks", 2, "-o", out).returncode == 0
    before = (out / "samples.csv").read_bytes()
    ended = parbench("run", "--resume", out)
    assert ended.returncode == 0 and (out / "samples.csv").read_bytes() == before
    more = parbench("run", "--resume", out, "--blocks", 3)
    assert more.returncode == 0, more.stderr
    # On a busy machine spare blocks may follow.
    assert {"1", "2", "3"} <= {row["block"] for row in rows_of(out / "samples.csv")}


def test_a_killed_runner_costs_its_trial_and_the_rest_is_measured(parbench, tmp_path):
    out = tmp_path / "run"
    driver = parbench.start(*RUN, "--blocks", "6", "-o", out)
    end = time.monotonic() + 30
    while not (out / "samples.csv").exists() or (out / "samples.csv").read_bytes().count(b"\n") < 5:
        assert time.monotonic() < end
        time.sleep(0.005)
    for guard in children_of(driver.pid):
        for runner in children_of(guard):
            try:
                os.kill(runner, signal.SIGKILL)
            except ProcessLookupError:
                pass
    driver.communicate(timeout=60)
    assert measured_order(out) == planned_order(out)
    assert parbench("run", "--resume", out).returncode == driver.returncode


def test_a_run_from_before_there_was_a_spread_is_continued(parbench, tmp_path):
    out = tmp_path / "run"
    assert parbench(*RUN, "--blocks", 1, "-o", out).returncode == 0
    (out / "spread.csv").unlink()
    assert parbench("run", "--resume", out, "--blocks", 2).returncode == 0
    # On a busy machine spare blocks follow.
    blocks = {row["block"] for row in rows_of(out / "spread.csv")}
    assert blocks and "1" not in blocks
    with (out / "spread.csv").open("a") as file:
        file.write("1,20260102T0")  # a kill in the middle of a row
    assert parbench("run", "--resume", out, "--blocks", 3).returncode == 0
    blocks = {row["block"] for row in rows_of(out / "spread.csv")}
    assert "1" not in blocks and "3" in blocks


def damaged(parbench, tmp_path, change):
    out = tmp_path / "run"
    assert parbench(*RUN, "--blocks", 1, "-o", out).returncode == 0
    change(out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    ended = parbench("run", "--resume", out, "--blocks", "2")
    assert ended.returncode == 2 and ended.stdout == "", ended.stdout
    assert len(ended.stderr.splitlines()) == 1, ended.stderr
    assert {
        path.name: path.read_bytes() for path in out.iterdir()
    } == before, "a refused run must change nothing"
    return ended.stderr


def rewrite(name, old, new, count=1):
    def change(out):
        text = (out / name).read_text()
        assert old in text
        (out / name).write_text(text.replace(old, new, count))

    return change


def append_first_row(out):
    path = out / "samples.csv"
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")


def change_seed(out):
    text = (out / "options.toml").read_text()
    (out / "options.toml").write_text(text[: text.rindex("seed=")] + "seed=7\n")


def change_quota(out):
    about = json.loads((out / "environment.json").read_text())
    about["quota_cpus"] = 9.25
    (out / "environment.json").write_text(json.dumps(about))


def add_byte_order_mark(out):
    (out / "samples.csv").write_bytes(b"\xef\xbb\xbf" + (out / "samples.csv").read_bytes())


DAMAGES = {
    "another schema version": (
        rewrite("plan.json", '"schema_version": 1', '"schema_version": 2'),
        ["schema_version", "2"],
    ),
    "another seed": (change_seed, ["seed", "7"]),
    "another machine": (
        rewrite("environment.json", '"machine_id": "m', '"machine_id": "mm'),
        ["another machine"],
    ),
    "a row of another run": (rewrite("samples.csv", "-quick-", "-slow-"), ["-slow-"]),
    "an impossible value": (rewrite("samples.csv", ",ok,", ",fine,"), ["fine", "line 2"]),
    "a byte order mark": (add_byte_order_mark, ["samples.csv"]),
    "a doubled row": (append_first_row, ["twice"]),
    "plan.json is gone": (lambda out: (out / "plan.json").unlink(), ["plan.json"]),
    "plan.json is not JSON": (lambda out: (out / "plan.json").write_text("{"), ["plan.json"]),
    "another affinity": (
        rewrite("environment.json", '"affinity": "', '"affinity": "7,'),
        ['affinity was "7,', "--resume-elsewhere"],
    ),
    "another revision": (
        rewrite("environment.json", '"git_revision": "', '"git_revision": "other-', 1),
        ['git_revision was "other-'],
    ),
    "another kernel": (rewrite("environment.json", '"kernel": "', '"kernel": "1.'), ["kernel"]),
    "another compiler": (
        rewrite("environment.json", '"compiler": "', '"compiler": "Other '),
        ["compiler"],
    ),
    "another quota": (change_quota, ["quota_cpus was 9.25"]),
    "other cells": (rewrite("plan.json", '"workers": 4', '"workers": 5'), ["N=5", "N=4"]),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_changed_folder_is_refused_and_left_alone(parbench, tmp_path, name):
    change, named = DAMAGES[name]
    error = damaged(parbench, tmp_path, change)
    assert all(name in error for name in named), error


def test_a_run_continued_elsewhere_says_so(parbench, tmp_path):
    out = tmp_path / "run"
    assert parbench(*RUN, "--blocks", 1, "-o", out).returncode == 0
    rewrite("environment.json", '"kernel": "', '"kernel": "1.')(out)
    ended = parbench("run", "--resume", out, "--resume-elsewhere", "--blocks", "2")
    assert ended.returncode == 0, ended
    about = json.loads((out / "environment.json").read_text())
    first, second = about["sessions"]
    assert "changed" not in first and list(second["changed"]) == ["kernel"]
    assert f"1.{second['changed']['kernel']}" == about["kernel"]
    text = (out / "summary.md").read_text()
    assert f"session 2 measured with kernel {second['changed']['kernel']} instead of 1." in text


def test_crlf_line_ends_are_accepted(parbench, tmp_path):
    out = tmp_path / "run"
    assert parbench(*RUN, "--blocks", 1, "-o", out).returncode == 0
    (out / "samples.csv").write_bytes((out / "samples.csv").read_bytes().replace(b"\n", b"\r\n"))
    ended = parbench("run", "--resume", out, "--blocks", "2")
    assert ended.returncode == 0 and "CRLF" in ended.stderr
    # On a busy machine the first session has measured a spare block, which is a planned one now.
    assert sorted(measured_order(out)) == sorted(planned_order(out))


def test_the_plan_cannot_be_changed(parbench, tmp_path):
    out = tmp_path / "run"
    assert parbench(*RUN, "--blocks", 1, "-o", out).returncode == 0
    for args in (("--seed", "3"), ("--workers", "8"), ("--sample", "1s"), ("-o", "elsewhere")):
        ended = parbench("run", "--resume", out, *args)
        assert ended.returncode == 2 and "--resume" in ended.stderr, args
    for folder in (tmp_path, tmp_path / "nowhere"):
        ended = parbench("run", "--resume", folder)
        assert ended.returncode == 2 and str(folder) in ended.stderr


def test_the_margin_of_the_folder_stays(parbench, tmp_path):
    out = tmp_path / "run"
    assert parbench(*RUN, "--blocks", 1, "--margin", "1.5%", "-o", out).returncode == 0
    assert 'margin="1.5%"' in (out / "options.toml").read_text()
    assert parbench("run", "--resume", out, "--blocks", 2).returncode == 0
    environment = json.loads((out / "environment.json").read_text())
    assert environment["margin"] == 0.015
    assert environment["rules"]["delta"] == "differences up to 1.5 % count as none"


def test_two_runs_in_one_folder_are_refused(parbench, tmp_path):
    out = tmp_path / "run"
    driver = parbench.start(*RUN, "--blocks", "50", "-o", out)
    end = time.monotonic() + 30
    while not (out / "samples.csv").exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    ended = parbench("run", "--resume", out)
    assert ended.returncode == 2 and "in use" in ended.stderr
    driver.send_signal(signal.SIGINT)
    driver.communicate(timeout=20)


def test_runs_on_one_machine_queue(parbench, tmp_path):
    first = parbench.start(*RUN, "--blocks", "200", "-o", tmp_path / "first")
    end = time.monotonic() + 30
    while not (tmp_path / "first" / "samples.csv").exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    second = parbench.start(*RUN, "--blocks", "1", "-o", tmp_path / "second")
    beside = parbench(*RUN, "--blocks", "1", "--no-lock", "-o", tmp_path / "beside")
    assert beside.returncode == 0
    assert second.poll() is None and not (tmp_path / "second").exists()
    impatient = parbench.start(*RUN, "--blocks", "1", "-o", tmp_path / "third")
    assert any("another run" in line for line in impatient.stderr)  # it waits from here on
    impatient.send_signal(signal.SIGINT)
    assert impatient.wait(timeout=5) == 130 and not (tmp_path / "third").exists()
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=20)
    _, err = second.communicate(timeout=60)
    assert second.returncode == 0 and "another run" in err
    assert rows_of(tmp_path / "second" / "samples.csv")


def test_a_copy_of_a_folder_can_be_resumed(parbench, tmp_path):
    stopped_run(parbench, tmp_path / "run", 10)
    shutil.copytree(tmp_path / "run", tmp_path / "copy")
    assert parbench("run", "--resume", tmp_path / "copy").returncode == 0
    assert measured_order(tmp_path / "copy") == planned_order(tmp_path / "copy")
