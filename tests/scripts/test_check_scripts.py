"""scripts/check_style, check_layers and check_tidy: each fails on what it must find."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

GOOD = {
    "workloads/good.cpp": '#include "bench/workload.hpp"\n#include <vector>\n',
    "runners/good.cpp": '#include "bench/runner.hpp"\n#include "bench/processes/pipe.hpp"\n',
    "bench/plan/good.cpp": '#include "bench/plan/plan.hpp"\n#include "bench/workload.hpp"\n',
    "bench/launch/good.cpp": '#include "bench/launch/launch.hpp"\n#include <tbb/tbb.h>\n',
    "bench/cli/good.cpp": '#include "bench/run/run.hpp"\n#include <CLI/CLI.hpp>\n',
    "reports/page/good.py": "import csv\nfrom reports.charts import overview\n",
    "runners/cpython/good.py": "from .errors import TrialError\n",
}


@pytest.fixture
def tree(checkout):
    """The folders of this project with a few files in them."""
    for top in "bench", "reports", "runners", "workloads":
        for folder in [ROOT / top, *(ROOT / top).glob("*/")]:
            (checkout.root / folder.relative_to(ROOT)).mkdir(exist_ok=True)
    for path, text in GOOD.items():
        (checkout.root / path).write_text(text)
    return checkout


def test_the_layers_as_they_should_be(tree):
    done = tree.call("scripts/check_layers")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "path, line, named",
    [
        ("workloads/bad.cpp", '#include "bench/runner.hpp"', "bench/runner.hpp"),
        ("workloads/bad.cpp", '#include "bench/trial/clocks.hpp"', "bench/trial/clocks.hpp"),
        ("workloads/bad.cpp", '#include "runners/serial.hpp"', "runners/serial.hpp"),
        ("workloads/bad.cpp", '#include "../bench/plan/plan.hpp"', "../bench/plan/plan.hpp"),
        ("workloads/bad.hpp", "  #  include <bench/trial/clocks.hpp>", "bench/trial/clocks.hpp"),
        ("workloads/bad.cpp", "#include <CLI/CLI.hpp>", "CLI/CLI.hpp"),
        ("runners/bad.cpp", '#include "bench/workload.hpp"', "bench/workload.hpp"),
        ("runners/bad.cpp", '#include "workloads/primes.hpp"', "workloads/primes.hpp"),
        ("runners/bad.cpp", '#include "bench/plan/plan.hpp" // <vector>', "bench/plan/plan.hpp"),
        ("runners/bad.cpp", "#include <benchmark/benchmark.h>", "benchmark/benchmark.h"),
        ("runners/deeper/bad.cpp", '#include "bench/guard/guard.hpp"', "bench/guard/guard.hpp"),
        ("bench/bad.hpp", '#include "bench/machine/cpus.hpp"', "bench/machine/cpus.hpp"),
        ("bench/machine/bad.cpp", '#include "bench/plan/plan.hpp"', "bench/plan/plan.hpp"),
        ("bench/plan/bad.cpp", '#include "bench/launch/launch.hpp"', "bench/launch/launch.hpp"),
        ("bench/launch/bad.cpp", '#include "bench/plan/plan.hpp"', "bench/plan/plan.hpp"),
        ("bench/summary/bad.cpp", '#include "bench/output/csv.hpp"', "bench/output/csv.hpp"),
        ("bench/output/bad.cpp", '#include "bench/run/run.hpp"', "bench/run/run.hpp"),
        ("bench/run/bad.cpp", '#include "bench/cli/options.hpp"', "bench/cli/options.hpp"),
        ("bench/trial/bad.cpp", '#include "bench/plan/plan.hpp"', "bench/plan/plan.hpp"),
        ("reports/data/bad.py", "import reports.stats.bootstrap", "reports.stats.bootstrap"),
        ("reports/verdicts/bad.py", "from ..output import tables", "reports.output.tables"),
        ("reports/text/bad.py", "def f():\n    from reports import page", "reports.page"),
        ("reports/charts/plot/bad.py", "from ...notes import claims", "reports.notes.claims"),
        ("runners/cpython/bad.py", "from reports.text import names", "reports.text.names"),
    ],
)
def test_an_arrow_that_points_up_is_named(tree, path, line, named):
    bad = tree.root / path
    bad.parent.mkdir(exist_ok=True)
    bad.write_text(f"{line}\n")
    done = tree.call("scripts/check_layers")
    assert done.returncode == 1
    verb = "imports" if path.endswith(".py") else "includes"
    assert f"{path} {verb} {named};" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("folder", ["runners", "bench/plan", "reports/stats"])
def test_a_missing_folder_fails(tree, folder):
    shutil.rmtree(tree.root / folder)
    assert tree.call("scripts/check_layers").returncode == 1


@pytest.fixture
def style(tree):
    """A repository with the tree in it, and checkers that find the word `ugly`."""
    find_ugly = '! grep -l ugly -- $(printf "%s\\n" "$@" | grep good)'
    for tool in "clang-format-16", "black", "python":
        tree.tool(tool, find_ugly)
    tree.tool("shellcheck", '! grep -l ugly -- "${@: -1}"')
    tree.script("find_python", f"echo '{tree.tools}/python'")
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
    assert layout[4:] == sorted(path for path in GOOD if path.endswith(".cpp"))
    (shell,) = style.calls("shellcheck")
    assert {"scripts/bench", "scripts/setup", ".ci/run"} <= set(shell)
    assert "scripts/check_layers" not in shell
    for tool in "black", "python":
        (call,) = style.calls(tool)
        assert {"reports/page/good.py", "scripts/check_layers"} <= set(call)


@pytest.mark.parametrize(
    "path, named",
    [("workloads/good.cpp", "clang-format"), ("reports/page/good.py", "black flake8")],
)
def test_style_fails_on_layout_and_still_checks_the_rest(style, path, named):
    (style.root / path).write_text("# ugly\n")
    done = style.call("scripts/check_style")
    assert done.returncode == 1
    assert f"FAILED: {named} (" in done.stderr
    assert style.calls("shellcheck")


def test_style_fails_on_layers_and_shell(style):
    (style.root / "runners/good.cpp").write_text('#include "bench/workload.hpp"\n')
    (style.root / "scripts/zzz").write_text("#!/usr/bin/env bash\nugly\n")
    done = style.call("scripts/check_style")
    assert done.returncode == 1
    assert "FAILED: shellcheck layers" in done.stderr


def test_style_rewrites_on_request_only(style):
    style.call("scripts/check_style")
    style.call("scripts/check_style", "--fix")
    assert [call[1] for call in style.calls("clang-format-16")] == ["--dry-run", "-i"]
    assert ["--check" in call for call in style.calls("black")] == [True, False]


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
