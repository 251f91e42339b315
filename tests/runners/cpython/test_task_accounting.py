"""The checks find what a broken runner does: tasks left out, run twice, too many at once."""

from types import SimpleNamespace

import pytest

from runners.cpython.digests import most_at_once
from runners.cpython.errors import TrialError, WrongResult
from runners.cpython.task_accounting import TaskAccounting


def accounting_after(ran, workers=2, strict=True, result=lambda index: index):
    """A pass of 4 tasks in which these (task, worker) ran; the right digest of task i is i."""
    nothing = lambda: None  # noqa: E731
    workload = SimpleNamespace(
        tasks=4, run=lambda i, _: result(i), expected=lambda i: i,
        begin_pass=nothing, check_pass=nothing,
    )  # fmt: skip
    accounting = TaskAccounting(workload, workers)
    accounting.begin_pass(strict)
    for index, worker in ran:
        accounting.run_task(index, worker)
    return accounting


def test_complete_pass_is_accepted():
    accounting = accounting_after([(0, 0), (1, 1), (3, 0), (2, 1)])
    accounting.check_pass()
    assert accounting.results.check_strict(2) == 1


def test_missing_task_is_found():
    with pytest.raises(WrongResult, match="3 tasks were run in a pass of 4"):
        accounting_after([(0, 0), (1, 0), (2, 0)]).check_pass()


@pytest.mark.parametrize("strict", [True, False])
def test_task_run_twice_in_place_of_another_is_found(strict):
    accounting = accounting_after([(1, 0), (1, 1), (2, 0), (3, 0)], strict=strict)
    with pytest.raises(WrongResult, match="task 0 was run 0 times"):
        accounting.check_pass()


def test_task_run_twice_is_named_in_the_strict_pass():
    with pytest.raises(WrongResult, match="task 1 was run 2 times"):
        accounting_after([(1, 0), (1, 1), (2, 0), (3, 0)]).results.check_strict(2)


def test_wrong_result_is_named():
    accounting = accounting_after([(i, 0) for i in range(4)], result=lambda index: index * 2)
    with pytest.raises(WrongResult, match="task 1 gave x0*2, expected x0*1"):
        accounting.check_pass()


def test_too_many_tasks_at_once_are_found():
    results = accounting_after([(0, 0), (1, 1), (2, 0), (3, 1)]).results
    results.begin_pass(True)
    for index, worker, start in [(0, 0, 10), (1, 1, 20), (2, 0, 30)]:
        results.keep_span(index, worker, start, start + 15)
    with pytest.raises(WrongResult, match="2 tasks ran at once under 1 workers"):
        results.check_strict(1)
    results.keep_span(3, 1, 21, 29)
    with pytest.raises(WrongResult, match="two tasks ran at once under worker number 1"):
        results.check_strict(3)


def test_spans_that_touch_do_not_overlap():
    assert most_at_once([(0, 0, 1, 5), (1, 0, 5, 9), (2, 1, 8, 9)]) == 2
    assert most_at_once([]) == 0


def test_no_task_starts_after_a_failure():
    started = []

    def task(index):
        started.append(index)
        raise TrialError(f"task {index} fails")

    accounting = accounting_after([(0, 0), (1, 0), (2, 0)], result=task)
    with pytest.raises(TrialError, match="^task 0 fails$"):
        accounting.raise_failure()
    assert started == [0]


def test_a_long_message_keeps_its_cause_at_the_end():
    def failing(index):
        raise TrialError("fetch: " + "x" * 3000 + ": Connection refused")

    accounting = accounting_after([(0, 0)], result=failing)
    with pytest.raises(TrialError, match="^fetch: x+…x+: Connection refused$"):
        accounting.raise_failure()
