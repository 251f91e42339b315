"""A run as a row among the runs of other machines."""

import pytest
from experiments import equal
from fixtures import environment, row, twice_as_fast, write_run

from reports.verdicts import machines


@pytest.fixture
def machine(tmp_path):
    """machine(rows, folder, **facts)"""

    def of(rows, folder="run", **facts):
        folder = write_run(tmp_path / folder, rows, environment(**facts))
        return machines.machine(folder, pytest.fail)

    return of


def test_its_label_names_it_or_else_its_folder(machine):
    assert machine(twice_as_fast(), label="pc07").name == "pc07"
    assert machine(twice_as_fast(), label=None).name == "run"
    assert machine(twice_as_fast(), "pc12").name == "pc12"


def test_a_gain_comes_with_its_workers_runners_and_interval(machine):
    [one] = machine(twice_as_fast()).results.values()
    assert (one.workers, one.runners) == (2, ["thread_pool"])
    assert [round(value, 6) for value in (one.speedup, one.low, one.high)] == [2, 2, 2]


def test_without_a_gain_serial_is_best_and_without_a_verdict_nothing(machine):
    [one] = machine(equal([("tbb", 2)], wall_s=1.0, sd=0.001)).results.values()
    assert (one.workers, one.runners, one.speedup, one.low) == (1, ["serial"], 1.0, None)
    [one] = machine(twice_as_fast(1), "few").results.values()
    assert (one.workers, one.runners, one.speedup) == (None, [], None)
    assert one.words.startswith("No gain shown over serial")


def test_quiet_is_the_share_of_trials_that_no_load_disturbed(machine):
    assert machine(twice_as_fast(6)).quiet is None
    rows = twice_as_fast(6, foreign_cpu_s=0)
    assert machine(rows).quiet == 1
    for one in rows[:3]:
        one["contamination"] = "foreign"
    assert machine(rows).quiet == 0.75 and not machine(rows).too_busy
    for one in rows[:8]:
        one["contamination"] = "foreign"
    assert machine(rows).too_busy


def test_machines_are_in_natural_order(machine):
    names = ["pc10", "PC2", "pc1", "lab-3", "7"]
    ordered = machines.in_natural_order([machine(twice_as_fast(3), label=name) for name in names])
    assert [one.name for one in ordered] == ["7", "lab-3", "pc1", "PC2", "pc10"]


def test_experiments_that_most_machines_have_come_first_and_are_told_apart(machine):
    other = [one | {"params": '{"count":9}'} for one in twice_as_fast(3)]
    slept = [one | {"workload": "sleep", "params": "{}"} for one in twice_as_fast(3)]
    found = [machine(other + slept), machine(slept + twice_as_fast(3)), machine(slept)]
    assert list(machines.works(found).values()) == [
        "sleep", "primes count=9", "primes count=128 set=even",
    ]  # fmt: skip


def test_differences_count_the_machines_of_each_value(machine):
    same = [machine(twice_as_fast(3), compiler="GNU 12.2.0") for _ in range(2)]
    other = machine(twice_as_fast(3), compiler="Clang 16")
    assert machines.differences([*same, other]) == [("compiler", "GNU 12.2.0 (2), Clang 16 (1)")]
    kernels = [machine(twice_as_fast(3), kernel=f"6.{n}") for n in range(5)]
    assert machines.differences(kernels) == [("kernel", "6.0 (1), 6.1 (1), 6.2 (1), and 2 more")]
    assert machines.differences([machine([row(1, "serial", 1, 1.0)])]) == []
