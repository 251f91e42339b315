"""Puzzles are found in the data that show them and in no other, with figures and a command."""

import re

import pytest
from experiments import EVEN, TEXTBOOK, experiment, judged
from fixtures import ROOT

from reports.notes.explanations import puzzles
from reports.notes.explanations.costs import clusters

SERIAL = {("serial", 1): 1.0}
SLEEP = {"duration": "5ms", "spread": "fixed", "tasks": 64}
SUMS = {"elements": 10**6, "slices": 8}


def found(tmp_path, walls, workload="primes", params=EVEN, cpus=2.0, **others):
    return puzzles(judged(tmp_path, experiment(workload, params, SERIAL | walls, **others), cpus))


def titles(made):
    return [one.title for one in made]


FLAT = {("thread_pool", 2): 0.505, ("thread_pool", 16): 0.51}


def test_equal_times_past_the_cores_are_a_puzzle(tmp_path):
    [one] = found(tmp_path, FLAT)
    assert one.title == "More workers, no more speed"
    assert one.question == (
        "On primes: count=128 set=even, thread_pool N=2 has a speedup of 1.98× [1.98, 1.98] and "
        "thread_pool N=16 of 1.96× [1.96, 1.96]. What do the other 14 workers do?"
    )
    assert one.answer.startswith("They wait for a CPU. 2 CPUs can run 2 workers at a time")
    assert one.command == (
        "./parbench run -w primes -R serial,thread_pool -j 1,2,cpus,2xcpus,4xcpus,8xcpus"
    )


@pytest.mark.parametrize(
    "walls",
    [
        {("thread_pool", 2): 0.505, ("thread_pool", 16): 0.6},  # not flat
        {("thread_pool", 2): 0.505},  # nothing past the cores
        {("thread_pool", 2): 0.505, ("thread_pool", 3): 0.505},  # hardly past them
    ],
)
def test_no_flat_line_no_puzzle(tmp_path, walls):
    assert found(tmp_path, walls) == []


@pytest.mark.parametrize(
    "others", [{"blocks": 2}, {"blocks": 1}, {"contamination": "foreign"}, {"cpus": 32.0}]
)
def test_no_puzzle_without_an_interval_or_the_workers(tmp_path, others):
    assert found(tmp_path, FLAT, **others) == []


def test_many_sleeps_at_once_are_a_puzzle(tmp_path):
    walls = {("thread_pool", 4): 0.25, ("thread_pool", 64): 1 / 60}
    [one] = found(tmp_path, walls, "sleep", SLEEP)
    assert one.title == "64 at once on 2 CPUs"
    assert "thread_pool N=64 has a speedup of 60.00× [60.00, 60.00]" in one.question
    assert found(tmp_path / "few", {("thread_pool", 4): 0.25}, "sleep", SLEEP) == []


def test_a_speedup_above_n_is_a_puzzle(tmp_path):
    [one] = found(tmp_path, {("thread_pool", 2): 0.4})
    assert one.title == "More than the workers can do"
    assert "2.50× [2.50, 2.50] on primes" in one.question
    assert "more than 2 workers" in one.question
    assert "-b 30 --wait 20m" in one.command
    [sums] = found(tmp_path / "sums", {("thread_pool", 2): 0.4}, "range_sum", SUMS)
    assert "several cores have several caches" in sums.answer
    assert found(tmp_path / "exact", {("thread_pool", 2): [0.5] * 6}) == []


def test_a_speedup_above_the_measured_capacity_is_a_puzzle(tmp_path):
    probes = []
    for copies, wall in ((1, 1.0), (2, 1.25)):  # 1.6 copies' worth
        walls = {("thread_per_task", copies): wall}
        probes += experiment("capacity", {"copies": copies}, walls, role="probe")
    probes.sort(key=lambda values: values["block"])
    for values in probes:
        values["wall_s"] = {1: 1.0, 2: 1.25}[values["workers"]]
    rows = experiment("primes", EVEN, SERIAL | {("thread_pool", 2): 0.55})
    [one] = puzzles(judged(tmp_path, rows + probes))
    assert "more than the 1.60× that 2 independent copies got done here" in one.question


def test_a_cell_slower_than_serial_is_a_puzzle(tmp_path):
    walls = {("process_per_task", 2): 2.0, ("thread_per_task", 2): 1.5}
    [one] = found(tmp_path, walls, "range_sum", SUMS, tasks=8)
    assert one.title == "Parallel, and slower than serial"
    assert "process_per_task N=2 has a speedup of 0.50× [0.50, 0.50]" in one.question
    assert "A task is 125 ms of work here, and each of the 8" in one.answer
    assert "-R serial,process_per_task" in one.command


def test_a_puzzle_that_two_experiments_show_comes_once(tmp_path):
    cells = {("thread_pool", 2): {"setup_s": 1e-4}, ("process_pool", 2): {"setup_s": 1e-3}}
    walls = SERIAL | {("thread_pool", 2): 0.51, ("process_pool", 2): 0.51}
    rows = experiment("primes", EVEN, walls, cells=cells)
    rows += experiment("range_sum", SUMS, walls, cells=cells)
    [one] = puzzles(judged(tmp_path, rows))
    assert one.title == "Processes start late"
    assert "2 workers of process_pool take 1.00 ms to start, those of thread_pool 100 µs" in (
        one.question
    )


