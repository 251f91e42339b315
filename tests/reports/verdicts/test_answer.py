"""The answer about an experiment holds the figures of a run whose truth is known."""

import json
import re

import pytest
from experiments import equal, one_bad_block, probes
from fixtures import failed, row, twice_as_fast

from reports.verdicts.answer import LINE


def test_runner_workers_speedup_and_interval_are_said(said):
    one = said(twice_as_fast())
    assert one.headline == "Use thread_pool with 2 workers: 2.00× [2.00, 2.00]"
    assert one.scope == "N=2 only"
    assert "thread_pool N=2: 395 ms per pass; 95 % interval, n = 6 blocks" in one.details
    assert "against serial, 1 cell: 1 faster" in one.details
    assert "N=2 is the only one tried" not in one.details  # serial has N=1


def test_runners_that_tie_at_the_recommended_workers_are_named(said):
    one = said(equal([(name, 2) for name in ("openmp", "tbb", "process_pool", "thread_pool")]))
    start, figures = one.headline.split(" with 2 workers: ")
    assert start.startswith("Use thread_pool, ") and start.endswith(" or process_pool")
    assert ("openmp" in start) and ("tbb" in start) and figures.startswith("2.0")
    assert one.runners[0] == "thread_pool" and one.runners[-1] == "process_pool"
    assert one.workers == 2 and one.ties == ""


def test_the_short_headline_fits_a_line_and_counts_what_it_does_not_name(said):
    names = ("openmp", "tbb", "process_pool", "thread_pool", "thread_per_task", "process_per_task")
    one = said(equal([(name, 2) for name in names]))
    assert len(one.headline) > LINE >= len(one.short)
    kept = re.fullmatch(r"Use (.+) or (\d) more with N=2: 2\.0.*", one.short)
    assert len(kept[1].split(", ")) + int(kept[2]) == len(names)


def test_ties_with_more_workers_are_counted_where_they_do_not_fit(said):
    one = said(equal([("tbb", 2), *(("openmp", n) for n in (4, 8, 16, 32, 64, 128))]))
    assert one.headline.startswith("Use tbb with 2 workers: ")
    assert one.ties.startswith("also tied: openmp N=4, openmp N=8")
    assert len(one.ties) <= LINE


def test_a_choice_that_is_not_tied_is_said_to_be_near(said):
    rows = []
    for block in range(1, 7):
        rows += [row(block, "serial", 1, 1.0), row(block, "tbb", 2, 0.51)]
        rows += [row(block, "tbb", 4, 0.5), row(block, "openmp", 4, 0.6)]
    one = said(rows)
    assert one.headline.startswith("Use tbb with 2 workers: 1.96×")
    assert one.ties == "tbb N=2 is within 3 % of the best: tbb N=4"


def test_an_unsure_choice_says_so(said):
    one = said(equal([("tbb", 2), ("openmp", 2), ("thread_pool", 2)], sd=0.3, blocks=4))
    assert one.ties.startswith("low confidence: within 3 % of the best with probability ")


def test_no_gain_says_stay_serial(said):
    one = said(equal([("tbb", 2), ("tbb", 4)], wall_s=1.0, sd=0.001))
    assert one.headline == "No gain shown over serial: stay serial"
    assert one.ties == ""


def test_a_wide_interval_of_the_best_cell_does_not_hide_what_is_shown(said):
    one = said(one_bad_block())
    assert one.headline == one.short and one.headline.startswith("Use tbb with 2 workers: 2.00× [")
    assert one.runners == ["tbb"]  # openmp is tied, and not shown to be faster
    assert one.ties.startswith("low confidence: within 3 % of the best with probability ")
    assert one.confidence.grade == "low"


@pytest.mark.parametrize(
    ("rows", "headline"),
    [
        (
            one_bad_block(tbb=(0.93, 0.95, 0.9, 0.93)),
            "No gain shown jointly for all 2 cells: stay serial",
        ),
        (
            [*twice_as_fast(), failed(1, "thread_pool", 2, attempt=2)],
            "No gain shown without failed trials: stay serial",
        ),
    ],
)
def test_no_gain_says_what_the_faster_cells_lack(said, rows, headline):
    assert said(rows).headline == headline


