"""What weakens an answer."""

from experiments import aa_pairs
from fixtures import failed, row, twice_as_fast


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


def test_too_few_blocks_give_no_interval_and_no_verdict(said):
    one = said(twice_as_fast(blocks=1))
    assert one.warnings[0] == "no verdicts: they need 3 undisturbed blocks with serial"
    assert any(text.endswith("no interval: 1 block, 3 are needed") for text in one.details)


def test_a_busy_machine_gets_no_verdict_and_an_advice(said):
    one = said([values | {"contamination": "foreign"} for values in twice_as_fast()])
    assert one.headline == "too much background load: no verdict"
    assert one.warnings[0] == "12 of 12 trials disturbed: stop other programs"
    assert one.scope == "" and one.runners == []
