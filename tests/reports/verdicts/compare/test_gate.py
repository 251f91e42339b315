"""`parbench compare`: what --fail-on ends with, and which pairs and words are refused."""

from functools import partial

import pytest
from fixtures import failed
from pairs import OTHER, compare, lines_of, refused, suite, write_pair, write_sides

from reports.data.rows import BadInput
from reports.verdicts.compare import gate


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
def test_fail_on_finds_excludes_or_cannot_say(tmp_path, factor, sd, code, words):
    factors = {("thread_pool", 2): factor}
    options = [
        *write_sides(tmp_path, partial(suite, sd=sd), partial(suite, sd=sd, factors=factors)),
        *("--fail-on", "slower:5%"),
    ]
    done = compare(*options)
    assert done.returncode == code
    assert words in done.stdout
    quiet = compare(*options, "-q")
    assert (quiet.returncode, quiet.stdout) == (code, "")
    assert (words in quiet.stderr) == (code != 0)


def test_fewer_than_three_sessions_a_side_neither_fail_nor_pass(runs, tmp_path):
    a, b = runs(suite(1), suite(2, factors={("thread_pool", 2): 2}, **OTHER))
    two = write_sides(tmp_path, suite, partial(suite, factors={("thread_pool", 2): 2}), sessions=2)
    for words in ((a, b), (b, a), two):
        done = compare(*words, "--fail-on", "slower:5%", "-q")
        assert done.returncode == 3
        assert "--fail-on decides from 3 sessions a side on" in done.stderr


def test_serial_that_became_faster_makes_no_cell_slower(tmp_path):
    words = write_sides(tmp_path, suite, partial(suite, factors={("serial", 1): 0.7}))
    done = compare(*words, "--fail-on", "slower:5%")
    assert done.returncode == 3 and "inconclusive" in done.stdout
    assert " faster" in lines_of(done, "serial")[0]


def test_a_slow_down_must_hold_jointly_with_all_that_is_compared(tmp_path):
    def many(seed, factors=None, **others):
        cells = {("tbb", n): 1.0 for n in range(1, 61)} | (factors or {})
        rows = suite(seed, blocks=3, sd=0.02, **others)
        serial = [one for one in rows if one["role"] == "cell" and one["runner"] == "serial"]
        return rows + [
            one | {"runner": runner, "workers": n, "position": 100 + n,
                   "wall_s": 0.05 * factor * (1 + 0.02 * ((7 * n + one["block"] + seed) % 5 - 2))}
            for one in serial for (runner, n), factor in cells.items()
        ]  # fmt: skip

    words = write_sides(tmp_path, many, partial(many, factors={("tbb", 7): 1.11}), spread=0)
    done = compare(*words, "--fail-on", "slower:5%")
    line = next(one for one in lines_of(done, "tbb") if one.split()[1] == "7")
    assert line.endswith("slower?") and done.returncode == 3, line
    assert "does not hold jointly" in done.stdout


def test_below_three_blocks_nothing_is_claimed(runs):
    a, b = runs(suite(1, blocks=2), suite(2, factors={("thread_pool", 2): 3}, **OTHER))
    done = compare(a, b)
    assert done.returncode == 0 and "too few blocks" in lines_of(done, "thread_pool")[0]
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
    assert "no cell in common" in line and "run --config A/options.toml" in line
    assert "count = 128" in line and "count = 64" in line


def test_one_folder_twice_and_one_run_twice_are_refused(runs):
    a, b = runs(suite(1), suite(1))
    assert "the same folder" in refused(compare(a, a))
    assert "the same folder" in refused(compare(a, a / ".." / "A"))
    assert "the same run" in refused(compare(a, b))


def test_another_schema_is_refused(runs):
    a, b = runs(suite(1), [one | {"schema_version": 2} for one in suite(2, **OTHER)])
    assert "schema_version" in refused(compare(a, b))


def test_a_cell_that_fails_in_b_is_not_excluded(tmp_path):
    def failing(seed, **others):
        rows = [one for one in suite(seed, **others) if one["workers"] != 4]
        return rows + [
            failed(block, "thread_pool", 4, **others, position=30) for block in range(1, 13)
        ]

    done = compare(*write_sides(tmp_path, suite, failing), "--fail-on", "slower:50%")
    assert done.returncode == 3 and "no undisturbed trial" in lines_of(done, "thread_pool")[1]


@pytest.mark.parametrize(
    "text", ["faster:5%", "slower:5", "slower:%", "slower:-5%", "slower:5 %", "slower:1e3%", "5%"]
)
def test_other_limits_are_refused_with_what_is_allowed(text):
    with pytest.raises(BadInput, match=r"allowed: slower:X%"):
        gate.limit_of(text)
    assert "allowed: slower:X%" in refused(compare("--fail-on", text))


def test_a_table_that_cannot_be_written_is_one_line(runs, tmp_path):
    a, b = runs(suite(1), suite(2, **OTHER))
    done = compare(a, b, "-q", "--csv", tmp_path / "nowhere" / "table.csv")
    [line] = done.stderr.splitlines()
    assert done.returncode == 2 and "table.csv cannot be written" in line


def test_limits():
    assert gate.limit_of("slower:5%") == 0.05 and gate.limit_of("slower:0.5%") == 0.005


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["a"], "1 folders given; allowed: two"),
        (["a", "b", "c"], "3 folders given; allowed: two, the baseline first, or --before A1"),
        (["a", "--before", "b", "--after", "c"], "a belongs to no side"),
        (["--before", "a"], "--before and --after are both needed"),
        (["--before", "a", "--after", "b"], "a: no such folder"),
        (["a", "b"], "a: no such folder"),
        (["--better"], "unknown option --better"),
    ],
)
def test_wrong_words_end_with_one_line(words, message):
    assert message in refused(compare(*words))
