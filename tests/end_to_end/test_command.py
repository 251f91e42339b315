"""Programs of the user as work: what is refused, what fails, and what nothing else notices."""

import json
import re
import time
from pathlib import Path

import pytest
from program import rows_of

QUICK = ["--sample", "1ms", "--blocks", "1", "--no-progress", "-o", "out"]


def measured(parbench, command, *more, workers="2", runners="thread_pool", **options):
    settings = [word for one in command for word in ("--set", f"command.{one}")]
    return parbench("run", "-w", "command", *settings, "-R", runners, "-j", workers, *QUICK, *more,
                    **options)  # fmt: skip


def rows(parbench, workload="command"):
    every = rows_of(parbench.folder / "out" / "samples.csv")
    return [one for one in every if one["workload"] == workload]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ([], ["command.run", "--set command.run='gzip -kc big.txt'"]),
        (["run=no-such-program-here 1"], ["'no-such-program-here'", "not a program in PATH"]),
        (["run=./folder"], ["'./folder'", "is a directory"]),
        (["run=./plain"], ["'./plain'", "not executable", "chmod +x"]),
        (["run=./none"], ["'./none'", "does not exist"]),
        (["run=cat 'plain"], ["' is not closed"]),
        (["run=cat plain | wc"], ["|", "command.pipe=yes"]),
        (["run=cat plain >out"], [">", "command.shell=yes"]),
        (["run=cat |", "pipe=yes"], ["after the last |"]),
        (["run=" + "|".join(["cat"] * 9), "pipe=yes"], ["9 programs", "at most 8"]),
        (["run=cat", "input=none"], ["command.input", "'none' does not exist"]),
        (["run=cat", "files=*.none"], ["command.files", "'*.none' matches no file"]),
        (["run=cat {file}"], ["command.files='*.log'"]),
        (["run=cat", "check=stdout"], ["'stdout'", "output, status or none"]),
        (["run=cat", "rnu=cat"], ["rnu", "did you mean run?"]),
    ],
)
def test_what_cannot_run_is_refused_in_one_line_before_anything_starts(parbench, command, said):
    (parbench.folder / "plain").write_text("")
    (parbench.folder / "folder").mkdir()
    ended = measured(parbench, command)
    assert ended.returncode == 2 and len(ended.stderr.splitlines()) == 1, ended
    assert all(words in ended.stderr for words in said), ended.stderr
    assert not (parbench.folder / "out").exists()


def test_every_compiled_runner_runs_programs_from_the_folder_where_it_was_started(parbench):
    (parbench.folder / "b.log").write_text("b")
    (parbench.folder / "a.log").write_text("a")
    runners = "thread_per_task,thread_pool,process_per_task,process_pool,process_pool_pipe"
    usable = json.loads(parbench("list", "--json").stdout)["runners"]
    tasking = [one["name"] for one in usable if one["family"] == "tasking" and one["usable"]]
    ended = measured(parbench, ["run=cat {file} | tr a-z A-Z", "pipe=yes", "files=*.log"],
                     runners=",".join([runners, *tasking]))  # fmt: skip
    assert ended.returncode == 0, ended
    found = rows(parbench)
    assert {one["status"] for one in found} == {"ok"}
    assert {one["tasks"] for one in found} == {"2"} and len({one["digest"] for one in found}) == 1
    assert all(float(one["cpu_s"]) > 0 for one in found)


def test_a_program_that_fails_is_named_with_its_task_and_touches_no_other_cell(parbench):
    (parbench.folder / "0").write_text("")
    ended = parbench("run", "-w", "command,primes", "-s", "command.run=cat {i}", "-s",
                     "command.tasks=2", "-s", "primes.count=4", "-R", "thread_pool", "-j", "2",
                     *QUICK)  # fmt: skip
    assert ended.returncode == 1, ended
    reason = "command: task 1: cat exited with status 1: cat: 1: No such file or directory"
    assert {(one["status"], one["reason"]) for one in rows(parbench)} == {("failed", reason)}
    assert reason in ended.stderr
    assert {one["status"] for one in rows(parbench, "primes")} == {"ok"}


