"""The search for N on machines whose knee is known."""

import pytest
from advised import Machine, answered

from reports.verdicts.advice.seen import COMPARE, EXPLORE, REFINE

MIX = {"compute": "2ms", "wait": "18ms"}


def purposes(stages):
    return [stage["purpose"] for stage in stages]


@pytest.mark.parametrize("seed", range(10))
def test_the_knee_of_a_mix_is_found(tmp_path, seed):
    # 2 CPUs are full from N = 20 on, and 97 % of that is reached by N = 19.4.
    advice, stages = answered(tmp_path, Machine(2e-3, 18e-3, seed=seed), MIX)
    assert advice.unknown == ""
    assert 18 <= advice.workers <= 22
    assert purposes(stages)[0] == EXPLORE and COMPARE in purposes(stages)


@pytest.mark.parametrize(
    ("compute_s", "wait_s", "cpus", "knee"),
    [(2e-3, 0.0, 2, 2), (2e-3, 2e-3, 2, 4), (1e-3, 99e-3, 2, 200), (5e-3, 5e-3, 16, 32)],
)
def test_other_mixes_and_machines(tmp_path, compute_s, wait_s, cpus, knee):
    asked = {"compute": f"{1000 * compute_s:g}ms", "wait": f"{1000 * wait_s:g}ms", "budget_s": 300}
    advice, _ = answered(tmp_path, Machine(compute_s, wait_s, cpus), asked)
    assert advice.workers == pytest.approx(knee, rel=0.12, abs=1)
    assert advice.limit.kind == "cpu"


def test_a_quota_is_named_as_the_limit(tmp_path):
    machine = Machine(2e-3, 18e-3, cpus=0.5)
    advice, _ = answered(tmp_path, machine, MIX)
    assert advice.workers == pytest.approx(5, abs=1)


def test_a_program_that_computes_needs_one_worker_per_cpu(tmp_path):
    advice, stages = answered(tmp_path, Machine(0.05, 0.0), {"command": "gzip"})
    assert advice.workers == 2
    assert advice.mix.waiting_share == pytest.approx(0, abs=0.05)
    assert stages[0]["measure"][0]["cells"] == [["thread_pool", 1]]


@pytest.mark.parametrize("seed", range(8))
def test_noise_gets_more_blocks_before_more_workers_are_tried(tmp_path, seed):
    advice, _ = answered(tmp_path, Machine(0.063, 0.0, noise=0.03, seed=seed), {"command": "gzip"})
    assert advice.workers == 2


def test_a_program_that_uses_all_cpus_needs_one_worker(tmp_path):
    advice, _ = answered(tmp_path, Machine(0.05, 0.0, parallel=2), {"command": "xz"})
    assert advice.workers == 1


def test_a_program_that_sleeps_gets_as_many_workers_as_help(tmp_path):
    advice, _ = answered(tmp_path, Machine(1e-3, 49e-3), {"command": "sleep"})
    assert advice.workers == pytest.approx(100, rel=0.12)
    assert advice.mix.waiting_share == pytest.approx(0.98, abs=0.02)


def test_all_runners_are_compared_at_the_knee_and_ties_are_named(tmp_path):
    asked = MIX | {"runners": ["thread_pool", "process_pool", "tbb"]}
    machine = Machine(2e-3, 18e-3, slower={"tbb": 1.2})
    advice, stages = answered(tmp_path, machine, asked)
    assert advice.runners == ["thread_pool", "process_pool"]
    [compared] = [stage for stage in stages if stage["purpose"] == COMPARE]
    assert {runner for runner, _ in compared["measure"][0]["cells"]} == set(asked["runners"])


def test_the_better_runner_is_advised(tmp_path):
    machine = Machine(2e-3, 18e-3, slower={"thread_pool": 1.2})
    advice, _ = answered(tmp_path, machine, MIX)
    assert advice.runners == ["process_pool"]


def test_what_is_compared_has_the_same_tasks(tmp_path):
    _, stages = answered(tmp_path, Machine(2e-3, 18e-3), MIX)
    tasks = {
        item["settings"]["tasks"]
        for stage in stages
        if stage["purpose"] in (REFINE, COMPARE)
        for item in stage["measure"]
    }
    assert len(tasks) == 1


def test_background_load_is_no_answer(tmp_path):
    machine = Machine(2e-3, 18e-3, columns={"contamination": "foreign"})
    advice, _ = answered(tmp_path, machine, MIX)
    assert advice.unknown.startswith("background load disturbed")
    assert advice.exit_code == 3


def test_a_budget_that_is_too_short_is_no_answer(tmp_path):
    advice, _ = answered(tmp_path, Machine(0.5, 4.5), {"command": "x", "budget_s": 10})
    assert "--budget" in advice.unknown
