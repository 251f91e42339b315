"""The answer's sentences: the figures in them are those of a run whose truth is known."""

import json

import pytest
from fixtures import environment, failed, row, suite, twice_as_fast, write_run

from reports.verdicts.answer import answers
from reports.verdicts.findings import judge_run
from reports.data.records import read_run


@pytest.fixture
def answer(tmp_path):
    """answer(rows, about): that of the only experiment."""

    def of(rows, about=None, plan=None):
        folder = write_run(tmp_path / "run", rows, about)
        if plan:
            (folder / "plan.json").write_text(json.dumps({"schema_version": 1} | plan))
        [one] = answers(judge_run(read_run(folder)))
        return one

    return of


def test_runner_workers_speedup_and_its_range_are_said(answer):
    one = answer(twice_as_fast())
    assert one.recommended == ("thread_pool", 2)
    assert one.advice == (
        "Use thread_pool with 2 workers: 2.00 times as fast as serial, 438 ms a pass."
    )
    assert one.certainty == (
        "The speedup lies between 2.00 and 2.00 with 96.9 % confidence, from 6 blocks."
    )
    assert one.holds_for == [
        "this machine (Testcore 9000, 2 usable CPUs)", "these parameters, N=2 only"
    ]  # fmt: skip
    assert (one.parameters, one.about) == ("count = 128, set = even", "about primes")


def test_ties_are_named_and_the_rest_is_counted(answer):
    one = answer(suite(workers=(2, 4)))
    assert one.ties == (
        "May be as good (not shown to be more than 3 % slower than the best): thread_pool N=2, "
        "process_per_task N=2, process_pool N=2, thread_per_task N=4, 3 more cells."
    )


def choices(fastest, chosen, cpu_s=1.0):
    """Six blocks in which `fastest` leads `chosen` by two percent; each spends its CPU time."""
    cells = [(*fastest, 0.49, 1.0), (*chosen, 0.5, cpu_s)]
    return [
        row(block, runner, workers, wall_s, cpu_s=spent)
        for block in range(1, 7)
        for runner, workers, wall_s, spent in [("serial", 1, 1.0, 1.0), *cells]
    ]


def test_why_not_the_fastest(answer):
    one = answer(choices(("tbb", 8), ("openmp", 2)))
    assert one.recommended == ("openmp", 2)
    assert one.choice == (
        "The fastest measured was tbb N=8, 2.04×; openmp N=2 is within 3 % of it, with fewer "
        "workers."
    )


def test_as_many_workers_for_less_cpu_time(answer):
    one = answer(choices(("tbb", 2), ("openmp", 2), cpu_s=0.9))
    assert one.choice.endswith("; openmp N=2 is within 3 % of it, for less CPU time.")
    assert answer(choices(("tbb", 2), ("openmp", 2), cpu_s=1.1)).choice == ""  # the fastest it is


def test_what_the_most_workers_cost_in_time_and_cpu_time(answer):
    rows = []
    for block in range(1, 7):
        rows.append(row(block, "serial", 1, 1.0, cpu_s=1.0))
        rows.append(row(block, "thread_pool", 2, 0.5, cpu_s=1.0))
        rows.append(row(block, "thread_pool", 8, 0.6, cpu_s=1.5))
        rows.append(row(block, "openmp", 16, 9.0, cpu_s=9.0))
    assert answer(rows).more_workers == (
        "More workers: thread_pool N=8 takes 1.20 times the time [1.20, 1.20] and 1.50 times the "
        "CPU time of thread_pool N=2."
    )


def test_where_serial_is_best_the_most_workers_of_any_runner_are_held_against_it(answer):
    rows = [row(block, "serial", 1, 1.0) for block in range(1, 7)]
    rows += [row(block, "openmp", 16, 3.0) for block in range(1, 7)]
    one = answer(rows)
    assert one.advice == "Stay with serial: 1.00 s a pass, and nothing else is clearly faster."
    assert one.more_workers == (
        "More workers: openmp N=16 takes 3.00 times the time [3.00, 3.00] of serial N=1."
    )
    assert one.certainty == ""


def test_serial_alone_advises_nothing_else(answer):
    one = answer([row(1, "serial", 1, 0.25)])
    assert one.advice == "Only serial was measured: 250 ms a pass."
    assert one.ties == one.more_workers == ""


def test_without_serial_there_is_a_time_and_no_speedup(answer):
    one = answer([row(block, "openmp", 2, 0.5) for block in range(1, 7)])
    assert one.advice == (
        "Use openmp with 2 workers: 500 ms a pass. How many times as fast as serial, this run "
        "cannot tell."
    )


def test_one_block_gives_points_and_says_what_is_missing(answer):
    one = answer(twice_as_fast(blocks=1))
    assert one.advice.startswith("Perhaps thread_pool with 2 workers: 2.00 times")
    assert one.certainty == "Points only: 1 block; an interval needs 6."
    assert "too few clean blocks for verdicts: 6 are needed" in one.but


def test_an_edge_of_what_was_tried_is_no_optimum(answer):
    rows = twice_as_fast() + [row(block, "thread_pool", 4, 0.05 * block) for block in range(1, 7)]
    assert "still rising at N=4, the most that was tried: not an optimum" in answer(rows).but


def test_few_blocks_for_many_cells_are_said(answer):
    but = answer(suite(workers=(2, 4, 8))).but
    assert "6 blocks: each speedup by itself; to claim all 21 together takes 10" in but


def test_twins_that_were_told_apart_weaken_the_advice(answer):
    rows = twice_as_fast()
    for block in range(1, 7):
        rows.append(row(block, "serial", 1, 0.25 * block, role="twin_a", position=10))
        rows.append(row(block, "serial", 1, 0.30 * block, role="twin_b", position=11))
    assert any("told apart" in one for one in answer(rows).but)


def test_planned_cells_that_never_ran_weaken_it(answer):
    cells = [
        {"workload": "primes", "params": {"count": 128, "set": "even"}, "runner": runner,
         "workers": n}
        for runner, n in (("serial", 1), ("thread_pool", 2), ("openmp", 2))
    ]  # fmt: skip
    assert "1 planned cell never ran" in answer(twice_as_fast(), plan={"cells": cells}).but


def test_when_all_failed_or_all_was_disturbed_there_is_no_advice(answer):
    assert answer([failed(1, "serial", 1)]).advice == "No advice: every trial failed."
    busy = [one | {"contamination": "foreign"} for one in twice_as_fast()]
    one = answer(busy)
    assert one.advice == "No advice: the machine was too busy with other work."
    assert one.certainty.startswith("12 of 12 planned trials met no quiet moment")
    assert one.recommended is None and one.holds_for == []


def test_a_quota_is_part_of_the_machine(answer):
    about = environment(usable_cpus=1.5, quota_cpus=1.5, cpu_model="")
    assert answer(twice_as_fast(), about).holds_for[0] == (
        "this machine (1.5 usable CPUs, a quota of 1.5 CPUs)"
    )
