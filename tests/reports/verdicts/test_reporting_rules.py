"""The rules of reporting: each is kept by a whole run, and broken by what it is about."""

import json
import math

import noises
import numpy
import pytest
from fixtures import RUNNERS, environment, failed, row, suite, write_run

from reports.verdicts.findings import judge_run
from reports.verdicts.reporting_rules import check
from reports.data.records import read_run

FACTS = {
    "kernel": "6.1", "compiler": "GNU 12", "compiler_flags": "-O3", "git_revision": "abc",
    "seed": 1, "command_line": ["parbench"], "rules": {"foreign": "5 %"},
}  # fmt: skip
PARAMS = {"count": 128, "set": "even"}


def whole_environment(**others):
    return environment(**(FACTS | others))


def planned(rows):
    cells = {(one["workload"], one["runner"], one["workers"]) for one in rows}
    return [
        {"workload": workload, "params": PARAMS, "runner": runner, "workers": workers,
         "bound_s": None}
        for workload, runner, workers in sorted(cells)
    ]  # fmt: skip


def probes(blocks=6):
    return [
        row(block, "thread_per_task", n, 0.1, role="probe", workload="capacity", params="{}",
            position=100 * block + n)
        for block in range(1, blocks + 1) for n in (1, 2)
    ]  # fmt: skip


@pytest.fixture
def rules(tmp_path):
    """rules(rows, about, plan): the rules by number."""

    def of(rows, about=None, plan=None):
        folder = write_run(tmp_path / "run", rows, whole_environment() if about is None else about)
        (folder / "plan.json").unlink(missing_ok=True)
        if plan is not None:
            probed = [{"workload": "capacity", "params": {}, "runner": "thread_per_task",
                       "workers": n} for n in (1, 2)]  # fmt: skip
            content = {"schema_version": 1, "cells": [*plan, *probed]}
            (folder / "plan.json").write_text(json.dumps(content))
        return {rule.number: rule for rule in check(judge_run(read_run(folder)))}

    return of


def serial(block, wall_s, position):
    return row(block, "serial", 1, wall_s, position=position, role="reference")


def broken(rules):
    return {number for number, rule in rules.items() if not rule.kept}


def test_a_whole_run_keeps_the_nine_that_a_run_can_break(rules):
    rows = suite()
    found = rules(rows + probes(), plan=planned(rows))
    assert list(found) == [1, 2, 4, 5, 7, 9, 10, 11, 12] and broken(found) == set()
    assert all(rule.words and rule.why for rule in found.values())


def only(rules, number, rows, about=None, plan="its own", besides=frozenset()):
    found = rules(rows + probes(), about, planned(rows) if plan == "its own" else plan)
    assert broken(found) == {number} | besides
    return found[number].why


def test_1_no_base(rules):
    rows = [one for one in suite() if one["runner"] != "serial"]
    plan = planned(suite())[:0] + planned(rows)
    why = only(rules, 1, rows, plan=plan)
    assert why == "no undisturbed trial of serial to compare with in primes count=128 set=even"


def test_2_cells_that_never_ran(rules):
    rows = suite()
    plan = [*planned(rows), planned(rows)[0] | {"workers": 32}]
    assert only(rules, 2, rows, plan=plan) == "the run ended early: 1 planned cell never ran"


def test_2_failures_without_a_reason_and_fewer_workers_than_cpus(rules):
    rows = suite() + [failed(1, "openmp", 32, reason="")]
    assert "no reason recorded for the failed trials of primes count=128 set=even openmp N=32" in (
        only(rules, 2, rows)
    )
    rows = suite(workers=(2,))
    why = only(rules, 2, rows, whole_environment(usable_cpus=8.0))
    assert why == "primes count=128 set=even used at most N=2 of 8 usable CPUs"


def test_2_a_runner_that_is_absent_without_a_reason(rules):
    about = environment(RUNNERS | {"mpi": "mpi"}, **FACTS)
    rows = suite()
    assert only(rules, 2, rows, about, plan=None, besides={10}) == (
        "not in this run, and nothing says why: mpi"
    )
    found = rules(rows + probes(), about, planned(rows))
    assert found[2].kept  # the plan says that it was not chosen
    about["runners"][-1]["built"] = False
    assert rules(rows + probes(), about)[2].kept


def test_4_a_base_that_was_measured_for_longer_hides_nothing(rules):
    rows = []
    for block in range(1, 16):
        base = 1.0 if block < 7 else 3.0
        rows.append(row(block, "serial", 1, base))
        if block < 7:
            rows += [row(block, runner, 2, base / 2) for runner in list(RUNNERS)[1:]]
    assert rules(rows + probes())[4].kept


