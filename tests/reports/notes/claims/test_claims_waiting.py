"""C7: waiting work far past the cores."""

import pytest
from experiments import experiment, judged

from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED
from reports.notes.claims.waiting import scales_past_the_cores

SLEEP = {"duration": "5ms", "spread": "fixed", "tasks": 64}
FETCH = {"latency": "10ms", "spread": "fixed", "tasks": 50}


def c7(tmp_path, share=0.95, blocks=6, cpus=2.0, most=(64, 16), params=SLEEP, runner="thread_pool"):
    """share: of the speedup that the waits allow."""
    walls = {("serial", 1): 0.32, (runner, 1): 0.32, (runner, most[0]): 0.32 / (64 * share)}
    rows = experiment("sleep", params, walls, blocks, 64)
    walls = {("serial", 1): 0.5, (runner, 1): 0.5, (runner, most[1]): 0.5 / (12.5 * share)}
    rows += experiment("fetch", FETCH, walls, blocks, 50)
    return scales_past_the_cores(judged(tmp_path, rows, cpus))


def test_a_speedup_near_ideal_reproduces_it(tmp_path):
    one = c7(tmp_path)
    assert one.verdict == REPRODUCED
    assert "thread_pool N=64: speedup 60.80× [60.80, 60.80] over serial, ideal 64×" in (
        one.sentence
    )
    assert "over serial, ideal 12.5×" in one.sentence  # 50 tasks on 16 workers: four waves


@pytest.mark.parametrize(("share", "verdict"), [(0.51, REPRODUCED), (0.49, NOT_REPRODUCED)])
def test_to_scale_is_more_than_half_of_the_ideal_speedup(tmp_path, share, verdict):
    assert c7(tmp_path, share).verdict == verdict


def test_cpython_counts_where_it_was_measured(tmp_path):
    assert c7(tmp_path, runner="python_pool_threads").verdict == REPRODUCED


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"blocks": 2}, "no interval: it needs 3 blocks"),
        ({"cpus": 8.0}, "no fetch of one length with N = 32 or more"),
        ({"params": SLEEP | {"spread": "uniform"}}, "no sleep of one length"),
        ({"runner": "tbb"}, "no sleep of one length with N = 8 or more, as many tasks, and serial"),
    ],
)
def test_it_is_inconclusive_and_says_why(tmp_path, others, words):
    one = c7(tmp_path, **others)
    assert one.verdict == INCONCLUSIVE and words in one.sentence


def test_more_workers_than_tasks_are_excluded(tmp_path):
    assert c7(tmp_path, most=(65, 16)).verdict == INCONCLUSIVE
