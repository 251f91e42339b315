""".ci/run: every step runs, and every failure is listed at the end."""

import pytest

BENCH = r"""
out=${@: -1}
mkdir -p "$out/charts"
printf 'header\n%s' "${ROWS-1
}" >"$out/samples.csv"
[[ -n ${NO_CHARTS:-} ]] || echo x >"$out/charts/overview.svg"
[[ -n ${NO_PAGE:-} ]] || echo x >"$out/report.html"
exit "${BENCH_STATUS:-0}"
"""

STEPS = [
    "set-up", "tests", "style", "address", "thread", "fuzzing", "a short run", "clang-tidy",
]  # fmt: skip


@pytest.fixture
def ci(checkout):
    for name in ("setup", "test", "build", "check_style", "check_tidy", "fuzz"):
        checkout.script(name, f'exit "${{{name}_status:-0}}"')
    checkout.script("bench", BENCH)
    checkout.tool("ctest", '[[ $* != *"${ctest_fails:-nothing}"* ]]')
    return checkout


def test_every_step_has_a_heading_and_a_duration(ci):
    done = ci.call(".ci/run", cwd=ci.tools)
    assert done.returncode == 0, done.stdout
    headings = [line[4:] for line in done.stdout.splitlines() if line.startswith("=== ")]
    assert len(headings) == len(STEPS)
    assert all(heading.startswith(step) for heading, step in zip(headings, STEPS))
    assert done.stdout.count(": passed after ") == len(STEPS)
    assert [call[1:] for call in ci.calls("ctest")] == [["--preset", "asan"], ["--preset", "tsan"]]
    assert ci.calls("test") == [["test", "--yes", "--strict"]]
    assert [call[1:] for call in ci.calls("build")] == [
        ["asan", "all", "tests"],
        ["tsan", "tsan_tests"],
    ]


@pytest.mark.parametrize(
    "failure, named",
    [
        ({"test_status": "1"}, "tests"),
        ({"check_style_status": "1"}, "style"),
        ({"check_tidy_status": "1"}, "clang-tidy"),
        ({"ctest_fails": "asan"}, "address and undefined-behaviour sanitizers"),
        ({"ctest_fails": "tsan"}, "thread sanitizer"),
        ({"fuzz_status": "1"}, "fuzzing"),
        ({"fuzz_status": "2"}, "fuzzing"),
        ({"BENCH_STATUS": "1"}, "a short run, end to end"),
        ({"ROWS": ""}, "a short run, end to end"),
        ({"NO_CHARTS": "1"}, "a short run, end to end"),
        ({"NO_PAGE": "1"}, "a short run, end to end"),
    ],
)
def test_a_failure_is_named_and_the_rest_still_runs(ci, failure, named):
    done = ci.call(".ci/run", **failure)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].endswith(f": [{named}]")
    headings = [line for line in done.stdout.splitlines() if line.startswith("=== ")]
    assert len(headings) == len(STEPS) + 1  # and the one over what failed


def test_without_libfuzzer_nothing_fails(ci):
    assert ci.call(".ci/run", fuzz_status="77").returncode == 0


def test_the_end_repeats_what_failed_and_how_long_each_step_took(ci):
    lines = ["FAILED this_test", "x.cpp:1:2: error: no", "x.cpp:9: Failure", "   7 - x (Failed)"]
    written = "; ".join(f"echo '{line}'" for line in lines)
    ci.script("test", f"printf '%s\\n' {{1..100}}; {written} >&2; exit 1")
    ci.script("check_tidy", "echo 'FAILED in a step that passed'")
    said = ci.call(".ci/run").stdout.splitlines()
    start = said.index("=== tests FAILED; of its output:")
    assert said[start + 1 :] == [*lines, "", said[-1]]
    assert said[start - 1].startswith("set-up ") and "; tests " in said[start - 1]


def test_nothing_runs_without_the_set_up(ci):
    done = ci.call(".ci/run", setup_status="2")
    assert done.returncode == 1
    assert not ci.calls("test")


def test_leaves_nothing_behind(ci, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    ci.call(".ci/run", TMPDIR=str(scratch))
    assert list(scratch.iterdir()) == []
