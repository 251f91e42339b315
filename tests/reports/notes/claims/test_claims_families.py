"""C11 and C13: an event loop, and programs that take their work from a queue."""

import pytest
from experiments import EVEN, experiment, judged

from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED
from reports.notes.claims.event_loops import serves_waiting_tasks
from reports.notes.claims.remote_queue import sent_through_a_queue

SLEEP = {"duration": "5ms", "spread": "fixed", "tasks": 64}
FETCH = {"latency": "10ms", "spread": "fixed", "tasks": 50}
LOOPS = {"loops": 16, "rounds": 500000}


def c11(tmp_path, share=0.9, computing=1.0, at_once=50):
    """share: of the ideal speedup of 50 fetches; computing: speedup over serial on primes."""
    rows = experiment("sleep", SLEEP, {("serial", 1): 0.32, ("event_loop", 64): 0.006}, tasks=64)
    walls = {("serial", 1): 0.5, ("event_loop", at_once): 0.5 / (50 * share)}
    rows += experiment("fetch", FETCH, walls, tasks=50)
    rows += experiment("primes", EVEN, {("serial", 1): 1.0, ("event_loop", 16): 1 / computing})
    return serves_waiting_tasks(judged(tmp_path, rows))


@pytest.mark.parametrize(
    ("given", "verdict", "words"),
    [
        ({}, REPRODUCED, "event_loop N=50: speedup 45.00×"),
        ({"share": 0.4}, NOT_REPRODUCED, "One thread serves many fetches: does not hold"),
        ({"computing": 1.5}, NOT_REPRODUCED, "It makes computing no faster: does not hold"),
        ({"at_once": 49}, INCONCLUSIVE, "no fetch of one length with N = 50 or more"),
    ],
)
def test_an_event_loop_serves_waiting_tasks_and_no_others(tmp_path, given, verdict, words):
    one = c11(tmp_path, **given)
    assert (one.verdict, words in one.sentence) == (verdict, True), one.sentence


def c13(tmp_path, cells, cpus=2.0):
    return sent_through_a_queue(judged(tmp_path, experiment("busy_loop", LOOPS, cells), cpus))


@pytest.mark.parametrize(("gain", "verdict"), [(1.8, REPRODUCED), (1.0, NOT_REPRODUCED)])
def test_work_goes_through_a_queue_where_its_workers_are_faster(tmp_path, gain, verdict):
    cells = {("serial", 1): 0.1, ("python_serial", 1): 1.0, ("python_manager", 2): 1 / gain}
    one = c13(tmp_path, cells)
    assert one.verdict == verdict and "over python_serial" in one.sentence
    assert "what a network costs is not in the figures" in one.sentence


def test_with_one_cpu_it_is_inconclusive(tmp_path):
    one = c13(tmp_path, {("serial", 1): 0.1}, cpus=1.0)
    assert one.verdict == INCONCLUSIVE and "needs two CPUs" in one.sentence
