"""scripts/build: when it configures again, what it passes to CMake, what it shows on failure."""

import os

import pytest

CMAKE = r"""
if [[ $1 == --build ]]; then
  echo 'noise of a build'
  [[ -n ${BREAKS:-} ]] || exit 0
  echo 'FAILED: bench/plan.cpp.o'; echo "plan.cpp:1: error: no such thing"; exit 1
fi
echo 'noise of a configuration'
folder=build/$2
mkdir -p "$folder"
touch "$folder/build.ninja"
kept=$(grep -v PARBENCH_BUILD_TESTS "$folder/CMakeCache.txt" 2>/dev/null)
touch "$folder/CMakeCache.txt"
for argument in "$@"; do
  [[ $argument == -DPARBENCH_BUILD_TESTS=* ]] || continue
  printf '%s\n%s\n' "$kept" "PARBENCH_BUILD_TESTS:BOOL=${argument#*=}" >"$folder/CMakeCache.txt"
done
"""


@pytest.fixture
def build(checkout):
    checkout.tool("cmake", CMAKE)
    return checkout


def configurations(build):
    return [call[1:] for call in build.calls("cmake") if call[1] == "--preset"]


def builds(build):
    return [call[2:] for call in build.calls("cmake") if call[1] == "--build"]


def test_configures_once_and_builds_every_time_and_quietly(build):
    for _ in range(2):
        done = build.call("scripts/build")
        assert (done.returncode, done.stdout) == (0, "")
        assert "noise" not in done.stderr
    assert configurations(build) == [["--preset", "release", "-DPARBENCH_WERROR=OFF"]]
    assert builds(build) == 2 * [["build/release", "--target", "all"]]


def test_configures_again_when_the_presets_changed(build):
    build.call("scripts/build")
    presets = build.root / "CMakePresets.json"
    later = presets.stat().st_mtime + 3600
    os.utime(presets, (later, later))
    build.call("scripts/build")
    assert len(configurations(build)) == 2


@pytest.mark.parametrize(
    "environment", [{"CXX": "clang++-16"}, {"CXXFLAGS": "-g"}, {"PARBENCH_WERROR": "ON"}]
)
def test_configures_afresh_when_compiler_or_flags_changed(build, environment):
    build.call("scripts/build")
    cache = build.root / "build/release/CMakeCache.txt"
    cache.write_text(cache.read_text() + "OF_THE_OLD_COMPILER=1\n")
    build.call("scripts/build", **environment)
    assert len(configurations(build)) == 2
    assert "OF_THE_OLD_COMPILER" not in cache.read_text()


def test_a_checkout_that_has_moved_is_configured_afresh(build, tmp_path):
    build.call("scripts/build")
    build.root = build.root.rename(tmp_path / "moved here")
    cache = build.root / "build/release/CMakeCache.txt"
    cache.write_text(cache.read_text() + "OF_THE_OLD_PLACE=1\n")
    assert build.call("scripts/build").returncode == 0
    assert "OF_THE_OLD_PLACE" not in cache.read_text()


def test_tests_are_configured_and_built_on_request_only(build):
    for arguments in [], ["--tests"], []:
        build.call("scripts/build", *arguments)
    without, with_tests = configurations(build)
    assert "-DPARBENCH_BUILD_TESTS=ON" not in without
    assert "-DPARBENCH_BUILD_TESTS=ON" in with_tests
    assert [call[2:] for call in builds(build)] == [["all"], ["all", "tests"], ["all"]]


def test_a_folder_keeps_its_tests_when_the_compiler_changes(build):
    build.call("scripts/build", "--tests")
    build.call("scripts/build", CXX="clang++-16")
    assert "-DPARBENCH_BUILD_TESTS=ON" in configurations(build)[-1]


def test_builds_the_named_targets_only(build):
    build.call("scripts/build", "--tests", "tsan", "tsan_tests", "serial")
    assert builds(build) == [["build/tsan", "--target", "tsan_tests", "serial"]]


def test_a_failed_build_shows_its_errors_and_where_the_log_is(build):
    done = build.call("scripts/build", "debug", BREAKS="yes")
    assert done.returncode == 1
    assert "plan.cpp:1: error: no such thing" in done.stderr
    assert "noise" not in done.stderr
    assert str(build.root / "build/debug/build.log") in done.stderr


def test_warnings_become_errors_on_request(build):
    build.call("scripts/build", "asan", PARBENCH_WERROR="ON")
    assert "-DPARBENCH_WERROR=ON" in configurations(build)[0]


def test_configure_only_configures_every_time_and_stops_there(build):
    for _ in range(2):
        build.call("scripts/build", "--configure-only", "tidy")
    assert [call[1] for call in build.calls("cmake")] == ["--preset", "--preset"]


def test_an_unknown_option_is_refused(build):
    done = build.call("scripts/build", "--fast")
    assert done.returncode == 2 and "--fast" in done.stderr