def test_a_program_that_fails_in_a_forked_worker_is_named_too(parbench):
    # Well in the serial run before the first pass, not after.
    script = "test -e done-{i} && { echo again >&2; exit 3; }; echo x >done-{i}"
    for runner in ("process_pool", "process_per_task", "process_pool_pipe"):
        for left in parbench.folder.glob("done-*"):
            left.unlink()
        ended = measured(parbench, [f"run={script}", "shell=yes", "tasks=1"], runners=runner,
                         workers="2")  # fmt: skip
        assert ended.returncode == 1, ended
        assert {one["reason"] for one in rows(parbench) if one["runner"] == runner} == {
            "command: task 0: sh exited with status 3: again"
        }
        (parbench.folder / "out").rename(parbench.folder / f"out-{runner}")


def test_output_that_differs_is_a_wrong_result_that_names_the_way_out(parbench):
    command = ["run=echo x >>log; cat log", "shell=yes", "tasks=1"]
    ended = measured(parbench, command)
    assert ended.returncode == 1
    assert {one["status"] for one in rows(parbench)} == {"wrong_result"}
    assert "--set command.check=status" in ended.stderr
    (parbench.folder / "out").rename(parbench.folder / "before")
    assert measured(parbench, [*command, "check=status"]).returncode == 0


def test_endless_output_is_ended_and_said(parbench):
    ended = measured(parbench, ["run=yes", "tasks=1", "limit=1MiB"])
    assert ended.returncode == 1
    assert "yes printed more than 1MiB and was killed: --set command.limit=" in ended.stderr


def running(mark: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in words:
            found.append(path.parent.name)
    return found


@pytest.mark.parametrize("runner", ["thread_pool", "process_pool"])
def test_a_program_that_never_ends_is_killed_with_its_children_at_the_deadline(parbench, runner):
    mark = f"98765.{parbench.folder.stat().st_ino}"
    script = f"setsid sleep {mark} & (sleep {mark}; true)"
    ended = measured(parbench, [f"run={script}", "shell=yes", "tasks=2", "check=status"],
                     "--timeout", "2s", runners=runner)  # fmt: skip
    assert ended.returncode == 1
    assert {one["status"] for one in rows(parbench)} == {"timeout"}
    give_up = time.monotonic() + 30
    while running(mark) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert not running(mark)


def test_a_program_that_asks_for_a_terminal_gets_none(parbench):
    ended = measured(parbench, ["run=read answer </dev/tty", "shell=yes", "tasks=1"])
    assert ended.returncode == 1
    assert "/dev/tty" in rows(parbench)[0]["reason"]
    (parbench.folder / "out").rename(parbench.folder / "before")
    assert measured(parbench, ["run=cat", "tasks=1"]).returncode == 0  # its stdin is at its end


def test_a_command_is_text_in_every_file_and_long_ones_are_shortened(parbench):
    odd = "printf %s '<i>&amp;$x^{}{0}%d{{ section }}[a,b]' " + "x" * 400
    ended = measured(parbench, [f"run={odd}", "tasks=2"], report=True)
    assert ended.returncode == 0, ended
    assert {json.loads(one["params"])["run"] for one in rows(parbench)} == {odd}
    page = (parbench.folder / "out" / "report.html").read_text()
    seen = re.sub('href="data:[^"]*"', "", page)  # a chart's figures, to be saved as CSV
    assert "<i>&amp;" not in seen
    assert not re.search(f"(figcaption|<t[dh]|<h2|<small)[^\n]*{'x' * 120}", seen)
    assert all(len(line) <= 80 for line in ended.stdout.splitlines())
    assert parbench("run", "--resume", "out", "--blocks", "2").returncode == 0


def test_a_program_may_not_leave_others_behind_in_a_session_of_their_own(parbench):
    mark = f"98764.{parbench.folder.stat().st_ino}"
    # The shell waits until the inner one has its session: the group is killed when it ends.
    script = f"""x=$(setsid sh -c "exec sleep {mark} >/dev/null 2>&1 &")"""
    ended = measured(parbench, [f"run={script}", "shell=yes", "tasks=1"])
    assert ended.returncode == 1
    assert "left a process behind: s" in rows(parbench)[0]["reason"]  # sleep, or still sh
    assert not running(mark)