@pytest.mark.parametrize(
    ("rows", "headline"),
    [
        ([row(1, "serial", 1, 0.25)], "only serial was measured: 250 ms per pass"),
        (
            [row(1, "tbb", 2, 0.5)],
            "fastest: tbb N=2, 500 ms per pass; no speedup: no undisturbed trial of serial",
        ),
        (
            [row(1, "serial", 1, 1.0), row(2, "tbb", 2, 0.5)],
            "fastest: tbb N=2, 500 ms per pass; "
            "no speedup: no block has it and serial undisturbed",
        ),
        (
            [failed(1, "serial", 1), failed(1, "tbb", 2)],
            "no recommendation: every trial failed",
        ),
        (
            [row(1, "serial", 1, 1.0), failed(1, "serial", 1, attempt=2)],
            "no recommendation: every cell has failed or disturbed trials only",
        ),
    ],
)
def test_an_early_end_has_its_headline(said, rows, headline):
    one = said(rows)
    assert one.headline == headline and one.warnings[0].startswith("no verdicts: ")


@pytest.mark.parametrize(
    ("two_copies_s", "limit"),
    [
        (0.8, "at the measured 2-CPU limit (2.00×)"),  # a capacity of 2.5 is no limit of two
        (1.05, "at the measured 2-CPU limit (1.90×)"),
    ],
)
def test_the_measured_capacity_limits_the_recommended_cell(said, two_copies_s, limit):
    one = said(twice_as_fast(6) + probes((1, 1.0), (2, two_copies_s)))
    assert (one.headline, one.limit) == (
        "Use thread_pool with 2 workers: 2.00× [2.00, 2.00]",
        limit,
    )


def test_the_wait_itself_limits_a_waiting_workload(said):
    params = {"duration": "20ms"}
    rows = twice_as_fast(6, workload="sleep", params=json.dumps(params))
    rows = [one | {"wall_s": 0.875 / one["workers"]} for one in rows]
    cell = {"workload": "sleep", "params": params}
    cells = [
        cell | {"runner": "serial", "workers": 1, "bound_s": None},
        cell | {"runner": "thread_pool", "workers": 2, "bound_s": 0.35},
    ]
    one = said(rows, plan={"cells": cells})
    assert one.limit == ("80 % of ideal (⌈tasks / N⌉ × wait)")


@pytest.mark.parametrize(
    ("workers", "wall_s", "words"),
    [
        (16, 0.088, "91 % of ideal (⌈tasks / N⌉ × (compute + wait))"),
        (32, 0.080, "84 % of the measured CPU limit (67.4 ms per pass)"),
    ],
)
def test_tasks_or_cpus_limit_work_that_computes_and_waits(said, workers, wall_s, words):
    """64 tasks of 2 + 18 ms on 2 CPUs that do 1.9 times the work of one."""
    params = {"compute": "2ms", "wait": "18ms"}
    rows = [
        row(block, runner, n, time, workload="mixed", params=json.dumps(params), cpu_s=0.128)
        for block in range(1, 7)
        for runner, n, time in (("serial", 1, 1.28), ("thread_pool", workers, wall_s))
    ]
    cell = {"workload": "mixed", "params": params, "computing_s": 0.128}
    bounds = {("serial", 1): 1.28, ("thread_pool", workers): 1.28 / workers}
    cells = [
        cell | {"runner": runner, "workers": n, "bound_s": s, "bound_computing_s": s / 10}
        for (runner, n), s in bounds.items()
    ]
    cells += [
        {"workload": "capacity", "params": {"copies": n}, "runner": "thread_pool", "workers": n}
        for n in (1, 2)
    ]
    one = said(rows + probes((1, 1.0), (2, 2 / 1.9)), plan={"cells": cells})
    assert one.limit == words
