"""How sure a choice is, by the gravest of what weakens it."""

from experiments import aa_pairs, equal
from fixtures import failed, twice_as_fast


def test_a_choice_that_nothing_weakens_is_high_and_says_on_what(said):
    one = said(twice_as_fast()).confidence
    assert (one.grade, one.reason) == ("high", "6 blocks, best or tied with probability 100 %")


def test_noise_that_hides_the_best_makes_it_low(said):
    one = said(equal([("tbb", 2), ("openmp", 2), ("thread_pool", 2)], sd=0.3, blocks=4)).confidence
    assert one.grade == "low" and one.reason.startswith("within 3 % of the best with probability ")


def test_identical_runs_that_differ_make_it_medium(said):
    one = said(twice_as_fast() + aa_pairs(0.3, 0.25)).confidence
    assert (one.grade, one.reason) == ("medium", "identical runs differed by 20 %")


def test_every_tenth_trial_disturbed_makes_it_medium(said):
    rows = twice_as_fast(10)
    for values in rows[:2]:
        values["contamination"] = "foreign"
    one = said(rows).confidence
    assert (one.grade, one.reason) == ("medium", "2 of 20 trials disturbed")


def test_a_wide_interval_makes_it_medium(said):
    rows = twice_as_fast(6)
    rows[1]["wall_s"] = 0.133
    one = said(rows).confidence
    assert (one.grade, one.reason) == ("medium", "interval wider than 5 %")


def test_without_an_answer_there_is_none(said):
    busy = [values | {"contamination": "foreign"} for values in twice_as_fast()]
    for rows, reason in (
        (busy, "too much background load"),
        ([failed(1, "serial", 1)], "no cell without failed or disturbed trials"),
        (twice_as_fast(1), "fewer than 3 undisturbed blocks"),
    ):
        one = said(rows).confidence
        assert (one.grade, one.reason) == ("none", reason)
