"""C5: what a thread for each task costs, and the break-even size by hand."""

import math

import pytest
from experiments import experiment, judged

from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED
from reports.notes.claims.starting import crossing, threads_cost


def c5(
    tmp_path, ratios, blocks=6, start=0.0, n=2, workload="range_sum", serial=0.004096, long=1.0,
    **others
):  # fmt: skip
    """ratios: thread_per_task over thread_pool by slices; serial takes 4.096 ms.

    long: the same for tasks of 10 ms; None: there are none.
    """
    rows = []
    if long:
        walls = {("serial", 1): 0.16, ("thread_pool", n): [0.08] * blocks}
        walls["thread_per_task", n] = [0.08 * long] * blocks
        rows += experiment("busy_loop", {"loops": 16}, walls, blocks, 16, **others)
    for slices, ratio in ratios.items():
        ratio = ratio if isinstance(ratio, list) else [ratio] * blocks
        walls = {("serial", 1): [serial] * blocks, ("thread_pool", n): [0.002 - start] * blocks}
        walls["thread_per_task", n] = [0.002 * one for one in ratio]
        params = {"elements": 10**6, "slices": slices}
        setup = {("thread_pool", n): {"setup_s": start}}
        rows += experiment(workload, params, walls, blocks, slices, setup, **others)
    return threads_cost(judged(tmp_path, rows))


def test_break_even_lies_between_two_sizes_by_interpolation(tmp_path):
    one = c5(tmp_path, {16: 1.0, 256: 1.21, 4096: 5.0})
    assert one.verdict == REPRODUCED
    assert "thread_per_task N=2 takes 5.00× [5.00, 5.00] the time of thread_pool at 1.00 µs" in (
        one.sentence
    )
    # 1.1 is half way from 1.21 to 1 in logarithms, so half way from 16 to 256 us: 64 us.
    even = one.figures[-1]
    assert even.value == pytest.approx(64e-6, rel=1e-3) and (even.n, even.unit) == (6, "s")
    assert "It costs less than 10 % from 64.0 µs [64.0 µs, 64.0 µs] per task on." in one.sentence


def test_the_start_of_the_pool_counts_for_it(tmp_path):
    """The pass takes half as long, and starting the pool as long as that again."""
    assert c5(tmp_path, {16: 1.0, 4096: 1.0}, start=0.001).verdict == NOT_REPRODUCED


def test_a_break_even_beyond_the_sizes_tried_has_no_number(tmp_path):
    one = c5(tmp_path / "far", {16: 1.5, 256: 2.0, 4096: 5.0}, long=None)
    assert "more than 10 % even at the longest task tried, 256 µs" in one.sentence
    assert one.figures[-1].value is None and one.figures[-1].n == 6
    near = c5(tmp_path / "near", {16: 1.0, 256: 1.0, 4096: 1.05})
    assert (
        "even at the shortest task tried, 1.00 µs" in near.sentence and near.verdict == REPRODUCED
    )


def test_an_interval_end_beyond_the_sizes_tried_stays_open(tmp_path):
    unsure = [1.0, 1.2, 1.0, 1.2, 1.05, 1.15]
    one = c5(tmp_path, {16: unsure, 256: 1.21, 4096: 5.0}, long=None)
    even = one.figures[-1]
    assert even.high is None and 16e-6 < even.low < even.value < 256e-6
    assert ", beyond the sizes tried]" in one.sentence


def test_long_tasks_that_cost_more_too_have_another_reason(tmp_path):
    one = c5(tmp_path, {16: 1.0, 256: 1.21, 4096: 5.0}, long=1.05)
    assert one.verdict == NOT_REPRODUCED
    assert "A thread per long task costs no more: does not hold (thread_per_task N=2 takes" in (
        one.sentence
    )
    assert c5(tmp_path / "in", {16: 1.0, 4096: 5.0}, long=1.029).verdict == REPRODUCED


def test_the_last_crossing_counts():
    assert crossing([1.0, 2.0, 4.0, 16.0], [1.21, 1.0, 1.21, 1.0]) == pytest.approx(8)
    assert crossing([1.0, 2.0], [1.0, 1.0]) == 0.0
    assert crossing([1.0, 2.0], [1.0, 2.0]) == math.inf


@pytest.mark.parametrize(
    ("ratios", "others", "words"),
    [
        ({16: 1.0}, {}, "no task size at which both were measured"),
        ({16: 1.0, 4096: 5.0}, {"blocks": 2}, "no interval: it needs 3 blocks"),
        ({16: 1.0, 4096: 5.0}, {"contamination": "foreign"}, "too much background load"),
        ({16: 1.0, 4096: 5.0}, {"workload": "primes"}, "no task size"),
        ({16: 1.0, 4096: 5.0}, {"long": None}, "no task takes 5.00 ms; the longest takes 256 µs"),
        (
            {16: 1.0, 256: 1.0},
            {"serial": 0.0512},
            "no task is as short as 100 µs; the shortest takes",
        ),
    ],
)
def test_it_is_inconclusive_and_says_why(tmp_path, ratios, others, words):
    one = c5(tmp_path, ratios, **others)
    assert one.verdict == INCONCLUSIVE and words in one.sentence


def test_a_smallest_size_with_background_load_is_not_replaced_by_a_larger_one(tmp_path):
    rows = []
    for slices, busy in ((16, ""), (256, ""), (4096, "foreign")):
        walls = {("serial", 1): 0.004, ("thread_pool", 2): 0.002, ("thread_per_task", 2): 0.002}
        params = {"elements": 10**6, "slices": slices}
        rows += experiment("range_sum", params, walls, tasks=slices, contamination=busy)
    one = threads_cost(judged(tmp_path, rows))
    assert one.verdict == INCONCLUSIVE and "background load during range_sum" in one.sentence


def test_empty_tasks_count_where_there_is_no_sweep(tmp_path):
    assert c5(tmp_path, {1000: 50.0}, workload="empty").verdict == REPRODUCED
