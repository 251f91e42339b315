"""`parbench compare`: what --fail-on ends with, and which pairs and words are refused."""

from functools import partial

import pytest
from fixtures import failed, row
from pairs import OTHER, compare, lines_of, refused, suite, write_pair

from reports.verdicts import compare_gate
from reports.data.rows import BadInput

PARAMS = '{"count":128,"set":"even"}'


@pytest.fixture
def runs(tmp_path):
    """runs(rows of A, rows of B): their folders."""
    return partial(write_pair, tmp_path)


@pytest.mark.parametrize(
    ("factor", "sd", "code", "words"),
    [
        (1.2, 0.005, 1, "--fail-on: slower by more than 5 %: primes thread_pool N=2"),
        (1.0, 0.005, 0, "--fail-on: every cell compared is at most 5 % slower"),
        (1.05, 0.02, 3, "--fail-on: inconclusive whether slower by more than 5 %: primes"),
    ],
)
def test_fail_on_finds_excludes_or_cannot_say(runs, factor, sd, code, words):
    a, b = runs(suite(1, sd=sd), suite(2, sd=sd, factors={("thread_pool", 2): factor}, **OTHER))
    done = compare(a, b, "--fail-on", "slower:5%")
    assert done.returncode == code
    assert words in done.stdout
    quiet = compare(a, b, "--fail-on", "slower:5%", "-q")
    assert (quiet.returncode, quiet.stdout) == (code, "")


@pytest.mark.parametrize("other_params", [PARAMS, '{"count":64,"set":"even"}'])
def test_a_slow_down_must_hold_among_all_cells_of_the_workload(runs, other_params):
    # With 6 blocks a side the least p is 2 / 924: enough for 23 cells, not for 24.
    for count, code in ((23, 1), (24, 3)):
        factors = {("tbb", n): 0.01 for n in range(1, count)}
        cells = list(enumerate([("serial", 1), *factors]))
        rows_a = [row(block, *cell, 0.1 + block / 1e4, position=place,
                      params=other_params if cell[1] > 12 else PARAMS)
                  for block in range(1, 7) for place, cell in cells]  # fmt: skip
        rows_b = [one | OTHER | {"wall_s": one["wall_s"] * (1.5 if one["workers"] == 7 else 1)}
                  for one in rows_a]  # fmt: skip
        done = compare(*runs(rows_a, rows_b), "--fail-on", "slower:5%")
        assert done.returncode == code, done.stdout
        assert ("slower?" in done.stdout) == (code == 3)
        assert ("(Holm)" in done.stdout) == (code == 3)
        hint = "primes: too few blocks for 24 joint verdicts"
        assert (hint in done.stdout) == (code == 3)


def test_below_six_blocks_nothing_is_claimed_and_nothing_excluded(runs):
    a, b = runs(suite(1, blocks=5), suite(2, blocks=12, factors={("serial", 1): 3}, **OTHER))
    done = compare(a, b)
    assert done.returncode == 0 and "too few blocks" in lines_of(done, "serial")[0]
    assert "needs 6 undisturbed blocks" in done.stdout
    assert compare(a, b, "--fail-on", "slower:5%").returncode == 3


@pytest.mark.parametrize(("column", "value"), [("digest", "xfedcba9876543210"), ("tasks", 64)])
def test_different_work_under_one_name_is_refused(runs, column, value):
    a, b = runs(suite(1), suite(2, **OTHER, **{column: value}))
    line = refused(compare(a, b))
    assert "primes (count = 128, set = even)" in line and f"has {column} " in line
    assert str(value) in line


def test_runs_without_a_common_cell_are_refused_and_say_what_they_have(runs):
    a, b = runs(suite(1), suite(2, **OTHER, params='{"count":64,"set":"even"}'))
    line = refused(compare(a, b))
    assert "no cell in common" in line
    assert "count = 128" in line and "count = 64" in line


def test_one_folder_twice_and_one_run_twice_are_refused(runs):
    a, b = runs(suite(1), suite(1))
    assert "the same folder" in refused(compare(a, a))
    assert "the same folder" in refused(compare(a, a / ".." / "A"))
    assert "the same run" in refused(compare(a, b))


def test_another_schema_is_refused(runs):
    a, b = runs(suite(1), [one | {"schema_version": 2} for one in suite(2, **OTHER)])
    assert "schema_version" in refused(compare(a, b))


def test_a_cell_that_fails_in_b_is_not_excluded(runs):
    bad = [one for one in suite(2, **OTHER) if one["workers"] != 4]
    bad += [failed(block, "thread_pool", 4, **OTHER, position=30) for block in range(1, 13)]
    done = compare(*runs(suite(1), bad), "--fail-on", "slower:50%")
    assert done.returncode == 3 and "no undisturbed trial" in lines_of(done, "thread_pool")[1]


@pytest.mark.parametrize(
    "text", ["faster:5%", "slower:5", "slower:%", "slower:-5%", "slower:5 %", "slower:1e3%", "5%"]
)
def test_other_limits_are_refused_with_what_is_allowed(text):
    with pytest.raises(BadInput, match=r"allowed: slower:X%"):
        compare_gate.limit_of(text)
    assert "allowed: slower:X%" in refused(compare("--fail-on", text))


def test_a_table_that_cannot_be_written_is_one_line(runs, tmp_path):
    a, b = runs(suite(1), suite(2, **OTHER))
    done = compare(a, b, "-q", "--csv", tmp_path / "nowhere" / "table.csv")
    [line] = done.stderr.splitlines()
    assert done.returncode == 2 and "table.csv cannot be written" in line


def test_limits():
    assert (
        compare_gate.limit_of("slower:5%") == 0.05 and compare_gate.limit_of("slower:0.5%") == 0.005
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a"], "1 folders given; allowed: two"),
        (["a", "b", "c"], "3 folders given"),
        (["a", "b"], "a: no such folder"),
        (["--better"], "unrecognized arguments: --better"),
    ],
)
def test_wrong_words_end_with_one_line(words, message):
    assert message in refused(compare(*words))
