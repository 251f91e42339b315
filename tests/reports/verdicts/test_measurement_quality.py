"""What the quality section says of resolution and of CPU time."""

import json
import math

import numpy
import pytest
from experiments import aa_pairs
from fixtures import environment, failed, placed, row, write_run
from side_rows import OUTSIDE, PAUSES, beside, text

from reports.data.records import read_run
from reports.verdicts import measurement_quality
from reports.verdicts.findings import judge_run


@pytest.fixture
def details(tmp_path):
    def said(rows):
        return measurement_quality.quality(judge_run(read_run(write_run(tmp_path, rows)))).details

    return said


def rows(factor=1.0, **others):
    """1 % noise; two of twelve trials of the pool take so much longer, in CPU time and in all."""
    random, found = numpy.random.default_rng(1), []
    for block in range(1, 7):
        for cell, wall_s in ((("serial", 1), 1.0), (("tbb", 2), 0.5), (("tbb", 4), 0.5)):
            wall_s *= math.exp(0.01 * random.standard_normal())
            wall_s *= factor if block == 3 and cell[0] == "tbb" else 1
            found.append(row(block, *cell, wall_s, cpu_s=wall_s, foreign_cpu_s=0, **others))
    return found


def about_cpu_time(details):
    return [one for one in details if "CPU time" in one]


def test_inflated_cpu_time_is_told_with_what_it_costs(details):
    [said] = about_cpu_time(details(rows(1.1)))
    start, effects = said.split(": minimum detectable effect ")
    assert start.startswith("2 of 18 undisturbed trials needed over 5 % more CPU time for the same")
    assert start.endswith(" %: shared core or frequency)")
    with_them, without = (float(one.removesuffix(" %")) for one in effects.split(" instead of "))
    assert with_them > 1.5 * without > 1


def test_without_any_that_is_said(details):
    assert about_cpu_time(details(rows())) == [
        "none of 18 undisturbed trials needed over 5 % more CPU time than usual for the same work"
    ]


def test_waiting_tasks_and_missing_cpu_times_are_not_judged(details):
    assert about_cpu_time(details(rows(1.1, workload="sleep"))) == []
    assert about_cpu_time(details([one | {"cpu_s": ""} for one in rows(1.1)])) == []


def test_the_minimum_detectable_effect_is_of_each_experiment(details):
    every = rows() + rows(workload="sleep", params='{"tasks":4}')
    [said] = [one for one in details(every) if one.startswith("minimum detectable effect")]
    names = said.removeprefix("minimum detectable effect (90 % power): ").split(", ")
    assert [name.split()[0] for name in names] == ["primes", "sleep"]
    assert not [one for one in details(rows()[:1]) if "detectable" in one]


def test_a_disturbed_trial_is_excluded_and_nothing_is_called_acceptable(details):
    every = rows()
    every[4] |= {"contamination": "foreign"}
    said = details(every)
    assert "1 of 18 trials had background load even after retries" in said


def test_a_trial_that_stayed_paused_is_not_called_loaded(details):
    every = rows()
    every[4] |= {"contamination": "paused"}
    assert "1 of 18 trials were paused even after retries" in details(every)
    every += rows(params='{"count":256}')
    every[7] |= {"contamination": "foreign"}
    words = "1 of 36 trials had background load, 1 of 36 trials were paused even after retries"
    assert words in details(every)


def test_a_capacity_by_the_slowest_copy_says_so_once(details):
    probes = [
        row(block, "thread_pool", n, 1.0, role="probe", workload="capacity",
            params=f'{{"copies":{n}}}')
        for block in range(1, 4) for n in (1, 2)
    ]  # fmt: skip
    [said] = [one for one in details(rows() + probes) if one.startswith("measured capacity")]
    assert said.endswith("[2.00, 2.00], by the slowest copy: workers.csv lacks the others")


@pytest.fixture
def found(tmp_path):
    return lambda rows: measurement_quality.quality(
        judge_run(read_run(write_run(tmp_path / "run", rows)))
    )


def test_a_good_run_says_so_in_its_line(found):
    pairs = [one | {"foreign_cpu_s": 0} for one in aa_pairs(1.0, 1.0)]
    quality = found(rows() + pairs)
    assert quality.line(60) == "good; single session: repeat at another time before you act"
    assert quality.excluded == ""


