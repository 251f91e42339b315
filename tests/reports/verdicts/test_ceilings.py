"""What is said of a cell and of the limit that it was held against."""

import math
from types import SimpleNamespace

import pytest

from reports.stats.bounds import CPUS, TASKS, WAITS, Bound
from reports.stats.statistics import Interval, Summary
from reports.verdicts.ceilings import limit, named_limit


def summary(low, median, high):
    return Summary(6, median, None if low is None else Interval(low, high, 0.95))


def cell(workers=2, **others):
    nothing = dict.fromkeys(("of_bound", "of_capacity", "of_memory", "cpu_limit", "memory_s"))
    bound = Bound(0.064, others.pop("by", WAITS))
    return SimpleNamespace(workers=workers, bound=bound, bound_s=0.064, **(nothing | others))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ((1.02, 1.04, 1.06), "at the"),  # no cell can do more: the limit is an estimate
        ((0.97, 1.04, 1.1), "at the"),
        ((0.9, 0.97, 1.02), "at the"),
        ((0.96, 0.97, 0.98), "96–98 % of the"),
        ((0.6, 0.9, 1.3), "at least 60 % of the"),
        ((0.78, 0.8, 0.82), "78–82 % of the"),
        ((0.798, 0.8, 0.802), "80 % of the"),
        ((None, 0.8, None), "80 % of the"),
        ((None, 1.04, None), "at the"),
    ],
)
def test_a_share_is_a_range_and_never_more_than_all(share, words):
    of_capacity = {"of_capacity": summary(*share), "cpu_limit": summary(1.8, 1.9, 2.0)}
    assert limit(cell(**of_capacity), 2.0) == f"{words} measured 2-CPU limit (1.90×)"
    of_memory = {"of_memory": summary(*share), "memory_s": summary(0.01, 0.0128, 0.02)}
    assert limit(cell(**of_memory), 2.0) == f"{words} measured memory limit (12.8 ms)"


def test_the_cpus_of_a_limit_are_those_that_the_workers_can_use():
    share = {"of_capacity": summary(0.5, 0.6, 0.7), "cpu_limit": summary(3.7, 3.8, 3.9)}
    assert "4-CPU limit (3.80×)" in limit(cell(16, **share), 4.0)
    assert "2-CPU limit" in limit(cell(2, **share), 4.0)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ((0.92, 0.93, 0.95), "92–95 %"),
        ((0.97, 1.0, 1.02), "at least 97 %"),
        ((0.998, 1, 1.1), "100 %"),
    ],
)
def test_an_exact_wait_is_the_ideal(share, words):
    found = limit(cell(of_bound=summary(*share)), 2.0)
    assert found == f"{words} of ideal (⌈tasks / N⌉ × wait)"


def test_mixed_work_is_limited_by_its_tasks_or_by_the_cpus():
    share = summary(0.8, 0.85, 0.9)
    assert limit(cell(of_bound=share, by=TASKS), 2.0) == (
        "80–90 % of ideal (⌈tasks / N⌉ × (compute + wait))"
    )
    words = "80–90 % of the measured CPU limit (64.0 ms per pass)"
    assert limit(cell(of_bound=share, by=CPUS), 2.0) == words
    assert named_limit(cell(of_bound=share, by=CPUS), None) == ("CPU 64.0 ms", "80–90 % of it")
    reached = cell(of_bound=summary(0.97, 0.99, 1.01), by=CPUS)
    assert limit(reached, 2.0) == "at the measured CPU limit (64.0 ms per pass)"
    assert named_limit(reached, None) == ("CPU 64.0 ms", "reached")


def test_without_a_limit_nothing_is_said():
    assert limit(cell(), math.inf) == ""


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"of_bound": (0.94, 0.945, 0.95), "trials": [SimpleNamespace(tasks=32)]},
         ("tasks 32", "94–95 % of ideal")),
        ({"of_bound": (0.94, 0.945, 0.95), "trials": []}, ("waits", "94–95 % of ideal")),
        ({"of_capacity": (0.98, 1.01, 1.03), "cpu_limit": (1.9, 1.98, 2)},
         ("CPU 1.98×", "reached")),
        ({"of_capacity": (0.5, 0.5, 0.5), "cpu_limit": (1.9, 1.98, 2)},
         ("CPU 1.98×", "50 % of it")),
        ({"of_memory": (0.98, 1.01, 1.03), "memory_s": (4, 5, 6)}, ("memory 1.40×", "reached")),
        ({}, ("", "")),
    ],
)  # fmt: skip
def test_a_limit_has_a_name_a_speedup_and_how_much_of_it_is_reached(others, words):
    base = SimpleNamespace(wall=summary(6.9, 7.0, 7.1))
    filled = {key: summary(*one) if isinstance(one, tuple) else one for key, one in others.items()}
    assert named_limit(cell(**filled), base) == words
    if "of_memory" in others:
        assert named_limit(cell(**filled), None) == ("", "")
