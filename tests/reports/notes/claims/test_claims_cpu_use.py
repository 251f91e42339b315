"""C3: CPUs in use, by C++ threads, CPython's threads and CPython's processes."""

import pytest
from experiments import EVEN, TEXTBOOK, experiment, judged

from reports.notes.claims.cpu_use import cores_in_use
from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED

LOOPS = {"loops": 16, "rounds": 1000}
CPP = {("serial", 1): 1.0, ("thread_pool", 2): 0.5}
PYTHON = {
    ("python_serial", 1): 40.0,
    ("python_pool_threads", 2): 41.0,
    ("python_pool_processes", 2): 20.5,
}


def uses(threads=1.98, python_threads=1.02, python_processes=1.95, n=2):
    """CPUs in use by cell."""
    return {
        ("thread_pool", n): threads,
        ("python_pool_threads", n): python_threads,
        ("python_pool_processes", n): python_processes,
    }


def c3(tmp_path, walls, used, cpus=2.0, blocks=6, workload="busy_loop", params=LOOPS, **others):
    rows = experiment(workload, params, walls, blocks, tasks=16, **others)
    for values in rows:
        use = used.get((values["runner"], values["workers"]))
        values["cpu_s"] = "" if use is None else use * values["wall_s"]
    return cores_in_use(judged(tmp_path, rows, cpus))


def test_the_notes_own_figures_reproduce_it(tmp_path):
    one = c3(tmp_path, CPP | PYTHON, uses())
    assert one.verdict == REPRODUCED
    assert "C++ threads fill the cores: holds (thread_pool N=2 uses 1.98 CPUs [1.98, 1.98]" in (
        one.sentence
    )
    assert "python_pool_threads N=2 uses 1.02 CPUs [1.02, 1.02] on busy_loop" in one.sentence
    by_label = {made.label: made.value for made in one.figures}
    name = "busy_loop loops=16 rounds=1000 python_pool_threads N=2: speedup over python_serial"
    assert by_label[name] == pytest.approx(40 / 41)


def test_without_its_serial_runner_cpython_is_measured_against_one_worker(tmp_path):
    walls = CPP | {("python_pool_threads", 1): 40.0, ("python_pool_threads", 2): 41.0}
    one = c3(tmp_path, walls, uses())
    [gain] = [made for made in one.figures if "speedup over python_pool_threads N=1" in made.label]
    assert gain.value == pytest.approx(40 / 41)


@pytest.mark.parametrize(
    ("used", "verdict"),
    [
        (uses(threads=1.81), REPRODUCED),  # at least 90 % of two
        (uses(threads=1.79), NOT_REPRODUCED),
        (uses(python_threads=1.19), REPRODUCED),
        (uses(python_threads=1.21), NOT_REPRODUCED),  # an interpreter without its lock
        (uses(python_processes=1.0), NOT_REPRODUCED),
    ],
)
def test_each_part_decides_at_its_margin(tmp_path, used, verdict):
    assert c3(tmp_path, CPP | PYTHON, used).verdict == verdict


def test_a_cpu_quota_is_what_threads_must_fill(tmp_path):
    used = uses(threads=1.48, python_processes=1.45)
    assert c3(tmp_path / "quota", CPP | PYTHON, used, cpus=1.5).verdict == REPRODUCED
    assert c3(tmp_path / "none", CPP | PYTHON, used, cpus=2.0).verdict == NOT_REPRODUCED


def test_fewer_workers_than_cpus_are_inconclusive(tmp_path):
    one = c3(tmp_path, CPP | PYTHON, uses(), cpus=4.0)
    assert one.verdict == INCONCLUSIVE and "with N = CPUs or more" in one.sentence


def test_more_workers_than_cpus_count_where_there_is_no_other(tmp_path):
    walls = {(runner, 4 if n == 2 else 1): wall for (runner, n), wall in (CPP | PYTHON).items()}
    assert c3(tmp_path, walls, uses(n=4)).verdict == REPRODUCED


@pytest.mark.parametrize(
    ("walls", "used", "others", "words"),
    [
        (
            CPP,
            uses(),
            {},
            "CPython's threads stay at one core: inconclusive (this run has no CPU time of",
        ),
        (CPP | PYTHON, {}, {}, "no CPU time of thread_pool with N = CPUs or more"),
        (CPP | PYTHON, uses(), {"cpus": 1.0}, "needs two CPUs; this run had 1"),
        (CPP | PYTHON, uses(), {"blocks": 5}, "no interval: it needs 6 blocks"),
        (CPP | PYTHON, uses(), {"contamination": "steal"}, "too much background load"),
    ],
)
def test_it_is_inconclusive_and_says_why(tmp_path, walls, used, others, words):
    one = c3(tmp_path, walls, used, **others)
    assert one.verdict == INCONCLUSIVE and words in one.sentence


def test_six_uneven_numbers_count_for_one_core_but_not_for_filling(tmp_path):
    one = c3(tmp_path, CPP | PYTHON, uses(), workload="primes", params=TEXTBOOK)
    assert "C++ threads fill the cores: inconclusive" in one.sentence
    assert "CPython's threads stay at one core: holds" in one.sentence
    even = c3(tmp_path / "even", CPP, uses(), workload="primes", params=EVEN)
    assert "C++ threads fill the cores: holds" in even.sentence
