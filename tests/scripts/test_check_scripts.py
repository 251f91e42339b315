"""scripts/check_style and scripts/check_layers: each of them finds what it is there to find."""

import shutil
import subprocess

import pytest


@pytest.fixture
def tree(checkout):
    for path, text in {
        "workloads/good.cpp": '#include "bench/workload.hpp"\n#include <vector>\n#include "bench/digest.hpp"\n',
        "runners/good.cpp": '#include "bench/runner.hpp"\n\n#include "bench/processes/pipe.hpp"\n#include <tbb/tbb.h>\n',
        "bench/plan/good.cpp": '#include "bench/plan/plan.hpp"\n#include "bench/workload.hpp"\n',
        "bench/launch/good.cpp": '#include "bench/launch/launch.hpp"\n#include "bench/guard/messages.hpp"\n',
    }.items():
        file = checkout.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return checkout


def test_the_layers_as_they_should_be(tree):
    done = tree.call("scripts/check_layers")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "path, line, named",
    [
        ("workloads/bad.cpp", '#include "bench/runner.hpp"', "bench/runner.hpp"),
        ("workloads/bad.cpp", '#include "bench/cli/options.hpp"', "bench/cli/options.hpp"),
        ("workloads/bad.cpp", '#include "bench/trial/clocks.hpp"', "bench/trial/clocks.hpp"),
        ("workloads/bad.cpp", '#include "runners/serial.hpp"', "runners/serial.hpp"),
        ("workloads/bad.cpp", '#include "../bench/plan/plan.hpp"', "../bench/plan/plan.hpp"),
        ("workloads/bad.hpp", "  #  include <bench/trial/clocks.hpp>", "bench/trial/clocks.hpp"),
        ("workloads/bad.cpp", "#include <CLI/CLI.hpp>", "CLI/CLI.hpp"),
        ("runners/bad.cpp", '#include "bench/workload.hpp"', "bench/workload.hpp"),
        ("runners/bad.cpp", '#include "workloads/primes.hpp"', "workloads/primes.hpp"),
        (
            "runners/bad.cpp",
            '#include "bench/trial/clocks.hpp" // not <vector>',
            "bench/trial/clocks.hpp",
        ),
        ("runners/bad.cpp", "#include <benchmark/benchmark.h>", "benchmark/benchmark.h"),
        ("bench/plan/bad.hpp", '#include "bench/cli/options.hpp"', "bench/cli/options.hpp"),
        ("bench/plan/bad.cpp", '#include "bench/launch/launch.hpp"', "bench/launch/launch.hpp"),
        ("bench/launch/bad.cpp", '#include "bench/plan/plan.hpp"', "bench/plan/plan.hpp"),
        ("runners/deeper/bad.cpp", '#include "bench/guard/guard.hpp"', "bench/guard/guard.hpp"),
    ],
)
def test_a_broken_layer_is_named(tree, path, line, named):
    bad = tree.root / path
    bad.parent.mkdir(exist_ok=True)
    bad.write_text(f"#include <string>\n{line}\n")
    done = tree.call("scripts/check_layers")
    assert done.returncode == 1
    assert f"{path} includes {named};" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_tree_without_the_folders_is_not_passed(tree):
    shutil.rmtree(tree.root / "runners")
    assert tree.call("scripts/check_layers").returncode == 1


@pytest.fixture
def style(tree):
    """A repository with the tree in it, and checkers that find the word `ugly`."""
    find_ugly = '! grep -l ugly -- "${@: -2}"'
    tree.tool("clang-format-16", find_ugly)
    tree.tool("shellcheck", find_ugly)
    subprocess.run(["git", "init", "-q"], cwd=tree.root, env=tree.environment, check=True)
    (tree.root / ".gitignore").write_text("/build/\n")
    (tree.root / "build").mkdir()
    (tree.root / "build/generated.cpp").write_text("ugly\n")
    return tree


def test_style_checks_our_files_only(style):
    done = style.call("scripts/check_style", cwd=style.tools)
    assert done.returncode == 0, done.stderr
    (layout,) = style.calls("clang-format-16")
    assert layout[1:4] == ["--dry-run", "-Werror", "--"]
    assert layout[4:] == [
        "bench/launch/good.cpp",
        "bench/plan/good.cpp",
        "runners/good.cpp",
        "workloads/good.cpp",
    ]
    (shell,) = style.calls("shellcheck")
    assert {"scripts/bench", "scripts/setup", ".ci/run"} <= set(shell)


def test_style_fails_on_layout_and_still_checks_the_rest(style):
    (style.root / "workloads/good.cpp").write_text("ugly\n")
    done = style.call("scripts/check_style")
    assert done.returncode == 1
    assert "FAILED: layout" in done.stderr
    assert style.calls("shellcheck")


def test_style_fails_on_layers_and_shell(style):
    (style.root / "runners/good.cpp").write_text('#include "bench/workload.hpp"\n')
    (style.root / "scripts/zzz").write_text("#!/usr/bin/env bash\nugly\n")
    done = style.call("scripts/check_style")
    assert done.returncode == 1
    assert "FAILED: shell layers" in done.stderr


def test_style_mends_on_request_only(style):
    style.call("scripts/check_style", "--fix")
    assert [call[1] for call in style.calls("clang-format-16")] == ["-i"]


def test_style_does_not_pass_where_nothing_can_be_listed(style):
    shutil.rmtree(style.root / ".git")
    assert style.call("scripts/check_style").returncode == 2


def test_style_names_the_missing_tool(style):
    (style.tools / "clang-format-16").unlink()
    done = style.call("scripts/check_style")
    assert done.returncode == 2
    assert "clang-format-16 is missing: scripts/setup --for ci" in done.stderr


def test_tidy_checks_what_is_ours_and_passes_the_verdict_on(checkout):
    checkout.script("build")
    checkout.tool("run-clang-tidy-16", 'exit "${FINDINGS:-0}"')
    assert checkout.call("scripts/check_tidy").returncode == 0
    assert checkout.calls("build") == [["build", "--configure-only", "tidy"]]
    assert checkout.call("scripts/check_tidy", FINDINGS="1").returncode == 1
