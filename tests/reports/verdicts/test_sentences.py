"""The sentences about an experiment hold the figures of a run whose truth is known."""

import json

import pytest
from fixtures import failed, row, suite, twice_as_fast, write_run

from reports.data.records import read_run
from reports.verdicts.findings import judge_run
from reports.verdicts.sentences import LINE, answer


@pytest.fixture
def said(tmp_path):
    """said(rows): the Answer of the only experiment."""

    def of(rows, plan=None):
        folder = write_run(tmp_path / "run", rows)
        if plan:
            (folder / "plan.json").write_text(json.dumps({"schema_version": 1} | plan))
        judged = judge_run(read_run(folder))
        [found] = judged.experiments
        return answer(judged, found)

    return of


def aa_pairs(first, second, blocks=6):
    return [
        row(block, "serial", 1, wall_s * block, role=role, position=place)
        for block in range(1, blocks + 1)
        for place, (role, wall_s) in enumerate((("twin_a", first), ("twin_b", second)), 50)
    ]


def test_runner_workers_speedup_and_interval_are_said(said):
    one = said(twice_as_fast())
    assert one.headline == "recommended: thread_pool N=2: 2.00× [2.00, 2.00]"
    assert one.scope == "N=2 only"
    assert "thread_pool N=2: 438 ms per pass; 96.9 % interval, n = 6 blocks" in one.details
    assert "against serial, 1 cell: 1 faster" in one.details
    assert "N=2 is the only one tried" not in one.details  # serial has N=1


def test_ties_name_other_runners_first_and_count_what_does_not_fit(said):
    one = said(suite(workers=(2, 4)))
    assert one.headline.startswith("recommended: thread_per_task N=2")
    assert one.ties == ("tied within 3 %: thread_pool N=2, process_per_task N=2 and 5 more")
    assert len(one.ties) <= LINE


def test_the_runner_up_is_held_against_the_best(said):
    rows = []
    for block in range(1, 7):
        rows += [row(block, "serial", 1, 1.0), row(block, "tbb", 2, 0.5)]
        rows += [row(block, "tbb", 4, 0.25), row(block, "openmp", 4, 0.2501)]
        rows += [row(block, "thread_pool", 4, 0.4)]
    one = said(rows)
    assert one.headline == "recommended: tbb N=4: 4.00× [4.00, 4.00]"
    assert one.ties == "tied within 3 %: openmp N=4"
    lead = "runner-up openmp N=4: 1.00× the time of tbb N=4 [1.00, 1.00]"
    assert f"{lead}: treated as equal within ±3 %" in one.details
    assert "N=4 was the largest tried; try -j 4,8,16" in one.warnings
    held = "against serial, 4 cells: 4 faster; intervals are per cell (jointly they need 8 blocks)"
    assert held in one.details


def choices(fastest, chosen, cpu_s=1.0):
    """Six blocks in which `fastest` leads `chosen` by two percent; each spends its CPU time."""
    cells = [(*fastest, 0.49, 1.0), (*chosen, 0.5, cpu_s)]
    return [
        row(block, runner, workers, wall_s, cpu_s=spent)
        for block in range(1, 7)
        for runner, workers, wall_s, spent in [("serial", 1, 1.0, 1.0), *cells]
    ]


def test_why_not_the_fastest(said):
    one = said(choices(("tbb", 8), ("openmp", 2)))
    assert one.headline.startswith("recommended: openmp N=2")
    why = "fastest by its median: tbb N=8, 2.04×; openmp N=2 is within 3 % of it with fewer workers"
    assert why in one.details


def test_as_many_workers_with_less_cpu_time(said):
    one = said(choices(("tbb", 2), ("openmp", 2), cpu_s=0.9))
    assert any(text.endswith("within 3 % of it with less CPU time") for text in one.details)
    other = said(choices(("tbb", 2), ("openmp", 2), cpu_s=1.1))
    assert not any(text.startswith("fastest") for text in other.details)


def test_what_the_most_workers_cost_in_time_and_cpu_time(said):
    rows = []
    for block in range(1, 7):
        rows.append(row(block, "serial", 1, 1.0, cpu_s=1.0))
        rows.append(row(block, "thread_pool", 2, 0.5, cpu_s=1.0))
        rows.append(row(block, "thread_pool", 8, 0.6, cpu_s=1.5))
        rows.append(row(block, "openmp", 16, 9.0, cpu_s=9.0))
    assert (
        "more workers: thread_pool N=8 takes 1.20× the time [1.20, 1.20] and 1.50× the CPU time "
        "of thread_pool N=2"
    ) in said(rows).details


