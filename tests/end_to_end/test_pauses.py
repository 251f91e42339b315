"""A run that stands still for a while: its trial is marked and repeated, its deadline moves."""

import os
import pty
import re
import select
import shlex
import signal
import sys
import time
from pathlib import Path

import pytest
from freezer import Freezer, NoFreezer
from program import children_of, measured_order, planned_order, rows_of, tree_of

pytestmark = pytest.mark.alone

# Passes that only wait: no load of the machine disturbs them. A trial takes about a second.
RUN = ("run", "-w", "sleep", "-s", "sleep.tasks=2", "-s", "sleep.duration=200ms", "--sample", "1ms",
       "--runners", "thread_pool", "--workers", "2", "--blocks", "1")  # fmt: skip


def comes_true(condition, what, patience_s=30):
    end = time.monotonic() + patience_s
    while not (found := condition()):
        assert time.monotonic() < end, what
        time.sleep(0.01)
    return found


def trial_of(driver: int, runner: bytes = b"") -> int:
    """The process of a trial that is under way, of this runner if one is given."""

    def found():
        for guard in children_of(driver):
            for pid in children_of(guard):
                try:
                    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                if b"--trial" in words and runner in words[words.index(b"--trial") - 1]:
                    return pid
        return None

    return comes_true(found, "no trial runs")


def stop(pid: int) -> list[int]:
    """Stops a process with all its descendants; children that they started meanwhile too."""
    stopped: list[int] = []
    while new := [one for one in tree_of(pid) if one not in stopped]:
        for one in new:
            os.kill(one, signal.SIGSTOP)
        stopped += new
    return stopped


def stop_all(driver: int, pause_s: float):
    stopped = stop(driver)
    time.sleep(pause_s)
    for pid in stopped:
        os.kill(pid, signal.SIGCONT)


def in_the_middle(driver, folder, pause):
    comes_true(lambda: (folder / "samples.csv").exists(), "no row is written")
    pause(trial_of(driver.pid))
    return driver.communicate(timeout=120)


def check(folder, driver, err, paused_s, column="paused_s"):
    assert driver.returncode == 0, err
    rows = rows_of(folder / "samples.csv")
    assert {(row["status"], row["reason"]) for row in rows} == {("ok", "")}
    assert measured_order(folder) == planned_order(folder)
    paused = [row for row in rows if row["contamination"] == "paused"]
    assert paused
    for row in paused:
        if row["role"] == "reference":
            continue  # others follow, with the repeats
        place = ("block", "role", "runner", "workers")
        mine = [one for one in rows if [one[key] for key in place] == [row[key] for key in place]]
        assert any(int(one["attempt"]) > int(row["attempt"]) for one in mine), "it was not repeated"
    pauses = rows_of(folder / "pauses.csv")
    assert len(pauses) == len(paused)
    assert sum(float(row[column]) for row in pauses) > paused_s
    assert "paused" in err
    about = (folder / "summary.md").read_text()
    assert "paused for" in about and re.search(r"excluded: .*\d paused", about)


@pytest.mark.parametrize(("pause_s", "more"), [(3, ()), (7, ("--timeout", "5s"))])
def test_the_trial_in_which_everything_was_stopped_is_repeated(parbench, tmp_path, pause_s, more):
    driver = parbench.start(*RUN, *more, "-o", tmp_path / "run")
    _, err = in_the_middle(driver, tmp_path / "run", lambda _: stop_all(driver.pid, pause_s))
    check(tmp_path / "run", driver, err, pause_s - 0.5)


IMPATIENT = """#!{python}
import sys, time
sys.path.insert(0, {folder!r})
import fake_runner
last_s = time.monotonic()
for _ in range(100 if "--trial" in sys.argv else 0):
    time.sleep(0.01)
    if time.monotonic() - last_s > 1.5:
        sys.exit("timed out")
    last_s = time.monotonic()
sys.exit(fake_runner.main())
"""


