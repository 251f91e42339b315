"""Commands as people expect them: help, lists, dry runs, completion and man page."""

import json
import os
import shutil
import subprocess

import pytest
from program import BUILD

SMALL = ("-s", "empty.tasks=100", "--sample", "1ms", "-j", 2)
COMMANDS = (
    "run", "list", "report", "summary", "compare", "advise", "ab", "selftest", "check-runner",
)  # fmt: skip


def test_without_arguments_it_prints_one_screen_and_measures_nothing(parbench, tmp_path):
    ended = parbench()
    lines = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(lines) <= 24 and max(map(len, lines)) <= 80
    assert all(any(line.startswith(f"  {name} ") for line in lines) for name in COMMANDS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_own_help(parbench, name):
    for words in ((name, "--help"), ("help", name)):
        ended = parbench(*words)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert f"usage: parbench {name}" in ended.stdout
        assert max(map(len, ended.stdout.splitlines())) <= 80


def test_what_a_full_or_closed_stdout_loses_is_one_line_for_every_command(parbench):
    words = [(name, "--help") for name in COMMANDS] + [
        (), ("--version",), ("list",), ("list", "--json"), ("man",), ("completion", "bash"),
        ("run", "--dry-run"), ("run", "--benchmark_list_tests"),
        ("check-runner", "serial", "-j", "1"),
    ]  # fmt: skip
    for end in (">/dev/full", ">&-"):
        for each in words:
            command = " ".join([f"'{BUILD}/parbench'", *each, end])
            ended = subprocess.run(
                ["bash", "-c", command], cwd=parbench.folder, capture_output=True, text=True,
                timeout=60, env=parbench.environment,
            )  # fmt: skip
            assert ended.returncode == 2, (command, ended)
            assert len(ended.stderr.splitlines()) == 1, (command, ended.stderr)
            assert "stdout takes no text" in ended.stderr


def test_list_as_json_has_every_workload_parameter_runner_and_preset(parbench):
    ended = parbench("list", "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    told = json.loads(ended.stdout)
    assert set(told) == {"schema_version", "parbench", "workloads", "runners", "presets"}
    assert told["schema_version"] == 1
    plain = parbench("list").stdout
    for workload in told["workloads"]:
        assert set(workload) == {"name", "about", "kind", "usable", "why_not", "parameters"}
        assert workload["usable"] == (workload["why_not"] is None)
        for parameter in workload["parameters"]:
            assert parameter["name"] in plain and parameter["about"] in plain
            ranged = parameter["type"] in ("count", "duration", "size", "rate", "share")
            assert ({"least", "most"} <= set(parameter)) == ranged
            assert ("choices" in parameter) == (parameter["type"] == "choice")
            if parameter["type"] == "choice":
                assert parameter["default"] in parameter["choices"]
    count = next(
        one for work in told["workloads"] for one in work["parameters"]
        if one["name"] == "primes.count"
    )  # fmt: skip
    assert (count["type"], count["default"], count["least"], count["most"]) == (
        "count", 128, 1, 1_000_000,
    )  # fmt: skip
    for runner in told["runners"]:
        assert set(runner) == {
            "name", "family", "about", "version", "workers", "scales", "in_order", "cannot_share",
            "usable",
            "why_not", "package", "workloads",
        }  # fmt: skip
        assert runner["usable"] == (runner["why_not"] is None)
        assert "conformance" not in runner["workloads"]
        assert runner["package"] is None or runner["package"] in runner["why_not"]
        assert plain.index(f"\n {runner['family']}:\n") < plain.index(f"\n  {runner['name']} ")
    assert told["runners"][0]["name"] == "serial" and "primes" in told["runners"][0]["workloads"]
    assert [preset["name"] for preset in told["presets"]][0] == "quick"


def test_a_dry_run_is_short_and_measures_nothing(parbench, tmp_path):
    ended = parbench("run", "--dry-run")
    lines = ended.stdout.splitlines()
    assert ended.returncode == 0 and len(lines) <= 5 and "--trial" not in ended.stdout
    assert "cells in 4 experiments" in lines[0] and "trials" in lines[0]
    assert lines[1].startswith("time: ") and lines[2].startswith("peak memory: ")
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_names_what_cannot_run(parbench):
    ended = parbench(
        "run", "-w", "range_sum", "-s", "range_sum.elements=4000000000", "-R", "thread_pool",
        "-j", "2,4", "--dry-run",
    )  # fmt: skip
    # Where a machine has 32 GB to spare, it can.
    assert ended.returncode == 0
    assert "3 cells unsupported: needs " in ended.stdout or "peak memory" in ended.stdout


def test_the_commands_of_a_dry_run_can_be_pasted(parbench, tmp_path):
    args = ("-w", "empty,fetch", *SMALL, "-R", "openmp,python_pool_threads")
    args += ("-s", "fetch.tasks=4", "-s", "fetch.latency=1ms")
    ended = parbench("run", *args, "--dry-run", "-v")
    assert ended.returncode == 0, ended.stderr
    commands = [line for line in ended.stdout.splitlines() if " --trial " in line]
    names = [line[2:] for line in ended.stdout.splitlines() if line.startswith("# ")]
    assert len(commands) == len(names) == 6 and "empty/tasks=100/openmp/2" in names
    assert any("OMP_WAIT_POLICY=PASSIVE" in command for command in commands)
    for name, command in zip(names, commands):
        subprocess.run(command, shell=True, cwd=tmp_path, check=True, timeout=60)
        record = json.loads((tmp_path / "record.json").read_text())
        assert record["tasks"] == (4 if name.startswith("fetch") else 100), name
        (tmp_path / "record.json").unlink()
    # All at once, as a shell reads them.
    text = "\n".join(ended.stdout.splitlines()[4:])
    subprocess.run(["sh", "-e"], input=text, text=True, cwd=tmp_path, check=True, timeout=60)
    assert (tmp_path / "record.json").exists()


@pytest.fixture
def completed(parbench, tmp_path):
    """completed("parbench run --wo"): what bash offers behind this line."""
    script = tmp_path / "completion.bash"
    script.write_text(parbench("completion", "bash").stdout)
    subprocess.run(["bash", "-n", script], check=True)
    asked = """
        source "$1"; shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
        _parbench; printf '%s\\n' "${COMPREPLY[@]}"
    """

    def of(*words):
        ended = subprocess.run(
            ["bash", "-c", asked, "bash", script, "parbench", *words], cwd=tmp_path,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert ended.stderr == ""
        return ended.stdout.split()

    return of


def test_bash_completes_commands_options_and_values(completed, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.toml").write_text("")
    assert completed("") == [*COMMANDS, "--help", "--version"]
    assert completed("se") == ["selftest"]
    assert completed("run", "--wo") == ["--workloads", "--workers"]
    assert completed("run", "--preset", "st") == ["standard"]
    assert completed("run", "--preset", "=", "q") == ["quick"]
    assert completed("run", "-w", "primes,sl") == ["primes,sleep"]
    assert completed("run", "-R", "queue") == ["queue_pool"]
    assert completed("run", "-s", "primes.c") == ["primes.count="]
    assert completed("run", "--color", "al") == ["always"]
    assert completed("run", "--out", "f") == ["folder"]
    assert completed("run", "--config", "fi") == ["file.toml"]
    assert completed("run", "--blocks", "") == []
    assert completed("report", "--expl") == ["--explain"]
    assert completed("report", "--explain", "q") == ["questions"]
    assert completed("report", "f") == ["folder"]
    assert completed("summary", "--in") == []  # internal
    assert "thread_pool" in completed("check-runner", "thread")
    assert completed("nothing", "-") == []


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_reads_its_completion(parbench, tmp_path):
    (tmp_path / "_parbench").write_text(parbench("completion", "zsh").stdout)
    load = "autoload -U compinit; fpath=($PWD $fpath); compinit -u -D; which _parbench >/dev/null"
    subprocess.run(["zsh", "-n", "_parbench"], cwd=tmp_path, check=True)
    subprocess.run(["zsh", "-f", "-c", load], cwd=tmp_path, check=True)


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_man_page_has_no_warning(parbench, tmp_path):
    page = parbench("man").stdout
    (tmp_path / "parbench.1").write_text(page)
    ended = subprocess.run(
        ["groff", "-man", "-ww", "-Wall", "-Tutf8", "parbench.1"], cwd=tmp_path,
        capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert ended.stderr == "" and "the runner protocol" in ended.stdout


def test_completion_without_the_python_half_says_what_it_lacks(parbench, tmp_path):
    alone = tmp_path / "alone" / "parbench"
    alone.parent.mkdir()
    shutil.copy(BUILD / "parbench", alone)
    ended = subprocess.run(
        [alone, "completion", "bash"], capture_output=True, text=True, check=True, timeout=60
    )
    [line] = ended.stderr.splitlines()
    assert "the options of report, summary and compare are missing: " in line
    assert "--workloads" in ended.stdout and "--explain" not in ended.stdout
    subprocess.run(["bash", "-n"], input=ended.stdout, text=True, check=True)


def test_labels_name_only_parameters_with_an_effect(parbench):
    ended = parbench(
        "run", "-w", "primes", "-s", "primes.set=textbook,even", "-s", "primes.count=8,16",
        "-R", "thread_pool", "-j", "2", "--benchmark_list_tests",
    )  # fmt: skip
    assert sorted(ended.stdout.split()) == [
        "primes/count=16/serial/1", "primes/count=16/thread_pool/2",
        "primes/count=8/serial/1", "primes/count=8/thread_pool/2",
        "primes/set=textbook/serial/1", "primes/set=textbook/thread_pool/2",
    ]  # fmt: skip
    assert ended.stderr.count("no effect") == 1


def test_a_label_is_kept_in_the_run(parbench, tmp_path):
    args = ("-w", "empty", *SMALL, "-R", "thread_pool", "-b", 3, "-o", "out")
    assert parbench("run", *args, "--label", "<b>pc07</b> & co").returncode == 0
    told = json.loads((tmp_path / "out" / "environment.json").read_text())
    assert told["label"] == "<b>pc07</b> & co"