def test_4_a_ratio_that_the_times_contradict(rules):
    rows = []
    for block in range(1, 7):
        rows += [serial(block, 1.0, place) for place in (1, 2, 3, 4)]
        rows += [row(block, runner, 2, 0.5, position=5 + place)
                 for place, runner in enumerate(list(RUNNERS)[1:-1])]  # fmt: skip
        # The serial trials beside this one are always slow; for the others the mean hides that.
        rows += [serial(block, 1.0, 15), serial(block, 3.0, 20), serial(block, 3.0, 22)]
        rows.append(row(block, "openmp", 2, 0.5, position=21))
    assert only(rules, 4, rows).startswith(
        "ratios of the times and paired ratios disagree: "
        "primes count=128 set=even thread_per_task N=2 (3.14× and 2.00×)"
    )


@pytest.mark.parametrize("kind", noises.NOISES)
@pytest.mark.parametrize("blocks", [3, 6])
def test_4_noise_alone_raises_no_alarm(rules, kind, blocks):
    """Although times know nothing of the blocks that they are from, which differ by 5 %."""
    cells = [(runner, n) for n in (2, 4) for runner in list(RUNNERS)[1:]][: noises.CELLS]
    random = numpy.random.default_rng(blocks)
    serial_s = numpy.exp(0.05 * random.standard_normal(blocks))
    rows = []
    for block, logs in enumerate(noises.log_speedups(kind, random, blocks).T):
        rows.append(row(block + 1, "serial", 1, serial_s[block]))
        rows += [
            row(block + 1, *cell, serial_s[block] / 2 * math.exp(-log))
            for cell, log in zip(cells, logs)
        ]
    assert rules(rows)[4].kept


def test_5_and_7_too_few_blocks(rules):
    found = rules(suite(blocks=2) + probes(), plan=planned(suite()))
    assert broken(found) == {5, 7}
    assert found[5].why.startswith(
        "under 3 undisturbed blocks, so no interval: primes count=128 set"
    )
    assert "and 25 more" in found[5].why
    assert found[7].why == "primes count=128 set=even: the recommendation rests on medians alone"


def test_7_an_aa_pair_that_differs_and_a_busy_machine(rules):
    rows = suite()
    for block in range(1, 7):
        rows.append(row(block, "serial", 1, 1.0, role="twin_a"))
        rows.append(row(block, "serial", 1, 1.04, role="twin_b"))
    assert "A/A check failed: identical runs differ, [0.962, 0.962]" in only(rules, 7, rows)
    busy = [one | {"contamination": "foreign"} for one in suite()]
    found = rules(busy + probes(), plan=planned(busy))
    assert "too much background load to compare" in found[7].why


def test_9_what_is_not_known_of_the_machine(rules):
    why = only(rules, 9, suite(), whole_environment(kernel=None, seed=None, cpu_model=""))
    assert why == "not recorded: CPU model, kernel, seed"
    why = only(rules, 9, suite(), whole_environment(git_revision="abc-dirty"))
    assert why == "built from a source that was changed after revision abc"


def test_10_how_it_was_measured_is_unknown(rules):
    assert "does not hold the rules" in only(rules, 10, suite(), whole_environment(rules={}))
    assert "no plan.json" in only(rules, 10, suite(), plan=None)


def test_11_no_upper_bound(rules):
    rows = suite()
    found = rules(rows, plan=planned(rows))
    assert broken(found) == {11}
    assert found[11].why.startswith("no upper bound is known for primes count=128 set=even")
    for workload in ("sleep", "mixed"):
        waiting = [one | {"workload": workload} for one in rows]
        assert broken(rules(waiting, plan=planned(waiting))) == {11}
        bounds = [cell | {"bound_s": 0.1} for cell in planned(waiting)]
        assert broken(rules(waiting, plan=bounds)) == set()


def test_12_nothing_to_plot(rules):
    rows = [failed(1, runner, 2) for runner in RUNNERS]
    found = rules(rows + probes(), plan=planned(rows))
    assert not found[12].kept and not found[1].kept
    assert found[12].why == "no chart, because no trial succeeded: primes count=128 set=even"


def test_a_run_without_any_file_beside_its_samples_breaks_what_it_cannot_show(rules):
    found = rules(suite(), about={})
    assert broken(found) == {9, 10, 11}