def test_cpython_threads_without_speedup_are_a_puzzle(tmp_path):
    python = {("python_serial", 1): 40.0, ("python_pool_threads", 2): 41.0}
    made = found(tmp_path, python, "busy_loop", {"loops": 16, "rounds": 10})
    assert titles(made) == ["Threads in CPython gain nothing"]  # and none that C++ is faster
    assert (
        "python_pool_threads N=2 has a speedup of 0.98× [0.98, 0.98] over python_serial"
        in made[0].question
    )
    free = {("python_serial", 1): 40.0, ("python_pool_threads", 2): 21.0}
    assert found(tmp_path / "free", free, "busy_loop", {"loops": 16}) == []


def test_six_numbers_do_not_divide_evenly(tmp_path):
    [one] = found(tmp_path, {("thread_pool", 2): 0.6}, params=TEXTBOOK, tasks=6)
    assert one.title == "Six tasks do not divide evenly"
    assert "allow 1.77×, and 5.26× with any number" in one.answer


def test_two_clusters_of_times_are_a_puzzle(tmp_path):
    walls = {("thread_pool", 2): [0.51, 0.52, 0.8, 0.81, 0.8, 0.82]}
    made = found(tmp_path, walls, "range_sum", SUMS)
    assert titles(made) == ["One program, two speeds"]
    assert "about 515 ms in 2 blocks and about 805 ms in 4 other blocks" in made[0].question


@pytest.mark.parametrize(
    ("values", "sizes"),
    [
        ([1.0, 1.01, 1.5, 1.51], (2, 2)),
        ([1.0, 1.5, 1.51, 1.52], None),  # one odd block
        ([1.0, 1.1, 1.2, 1.3, 1.4, 1.5], None),  # spread, not parted
        ([1.0, 1.01, 1.19, 1.2], None),  # too near
    ],
)
def test_clusters_are_cut_at_the_widest_gap(values, sizes):
    parts = clusters(values)
    assert (parts and tuple(map(len, parts))) == sizes


def test_a_hostile_runner_name_is_escaped_and_in_no_command(tmp_path):
    name = "<script>\u202e" + "x" * 200 + '";rm'
    made = found(tmp_path, {(name, 2): 2.0}, "range_sum", SUMS)
    made += found(tmp_path / "own", {(name, 16): 0.05}, "own\u202ework", {"text": "\u202e"})
    assert made
    for one in made:
        said = " ".join((one.title, one.question, one.answer, one.command))
        assert "\u202e" not in said and len(one.question) < 400
        assert "script" not in one.command and "rm" not in one.command.split("-R")[1]


def every_command(tmp_path):
    """One run that shows all puzzles that can be shown together, and others for the rest."""
    runs = [
        (FLAT, "primes", EVEN),
        ({("thread_pool", 2): 0.4}, "primes", EVEN),
        ({("thread_pool", 2): 0.4}, "range_sum", SUMS),
        ({("process_per_task", 2): 2.0}, "range_sum", SUMS),
        ({("thread_pool", 64): 1 / 60}, "sleep", SLEEP),
        ({("thread_pool", 64): 1 / 60}, "fetch", {"tasks": 64}),
        ({("python_serial", 1): 4.0, ("python_threads", 2): 4.0}, "busy_loop", {"loops": 16}),
        ({("thread_pool", 2): 0.6}, "primes", TEXTBOOK),
        ({("thread_pool", 2): [0.51, 0.52, 0.8, 0.81, 0.8, 0.82]}, "range_sum", SUMS),
    ]
    made = [
        one
        for place, (walls, workload, params) in enumerate(runs)
        for one in found(tmp_path / str(place), walls, workload, params)
    ]
    cells = {("thread_pool", 2): {"setup_s": 1e-4}, ("process_pool", 2): {"setup_s": 1e-3}}
    walls = {("thread_pool", 2): 0.51, ("process_pool", 2): 0.51}
    return [one.command for one in made + found(tmp_path / "start", walls, cells=cells)]


def test_commands_hold_only_what_exists(tmp_path):
    options = (ROOT / "bench/cli/option_table.cpp").read_text()
    runners = (ROOT / "runners/CMakeLists.txt").read_text()
    commands = every_command(tmp_path)
    assert len(set(commands)) >= 9
    for command in commands:
        words = command.split()
        assert words[:2] == ["./parbench", "run"]
        pairs = list(zip(words[2::2], words[3::2]))
        assert len(words) % 2 == 0 and len(pairs) == (len(words) - 2) // 2
        for option, value in pairs:
            assert f'"{option}' in options or f",{option}" in options, option
            if option == "-w":
                assert (ROOT / "workloads" / f"{value}.cpp").exists()
            if option == "-R":
                assert all(re.search(rf"\b{name}\b", runners) for name in value.split(",")), value
            if option == "--set":
                workload, key = value.split("=")[0].split(".")
                source = (ROOT / "workloads" / f"{workload}.cpp").read_text()
                assert f'.key = "{key}"' in source, value
