"""Workloads whose tasks share something: what they count, what they refuse, and who survives."""

import pytest

from runners.cpython.command import prepare_workload, runner_class
from runners.cpython.errors import TrialError, Unsupported, WrongResult
from runners.cpython.measure import measure

THREADS, PROCESSES = "python_pool_threads", "python_pool_processes"
PARAMS = {
    "counter": {"tasks": "8", "updates": "50", "inside": "3", "outside": "2", "guard": "mutex"},
    "queue": {"kind": "fifo", "items": "60", "capacity": "4", "size": "16B", "producers": "0"},
    "semaphore": {"tasks": "6", "permits": "2", "duration": "1ms"},
    "event": {"rounds": "20"},
    "barrier": {"rounds": "20"},
    "two_locks": {"order": "ordered", "transfers": "40", "deadline": "500ms"},
    "local": {"tasks": "8", "updates": "100"},
    "crash": {"tasks": "16", "how": "signal", "at": "7", "delay": "2ms"},
}
TOGETHER = ("queue", "event", "barrier", "two_locks")
EVERYWHERE = [
    *(("counter", {"guard": one}) for one in ("mutex", "recursive", "per_worker", "none", "copy")),
    *(("queue", {"kind": one}) for one in ("fifo", "pipe", "joinable", "condition")),
    *((one, {}) for one in ("semaphore", "event", "barrier", "two_locks", "local")),
    ("two_locks", {"order": "timeout"}),
]
# Of processes, which take longer to start: each of multiprocessing's primitives once.
ONCE = [("counter", {"guard": "recursive"}), ("counter", {"guard": "copy"}), *EVERYWHERE[5:-2]]


def made(runner, workload, workers=3, **params):
    request = {"workload": workload, "params": PARAMS[workload] | params, "workers": workers,
               "passes": 1}  # fmt: skip
    return request, prepare_workload(request, runner_class(runner))


def measured(runner, workload, workers=3, **params):
    request, prepared = made(runner, workload, workers, **params)
    return measure(request, prepared, runner_class(runner))


@pytest.mark.parametrize(("runner", "cases"), [(THREADS, EVERYWHERE), (PROCESSES, ONCE)])
def test_every_result_is_checked_and_right_between_threads_and_between_processes(runner, cases):
    for workload, params in cases:
        record = measured(runner, workload, **params)
        if workload in TOGETHER:
            assert (record["tasks"], record["max_in_flight"]) == (3, 3), (workload, params)
        if params.get("guard") == "copy":
            assert record["observed"] == (100 if runner == PROCESSES else 0)
        observes = params.get("guard") in ("none", "copy") or workload == "local"
        assert ("observed" in record) == (observes or "timeout" in params.values()), params


@pytest.mark.parametrize("kind", ["lifo", "priority"])
def test_queues_that_only_threads_have(kind):
    assert measured(THREADS, "queue", kind=kind)["tasks"] == 3
    with pytest.raises(Unsupported, match=f"which queue.kind={kind} needs"):
        made(PROCESSES, "queue", kind=kind)


@pytest.mark.parametrize("runner", [THREADS, PROCESSES])
def test_a_new_thread_or_process_has_a_state_of_its_own(runner):
    assert 1 <= measured(runner, "local")["observed"] <= 3
    fresh = {THREADS: "python_threads", PROCESSES: "python_processes"}[runner]
    assert measured(fresh, "local", tasks="4")["observed"] == 4


def after(workload, words, **params):
    """Of a pass in which nothing ran, but these words were left."""
    _, prepared = made(THREADS, workload, **params)
    prepared.begin_pass()
    for name, values in words.items():
        getattr(prepared, name)[: len(values)] = memoryview(bytes(8 * len(values))).cast("Q")
        for place, value in enumerate(values):
            getattr(prepared, name)[place] = value
    return prepared.check_pass()


def test_lost_updates_are_counted_without_a_lock_and_wrong_under_one():
    left = {"_balances": [395 + (385 << 32)]}  # of 400 that were added and 400 taken off
    assert after("counter", left, guard="none") == 2.5
    for guard in ("mutex", "recursive", "per_worker"):
        with pytest.raises(WrongResult, match=f"20 of 800 updates were lost under {guard}"):
            after("counter", left, guard=guard)


@pytest.mark.parametrize(
    ("workload", "words", "message"),
    [
        ("queue", {"_taken": [1, 2, *[1] * 58]}, "item 1 was taken 2 times"),
        ("queue", {"_taken": [1] * 60, "_disorder": [0, 3]}, "3 items came after later ones"),
        ("semaphore", {"_held": [0, 3]}, "3 tasks held one of 2 permits at once"),
        ("event", {"_woken": [0, 20, 19]}, "woke up 39 times, expected 40"),
        ("barrier", {"_early": [0, 1]}, "1 times a worker passed the barrier before all"),
        ("two_locks", {"_money": [5, 5]}, "the accounts hold 10 together"),
        ("local", {"_sums": [400, 399]}, "the workers' sums are 799, expected 800"),
    ],
)
def test_what_no_task_can_know_is_wrong(workload, words, message):
    with pytest.raises(WrongResult, match=message):
        after(workload, words)


@pytest.mark.parametrize("runner", [THREADS, PROCESSES])
def test_a_deadlock_names_who_holds_what(runner):
    message = r"^deadlock: worker \d holds \w and waits for \w, worker \d holds \w and waits for \w"
    with pytest.raises(TrialError, match=message):
        measured(runner, "two_locks", workers=2, order="opposite", transfers="2000")


@pytest.mark.parametrize(
    ("runner", "workload", "workers", "params", "message"),
    [
        (THREADS, "barrier", 1, {}, "barrier needs N >= 2, not 1"),
        (THREADS, "queue", 3, {"producers": "3"}, "queue.producers: 3 of 3 workers"),
        (THREADS, "counter", 2, {"guard": "atomic"}, "Python has no atomic integer"),
        ("python_asyncio", "counter", 2, {}, "share one thread"),
        ("python_manager", "counter", 2, {}, "without common memory"),
        ("python_processes_spawn", "event", 2, {}, "new interpreters"),
    ],
)
def test_what_cannot_be_shared_is_unsupported(runner, workload, workers, params, message):
    with pytest.raises(Unsupported, match=message):
        made(runner, workload, workers, **params)


@pytest.mark.parametrize("runner", ["python_pool", PROCESSES])
def test_a_killed_process_leaves_the_results_of_others(trial, runner):
    record = trial(runner, "crash", workers=2, params=PARAMS["crash"]).record
    assert 1 <= record["observed"] <= 15
    assert (record["tasks"], record["passes"]) == (16, 1)


def test_a_killed_thread_leaves_nothing(trial):
    ended = trial(THREADS, "crash", workers=2, params=PARAMS["crash"])
    assert (ended.code, ended.record) == (-9, None)
