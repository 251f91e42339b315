"""C11 and C13: an event loop, and programs that take their work from a queue."""

import re

import pytest
from experiments import EVEN, experiment, judged

from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED
from reports.notes.claims.event_loops import serves_waiting_tasks
from reports.notes.claims.remote_queue import sent_through_a_queue

SLEEP = {"duration": "5ms", "spread": "fixed", "tasks": 64}
FETCH = {"latency": "10ms", "spread": "fixed", "tasks": 50}
LOOPS = {"loops": 16, "rounds": 500000}
LONG_LOOPS = {"loops": 16, "rounds": 10000000}


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


def c13_of_both(tmp_path, manager=1.8, mpi=1.8, busy=""):
    """Speedups on the two experiments of the preset; busy: the one with background load."""
    rows = []
    for params, base, runner, gain in (
        (LOOPS, "python_serial", "python_manager", manager),
        (LONG_LOOPS, "serial", "mpi", mpi),
    ):
        walls = {("serial", 1): 0.5, (base, 1): 0.5, (runner, 2): 0.5 / gain}
        load = {"contamination": "steal"} if runner == busy else {}
        rows += experiment("busy_loop", params, walls, **load)
    return sent_through_a_queue(judged(tmp_path, rows))


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({}, REPRODUCED),
        ({"mpi": 0.9}, NOT_REPRODUCED),
        ({"manager": 0.9}, NOT_REPRODUCED),
    ],
)
def test_each_runner_with_a_queue_must_be_faster_than_its_own_serial(tmp_path, given, verdict):
    one = c13_of_both(tmp_path, **given)
    assert one.verdict == verdict, one.sentence
    for cell, base in (("python_manager N=2", "python_serial"), ("mpi N=2", "serial")):
        assert re.search(rf"{cell}: speedup [^;]* over {base}[;)]", one.sentence), one.sentence
    assert "python_manager uses loopback and mpi shared memory" in one.sentence


def test_mpi_alone_decides_where_it_alone_was_measured(tmp_path):
    one = c13(tmp_path, {("serial", 1): 1.0, ("mpi", 2): 0.6})
    assert one.verdict == REPRODUCED and "over serial" in one.sentence


@pytest.mark.parametrize("busy", ["python_manager", "mpi"])
def test_a_runner_that_was_measured_under_load_leaves_it_open(tmp_path, busy):
    one = c13_of_both(tmp_path, busy=busy)
    assert one.verdict == INCONCLUSIVE
    assert "too much background load during busy_loop" in one.sentence


def test_with_one_cpu_it_is_inconclusive(tmp_path):
    one = c13(tmp_path, {("serial", 1): 0.1}, cpus=1.0)
    assert one.verdict == INCONCLUSIVE and "needs two CPUs" in one.sentence
