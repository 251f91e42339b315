"""C1 and C2 on runs whose answer is known."""

import pytest
from experiments import EVEN, TEXTBOOK, experiment, judged

from reports.notes.claims import primes
from reports.notes.claims.primes import most_efficient_at_the_cores, processes_speed_up_primes
from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED

SERIAL = ("serial", 1)


def grid(past, at_cores=0.5, runners=("thread_pool", "process_pool"), four=None):
    walls = {SERIAL: 1.0}
    for runner in runners:
        walls[runner, 2] = at_cores
        walls[runner, 4] = four or past
        walls[runner, 16] = past
    return walls


def c1(tmp_path, walls, blocks=6, cpus=2.0, **columns):
    return most_efficient_at_the_cores(
        judged(tmp_path, experiment("primes", EVEN, walls, blocks, **columns), cpus)
    )


def test_slower_past_the_cores_is_reproduced(tmp_path):
    one = c1(tmp_path, grid(past=0.55))
    assert one.verdict == REPRODUCED
    assert "thread_pool N=16 took 1.10× [1.10, 1.10] the time of N=2" in one.sentence
    assert "No other N is faster than N = CPUs: holds" in one.sentence
    assert "More workers than CPUs cost time: holds" in one.sentence


def test_equal_past_the_cores_is_not_reproduced_and_says_which_half_holds(tmp_path):
    one = c1(tmp_path, grid(past=0.505))
    assert one.verdict == NOT_REPRODUCED
    assert "No other N is faster than N = CPUs: holds" in one.sentence
    assert "More workers than CPUs cost time: does not hold" in one.sentence
    assert "Times within ±3 % are treated as equal." in one.sentence


def test_faster_past_the_cores_is_not_reproduced(tmp_path):
    one = c1(tmp_path, grid(past=0.25))
    assert one.verdict == NOT_REPRODUCED
    assert "No other N is faster than N = CPUs: does not hold" in one.sentence
    assert "thread_pool N=4 is 2.00× [2.00, 2.00] as fast as N=2" in one.sentence


def test_a_loss_counts_only_past_the_margin(tmp_path):
    even = {(runner, n): [wall] * 6 for (runner, n), wall in grid(past=0.5 * 1.0299).items()}
    assert c1(tmp_path / "in", even).verdict == NOT_REPRODUCED
    past = {(runner, n): [wall] * 6 for (runner, n), wall in grid(past=0.5 * 1.0301).items()}
    assert c1(tmp_path / "out", past).verdict == REPRODUCED


def test_one_runner_against_it_is_enough(tmp_path):
    walls = grid(past=0.6, runners=("process_pool",)) | grid(past=0.5, runners=("thread_pool",))
    one = c1(tmp_path, walls)
    assert one.verdict == NOT_REPRODUCED
    assert "does not hold (thread_pool N=16 took 1.00× [1.00, 1.00] the time of N=2; process" in (
        one.sentence
    )


def test_a_lead_among_many_others_must_survive_their_number(tmp_path):
    """Shown alone, and not shown where it is the best of many that differ by chance."""
    lucky = [0.5 / 1.041 * (1 + one) for one in (-0.01, 0.01, -0.005, 0.005, 0.01, -0.01)]
    others = {("thread_pool", n): [0.5 * (1 + 0.012 * (((n + 5 * block) % 7) - 3) / 3)
              for block in range(6)] for n in range(4, 60)}  # fmt: skip
    alone = {SERIAL: 1.0, ("thread_pool", 2): [0.5] * 6, ("thread_pool", 64): lucky}
    one, many = c1(tmp_path / "one", alone), c1(tmp_path / "many", alone | others)
    words = "No other N is faster than N = CPUs: "
    assert words + "does not hold" in one.sentence
    assert words + "inconclusive" in many.sentence, many.sentence


def test_an_interval_that_includes_the_margin_is_inconclusive(tmp_path):
    wide = [0.45, 0.5, 0.52, 0.55, 0.6, 0.5]
    one = c1(tmp_path, {SERIAL: 1.0, ("thread_pool", 2): 0.5, ("thread_pool", 8): wide})
    assert one.verdict == INCONCLUSIVE and "more blocks would narrow it" in one.sentence


