"""C4: whole-time speedups of range sums by size."""

import pytest
from experiments import bounds, experiment, judged

from reports.notes.claims.range_sum import faster_the_larger
from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED

SIZES = (10**4, 10**6, 10**8)
POOLS = ("thread_pool", "process_pool")


def c4(tmp_path, gains, start=0.0, blocks=6, cpus=2.0, n=8, runners=POOLS, **others):
    """gains: the pass's speedup by size; start: set-up of a pool, in serial passes of 10^4."""
    rows = []
    for size, gain in zip(SIZES, gains):
        serial = size * 1e-9
        walls = {("serial", 1): serial} | {(runner, n): serial / gain for runner in runners}
        setup = {(runner, n): {"setup_s": start * 1e-5} for runner in runners}
        params = {"elements": size, "slices": 8}
        rows += experiment("range_sum", params, walls, blocks, 8, setup, **others)
    return faster_the_larger(judged(tmp_path, rows, cpus))


def test_a_larger_sum_gains_more(tmp_path):
    one = c4(tmp_path, (0.2, 1.2, 1.9))
    assert one.verdict == REPRODUCED
    assert (
        "thread_pool N=8: speedup 1.90× [1.90, 1.90] over serial at 100 000 000 numbers"
        in one.sentence
    )
    assert "at 100 000 000 numbers is 9.50× [9.50, 9.50] that at 10 000" in one.sentence
    assert "Much faster is more than 1.50×: half of what 2 CPUs could gain." in one.sentence


def test_starting_the_workers_counts(tmp_path):
    """Passes alone are as fast at every size; with the start in it small sums lose."""
    assert c4(tmp_path / "without", (1.9, 1.9, 1.9)).verdict == NOT_REPRODUCED
    one = c4(tmp_path / "with", (1.9, 1.9, 1.9), start=10)
    assert one.verdict == REPRODUCED
    smallest = next(made for made in one.figures if made.label.endswith("serial at 10000 numbers"))
    assert smallest.value == pytest.approx(1e-5 / (1e-5 / 1.9 + 1e-4), rel=0.01)


@pytest.mark.parametrize(
    ("gains", "verdict"),
    [
        ((0.2, 1.95, 1.9), REPRODUCED),  # 3 % down on the way is no step down
        ((0.2, 2.5, 1.9), NOT_REPRODUCED),
        ((0.2, 0.8, 1.4), NOT_REPRODUCED),  # faster, not much
        ((1.9, 1.9, 1.9), NOT_REPRODUCED),
    ],
)
def test_both_halves_decide(tmp_path, gains, verdict):
    assert c4(tmp_path, gains).verdict == verdict


def test_cpython_counts_for_growth_but_not_for_a_size_it_never_ran(tmp_path):
    rows = []
    for size, gain in ((10**4, 0.2), (10**6, 1.9), (10**8, 1.9)):
        walls = {("serial", 1): size * 1e-9, ("thread_pool", 8): size * 1e-9 / gain}
        if size < 10**8:
            walls |= {("python_serial", 1): 1.0, ("python_pool_processes", 8): 1 / (gain / 4)}
        rows += experiment("range_sum", {"elements": size, "slices": 8}, walls, tasks=8)
    one = faster_the_larger(judged(tmp_path, rows))
    assert one.verdict == REPRODUCED
    assert "python_pool_processes's speedup at 1 000 000 numbers is 9.50×" in one.sentence


def test_a_largest_size_with_background_load_is_not_replaced_by_a_smaller_one(tmp_path):
    rows = []
    for size, gain in zip(SIZES, (0.2, 1.2, 1.9)):
        walls = {("serial", 1): size * 1e-9, ("thread_pool", 8): size * 1e-9 / gain}
        busy = {"contamination": "foreign"} if size == 10**8 else {}
        rows += experiment("range_sum", {"elements": size, "slices": 8}, walls, tasks=8, **busy)
    one = faster_the_larger(judged(tmp_path, rows))
    assert one.verdict == INCONCLUSIVE
    assert one.sentence.count("background load during range_sum: elements=100000000 slices=8") == 2
    assert one.sentence.endswith("parbench run --preset claims --wait 20m.")


def test_short_sums_alone_are_inconclusive(tmp_path):
    rows = []
    for size, gain in ((10**4, 0.2), (10**6, 1.9)):
        walls = {("serial", 1): size * 1e-9, ("thread_pool", 8): size * 1e-9 / gain}
        rows += experiment("range_sum", {"elements": size, "slices": 8}, walls, tasks=8)
    one = faster_the_larger(judged(tmp_path, rows))
    assert one.verdict == INCONCLUSIVE
    assert "no sum of 10 000 000 numbers or more" in one.sentence
    assert "The speedup grows with the size: holds" in one.sentence


def test_the_measured_bandwidth_is_named(tmp_path):
    params = {"copies": 2, "size": "256MiB"}
    walls = {("thread_per_task", 2): [0.01] * 6}
    rows = experiment("bandwidth", params, walls, tasks=2, role="probe")
    sums = {"elements": 10**8, "slices": 8}
    rows += experiment("range_sum", sums, {("serial", 1): 0.1, ("thread_pool", 8): [0.04] * 6})
    plan = bounds(("bandwidth", params, "thread_per_task", 2, None))
    plan["cells"][0]["streamed_bytes"] = 2.5e8
    one = faster_the_larger(judged(tmp_path, rows, plan=plan))
    assert "probe read 25.0 GB/s, the fastest pass 20.0 GB/s [20.0, 20.0]." in (one.sentence)


def test_the_bytes_summed_per_second_are_figures(tmp_path):
    one = c4(tmp_path, (0.2, 1.2, 2.0))
    [rate] = [made for made in one.figures if "serial N=1: bytes summed" in made.label]
    assert rate.value == pytest.approx(8e9, rel=0.01) and rate.words.startswith("8.0")


@pytest.mark.parametrize(
    ("gains", "others", "words"),
    [
        ((1.9,), {}, "needs several sizes of a runner"),
        ((1.9,), {}, "no sum of 10 000 000 numbers or more"),
        ((0.2, 1.2, 1.9), {"blocks": 2}, "no interval: it needs 3 blocks"),
        ((0.2, 1.2, 1.9), {"contamination": "foreign"}, "too much background load"),
        ((0.2, 1.2, 1.9), {"cpus": 1.0}, "needs two CPUs"),
        ((0.2, 1.2, 1.9), {"runners": ("tbb",)}, "no runner was measured with N=8 beside serial"),
        ((), {}, "this run has no range_sum"),
    ],
)
def test_it_is_inconclusive_and_says_why(tmp_path, gains, others, words):
    if not gains:
        rows = experiment("primes", {"set": "even"}, {("serial", 1): 1.0})
        one = faster_the_larger(judged(tmp_path, rows))
    else:
        one = c4(tmp_path, gains, **others)
    assert one.verdict == INCONCLUSIVE and words in one.sentence


def test_without_eight_workers_n_is_the_number_of_cpus(tmp_path):
    assert "thread_pool N=2: speedup 1.90×" in c4(tmp_path, (0.2, 1.2, 1.9), n=2).sentence
