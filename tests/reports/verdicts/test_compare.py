"""`parbench compare` on pairs of runs whose difference is built in: tables, verdicts, warnings."""

import csv
import json
from functools import partial

import pytest
from fixtures import row, write_run
from pairs import OTHER, about, compare, lines_of, probes, refused, suite, write_pair


@pytest.fixture
def runs(tmp_path):
    """runs(rows of A, rows of B): their folders."""
    return partial(write_pair, tmp_path)


def test_a_cell_that_became_slower_is_named_and_the_others_are_equivalent(runs, tmp_path):
    a, b = runs(suite(1), suite(2, factors={("thread_pool", 2): 1.2}, **OTHER))
    before = {path: path.read_bytes() for folder in (a, b) for path in folder.iterdir()}
    done = compare(a, b, "--csv", tmp_path / "table.csv")
    assert (done.returncode, done.stderr) == (0, "")
    first = done.stdout.splitlines()[0]
    assert first == (
        "A is the baseline: 20260102T030405Z-quick (2026-01-02T03:04:05Z, revision abc123); "
        "B: 20260103T030405Z-quick (2026-01-02T03:04:05Z, revision abc123)"
    )
    two, four = lines_of(done, "thread_pool")
    assert " slower " in two and "95.5 %" in two and "12, 12" in two
    assert "equivalent" in four and "equivalent" in lines_of(done, "serial")[0]
    assert done.stdout.splitlines()[-1].startswith("Caution: A and B are two sessions")
    with (tmp_path / "table.csv").open(newline="") as file:
        table = {(one["runner"], one["workers"]): one for one in csv.DictReader(file)}
    slow = table["thread_pool", "2"]
    assert float(slow["time_ratio"]) == pytest.approx(1.2, abs=0.01)
    assert float(slow["time_ratio_low"]) < 1.2 < float(slow["time_ratio_high"])
    assert float(slow["speedup_ratio"]) == pytest.approx(1 / 1.2, abs=0.01)
    assert float(slow["median_b_s"]) / float(slow["median_a_s"]) == pytest.approx(
        float(slow["median_ratio"])
    )
    assert (slow["verdict"], slow["granted"]) == ("slower", "1")
    assert float(slow["time_ratio_level"]) == pytest.approx(0.9551, abs=1e-4)
    assert table["serial", "1"]["speedup_ratio"] == ""
    after = {path: path.read_bytes() for folder in (a, b) for path in folder.iterdir()}
    assert after == before


@pytest.mark.parametrize("noisy", ["A", "B"])
def test_the_margin_is_that_of_the_run_whose_pairs_differ_more(runs, noisy):
    a, b = suite(1), suite(2, factors={("thread_pool", 2): 1.06}, **OTHER)
    for one in a if noisy == "A" else b:
        if one["role"] == "twin_a":
            one["wall_s"] *= 1.15 if one["block"] % 2 else 1 / 1.15
    done = compare(*runs(a, b))
    assert "equivalent" in lines_of(done, "thread_pool")[0]
    assert "treated as equal within ±1" in done.stdout


def test_the_first_folder_is_the_baseline(runs):
    a, b = runs(suite(1), suite(2, factors={("thread_pool", 2): 1.2}, **OTHER))
    assert " faster " in lines_of(compare(b, a), "thread_pool")[0]
    assert compare(b, a, "--fail-on", "slower:5%").returncode == 0


def test_too_busy_in_either_run_gives_no_verdict_and_exit_3(runs):
    busy = [
        one | ({"contamination": "foreign"} if one["block"] % 3 else {})
        for one in suite(2, factors={("thread_pool", 2): 2.0}, blocks=24, **OTHER)
    ]
    a, b = runs(suite(1), busy)
    for words in ((a, b), (b, a), (a, b, "--fail-on", "slower:5%")):
        done = compare(*words)
        assert done.returncode == 3
        assert "too busy" in lines_of(done, "thread_pool")[0]
        assert f"too much background load in {'A' if words[0] == b else 'B'}" in done.stdout


def test_cells_of_one_run_are_listed_and_not_compared(runs):
    more = [row(block, "tbb", 2, 0.05, position=9, **OTHER) for block in range(1, 13)]
    more += [row(block, "serial", 1, 1, workload="empty", params="{}", **OTHER) for block in (1, 2)]
    a, b = runs(suite(1), [*suite(2, **OTHER), *more])
    done = compare(a, b, "--fail-on", "slower:5%")
    assert done.returncode == 0
    assert lines_of(done, "only in B") == [
        "only in B: empty (no parameters): every cell",
        "only in B: primes (count = 128, set = even): tbb N=2",
    ]
    assert not lines_of(done, "only in A") and not lines_of(done, "tbb")


def test_other_machines_and_compilers_are_warned_of(runs):
    elsewhere = about(
        compiler="Clang 16", usable_cpus=4.0, cpu_model="Other"
    ) | {"machine_id": "n"}  # fmt: skip
    a, b = runs(suite(1), suite(2, **OTHER, machine_id="n"), about(compiler="GNU 12"), elsewhere)
    for folder, length in ((a, 0.1), (b, 0.2)):
        plan = {"schema_version": 1, "cells": [], "min_sample_s": length}
        (folder / "plan.json").write_text(json.dumps(plan))
    done = compare(a, b, "-q")
    assert done.returncode == 0 and done.stdout == ""
    assert done.stderr.splitlines() == [
        "parbench compare: warning: " + text
        for text in (
            "different machine: m in A, n in B",
            "different CPU: Testcore 9000 in A, Other in B",
            "different usable CPUs: 2.0 in A, 4.0 in B",
            "different compiler: GNU 12 in A, Clang 16 in B",
            "sample lengths differ: at least 0.1 s in A, 0.2 s in B, so caches, clock rates "
            "and heat may differ too",
        )
    ]


def test_a_machine_of_another_speed_is_told_from_slower_code(runs):
    a, b = runs([*suite(1), *probes(0.1)], [*suite(2, **OTHER), *probes(0.113, **OTHER)])
    [line] = compare(a, b, "-q").stderr.splitlines()
    assert "took 13.0 % more time in B (12 and 12 probes); the machine, not the code, may" in line
    later = probes(0.102, **OTHER)
    for probe in later[:8]:
        probe |= {"wall_s": 0.5, "contamination": "foreign"}
    a, b = runs([*suite(1), *probes(0.1)], [*suite(2, **OTHER), *later])
    assert compare(a, b).stderr == ""


def test_the_last_two_runs_are_the_default(tmp_path):
    results = tmp_path / "results"
    for name, run_id, factor in (("1", "x", 9.0), ("2", "y", 1.0), ("3", "z", 1.2)):
        rows = suite(int(name), factors={("serial", 1): factor}, run_id=run_id)
        write_run(results / name, rows, about())
    (results / "latest").symlink_to("3")
    (results / "no-run").mkdir()
    done = compare(cwd=tmp_path)
    assert done.returncode == 0 and "A is the baseline: y (" in done.stdout
    assert "; B: z (" in done.stdout and " slower " in lines_of(done, "serial")[0]
    assert "0 runs in results" in refused(compare(cwd=results))
