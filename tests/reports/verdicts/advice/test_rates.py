"""How many workers a rate needs, on simulated queues."""

import pytest
from advised import Machine, answered

from reports.verdicts.advice.seen import STAFF, SWEEP

MIX = {"compute": "2ms", "wait": "18ms", "budget_s": 300}


def asked(rate, **others):
    return MIX | {"rate_per_s": rate} | others


def machine(**others):
    return Machine(2e-3, 18e-3, **others)


@pytest.mark.parametrize("seed", range(3))
def test_a_limit_of_the_99th_percentile_is_kept_by_the_fewest_workers(tmp_path, seed):
    # 8 erlangs; exponential service alone has its 99th percentile at 92 ms.
    advice, stages = answered(tmp_path, machine(seed=seed), asked(400, p99_s=0.12))
    found = advice.at_rate
    assert 9 <= found.chosen.workers <= 14
    assert found.chosen.centre("p99_s") <= 0.12
    assert found.fewer is None or found.fewer.workers < found.chosen.workers
    assert [one["purpose"] for one in stages].count(SWEEP) >= 1


def test_without_a_limit_more_workers_than_help_are_not_advised(tmp_path):
    advice, _ = answered(tmp_path, machine(), asked(400))
    assert 9 <= advice.at_rate.chosen.workers <= 20


def test_the_highest_rate_that_keeps_the_limit_lies_between_two_that_were_measured(tmp_path):
    advice, _ = answered(tmp_path, machine(), asked(300, p99_s=0.15))
    found = advice.at_rate
    assert 300 <= found.highest_per_s < found.first_bad_per_s
    rates = [one.rate_per_s for one in found.swept]
    assert rates == sorted(rates) and found.highest_per_s in rates
    assert found.headroom == pytest.approx(found.highest_per_s / 300)


def test_a_limit_that_nothing_keeps_is_said(tmp_path):
    advice, _ = answered(tmp_path, machine(), asked(400, p99_s=0.03))
    assert advice.at_rate.keeps_p99 is False


def test_a_rate_that_nobody_can_serve_has_the_highest_throughput_as_an_answer(tmp_path):
    advice, stages = answered(tmp_path, machine(), asked(2000))
    assert STAFF not in [one["purpose"] for one in stages]
    assert advice.at_rate is None and advice.unknown == ""
    assert advice.workers == pytest.approx(20, abs=2)


def test_all_runners_are_measured_at_the_rate(tmp_path):
    advice, _ = answered(tmp_path, machine(slower={"process_pool": 1.5}), asked(400))
    cells = {cell.runner for cell in advice.at_rate.found.cells}
    assert cells == {"thread_pool", "process_pool"}
    assert advice.at_rate.alternatives == []


def test_background_load_is_no_answer(tmp_path):
    advice, _ = answered(tmp_path, machine(columns={"contamination": "foreign"}), asked(400))
    assert advice.unknown.startswith("background load disturbed")


def test_the_highest_rate_is_shown_only_by_a_whole_interval(tmp_path):
    advice, _ = answered(tmp_path, machine(), asked(300, p99_s=0.15))
    found = advice.at_rate
    [highest] = [one for one in found.swept if one.rate_per_s == found.highest_per_s]
    assert found.highest_is_shown == (highest.summaries["p99_s"].interval.high <= 0.15)
    assert highest.centre("p99_s") <= 0.15