def test_a_session_that_was_measured_elsewhere_is_named_with_what_differs(tmp_path):
    folder = write_run(tmp_path / "run", [one | {"session": "2"} for one in rows()])
    about = json.loads((folder / "environment.json").read_text())
    about |= {"kernel": "6.1", "sessions": [
        {"session": "1"}, {"session": "2", "changed": {"kernel": "6.2"}},
        {"session": "3", "changed": {"kernel": "6.3"}},
    ]}  # fmt: skip
    (folder / "environment.json").write_text(json.dumps(about))
    quality = measurement_quality.quality(judge_run(read_run(folder)))
    assert "session 2 measured with kernel 6.2 instead of 6.1" in quality.sentences
    assert "session 2 had another kernel" in quality.line(200)
    assert not any("session 3" in one for one in quality.sentences)


def test_a_run_with_another_priority_and_allocator_says_so(tmp_path):
    variables = {"LD_PRELOAD": "/usr/lib/libjemalloc.so.2", "MALLOC_ARENA_MAX": "1"}
    about = environment(nice=5, environment_inherited=variables)
    quality = measurement_quality.quality(judge_run(read_run(write_run(tmp_path, rows(), about))))
    assert quality.line(200).startswith("with nice 5, LD_PRELOAD, MALLOC_ARENA_MAX; no A/A pairs")
    assert (
        "measured with nice 5, LD_PRELOAD=/usr/lib/libjemalloc.so.2, MALLOC_ARENA_MAX=1: "
        "compare with runs that had the same"
    ) in quality.sentences


def test_the_line_names_cautions_as_far_as_they_fit_and_counts_the_others(found):
    silent = found([row(block, "serial", 1, 1.0) for block in (1, 2, 3)])
    words = "background load was not recorded; no A/A pairs"
    assert silent.line(80) == f"{words}; single session"
    assert silent.line(59) == words
    assert silent.line(45) == "background load was not recorded; and 1 more"
    assert len(silent.line(20)) == 20


def test_excluded_trials_are_counted_by_what_excluded_them(found):
    every = rows() + [failed(7, "tbb", 2, status="wrong_result"), failed(7, "tbb", 4)]
    marks = ("foreign", "foreign", "steal", "throttled", "clock_drift", "paused")
    for one, mark in zip(every, marks):
        one["contamination"] = mark
    every.append(failed(7, "openmp", 2, status="unsupported"))  # nothing that went wrong
    assert found(every).excluded == (
        "excluded: 8 of 20 trials (2 background load, 1 steal time, 1 CPU quota, 1 CPU clock, "
        "1 paused, 1 wrong result, 1 failed)"
    )


def test_load_that_only_the_driver_saw_is_told_as_such(tmp_path):
    every = placed(rows())
    silent = [one | {"foreign_cpu_s": ""} if one["runner"] == "tbb" else one for one in every]
    folder = write_run(tmp_path, silent)
    mine = [one for one in silent if one["runner"] == "tbb"]
    seen = [beside(one, wall_s=2.5, cpu_s=1.5, foreign_cpu_s=0.25) for one in mine[1:]]
    (folder / "outside_load.csv").write_text(text(OUTSIDE, seen), encoding="utf-8")
    said = measurement_quality.quality(judge_run(read_run(folder)))
    assert "background load unknown for 1 trial of tbb" in [one.sentence for one in said.cautions]
    known = "background load measured from outside, over whole processes, for 11 trials of tbb"
    assert known in said.details


def test_pauses_are_told_with_their_length_and_cause(tmp_path):
    every = placed(rows())
    for one in every[4:6]:
        one["contamination"] = "paused"
    folder = write_run(tmp_path, every)
    seen = [
        beside(every[4], paused_s=4.5, suspended_s=0, stopped_s=0),
        beside(every[5], paused_s=0, suspended_s=3.0, stopped_s=0.5),
    ]
    words = "paused for 4.50 s during 1 trial, excluded and repeated"
    (folder / "pauses.csv").write_text(text(PAUSES, seen[:1]), encoding="utf-8")
    assert words in measurement_quality.quality(judge_run(read_run(folder))).details
    (folder / "pauses.csv").write_text(text(PAUSES, seen), encoding="utf-8")
    said = measurement_quality.quality(judge_run(read_run(folder)))
    assert (
        "paused for 8.00 s during 2 trials, excluded and repeated (the machine was suspended for "
        "3.00 s; only the trial's process was stopped for 500 ms)"
    ) in said.details
    assert said.excluded == "excluded: 2 of 18 trials (2 paused)"
