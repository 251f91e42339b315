"""scripts/test: runs both languages, fails if one does, and says last what passed."""

import pytest


@pytest.fixture
def tests(checkout):
    checkout.script("setup", 'exit "${SETUP_STATUS:-0}"')
    checkout.script("build", 'exit "${BUILD_STATUS:-0}"')
    checkout.tool("ctest", 'echo "100% tests passed"; exit "${CTEST_STATUS:-0}"')
    python = checkout.tool(
        "a_python",
        """
        [[ $1 == -m ]] || exit "${NO_XDIST:-0}"
        echo "=== 3 passed ==="
        [[ "$*" != *"${FAILING:-alone}"* ]] || exit "${PYTEST_STATUS:-0}"
        """,
    )
    checkout.script("find_python", f"[[ -z ${{NO_PYTHON:-}} ]] && echo '{python}'")
    return checkout


def ran(tests):
    return {call[0] for call in tests.calls()} & {"ctest", "a_python"}


def last_line(done):
    return done.stderr.splitlines()[-1]


def test_runs_everything_and_says_so(tests):
    done = tests.call("scripts/test", "--yes", cwd=tests.tools)
    assert done.returncode == 0
    assert tests.calls("setup") == [["setup", "--for", "test", "--yes"]]
    assert tests.calls("ctest") == [["ctest", "--preset", "release"]]
    assert tests.calls("a_python")[1:] == [
        ["a_python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", "-m", "not alone"],
        ["a_python", "-m", "pytest", "-m", "alone"],
    ]
    assert done.stdout == "100% tests passed\n" + 2 * "=== 3 passed ===\n"
    assert last_line(done) == "test: passed: C++ Python"


@pytest.mark.parametrize("failing, named", [("CTEST_STATUS", "C++"), ("PYTEST_STATUS", "Python")])
def test_one_failure_fails_the_whole_and_the_rest_still_runs(tests, failing, named):
    done = tests.call("scripts/test", **{failing: "8"})
    assert done.returncode == 1
    assert ran(tests) == {"ctest", "a_python"}
    assert last_line(done).startswith(f"test: FAILED: {named};")
    # Once more, alone, before it counts.
    assert tests.calls("ctest")[1:] == (
        [["ctest", "--preset", "release", "--rerun-failed", "-j", "1"]] * (named == "C++")
    )
    again = [call for call in tests.calls("a_python") if "--last-failed" in call]
    assert [call[-1] for call in again] == ["not alone", "alone"] * (named == "Python")


@pytest.mark.parametrize(
    ("found", "passes"),
    [
        ("Expected: 1, actual: 2", True),
        ("ERROR: AddressSanitizer: heap-use-after-free", False),
        ("WARNING: ThreadSanitizer: data race", False),
        ("x.cpp:1:2: runtime error: null pointer", False),
    ],
)
def test_what_passes_alone_has_passed_unless_a_sanitizer_found_something(tests, found, passes):
    tests.tool("ctest", f'[[ $* == *--rerun-failed* ]] || {{ echo "{found}"; exit 8; }}')
    assert (tests.call("scripts/run_ctest", "asan").returncode == 0) == passes


@pytest.mark.parametrize("failing", ["-m alone", "-m not alone"])
def test_a_failure_in_either_half_of_the_python_tests_counts(tests, failing):
    done = tests.call("scripts/test", PYTEST_STATUS="1", FAILING=failing)
    assert done.returncode == 1
    assert last_line(done).startswith("test: FAILED: Python;")


def test_without_xdist_the_tests_run_one_after_the_other(tests):
    assert tests.call("scripts/test", NO_XDIST="1").returncode == 0
    assert tests.calls("a_python")[1][:4] == ["a_python", "-m", "pytest", "-m"]


@pytest.mark.parametrize(
    "words, expected",
    [(["cpp"], {"ctest"}), (["python"], {"a_python"}), (["python", "cpp"], {"ctest", "a_python"})],
)
def test_a_word_selects_a_language(tests, words, expected):
    assert tests.call("scripts/test", *words).returncode == 0
    assert ran(tests) == expected


def test_without_python_the_rest_is_tested_with_a_message(tests):
    done = tests.call("scripts/test", NO_PYTHON="1")
    assert done.returncode == 0
    assert "skipped" in done.stderr
    assert last_line(done) == "test: passed: C++"


def test_strict_fails_without_python(tests):
    done = tests.call("scripts/test", "--strict", NO_PYTHON="1")
    assert done.returncode == 1
    assert ran(tests) == {"ctest"}


@pytest.mark.parametrize("failure", ["SETUP_STATUS", "BUILD_STATUS"])
def test_nothing_is_tested_when_set_up_or_build_fails(tests, failure):
    assert tests.call("scripts/test", **{failure: "1"}).returncode == 2
    assert not ran(tests)


def test_an_unknown_word_is_refused(tests):
    done = tests.call("scripts/test", "rust")
    assert done.returncode == 2 and "'rust'" in done.stderr


def test_report_passes_its_arguments_on(checkout):
    checkout.write(checkout.root / "parbench", "exit 3")
    done = checkout.call("scripts/report", "a run", "--runners", "a,b")
    assert done.returncode == 3
    assert checkout.calls() == [["parbench", "report", "a run", "--runners", "a,b"]]


def test_report_says_what_to_run_first(checkout):
    done = checkout.call("scripts/report")
    assert done.returncode == 2 and "scripts/bench" in done.stderr
