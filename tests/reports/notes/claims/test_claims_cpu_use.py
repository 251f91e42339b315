"""C3: cores' worth of work of C++ threads, CPython's threads and CPython's processes."""

import pytest
from experiments import EVEN, TEXTBOOK, experiment, judged

from reports.notes.claims.cpu_use import cores_in_use
from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED

LOOPS = {"loops": 16, "rounds": 1000}


def walls(threads=1.98, python_threads=0.98, python_processes=1.95, n=2):
    """From speedups over the serial of the same language."""
    return {
        ("serial", 1): 1.0,
        ("thread_pool", n): 1 / threads,
        ("python_serial", 1): 40.0,
        ("python_pool_threads", n): 40 / python_threads,
        ("python_pool_processes", n): 40 / python_processes,
    }


def c3(
    tmp_path, given, cpus=2.0, blocks=6, workload="busy_loop", params=LOOPS, capacity=None,
    used=2.0, **others
):  # fmt: skip
    """used: CPUs in use by every cell, by its CPU time. capacity: of two copies of the probe."""
    rows = experiment(workload, params, given, blocks, tasks=16, **others)
    for values in rows:
        values["cpu_s"] = used * values["wall_s"]
    if capacity:
        for copies, wall in ((1, 0.1), (2, 0.2 / capacity)):
            probe = {("thread_per_task", copies): [wall] * blocks}
            params = {"copies": copies}
            position = {"position": copies}
            rows += experiment("capacity", params, probe, blocks, copies, role="probe", **position)
    return cores_in_use(judged(tmp_path, rows, cpus))


def without(given, *runners):
    return {cell: wall for cell, wall in given.items() if cell[0] not in runners}


def test_work_as_in_the_notes_reproduces_it(tmp_path):
    one = c3(tmp_path, walls())
    assert one.verdict == REPRODUCED
    assert (
        "C++ threads fill the cores: holds (thread_pool N=2 does 1.98× [1.98, 1.98] the work of "
        "serial on busy_loop)" in one.sentence
    )
    by_label = {made.label: made.value for made in one.figures}
    name = "busy_loop loops=16 rounds=1000 python_pool_threads N=2: speedup over python_serial"
    assert by_label[name] == pytest.approx(0.98, rel=1e-3)


def test_cpu_time_is_only_a_remark(tmp_path):
    """Threads whose cycles were stolen have full CPU clocks, and half of the work done."""
    one = c3(tmp_path, walls(threads=1.0), used=2.0)
    assert one.verdict == NOT_REPRODUCED
    assert "CPU time over wall time: thread_pool N=2 2.00 CPUs, python_pool" in one.sentence
    [made] = [made for made in one.figures if "thread_pool N=2: CPU time over" in made.label
              and "python" not in made.label]  # fmt: skip
    assert made.value == pytest.approx(2.0, rel=1e-3)


def test_without_its_serial_runner_cpython_is_measured_against_one_worker(tmp_path):
    given = without(walls(), "python_serial") | {("python_pool_threads", 1): 40.0}
    one = c3(tmp_path, given)
    [gain] = [made for made in one.figures if "speedup over python_pool_threads N=1" in made.label]
    assert gain.value == pytest.approx(0.98, rel=1e-3)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (walls(threads=1.82), REPRODUCED),  # at least 90 % of two
        (walls(threads=1.78), NOT_REPRODUCED),
        (walls(python_threads=1.19), REPRODUCED),
        (walls(python_threads=1.21), NOT_REPRODUCED),  # an interpreter without its lock
        (walls(python_processes=1.0), NOT_REPRODUCED),
    ],
)
def test_each_part_decides_at_its_limit(tmp_path, given, verdict):
    assert c3(tmp_path, given).verdict == verdict


def test_what_as_many_copies_do_is_what_threads_must_do(tmp_path):
    """Two threads of one core are two CPUs and less than two cores' worth of work."""
    given = walls(threads=1.4, python_processes=1.4)
    assert c3(tmp_path / "probed", given, capacity=1.5).verdict == REPRODUCED
    assert c3(tmp_path / "not", given).verdict == NOT_REPRODUCED
    # One core's worth of work never fills several.
    alone = walls(threads=1.0, python_processes=1.0)
    assert c3(tmp_path / "one", alone, capacity=1.05).verdict == NOT_REPRODUCED


def test_a_cpu_quota_is_what_threads_must_fill(tmp_path):
    given = walls(threads=1.48, python_processes=1.45)
    assert c3(tmp_path / "quota", given, cpus=1.5).verdict == REPRODUCED
    assert c3(tmp_path / "none", given, cpus=2.0).verdict == NOT_REPRODUCED


def test_fewer_workers_than_cpus_are_inconclusive(tmp_path):
    one = c3(tmp_path, walls(), cpus=4.0)
    assert one.verdict == INCONCLUSIVE and "with N = CPUs or more" in one.sentence


def test_more_workers_than_cpus_count_where_there_is_no_other(tmp_path):
    assert c3(tmp_path, walls(n=4)).verdict == REPRODUCED


@pytest.mark.parametrize(
    ("given", "others", "words"),
    [
        (
            without(walls(), "python_pool_threads"),
            {},
            "CPython's threads stay at one core: inconclusive (this run has no python_pool_threads",
        ),
        (without(walls(), "serial"), {}, "no thread_pool with N = CPUs or more beside its serial"),
        (walls(), {"cpus": 1.0}, "needs two CPUs; this run had 1"),
        (walls(), {"blocks": 2}, "no interval: it needs 3 blocks"),
        (walls(), {"contamination": "steal"}, "too much background load"),
    ],
)
def test_it_is_inconclusive_and_says_why(tmp_path, given, others, words):
    one = c3(tmp_path, given, **others)
    assert one.verdict == INCONCLUSIVE and words in one.sentence


def test_six_uneven_numbers_count_for_one_core_but_not_for_filling(tmp_path):
    one = c3(tmp_path, walls(), workload="primes", params=TEXTBOOK)
    assert "C++ threads fill the cores: inconclusive" in one.sentence
    assert "CPython's threads stay at one core: holds" in one.sentence
    even = c3(tmp_path / "even", walls(), workload="primes", params=EVEN)
    assert "C++ threads fill the cores: holds" in even.sentence
