"""The books find what a broken runner does: tasks left out, doubled, too many at once."""

from types import SimpleNamespace

import pytest

from runners.cpython import host_load
from runners.cpython.accounts import Accounts
from runners.cpython.errors import TrialError, WrongResult
from runners.cpython.pool_of import WINDOW, run_windowed
from runners.cpython.slots import most_at_once


def numbers(tasks, result=lambda index: index):
    return SimpleNamespace(tasks=tasks, run=lambda index, _: result(index), expected=lambda i: i)


def accounts_after(ran, tasks=4, workers=2, strict=True):
    accounts = Accounts(numbers(tasks), workers)
    accounts.begin_pass(strict)
    for index, worker in ran:
        accounts.run_task(index, worker)
    return accounts


def test_a_whole_pass_passes():
    accounts = accounts_after([(0, 0), (1, 1), (3, 0), (2, 1)])
    accounts.check_pass()
    assert accounts.slots.check_strict(2) == 1


def test_a_task_left_out_is_found():
    with pytest.raises(WrongResult, match="3 tasks were run in a pass of 4"):
        accounts_after([(0, 0), (1, 0), (2, 0)]).check_pass()


@pytest.mark.parametrize("strict", [True, False])
def test_a_doubled_task_in_place_of_another_is_found(strict):
    accounts = accounts_after([(1, 0), (1, 1), (2, 0), (3, 0)], strict=strict)
    with pytest.raises(WrongResult, match="task 0 was run 0 times"):
        accounts.check_pass()


def test_a_doubled_task_is_named_in_the_strict_pass():
    with pytest.raises(WrongResult, match="task 1 was run 2 times"):
        accounts_after([(1, 0), (1, 1), (2, 0), (3, 0)]).slots.check_strict(2)


def test_a_wrong_result_is_named():
    accounts = Accounts(numbers(3, lambda index: index * 2), 1)
    accounts.begin_pass()
    for index in range(3):
        accounts.run_task(index, 0)
    with pytest.raises(WrongResult, match="task 1 gave x0*2, expected x0*1"):
        accounts.check_pass()


def test_too_many_at_once_and_two_under_one_number_are_found():
    accounts = accounts_after([(0, 0), (1, 1), (2, 0), (3, 1)])
    slots = accounts.slots
    slots.begin_pass(True)
    for index, worker, start in [(0, 0, 10), (1, 1, 20), (2, 0, 30)]:
        slots.keep_span(index, worker, start, start + 15)
    with pytest.raises(WrongResult, match="2 tasks ran at once under 1 workers"):
        slots.check_strict(1)
    slots.keep_span(3, 1, 21, 29)
    with pytest.raises(WrongResult, match="two tasks ran at once under worker number 1"):
        slots.check_strict(3)


def test_spans_that_touch_do_not_overlap():
    assert most_at_once([(0, 0, 1, 5), (1, 0, 5, 9), (2, 1, 8, 9)]) == 2
    assert most_at_once([]) == 0


def test_after_a_failure_no_task_starts():
    started = []

    def task(index):
        started.append(index)
        raise TrialError(f"task {index} fails")

    accounts = Accounts(numbers(3, task), 1)
    accounts.begin_pass()
    for index in range(3):
        accounts.run_task(index, 0)
    with pytest.raises(TrialError, match="^task 0 fails$"):
        accounts.raise_failure()
    assert started == [0]


def test_a_pool_is_never_given_more_than_the_window():
    accounts, most, pending = Accounts(numbers(WINDOW + 100), 1), 0, 0

    def submit(index):
        nonlocal most, pending
        pending += 1
        most = max(most, pending)
        return index

    def result_of(_):
        nonlocal pending
        pending -= 1

    run_windowed(accounts, submit, result_of)
    assert (most, pending) == (WINDOW, 0)


def cpu_times(tmp_path, line, at_s, covered=False, births=""):
    (tmp_path / "stat").write_text(f"cpu 9 9 9 9 9 9 9 9\n{line}\nintr 5\n{births}")
    where = "/proc/stat rw - fuse lxcfs" if covered else "/proc rw - proc proc"
    (tmp_path / "mounts").write_text(f"1 2 0:3 / {where} rw\n")
    times = host_load.CpuTimes([0], tmp_path / "stat", tmp_path / "mounts")
    times.read_at_s = at_s
    return times


def test_other_load_is_what_is_left_of_the_wall_time(tmp_path):
    # Of 10 s the CPU was idle for 4, waited for a disk for 1, and was stolen for 1: 4 s were used.
    before = cpu_times(tmp_path, "cpu0 100 0 0 100 100 0 0 100 0 0", 50)
    after = cpu_times(tmp_path, "cpu0 500 0 0 500 200 0 0 200 0 0", 60)
    assert host_load.are_believable(before, after)
    assert host_load.foreign_cpu_s(before, after, 1.5) == pytest.approx(2.5)
    assert host_load.foreign_cpu_s(before, after, 9.0) == 0
    assert after.steal_s - before.steal_s == pytest.approx(1)


def test_the_kernels_work_for_threads_that_come_and_go_is_no_other_load(tmp_path):
    before = cpu_times(tmp_path, "cpu0 100 0 0 100 0 0 0 0", 50, births="processes 1000\n")
    after = cpu_times(tmp_path, "cpu0 900 0 0 300 0 0 0 0", 60, births="processes 201000\n")
    assert host_load.foreign_cpu_s(before, after, 5.0) == pytest.approx(8 - 5 - 200_000 * 5e-6)
    untold = cpu_times(tmp_path, "cpu0 900 0 0 300 0 0 0 0", 60, births="processes\n")
    assert untold.known and host_load.foreign_cpu_s(before, untold, 5.0) == pytest.approx(3)


@pytest.mark.parametrize(
    "line, covered",
    [("cpu1 1 1 1 1 1 1 1 1", False), ("cpu0 0 0 0 0 0 0 0 0", False), ("cpu0 1 1", False),
     ("cpu0 1 1 1 1 1 1 1 1", True)],
)  # fmt: skip
def test_times_that_are_nobodys_are_not_believed(tmp_path, line, covered):
    times = cpu_times(tmp_path, line, 1, covered)
    assert not host_load.are_believable(times, times)


def test_times_that_stand_still_are_not_believed(tmp_path):
    line = "cpu0 100 0 0 100 100 0 0 100 0 0"
    before, after = cpu_times(tmp_path, line, 50), cpu_times(tmp_path, line, 60)
    assert not host_load.are_believable(before, after)
