"""The row of an experiment in the first table of the page."""

import pytest
from experiments import EVEN, bounds, experiment, judged, one_bad_block
from fixtures import environment, failed, twice_as_fast, write_run

from reports.data.records import read_run
from reports.page.glance import glance
from reports.verdicts.answer import answer
from reports.verdicts.findings import judge_run

POOLS = {("serial", 1): 0.48, ("thread_pool", 2): 0.24, ("openmp", 2): 0.24, ("tbb", 4): 0.24}


@pytest.fixture
def row_of(tmp_path):
    def of(rows, **more):
        run = judged(tmp_path / "run", rows, **more)
        [found] = run.experiments
        return glance(found, answer(run, found))

    return of


def test_a_tie_has_its_margin_and_a_gain_its_interval(row_of):
    seen = row_of(experiment("primes", EVEN, POOLS))
    assert (seen.tie, seen.speedup) == ("tied within 3 %", "2.00×")
    assert seen.interval.startswith("[") and (seen.limit, seen.reached) == ("", "")


def test_what_smt_adds_stands_beside_the_speedup(tmp_path):
    walls = {("serial", 1): 8.0, ("tbb", 8): 1.0, ("tbb", 16): 1 / 1.18}
    about = environment(usable_cpus=16, usable_cores=8)
    run = judge_run(read_run(write_run(tmp_path, experiment("primes", EVEN, walls), about)))
    [found] = run.experiments
    assert glance(found, answer(run, found)).smt == "SMT over 8 cores: +18 %"


def test_waiting_tasks_are_limited_by_their_number(row_of):
    params = {"duration": "10ms"}
    plan = bounds(*(("sleep", params, *cell, wall) for cell, wall in POOLS.items()))
    seen = row_of(experiment("sleep", params, POOLS, tasks=48), plan=plan)
    assert (seen.limit, seen.reached) == ("tasks 48", "100 % of ideal")


def test_one_runner_alone_is_not_a_tie(row_of):
    assert row_of(twice_as_fast()).tie == ""


def test_what_is_shown_stands_beside_the_command_that_finds_the_best(row_of):
    seen = row_of(one_bad_block())
    assert (seen.speedup, seen.tie) == ("2.00×", "")
    assert seen.step.command == "parbench run -w primes --blocks 8"


def test_without_a_gain_there_is_a_next_step_and_nothing_else(row_of):
    seen = row_of(experiment("primes", EVEN, {("serial", 1): 0.1, ("tbb", 2): 0.2}))
    assert (seen.speedup, seen.limit) == ("", "")
    assert seen.step.command == "parbench run -w primes"


def test_where_every_trial_failed_the_runner_is_to_be_checked(row_of):
    seen = row_of([failed(1, "tbb", 2), failed(2, "tbb", 2)])
    assert seen.step.command == "parbench check-runner tbb" and seen.speedup == ""


def test_a_workload_that_a_shell_would_interpret_is_quoted(row_of):
    rows = experiment("a; b", {}, {("serial", 1): 0.1, ("tbb", 2): 0.05})
    assert row_of(rows).step.command == "parbench run -w 'a; b'"
