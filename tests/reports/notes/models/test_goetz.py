"""Goetz's rule beside the recommended cell, and every reason to refuse it."""

import pytest
from experiments import EVEN, experiment, judged

from reports.notes.models import models

FETCH = {"latency": "10ms", "tasks": 50}
WALLS = {
    ("serial", 1): 1.0,
    ("thread_pool", 2): 0.5,
    ("thread_pool", 8): 0.126,
    ("thread_pool", 16): 0.125,
}


def goetz(tmp_path, walls=None, share=0.25, cpus=2.0, workload="fetch", tasks=50, **others):
    """share: CPU time of serial over its wall time."""
    rows = experiment(workload, FETCH, walls or WALLS, tasks=tasks, **others)
    for values in rows:
        if values["runner"] == "serial":
            values["cpu_s"] = "" if share is None else share * values["wall_s"]
    one = judged(tmp_path, rows, cpus)
    return models(one, one.experiments[0])[-1]


def test_waiting_three_times_the_computing_gives_four_workers_per_cpu(tmp_path):
    one = goetz(tmp_path)
    predicted, recommended = one.figures
    assert not one.refused and predicted.value == pytest.approx(8) and predicted.n == 6
    assert "Serial waits 3.00 times as long as it computes; on 2 CPUs the rule gives 8.00" in (
        one.sentence
    )
    assert recommended.value == 8  # 0.126 is within 3 % of the best
    assert "Recommended by measurement: thread_pool N=8." in one.sentence


def test_a_cpu_quota_counts_with_its_fraction(tmp_path):
    assert goetz(tmp_path, cpus=1.5).figures[0].value == pytest.approx(6)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.01, "thread_pool N=16, the largest N tried, below the prediction"),
        (0.5, "thread_pool N=16, the largest N tried, not below the prediction"),
    ],
)
def test_the_largest_n_tried_is_named_so(tmp_path, share, words):
    walls = WALLS | {("thread_pool", 8): 0.2}
    assert words in goetz(tmp_path, walls, share).sentence


def test_the_number_of_tasks_limits_the_workers(tmp_path):
    one = goetz(tmp_path, WALLS | {("thread_pool", 8): 0.2}, 0.01, tasks=16)
    assert "thread_pool N=16; there are only 16 tasks" in one.sentence


def test_compute_bound_work_gets_as_many_workers_as_cpus(tmp_path):
    one = goetz(tmp_path, share=1.001, workload="primes")
    assert one.figures[0].value == pytest.approx(2)
    assert "less than 0.01 times as long as it computes" in one.sentence


def test_the_cpu_time_of_the_server_is_left_out_and_named(tmp_path):
    one = goetz(tmp_path, companion_cpu_s=0.06, passes=3)
    assert "leaves out the server's CPU time, at most 20.0 ms per pass." in one.sentence


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"share": 1e-5}, "too little to measure"),
        ({"share": None}, "the CPU time of serial was not read"),
        ({"blocks": 2}, "serial is undisturbed in 2 blocks; an interval needs 3"),
        ({"walls": {("tbb", 2): 1.0}}, "no undisturbed trial of serial"),
        ({"workload": "primes", "contamination": "foreign"}, "too much background load"),
        ({"workload": "empty"}, "these tasks do nothing"),
    ],
)
def test_it_refuses_and_says_why(tmp_path, others, words):
    one = goetz(tmp_path, **others)
    assert one.refused and words in one.sentence and one.figures == []


def test_serial_alone_is_recommended(tmp_path):
    one = goetz(tmp_path, {("serial", 1): 1.0})
    assert not one.refused and "Recommended by measurement: serial N=1." in one.sentence


def test_both_models_come_for_every_experiment(tmp_path):
    one = judged(tmp_path, experiment("primes", EVEN, {("serial", 1): 1.0, ("tbb", 2): 0.5}))
    assert [made.name for made in models(one, one.experiments[0])] == [
        "Amdahl's law", "Goetz's number of workers"
    ]  # fmt: skip
