"""`parbench compare` warns of what else differs between its sides."""

import json
from functools import partial

import pytest
from pairs import OTHER, about, compare, probes, suite, write_pair, write_sides


@pytest.fixture
def runs(tmp_path):
    """runs(rows of A, rows of B): their folders."""
    return partial(write_pair, tmp_path)


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
            "different machine id: m in A, n in B",
            "different CPU: Testcore 9000 in A, Other in B",
            "different usable CPUs: 2 in A, 4 in B",
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


def test_runs_of_one_side_that_differ_are_warned_of(tmp_path):
    words = write_sides(tmp_path, suite, suite)
    odd = tmp_path / "after-1" / "environment.json"
    odd.write_text(json.dumps(json.loads(odd.read_text()) | {"kernel": "7.0"}))
    assert "warning: not recorded in A: kernel\n" in compare(*words, "-q").stderr
    other = tmp_path / "after-0" / "environment.json"
    other.write_text(json.dumps(json.loads(other.read_text()) | {"kernel": "7.1"}))
    told = compare(*words, "-q").stderr
    assert "different kernel: not recorded in A, 7.1, 7.0 in B" in told


def warnings(done):
    start = "parbench compare: warning: "
    assert done.returncode == 0, done.stderr
    return [line.removeprefix(start) for line in done.stderr.splitlines()]


SET = {"LD_PRELOAD": "/usr/lib/libjemalloc.so.2", "MALLOC_ARENA_MAX": "1"}


def test_priority_loader_allocator_and_limits_are_warned_of(runs):
    plain = {"nice": 0, "scheduling_policy": "other", "environment_inherited": {}}
    a = about(**plain, limits={"nofile": 1024, "stack": 8388608})
    b = about(
        nice=5, scheduling_policy="batch", environment_inherited=SET,
        limits={"nofile": 1024, "stack": "unlimited"},
    )  # fmt: skip
    assert warnings(compare(*runs(suite(1), suite(2, **OTHER), a, b), "-q")) == [
        "different nice value: 0 in A, 5 in B",
        "different scheduling policy: other in A, batch in B",
        "different LD_PRELOAD: not set in A, /usr/lib/libjemalloc.so.2 in B",
        "different MALLOC_ARENA_MAX: not set in A, 1 in B",
        "different limit stack: 8388608 in A, unlimited in B",
    ]


def test_runs_that_are_alike_are_not_warned_of(runs):
    both = about(nice=5, environment_inherited=SET, caches={"L2": "1024 KiB x 2"})
    assert warnings(compare(*runs(suite(1), suite(2, **OTHER), both, both), "-q")) == []


def test_what_an_older_run_does_not_say_is_one_line(runs):
    now = about(nice=0, limits={"nofile": 1024}, sockets=1)
    assert warnings(compare(*runs(suite(1), suite(2, **OTHER), None, now), "-q")) == [
        "not recorded in A: sockets, nice value, resource limits"
    ]


def test_a_session_that_was_resumed_elsewhere_counts(runs):
    sessions = [{"session": "1"}, {"session": "2", "changed": {"nice": 5}}]
    a, b = about(nice=0), about(nice=0, sessions=sessions)
    assert warnings(compare(*runs(suite(1), suite(2, **OTHER), a, b), "-q")) == [
        "different nice value: 0 in A, 0, 5 in B"
    ]


def test_two_machines_that_differ_in_everything_take_a_few_lines(runs):
    limits = {f"limit{number}": number for number in range(30)}
    b = about(limits={name: -1 for name in limits})
    told = warnings(compare(*runs(suite(1), suite(2, **OTHER), about(limits=limits), b), "-q"))
    assert len(told) == 13
    assert told[-1].startswith("also different: limit limit12, limit limit13, ")