def test_where_serial_is_best_the_most_workers_of_any_runner_are_held_against_it(said):
    rows = [row(block, "serial", 1, 1.0) for block in range(1, 7)]
    rows += [row(block, "openmp", 16, 3.0) for block in range(1, 7)]
    one = said(rows)
    assert one.headline == (
        "recommended: serial N=1, 1.00 s per pass; nothing else is more than 3 % faster"
    )
    more = "more workers: openmp N=16 takes 3.00× the time [3.00, 3.00] of serial N=1"
    assert more in one.details


@pytest.mark.parametrize(
    ("rows", "headline"),
    [
        ([row(1, "serial", 1, 0.25)], "only serial was measured: 250 ms per pass"),
        (
            [row(1, "tbb", 2, 0.5)],
            "recommended: tbb N=2, 500 ms per pass; no speedup: no undisturbed trial of serial",
        ),
        (
            [row(1, "serial", 1, 1.0), row(2, "tbb", 2, 0.5)],
            "recommended: tbb N=2, 500 ms per pass; "
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


def test_too_few_blocks_give_no_interval_and_no_verdict(said):
    one = said(twice_as_fast(blocks=1))
    assert one.headline == "recommended: thread_pool N=2: 2.00× (no interval)"
    assert one.warnings[0] == "no verdicts: they need 6 undisturbed blocks with serial"
    assert any(text.endswith("no interval: 1 block, 6 are needed") for text in one.details)


def test_an_aa_pair_that_differs_weakens_the_answer(said):
    one = said(twice_as_fast() + aa_pairs(0.3, 0.25))
    assert "A/A check failed: identical runs differed by 20 %; ignore smaller differences" in (
        one.warnings
    )
    assert not any("A/A" in text for text in said(twice_as_fast() + aa_pairs(1, 1)).warnings)


def test_planned_cells_that_never_ran_weaken_it(said):
    cells = [
        {"workload": "primes", "params": {"count": 128, "set": "even"}, "runner": runner,
         "workers": n}
        for runner, n in (("serial", 1), ("thread_pool", 2), ("openmp", 2))
    ]  # fmt: skip
    one = said(twice_as_fast(), plan={"cells": cells})
    assert "1 planned cell never ran: the run ended early" in one.warnings


def test_a_busy_machine_gets_no_verdict_and_an_advice(said):
    one = said([values | {"contamination": "foreign"} for values in twice_as_fast()])
    assert one.short == [
        "too much background load: no verdict",
        "12 of 12 trials disturbed: stop other programs, or use --wait 20m",
    ]
    assert one.scope == ""


def test_failed_trials_are_named_with_their_reason(said):
    one = said([failed(1, "tbb", 2), row(2, "tbb", 2, 0.5)])
    assert "tbb N=2: 1 of 2 trials failed: killed by signal 9" in one.warnings


def test_disturbed_trials_that_would_change_the_answer_are_named(said):
    rows = twice_as_fast(12)
    for values in rows:
        if values["block"] > 6 and values["runner"] == "thread_pool":
            values |= {"contamination": "foreign", "wall_s": 9.0}
    one = said(rows)
    assert any(
        text.startswith("with disturbed trials thread_pool N=2 would") for text in one.warnings
    )
    assert "background load: 0 trials repeated, 6 of 24 still disturbed and excluded" in one.details


@pytest.mark.parametrize(("wall", "wide"), [(0.133, True), (0.131, False)])
def test_intervals_that_stayed_wide_are_counted_serial_apart(said, wall, wide):
    rows = twice_as_fast(6)
    rows[1]["wall_s"] = wall  # serial's own times differ by a factor of six
    assert ("1 of 1 interval wider than 5 %: more blocks narrow them" in said(rows).details) == wide


def probes(*times):
    return [
        row(
            1, "thread_pool", n, wall, role="probe", workload="capacity", params=f'{{"copies":{n}}}'
        )
        for n, wall in times
    ]


@pytest.mark.parametrize(
    ("two_copies_s", "limit"),
    [
        (0.8, "at the measured 2-CPU limit (2.00×)"),  # a capacity of 2.5 is no limit of two
        (1.05, "at the measured 2-CPU limit (1.90×)"),
    ],
)
def test_the_measured_capacity_limits_the_recommended_cell(said, two_copies_s, limit):
    one = said(twice_as_fast(6) + probes((1, 1.0), (2, two_copies_s)))
    assert one.headline == f"recommended: thread_pool N=2: 2.00× [2.00, 2.00]; {limit}"


def test_the_wait_itself_limits_a_waiting_workload(said):
    params = {"duration": "20ms"}
    rows = twice_as_fast(6, workload="sleep", params=json.dumps(params))
    cell = {"workload": "sleep", "params": params}
    cells = [
        cell | {"runner": "serial", "workers": 1, "bound_s": None},
        cell | {"runner": "thread_pool", "workers": 2, "bound_s": 0.35},
    ]
    one = said(rows, plan={"cells": cells})
    assert one.headline.endswith("; 80 % of ideal (⌈tasks / N⌉ × wait)")
