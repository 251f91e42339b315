"""What each host did, which one disturbed a trial, and that no limit of this machine is theirs."""

import json

import pytest
from experiments import EVEN, probes
from fixtures import row
from hosted import judged, rows, run

from reports.stats.bounds import CPUS, TASKS
from reports.stats.hosts import HERE, disturbers, uses

PAIR = [row(block, "mpi", 2, 0.5, passes=2, foreign_cpu_s=0.1) for block in (1, 2)]


def cell(found, runner, workers):
    return next(one for one in found.cells if one.name == (runner, workers))


def test_a_hosts_figures_are_sums_over_its_trials(tmp_path):
    loads = {"foreign_cpu_s": {"a": 1.6, "b": ""}, "steal_s": {"a": 0.01, "b": ""}}
    one, other = uses(run(tmp_path, PAIR, hosts=loads))
    assert (one.name, one.cpus, one.trials, one.most_workers) == ("a", 16, 2, 1)
    assert (one.tasks, one.timed_s) == (256, 2.0)
    assert one.foreign_share == one.worst_share == pytest.approx(0.1)
    assert (one.steal_s, one.sent_bytes, one.received_bytes) == (0.02, 8 * 256, 72 * 256)
    assert (other.foreign_share, other.worst_share, other.steal_s) == (None, None, None)


@pytest.mark.parametrize(
    ("reason", "a", "b", "told"),
    [
        ("foreign", 1.0, 8.0, {("b",): 2}),
        ("foreign", 8.0, 8.0, {("a", "b"): 2}),
        ("foreign", 0.2, 0.1, {(HERE,): 2}),  # 0.1 s of two CPUs here is more than of 16 there
        ("steal", 8.0, 0.0, {}),  # nobody lost any
        ("paused", 8.0, 8.0, {}),
        ("", 8.0, 8.0, {}),
    ],
)
def test_the_machine_with_the_highest_share_disturbed_a_trial(tmp_path, reason, a, b, told):
    samples = [one | {"contamination": reason} for one in PAIR]
    found = run(tmp_path, samples, hosts={"foreign_cpu_s": {"a": a, "b": b}})
    assert disturbers(found) == told
    counts = {one.name: one.disturbed for one in uses(found)}
    assert counts == {name: 2 if any(name in names for names in told) else 0 for name in "ab"}


def test_the_capacity_of_this_machine_limits_its_own_workers_only(tmp_path):
    [found] = judged(tmp_path).experiments
    here, there = cell(found, "thread_pool", 2), cell(found, "mpi", 16)
    assert here.of_capacity and not here.on_hosts and there.on_hosts
    assert (there.capacity, there.cpu_limit, there.of_capacity, there.of_bound) == (None,) * 4
    assert there.speedup.median == pytest.approx(1 / 0.07, rel=0.01)
    [found] = judged(tmp_path / "here", hosts=False).experiments
    assert cell(found, "mpi", 16).of_capacity


def test_its_memory_does_not_either(tmp_path):
    samples = rows("range_sum", {"elements": 75})
    reads = probes((1, 0.6), (2, 0.4))
    for one in reads:
        one |= {"workload": "bandwidth", "runner": "thread_per_task"}
    keys = ("workload", "runner", "workers")
    cells = [
        {key: one[key] for key in keys}
        | {"params": json.loads(one["params"]), "streamed_bytes": 600}
        for one in [*samples, *reads]
    ]
    plan = {"schema_version": 1, "cells": cells}
    [found] = judged(tmp_path, [*reads, *samples], plan=plan).experiments
    assert cell(found, "thread_pool", 2).of_memory
    there = cell(found, "mpi", 4)
    assert (there.memory_s, there.of_memory, there.memory_share) == (None, None, None)


def test_tasks_that_compute_and_wait_are_limited_by_their_number_alone(tmp_path):
    """64 tasks of 8 + 12 ms: 16 workers here wait for two CPUs."""
    params = {"compute": "8ms", "wait": "12ms"}
    walls = {("serial", 1): 1.3, ("thread_pool", 16): 0.3, ("mpi", 16): 0.09}
    bounds = {("serial", 1): 1.28, ("thread_pool", 16): 0.08, ("mpi", 16): 0.08}
    cells = [
        {"workload": "mixed", "params": params, "runner": runner, "workers": n, "bound_s": bound,
         "bound_computing_s": 0.4 * bound, "computing_s": 0.512}
        for (runner, n), bound in bounds.items()
    ]  # fmt: skip
    cells += [
        {"workload": "capacity", "params": {"copies": n}, "runner": "thread_pool", "workers": n}
        for n in (1, 2)
    ]
    samples = [*rows("mixed", params, walls, cpu_s=0.512, tasks=64), *probes((1, 0.1), (2, 0.105))]
    plan = {"schema_version": 1, "cells": cells}
    [found] = judged(tmp_path, samples, plan=plan).experiments
    assert cell(found, "thread_pool", 16).bound.by == CPUS
    assert cell(found, "mpi", 16).bound.by == TASKS
    assert cell(found, "mpi", 16).bound_s == pytest.approx(0.08)


def test_rows_without_a_trial_count_for_nothing(tmp_path):
    """As a killed run leaves them."""
    found = run(tmp_path, rows(params=EVEN), hosts={"position": 900})
    assert uses(found) == [] and disturbers(found) == {}
