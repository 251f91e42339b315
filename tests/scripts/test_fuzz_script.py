"""scripts/fuzz: every target runs, a finding fails the whole, and without libFuzzer it says so."""

import pytest

TARGET = """
echo "stat::number_of_executed_units: 12"
[[ $0 != *"${FINDS:-nothing}" ]] || { echo "broken promise: one line: x"; exit 77; }
"""


@pytest.fixture
def fuzz(checkout):
    checkout.script("build", 'exit "${BUILD_STATUS:-0}"')
    checkout.tool("clang++-16", 'exit "${NO_LIBFUZZER:-0}"')
    for name in ("record", "http"):
        checkout.write(checkout.root / "build/fuzz/fuzz" / f"fuzz.{name}", TARGET)
    return checkout


def ran(fuzz):
    return {call[0].removeprefix("fuzz.") for call in fuzz.calls() if call[0].startswith("fuzz.")}


def test_every_target_runs_for_so_long_from_its_seeds(fuzz):
    done = fuzz.call("scripts/fuzz", "7", cwd=fuzz.tools)
    assert done.returncode == 0, done.stderr
    assert "record: 12 inputs in 7 s, no finding" in done.stderr
    assert fuzz.calls("build") == [["build", "fuzz", "fuzz_targets"]]
    [call] = fuzz.calls("fuzz.record")
    assert "-max_total_time=7" in call
    assert call[-2:] == ["corpus/record", str(fuzz.root / "tests/fuzz/seeds/record")]
    assert ran(fuzz) == {"record", "http"}


def test_a_finding_fails_the_whole_and_the_rest_still_runs(fuzz):
    done = fuzz.call("scripts/fuzz", FINDS="http")
    assert done.returncode == 1
    assert "broken promise: one line: x" in done.stderr
    assert done.stderr.splitlines()[-1] == "fuzz: FAILED: http"
    assert ran(fuzz) == {"record", "http"}


def test_words_select_targets_and_0_runs_the_seeds_alone(fuzz):
    assert fuzz.call("scripts/fuzz", "0", "http").returncode == 0
    assert ran(fuzz) == {"http"} and "-runs=0" in fuzz.calls("fuzz.http")[0]


@pytest.mark.parametrize(
    "words, said", [(["soon"], "'soon'"), (["-1"], "'-1'"), (["1", "nothing"], "record")]
)
def test_wrong_words_are_refused(fuzz, words, said):
    done = fuzz.call("scripts/fuzz", *words)
    assert done.returncode == 2 and said in done.stderr
    assert not ran(fuzz)


def test_without_libfuzzer_it_says_what_to_install(fuzz):
    done = fuzz.call("scripts/fuzz", NO_LIBFUZZER="1")
    assert done.returncode == 77
    assert "sudo apt install clang-16 libclang-rt-16-dev" in done.stderr
    assert not fuzz.calls("build")


def test_a_build_that_fails_is_no_finding(fuzz):
    assert fuzz.call("scripts/fuzz", BUILD_STATUS="1").returncode == 2
