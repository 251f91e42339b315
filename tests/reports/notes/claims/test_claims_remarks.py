"""The remarks, with figures worked out by hand; the parts of a claim; figures as words."""

import pytest
from experiments import TEXTBOOK, experiment, judged

from reports.notes.claims import comparison, remarks
from reports.notes.claims.comparison import AGAINST, FOR, OPEN, POINTS, Comparison, Part
from reports.notes.claims.comparison import above, answers, below
from reports.notes.results import Figure
from reports.stats.pooling import pool

LONG = {"elements": 10**6, "slices": 8}


def test_the_six_numbers_limit_their_own_speedup(tmp_path):
    walls = {("serial", 1): 1.0, ("thread_pool", 2): 0.6}
    [said] = remarks(judged(tmp_path, experiment("primes", TEXTBOOK, walls, tasks=6)))
    assert "takes 31 % of that" in said
    assert "allow 1.77× with 2, 2.65× with 4, 5.26× with 8 workers" in said
    assert said.endswith("Measured: thread_pool N=2, 1.67× [1.67, 1.67].")


def test_the_notes_sums_do_not_compare_equal_work(tmp_path):
    cells = {("process_pool", 8): {"setup_s": 0.003}}
    walls = {("serial", 1): 0.001, ("process_pool", 8): 0.001}
    rows = experiment("range_sum", LONG, walls, tasks=8, cells=cells)
    [said] = remarks(judged(tmp_path, rows))
    assert "a speedup of 0.25× [0.25, 0.25] for equal work and total times" in said
    assert "measured the notes' way, the same trials give 10.00× [10.00, 10.00]" in said


def test_without_the_notes_runner_the_remark_has_no_figures(tmp_path):
    rows = experiment("range_sum", LONG, {("serial", 1): 0.001, ("tbb", 2): 0.0005})
    [said] = remarks(judged(tmp_path, rows))
    assert "ten times as many numbers" in said and "×" not in said


def test_a_slower_kernel_raises_efficiency(tmp_path):
    """The same millisecond of overhead on 10 ms and on a second of work."""
    walls = {
        ("serial", 1): 0.01, ("process_pool", 2): 0.006,
        ("python_serial", 1): 1.0, ("python_pool_processes", 2): 0.501,
    }  # fmt: skip
    [_, said] = remarks(judged(tmp_path, experiment("range_sum", LONG, walls)))
    assert "CPython's serial pass takes 100× that of C++" in said
    assert "the efficiency of process_pool is 83 % [83 %, 83 %]" in said
    assert "that of python_pool_processes 100 % [100 %, 100 %]" in said


def test_an_equal_efficiency_needs_no_remark(tmp_path):
    walls = {
        ("serial", 1): 0.01, ("process_pool", 2): 0.005,
        ("python_serial", 1): 1.0, ("python_pool_processes", 2): 0.6,
    }  # fmt: skip
    assert len(remarks(judged(tmp_path, experiment("range_sum", LONG, walls)))) == 1


def test_a_run_without_any_of_them_has_no_remarks(tmp_path):
    rows = experiment("sleep", {"tasks": 2}, {("serial", 1): 1.0}, tasks=2)
    assert remarks(judged(tmp_path, rows)) == []


def logs(*values):
    return {("run", block): value for block, value in enumerate(values)}


NAMES = (("a ", " b"), "label")


def test_an_interval_on_one_side_of_the_limit_decides():
    higher = logs(0.1, 0.12, 0.11)
    up, down = answers([above(higher, 1.0, *NAMES), below(higher, 1.0, *NAMES)])
    assert (up.stand, down.stand) == (FOR, AGAINST)
    [over] = answers([above(higher, 1.11, *NAMES)])
    assert over.stand == OPEN
    [two] = answers([above(logs(0.1, 0.12), 1.0, *NAMES)])
    assert two.stand == POINTS


def test_p_is_twice_the_share_on_the_other_side():
    values = [0.02, 0.0, 0.04, 0.03, 0.01, 0.02]
    [one] = answers([above(logs(*values), 1.0, *NAMES)])
    assert one.p == pytest.approx(2 * float(pool([values])[0].below(0.0)))
    assert one.stand == FOR and 0 < one.p < 0.05


def stand(*pairs, lack=""):
    return Part("x", [Comparison("w", side, p, None) for side, p in pairs], lack).stand


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(FOR, 0.03), (FOR, 0.03)], FOR),
        ([(AGAINST, 0.04), (AGAINST, 0.04)], AGAINST),
        ([(FOR, 0.03), (AGAINST, 0.03)], OPEN),  # one of two needs half the level
        ([(FOR, 0.03), (AGAINST, 0.024)], AGAINST),
        ([(FOR, 0.03), (OPEN, 1.0)], OPEN),
        ([], OPEN),
    ],
)
def test_what_comparisons_say_together(pairs, expected):
    assert stand(*pairs) == expected


def test_a_part_that_lacks_something_can_fail_but_not_hold():
    assert stand((FOR, 0.03), lack="x") == OPEN
    assert stand((AGAINST, 0.03), lack="x") == AGAINST


def test_a_refuted_part_decides_whatever_the_others_say():
    parts = [Part("a", [], "not measured"), Part("b", [Comparison("w", AGAINST, 0.01, None)])]
    one = comparison.conclude(("C0", "text", "experiment"), parts)
    assert one.verdict == "not reproduced"
    assert one.sentence == (
        "a: inconclusive (not measured). b: does not hold (w). "
        "Measure it: parbench run --preset claims."
    )


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (Figure("", 1.934, 1.899, 1.958, 0.97, 6, "ratio"), "1.93× [1.90, 1.96]"),
        (Figure("", 1.934, None, None, None, 5, "ratio"), "1.93×"),
        (Figure("", 1.98, 1.9, 2.0, 0.97, 6, "CPUs"), "1.98 CPUs [1.90, 2.00]"),
        (Figure("", 3.2e-5, 1e-5, 1e-4, 0.97, 6, "s"), "32.0 µs [10.0 µs, 100 µs]"),
        (Figure("", 1.28e10, 1e10, 2e10, 0.97, 6, "B/s"), "12.8 GB/s [10.0, 20.0]"),
        (Figure("", 0.1, 0.09, 0.11, 0.97, 6, "share"), "10.0 % [9.0 %, 11.0 %]"),
        (Figure("", 4.0, None, None, None, 6, "tasks"), "4 tasks"),
        (Figure("", 1, None, None, None, 6, "workers"), "1 worker"),
        (Figure("", None, None, None, 0.97, 6, "s"), ""),
    ],
)
def test_figures_as_words(made, words):
    assert made.words == words


def test_a_sentence_names_what_decides_and_counts_the_rest():
    sides = [(FOR, 0.03)] * 4 + [(OPEN, 1.0)]
    ones = [Comparison(f"w{place}", *side, None) for place, side in enumerate(sides)]
    assert Part("x", ones).sentence == (
        "x: inconclusive (w4; w0; w1; and 2 more; the interval includes the threshold; more blocks "
        "would narrow it)."
    )
    assert Part("x", ones[:4]).sentence == "x: holds (w0; w1; w2; w3)."