def test_a_trial_that_failed_because_of_a_pause_is_started_again(parbench, tmp_path):
    runner = tmp_path / "impatient"
    runner.write_text(IMPATIENT.format(python=sys.executable, folder=str(Path(__file__).parent)))
    runner.chmod(0o755)
    driver = parbench.start("run", "-w", "empty", "-s", "empty.tasks=50", "--sample", "1ms",
                            "-R", runner, "-j", "2", "--blocks", "1", "-o", "run")  # fmt: skip
    trial_of(driver.pid, b"impatient")
    time.sleep(0.3)  # it has begun to look at the clock
    stop_all(driver.pid, 2.5)
    _, err = driver.communicate(timeout=120)
    assert driver.returncode == 0, err
    assert "and then failed: timed out; it is started again" in err
    assert len(rows_of(tmp_path / "run" / "pauses.csv")) == 1
    rows = rows_of(tmp_path / "run" / "samples.csv")
    assert {row["status"] for row in rows} == {"ok"}
    assert measured_order(tmp_path / "run") == planned_order(tmp_path / "run")


def test_a_trial_of_which_only_the_runner_was_stopped_is_repeated(parbench, tmp_path):
    def pause(runner):
        os.kill(runner, signal.SIGSTOP)
        time.sleep(2)
        os.kill(runner, signal.SIGCONT)

    driver = parbench.start(*RUN, "-o", tmp_path / "run")
    _, err = in_the_middle(driver, tmp_path / "run", pause)
    check(tmp_path / "run", driver, err, 1, "stopped_s")


def test_a_frozen_cgroup_is_a_pause(parbench, tmp_path):
    try:
        freezer = Freezer(f"parbench-test-{os.getpid()}")
    except NoFreezer as reason:
        pytest.skip(str(reason))

    def pause(_):
        freezer.freeze()
        time.sleep(2)
        freezer.thaw()

    with freezer:
        driver = parbench.start(*RUN, "-o", tmp_path / "run")
        freezer.add(driver.pid)
        _, err = in_the_middle(driver, tmp_path / "run", pause)
    check(tmp_path / "run", driver, err, 1.5)


class Terminal:
    """An interactive shell on a terminal of its own."""

    def __init__(self, environment):
        self.shown = ""
        self.shell, self._terminal = pty.fork()
        if self.shell == 0:
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)

    def type(self, text: str):
        os.write(self._terminal, text.encode())

    def shows(self, text: str) -> bool:
        while select.select([self._terminal], [], [], 0.05)[0]:
            self.shown += os.read(self._terminal, 65536).decode(errors="replace")
        return text in self.shown

    def close(self):
        for pid in tree_of(self.shell):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        os.waitpid(self.shell, 0)
        os.close(self._terminal)


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_ctrl_z_and_fg_continue_the_run(parbench, tmp_path):
    terminal = Terminal({**parbench.environment, "PS1": "", "TERM": "dumb"})
    folder = tmp_path / "run"
    try:
        terminal.type(shlex.join(parbench.command((*RUN, "-o", folder))) + "\n")
        comes_true(lambda: terminal.shows("") and (folder / "samples.csv").exists(), "no row")
        (driver,) = children_of(terminal.shell)
        trial_of(driver)
        terminal.type("\x1a")
        comes_true(lambda: terminal.shows("") or state_of(driver) == "T", "Ctrl-Z does not stop it")
        comes_true(lambda: state_of(driver) == "T", "Ctrl-Z does not stop it")
        time.sleep(2)
        terminal.type("fg\n")
        comes_true(lambda: terminal.shows("parbench: paused"), terminal.shown)
        terminal.type("echo exit code $?\n")
        comes_true(lambda: terminal.shows("exit code 0"), terminal.shown, 60)
    finally:
        terminal.close()
    rows = rows_of(folder / "samples.csv")
    assert "paused" in {row["contamination"] for row in rows}
    assert {row["status"] for row in rows} == {"ok"}
    assert measured_order(folder) == planned_order(folder)
