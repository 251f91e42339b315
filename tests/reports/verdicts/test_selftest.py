"""The self-test's judgement on runs whose truth is built in: sound, biased, busy, cut off."""

import json
import os
import subprocess
import sys

import numpy
import pytest
from fixtures import ROOT, environment, row, twice_as_fast, write_run

from reports.stats import detectable, detection, stopping
from reports.data.records import read_run
from reports.verdicts import selftest_checks, selftest_facts, selftest_parts

WAIT = '{"count":8,"duration":"20ms"}'
NOISY = '{"count":64,"set":"even"}'


def detection_rows(blocks=360, sd=0.01, twin_bias=1.0, missed=0.0, disturbed=lambda block: False):
    """Serial twins and slowed trials in shuffled order on a machine that drifts."""
    random = numpy.random.default_rng(blocks)
    rows, drift = [], 0.2
    for block in range(1, blocks + 1):
        drift *= float(numpy.exp(0.01 * random.standard_normal()))
        roles = [("reference", None), ("cell", None), ("twin_a", None), ("twin_b", None)]
        roles += [("injected", slowdown) for slowdown in (0.02, 0.05, 0.1)]
        order = [0, *(1 + random.permutation(6)), 0]
        for position, place in enumerate(order, start=1):
            role, slowdown = roles[place]
            factor = 1 + (slowdown or 0) * (1 - missed)
            factor *= twin_bias if role == "twin_a" else 1
            wall_s = drift * factor * float(numpy.exp(sd * random.standard_normal()))
            others = {"role": role, "slowdown": "" if slowdown is None else slowdown}
            if disturbed(block) and role != "reference":
                others["contamination"] = "foreign"
            rows.append(row(block, "serial", 1, wall_s, position=position, **others))
    return rows


def waiting_rows(over=1.004):
    return [
        row(
            block,
            runner,
            n,
            over * 0.02 * 8 / n * (1.3 if block == 1 else 1),
            workload="sleep",
            params=WAIT,
            position=10 * n + place,
            tasks=8,
        )
        for block in range(1, 7)
        for place, runner in enumerate(("thread_pool", "process_pool"))
        for n in (2, 4)
    ]


def noisy_rows(two=0.51, four=0.5, disturbed=()):
    """Times at N=2 and N=4 against N=1; disturbed: the Ns whose trials stay disturbed."""
    return [
        row(
            block,
            "thread_pool",
            n,
            time * (1 + 0.001 * block),
            params=NOISY,
            position=n,
            contamination="foreign" if n in disturbed else "",
        )
        for block in range(1, 21)
        for n, time in ((1, 1.0), (2, two), (4, four))
    ]


def planned(rows, bounds):
    """Every cell of the rows; those that wait with their bound."""
    cells = {(one["workload"], one["params"], one["runner"], one["workers"]) for one in rows}
    return {
        "schema_version": 1,
        "cells": [
            {
                "workload": workload,
                "params": json.loads(params),
                "runner": runner,
                "workers": n,
                "bound_s": 0.02 * 8 / n if bounds and workload == "sleep" else None,
            }
            for workload, params, runner, n in sorted(cells)
        ],
    }


