"""The least time of a pass: of tasks one after the other, and of the CPUs that they share."""

import pytest
from experiments import text

from reports.data.facts import parse_plan
from reports.stats.bounds import CPUS, TASKS, WAITS, Bound, bound
from reports.stats.capacity import Capacity
from reports.stats.statistics import Summary

PARAMS = {"compute": "2ms", "wait": "18ms"}
CELLS = {1: 1.28, 8: 0.16, 16: 0.08, 32: 0.04}  # 64 tasks


def plan_of(params=PARAMS, computing=True):
    def cell(n, bound_s):
        more = {"computing_s": 0.128, "bound_computing_s": bound_s / 10} if computing else {}
        return {"workload": "mixed", "params": params, "runner": "pool", "workers": n,
                "bound_s": bound_s} | more  # fmt: skip

    return parse_plan({"schema_version": 1, "cells": [cell(*one) for one in CELLS.items()]}, "p")


def bounds_of(plan, serial_cpu_s, two_copies=1.9):
    points = {2: Summary(6, two_copies, None)} if two_copies else {}
    capacity = Capacity(points, 2.0)
    return {
        n: bound(("mixed", text(PARAMS), "pool", n), plan, serial_cpu_s, capacity) for n in CELLS
    }


def test_the_longer_of_tasks_and_cpus_is_the_bound():
    found = bounds_of(plan_of(), 0.128)
    assert [found[n].by for n in CELLS] == [TASKS, TASKS, TASKS, CPUS]
    assert [found[n].pass_s for n in CELLS] == pytest.approx([1.28, 0.16, 0.08, 0.128 / 1.9])


def test_computing_counts_as_the_serial_trials_have_it():
    found = bounds_of(plan_of(), 2 * 0.128)
    assert found[8] == Bound(pytest.approx(0.16 * 1.1), TASKS)  # its tenth doubled
    assert found[16] == Bound(pytest.approx(0.256 / 1.9), CPUS)


def test_one_worker_has_one_cpu_whatever_the_probes_say():
    found = bounds_of(plan_of(), 0.128, two_copies=2.4)
    assert found[1] == Bound(pytest.approx(1.28), TASKS)
    assert bounds_of(plan_of(), 30.0, two_copies=2.4)[1].pass_s == pytest.approx(31.152)


def test_without_probes_or_serial_trials_the_plan_counts():
    assert bounds_of(plan_of(), None, two_copies=None)[32] == Bound(0.04, TASKS)
    assert bounds_of(plan_of(), None)[32] == Bound(pytest.approx(0.128 / 1.9), CPUS)


def test_tasks_that_only_wait_are_bound_by_their_waits():
    found = bounds_of(plan_of(computing=False), 0.128)
    assert found[32] == Bound(0.04, WAITS)
    assert bound(("mixed", "{}", "pool", 32), plan_of(), 1.0, Capacity()) is None
    assert bound(("mixed", "{}", "pool", 32), None, 1.0, Capacity()) is None