@pytest.mark.parametrize(
    ("walls", "others", "words"),
    [
        (grid(0.5), {"blocks": 2}, "no interval: it needs 3 blocks"),
        (grid(0.5), {"blocks": 1}, "(1 block)"),
        (grid(0.5), {"contamination": "foreign"}, "too much background load during primes"),
        ({SERIAL: 1.0, ("thread_pool", 2): 0.5}, {}, "both at N=2 (the CPUs) and at more"),
        (grid(0.5), {"cpus": 64.0}, "both at N=64 (the CPUs) and at more"),
        ({SERIAL: 1.0}, {}, "no pool was measured"),
    ],
)
def test_it_is_inconclusive_and_says_why(tmp_path, walls, others, words):
    one = c1(tmp_path, walls, **others)
    assert one.verdict == INCONCLUSIVE and words in one.sentence


def test_what_is_missing_comes_with_the_command_that_measures_it(tmp_path):
    one = c1(tmp_path, {SERIAL: 1.0})
    assert one.sentence.endswith("Measure it: parbench run --preset claims.")


def test_background_load_gets_the_command_that_waits(tmp_path):
    one = c1(tmp_path, grid(0.5), contamination="foreign")
    assert one.sentence.endswith(
        "Measure it on an idle machine: parbench run --preset claims --wait 20m."
    )


def c2(tmp_path, even, six, cpus=2.0, **others):
    rows = experiment("primes", EVEN, even, **others) if even else []
    rows += experiment("primes", TEXTBOOK, six, tasks=6, **others) if six else []
    return processes_speed_up_primes(judged(tmp_path, rows, cpus))


def twice(base=SERIAL, runner="process_pool"):
    return {base: [1.0] * 6, (runner, 2): [0.5] * 6}


def test_processes_twice_as_fast_reproduce_c2(tmp_path):
    one = c2(tmp_path, twice(), twice())
    assert one.verdict == REPRODUCED
    assert one.sentence.count("process_pool N=2: speedup 2.00× [2.00, 2.00] over serial") == 2
    assert (
        "The six numbers limit their own speedup to 1.77× with 2 workers and to 5.26×"
        in one.sentence
    )
    assert [made.value for made in one.figures[:2]] == [pytest.approx(2.0)] * 2


def test_cpython_is_measured_against_its_own_serial(tmp_path):
    python = {("python_serial", 1): [50.0] * 6, ("python_pool_processes", 2): [25.0] * 6}
    one = c2(tmp_path, twice(), twice() | python)
    assert one.verdict == REPRODUCED
    assert (
        "python_pool_processes N=2: speedup 2.00× [2.00, 2.00] over python_serial" in one.sentence
    )


@pytest.mark.parametrize(
    ("even", "six", "cpus", "words"),
    [
        (twice(), None, 2.0, "six numbers: inconclusive (this run has no such primes)"),
        (None, twice(), 2.0, "of similar cost: inconclusive (this run has no such primes)"),
        (twice(), twice(), 1.0, "needs two CPUs"),
        (twice(runner="tbb"), twice(), 2.0, "process_pool with N=2 or more, or serial, was not"),
        ({("process_pool", 2): 0.5}, twice(), 2.0, "or serial, was not measured"),
    ],
)
def test_without_its_trials_c2_is_inconclusive(tmp_path, even, six, cpus, words):
    one = c2(tmp_path, even, six, cpus)
    assert one.verdict == INCONCLUSIVE and words in one.sentence


def test_no_speedup_is_not_reproduced(tmp_path):
    tie = {SERIAL: 1.0, ("process_pool", 2): 1.0}
    assert c2(tmp_path, tie, tie).verdict == NOT_REPRODUCED


def test_the_divisions_of_the_six_numbers_are_right():
    [factor] = [primes.SMALLEST_FACTOR]
    assert primes.COMPOSITE % factor == 0
    assert all(primes.COMPOSITE % odd for odd in range(3, 20001, 2))
    assert primes.divisions()[0] == len(range(3, 10595873 + 1, 2))  # the square root, rounded down
    assert 10595873**2 <= primes.PRIMES[0] < 10595874**2
    assert primes.bound(1) == 1.0
    assert primes.bound(6) == primes.bound(99) == sum(primes.divisions()) / max(primes.divisions())