def selftest(folder, rows, bounds=True, **about):
    """Exit code, stdout, stderr and selftest.json."""
    write_run(folder, rows, environment(**about))
    (folder / "plan.json").write_text(json.dumps(planned(rows, bounds)))
    done = subprocess.run(
        [sys.executable, "-m", "reports.commands.selftest", str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    written = folder / "selftest.json"
    return done, json.loads(written.read_text()) if written.exists() else None


def check(result, name):
    return next(one for one in result["checks"] if one["name"] == name)


SOUND = [*detection_rows(), *waiting_rows(), *noisy_rows()]


def test_a_sound_harness_on_a_quiet_machine_holds_every_bound(tmp_path):
    done, result = selftest(tmp_path, SOUND)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Every bound holds." in done.stdout and max(map(len, done.stdout.splitlines())) <= 80
    assert (result["schema_version"], result["verdict"], result["exit_code"]) == (1, "holds", 0)
    alarms = check(result, "false alarms")["figures"]
    assert (alarms["comparisons"], alarms["allowed"], alarms["n"]) == (60, 7, 6)
    assert alarms["level"] == 0.95
    five = check(result, "slow-down of 5 %")
    assert five["outcome"] == "holds"
    assert [(one["n"], one["comparisons"]) for one in five["figures"]["found"]] == [
        (12, 30),
        (20, 18),
    ]
    assert five["figures"]["found"][0]["found"] == 30
    assert five["figures"]["sd_log_ratio"] == pytest.approx(0.0125, abs=0.001)
    for slowdown in (0.02, 0.05, 0.1):
        figures = check(result, f"slow-down of {100 * slowdown:g} %")["figures"]
        assert figures["estimate"] == pytest.approx(slowdown, abs=0.003)
        assert figures["estimate_low"] <= slowdown <= figures["estimate_high"]
    wait = check(result, "exact wait, sleep (count = 8, duration = 20ms), thread_pool N=4")
    assert wait["figures"]["median_over_bound"] == pytest.approx(1.004)
    ranking = check(result, "N=2 before N=1 beside noise")
    assert ranking["figures"]["ratio"] == pytest.approx(1 / 0.51)
    assert (tmp_path / "selftest.md").read_text().count("\n| ") == len(result["checks"]) + 1


def test_an_aa_pair_that_differs_is_found(tmp_path):
    rows = [*detection_rows(twin_bias=1.02), *waiting_rows(), *noisy_rows()]
    done, result = selftest(tmp_path, rows)
    assert done.returncode == 1 and "A bound is broken" in done.stdout
    assert check(result, "false alarms")["outcome"] == "broken"


def test_slow_downs_that_do_not_arrive_are_found_out(tmp_path):
    rows = [*detection_rows(missed=0.8), *waiting_rows(), *noisy_rows()]
    done, result = selftest(tmp_path, rows)
    assert done.returncode == 1
    five = check(result, "slow-down of 5 %")
    assert five["outcome"] == "broken"
    assert five["figures"]["bias"] == pytest.approx(-0.04, abs=0.003)


def test_disturbed_blocks_are_left_out_and_too_many_are_too_busy(tmp_path):
    few = [*detection_rows(disturbed=lambda block: block % 10 == 0), *waiting_rows(), *noisy_rows()]
    done, result = selftest(tmp_path / "few", few)
    assert done.returncode == 0
    assert check(result, "false alarms")["figures"]["comparisons"] == 54
    many = [
        *detection_rows(disturbed=lambda block: block % 3 == 0),
        *waiting_rows(2),
        *noisy_rows(),
    ]
    done, result = selftest(tmp_path / "many", many)
    assert done.returncode == 3 and "too busy" in done.stdout
    assert result["verdict"] == "too busy"
    assert check(result, "false alarms")["outcome"] == "too busy"


def test_a_wait_that_takes_too_long_breaks_its_bound_and_without_a_bound_it_is_not_judged(tmp_path):
    rows = [*detection_rows(), *waiting_rows(1.03), *noisy_rows()]
    done, result = selftest(tmp_path / "late", rows)
    assert done.returncode == 1
    assert sum(one["outcome"] == "broken" for one in result["checks"]) == 4
    done, result = selftest(tmp_path / "unknown", SOUND, bounds=False)
    assert done.returncode == 3 and result["verdict"] == "incomplete"


def test_a_wrong_ranking_beside_noise_breaks_its_bound_and_too_busy_does_not(tmp_path):
    rows = [*detection_rows(), *waiting_rows(), *noisy_rows(two=1.2, four=1.0)]
    done, result = selftest(tmp_path / "wrong", rows)
    assert done.returncode == 1
    for name in ("N=2 before N=1 beside noise", "N=4 not before N=2 beside noise"):
        assert check(result, name)["outcome"] == "broken", name
    rows = [*detection_rows(), *waiting_rows(), *noisy_rows(two=1.2, four=1.0, disturbed=(2, 4))]
    done, result = selftest(tmp_path / "busy", rows)
    assert done.returncode == 0
    assert check(result, "N=2 before N=1 beside noise")["words"].startswith("called too busy")
    rows = [*detection_rows(), *waiting_rows(), *noisy_rows(two=1.2, four=0.5, disturbed=(2,))]
    assert selftest(tmp_path / "open", rows)[0].returncode == 0


def test_a_quota_of_half_a_cpu_more_needs_its_worker(tmp_path):
    rows = [*detection_rows(), *waiting_rows(), *noisy_rows(two=0.7, four=0.7)]
    done, result = selftest(tmp_path / "quota", rows, usable_cpus=1.5)
    assert done.returncode == 0
    assert check(result, "N=4 not before N=2 beside noise")["outcome"] == "holds"
    assert not any("before N=1" in one["name"] for one in result["checks"])
    done, result = selftest(tmp_path / "many", rows, usable_cpus=64.0)
    assert "N=4 before N=1 beside noise" in [one["name"] for one in result["checks"]]
    assert not any("not before" in one["name"] for one in result["checks"])


def test_a_self_test_that_was_cut_off_is_incomplete(tmp_path):
    done, result = selftest(tmp_path, [*detection_rows(blocks=60), *waiting_rows(), *noisy_rows()])
    assert done.returncode == 3 and result["verdict"] == "incomplete"
    assert check(result, "false alarms")["outcome"] == "not judged"


def test_a_slowed_trial_without_a_clean_base_is_left_out(tmp_path):
    rows = detection_rows(blocks=4)
    for one in rows:
        if one["block"] == 3 and one["role"] != "injected":
            one["contamination"] = "foreign"
    parts = selftest_parts.parts_of(read_run(write_run(tmp_path, rows)))
    assert {key: len(found) for key, found in selftest_parts.slowed_ratios(parts).items()} == {
        0.02: 3,
        0.05: 3,
        0.1: 3,
    }


def test_other_folders_are_refused_in_one_line_and_nothing_is_written(tmp_path):
    for name, rows in (("run", twice_as_fast()), ("both", [*detection_rows(6), *two_injected()])):
        done, result = selftest(tmp_path / name, rows)
        assert (done.returncode, done.stdout, result) == (2, "", None)
        [line] = done.stderr.splitlines()
        assert line.startswith("parbench selftest: ") and "`parbench selftest`" in line


def two_injected():
    others = {"params": NOISY, "role": "injected", "slowdown": 0.05, "position": 2}
    return [row(1, "serial", 1, 1.0, params=NOISY), row(1, "serial", 1, 1.0, **others)]


@pytest.mark.parametrize(("sd", "n"), [(0.029, 12), (0.035, 20), (0.05, None)])
def test_the_bound_of_detection_depends_on_the_spread(sd, n):
    random = numpy.random.default_rng(3)
    logs = random.standard_normal(360)
    ratios = list(1.05 * numpy.exp(sd * logs / logs.std(ddof=1)))
    found = selftest_checks.slow_down(0.05, ratios, 360)
    expected = f"with {n} blocks" if n else "no bound above an sd of 4 %"
    assert found.words.endswith(expected)
    assert found.outcome == ("holds" if n else "no bound")


def test_alarms_allowed_are_those_of_the_binomial():
    assert [detection.most_alarms(count) for count in (60, 200)] == [7, 16]
    assert detection.chance_of_more(7, 60, 31 / 32) == pytest.approx(0.00055, abs=1e-5)
    limit = selftest_checks.false_alarms
    spoilt = [2.0] * 6 * 8 + [1.0] * 6 * 52
    assert limit(spoilt, 360).outcome == "broken"
    assert limit(spoilt[6:] + [1.0] * 6, 360).outcome == "holds"


def test_groups_are_consecutive_blocks_and_the_sign_counts():
    found = detection.findings([1.1] * 6 + [0.9] * 6 + [1.0] * 6 + [5.0] * 5, 6)
    assert (found.comparisons, found.above, found.below) == (3, 1, 1)
    against = selftest_checks.slow_down(0.05, [0.9] * 240, 240)
    assert against.outcome == "broken" and against.figures["found"][0]["wrong"] == 20


def test_the_minimum_detectable_slow_down_is_seen_nine_times_in_ten():
    size = detectable.effect(stopping.Scale(0.03, 0, 12), 12)
    logs = numpy.random.default_rng(4).normal(numpy.log1p(size), 0.03, 12 * 4000)
    found = detection.findings(list(numpy.exp(logs)), 12)
    assert found.above / found.comparisons == pytest.approx(0.9, abs=0.02)


def test_a_wait_below_its_bound_is_wrong_too():
    assert selftest_facts.exact_wait("x", [0.9], 1.0).outcome == "broken"
    assert selftest_facts.exact_wait("x", [0.985], 1.0).outcome == "holds"
    assert selftest_facts.exact_wait("x", [], 1.0).outcome == "not judged"
