"""Amdahl's law fitted to made data, and every reason to refuse it."""

import pytest
from experiments import EVEN, experiment, judged

from reports.stats import pooling
from reports.notes.models import models
from reports.notes.models.amdahl import serial_share

SHARE = 0.1


def law(n, share=SHARE):
    return share + (1 - share) / n


def amdahl(tmp_path, walls, cpus=8.0, blocks=6, workload="primes", params=EVEN, **others):
    one = judged(tmp_path, experiment(workload, params, walls, blocks, **others), cpus)
    return models(one, one.experiments[0])[:-1]


def lawful(counts=(1, 2, 4, 8), share=SHARE, runner="thread_pool"):
    return {("serial", 1): 1.0} | {(runner, n): law(n, share) for n in counts}


def test_a_serial_share_of_a_tenth_limits_at_ten(tmp_path):
    [one] = amdahl(tmp_path, lawful())
    assert not one.refused and one.name == "Amdahl's law: thread_pool"
    share, bound, flatt = one.figures
    assert share.value == pytest.approx(0.1) and bound.value == pytest.approx(10)
    assert flatt.value == pytest.approx(0.1) and "N=8: Karp and Flatt" in flatt.label
    assert "A serial share of 10.0 % [10.0 %, 10.0 %] fits N = 1, 2, 4, 8." in one.sentence
    assert "no number of workers gives more than 10.00× [10.00, 10.00]." in one.sentence


def test_workers_past_the_cpus_are_left_out(tmp_path):
    [one] = amdahl(tmp_path, lawful() | {("thread_pool", 16): 5.0})
    assert one.figures[0].value == pytest.approx(0.1)


def test_two_cpus_cannot_test_the_law(tmp_path):
    [one] = amdahl(tmp_path, lawful(), cpus=2.0)
    assert one.refused and one.name == "Amdahl's law"
    assert "measured only at N = 1, 2 within 2 CPUs; testing the law needs 3" in one.sentence
    [flatt] = one.figures
    assert flatt.value == pytest.approx(0.1) and "N=2" in flatt.label  # a figure, no law
    assert flatt.low == pytest.approx(flatt.high) and flatt.level == 0.95


def test_karp_and_flatts_interval_is_the_speedups_reversed(tmp_path):
    walls = {("serial", 1): [1.0] * 6, ("tbb", 2): [0.5, 0.52, 0.54, 0.56, 0.58, 0.6]}
    [one] = amdahl(tmp_path, walls, cpus=2.0)
    [flatt] = one.figures
    speedup = pooling.summarize_ratios([1 / wall for wall in walls["tbb", 2]]).interval
    ends = [(1 / ratio - 1 / 2) / (1 - 1 / 2) for ratio in (speedup.high, speedup.low)]
    assert (flatt.low, flatt.high) == pytest.approx(tuple(ends), rel=1e-6)


def test_perfect_speedup_has_no_limit(tmp_path):
    [one] = amdahl(tmp_path, lawful(share=0.0))
    assert one.refused and "does not exclude 0" in one.sentence


def test_superlinear_speedup_has_no_limit(tmp_path):
    [one] = amdahl(tmp_path, lawful(share=-0.05))
    assert one.refused and one.figures[0].value == pytest.approx(-0.05)


def test_a_curve_that_misses_an_interval_is_refuted(tmp_path):
    walls = lawful() | {("thread_pool", 8): law(8) * 1.2}
    [one] = amdahl(tmp_path, walls)
    assert one.refused
    assert one.sentence.startswith(
        "Refuted: at N=4 the best curve predicts 2.92×; measured were 3.08× [3.08"
    )


def test_slow_blocks_do_not_change_the_share(tmp_path):
    walls = {cell: [wall * slow for slow in (1, 2, 3, 4, 5, 6)] for cell, wall in lawful().items()}
    [one] = amdahl(tmp_path, walls)
    assert one.figures[0].value == pytest.approx(0.1) and one.figures[0].n == 6


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"blocks": 2}, "only 2 blocks have every N undisturbed; an interval needs 3"),
        ({"contamination": "foreign"}, "too much background load"),
        ({"workload": "sleep", "params": {"tasks": 4}}, "these tasks wait"),
        ({"workload": "empty", "params": {"tasks": 4}}, "these tasks do nothing"),
        ({"walls": {("tbb", 2): 1.0}}, "no undisturbed trial of serial to compare with"),
    ],
)
def test_it_refuses_and_says_why(tmp_path, others, words):
    [one] = amdahl(tmp_path, others.pop("walls", lawful()), **others)
    assert one.refused and words in one.sentence


def test_a_capacity_below_n_is_named(tmp_path):
    probes = []
    for copies, wall in ((1, 1.0), (8, 1.6)):
        walls = {("thread_per_task", copies): wall}
        probes += experiment("capacity", {"copies": copies}, walls, role="probe")
    probes.sort(key=lambda values: values["block"])
    one = judged(tmp_path, experiment("primes", EVEN, lawful()) + probes, 8.0)
    sentence = models(one, one.experiments[0])[0].sentence
    assert "Part of it is the machine: 8 independent copies did only 5.00× the work" in sentence


def test_cpython_is_measured_against_its_own_serial(tmp_path):
    walls = lawful(runner="python_pool_processes")
    walls |= {("serial", 1): 0.01, ("python_serial", 1): 1.0}
    [one] = amdahl(tmp_path, walls)
    assert one.figures[0].value == pytest.approx(0.1)


def test_a_hostile_runner_name_is_escaped_and_shortened(tmp_path):
    name = "<script>\u202e" + "x" * 200
    [one] = amdahl(tmp_path, lawful(runner=name))
    assert "\u202e" not in one.name and len(one.name) < 80
    assert all("\u202e" not in figure.label and len(figure.label) < 100 for figure in one.figures)


def test_least_squares_by_hand():
    # y - 1/N = s (1 - 1/N): at N=2 0.1 = 0.5 s, at N=4 0.15 = 0.75 s -> s = 0.2 in both.
    assert serial_share({2: 0.6, 4: 0.4}) == pytest.approx(0.2)
    # Residuals 0.1 and 0: s = (0.5 * 0.1 + 0.75 * 0) / (0.25 + 0.5625).
    assert serial_share({2: 0.6, 4: 0.25}) == pytest.approx(0.05 / 0.8125)
