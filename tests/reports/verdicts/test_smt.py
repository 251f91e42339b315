"""All CPUs are compared with all cores where cores have several CPUs and both N were measured."""

import json

import pytest
from experiments import EVEN, experiment
from fixtures import environment

from reports.output import verdicts_json
from reports.data.records import read_run
from reports.verdicts.findings import judge_run

SMT = environment(usable_cpus=16.0, usable_cores=8)


def run_of(with_smt_s, runner="tbb", cores=8, cpus=16, workload="primes", **more):
    """8 s alone, 1 s with a worker per core; with_smt_s with one per CPU."""
    walls = {("serial", 1): 8.0, (runner, cores): 1.0, (runner, cpus): with_smt_s}
    return experiment(workload, EVEN, walls, **more)


@pytest.mark.parametrize(
    ("with_smt_s", "words"),
    [
        (1 / 1.18, "tbb: 8 = all cores; 16 = with SMT: +18 % [+18, +18]"),
        (1 / 0.9, "tbb: 8 = all cores; 16 = with SMT: −10 % [−10, −10]"),
        (1 / 1.01, "tbb: 8 = all cores; 16 = with SMT: tied within 3 %"),
    ],
)
def test_the_gain_of_all_cpus_over_all_cores_is_said(said, with_smt_s, words):
    one = said(run_of(with_smt_s), about=SMT)
    assert one.threads == words and one.sentences[1] == words


def test_a_gain_that_noise_hides_is_inconclusive(said):
    noisy = [1 / (1.05 + change) for change in (-0.12, 0.12, -0.06, 0.06, -0.03, 0.03)]
    one = said(run_of(noisy), about=SMT)
    assert one.threads.endswith(" (inconclusive)") and " % [−" in one.threads


def test_two_blocks_have_a_gain_without_an_interval(said):
    one = said(run_of(1 / 1.18, blocks=2), about=SMT)
    assert one.threads.endswith("with SMT: +18 % (no interval)")


def test_the_ratio_is_paired_by_block(said):
    drift = [1, 2, 4, 8, 16, 32]  # of the whole machine: far more than the gain
    walls = {("serial", 1): [8 * one for one in drift], ("tbb", 8): drift,
             ("tbb", 16): [one / 1.18 for one in drift]}  # fmt: skip
    one = said(experiment("primes", EVEN, walls), about=SMT)
    assert one.threads == "tbb: 8 = all cores; 16 = with SMT: +18 % [+18, +18]"


def test_it_is_said_of_the_recommended_runner(said):
    walls = {("serial", 1): 8.0, ("thread_pool", 8): 1.0, ("thread_pool", 16): 1 / 1.1,
             ("openmp", 8): 1.0, ("openmp", 16): 1 / 1.3}  # fmt: skip
    one = said(experiment("primes", EVEN, walls), about=SMT)
    assert one.runners == ["openmp"] and one.smt.runner == "openmp"


def test_where_serial_is_recommended_it_is_said_of_the_best_runner_with_both(said):
    walls = {("serial", 1): 1.0, ("tbb", 8): 2.0, ("tbb", 16): 1.8, ("openmp", 16): 1.5}
    one = said(experiment("primes", EVEN, walls), about=SMT)
    assert one.workers is None and one.smt.runner == "tbb"


@pytest.mark.parametrize(
    "about",
    [
        environment(usable_cpus=16.0, usable_cores=16),
        environment(usable_cpus=16.0, usable_cores=None),
        environment(usable_cpus=16.0),
        environment(usable_cpus=16.0, usable_cores=4),  # nobody measured N=4
    ],
)
def test_without_smt_or_without_both_n_nothing_is_said(said, about):
    assert said(run_of(1 / 1.18), about=about).smt is None


def test_tasks_that_wait_do_not_care_for_cores(said):
    assert said(run_of(0.5, workload="sleep"), about=SMT).smt is None


def test_a_quota_counts_as_cpus_rounded_down(said):
    about = environment(usable_cpus=12.5, usable_cores=8)
    assert said(run_of(1 / 1.18, cpus=12), about=about).smt.cpus == 12


def test_a_cell_that_failed_is_not_compared(said):
    rows = run_of(1 / 1.18)
    rows[-1] |= {"status": "failed", "reason": "killed by signal 9", "wall_s": ""}
    assert said(rows, about=SMT).smt is None


def test_programs_find_it_in_verdicts_json(said, tmp_path):
    said(run_of(1 / 1.18), about=SMT)
    [one] = verdicts_json.content(judge_run(read_run(tmp_path / "run")))["experiments"]
    assert json.loads(json.dumps(one["smt"])) == one["smt"]
    assert one["smt"]["ratio"] == pytest.approx(1.18) and one["smt"]["verdict"] == "faster"
    assert (one["smt"]["runner"], one["smt"]["cores"], one["smt"]["cpus"]) == ("tbb", 8, 16)
    assert one["smt"]["n"] == 6
