"""What is recorded, planned and drawn on emulated machines; no time is judged."""

import json
import re
import subprocess

import pytest
from guest import RUNNERS
from machines import ONE, SIXTEEN, SIXTY_FOUR, THREE
from program import BUILD, rows_of

RECORDED = {
    ONE: {
        "logical_cpus": 1, "usable_cpus": 1, "usable_cores": 1, "physical_cores": 1,
        "threads_per_core": 1, "sockets": 1, "numa_nodes": 1, "offline_cpus": None,
        "affinity": "0",
    },
    THREE: {
        "logical_cpus": 3, "usable_cpus": 3, "usable_cores": 3, "physical_cores": 3,
        "threads_per_core": 1, "sockets": 1, "numa_nodes": 1, "offline_cpus": None,
        "affinity": "0-2",
    },
    SIXTEEN: {
        "logical_cpus": 15, "usable_cpus": 15, "usable_cores": 8, "physical_cores": 8,
        "threads_per_core": 2, "sockets": 2, "numa_nodes": 2, "offline_cpus": "3",
        "affinity": "0-2,4-15",
    },
    SIXTY_FOUR: {
        "logical_cpus": 63, "usable_cpus": 63, "usable_cores": 32, "physical_cores": 32,
        "threads_per_core": 2, "sockets": 4, "numa_nodes": 4, "offline_cpus": "63",
        "affinity": "0-62",
    },
}  # fmt: skip
# Of CPUs 0, 2, 5, 9, 10, 11 and 12, 10 and 11 share a core.
HOLES = {"usable_cpus": 7, "usable_cores": 6, "affinity": "0,2,5,9-12"}
# By -j 1,cores,cpus,2xcpus; of the preset quick.
WORKERS = {ONE: [1, 2], THREE: [1, 3, 6], SIXTEEN: [1, 8, 15, 30], SIXTY_FOUR: [1, 32, 63, 126]}
QUICK = {
    ONE: {1, 2, 4, 8, 16},
    THREE: {1, 2, 3, 4, 8, 16},
    SIXTEEN: {1, 2, 4, 8, 15, 16},
    SIXTY_FOUR: {1, 2, 4, 8, 16, 32, 63},
}


def environment(run):
    return json.loads((run / "environment.json").read_text())


def test_cpus_cores_sockets_and_nodes_are_recorded(results, machine):
    about = environment(results(machine) / "all")
    wanted = RECORDED[machine]
    assert {key: about.get(key, "not there") for key in wanted} == wanted


def test_the_holes_of_an_affinity_are_recorded(results):
    about = environment(results(SIXTEEN) / "holes")
    wanted = RECORDED[SIXTEEN] | HOLES
    assert {key: about.get(key, "not there") for key in wanted} == wanted


def check_cells(results, run, counts):
    """Planned and measured: serial, and thread_pool with these numbers of workers."""
    said = (results / f"{run}.out").read_text()
    assert (results / f"{run}.status").read_text().strip() in ("0", "3"), said
    run = results / run
    wanted = {
        (workload, runner, workers)
        for workload in ("primes", "sleep")
        for runner in RUNNERS
        for workers in (counts if runner != "serial" else [1])
    }
    plan = json.loads((run / "plan.json").read_text())
    apart = ("capacity", "bandwidth")
    cells = {(one["workload"], one["runner"], one["workers"]) for one in plan["cells"]}
    assert {one for one in cells if one[0] not in apart} == wanted
    rows = rows_of(run / "samples.csv")
    ended = {(row["status"], row["reason"]) for row in rows}
    assert ended == {("ok", "")}
    measured = {(row["workload"], row["runner"], int(row["workers"])) for row in rows}
    assert {one for one in measured if one[0] not in apart} == wanted


def test_cores_and_cpus_are_planned_and_measured(results, machine):
    check_cells(results(machine), "all", WORKERS[machine])


def test_cores_and_cpus_of_an_affinity_with_holes_are_planned_and_measured(results):
    check_cells(results(SIXTEEN), "holes", [1, 6, 7, 14])


def test_the_capacity_is_probed_up_to_all_cpus(results, machine):
    rows = rows_of(results(machine) / "all" / "samples.csv")
    counts = {int(row["workers"]) for row in rows if row["workload"] == "capacity"}
    cpus = RECORDED[machine]["usable_cpus"]
    assert counts == {n for n in (1, 2, 4, 8, 16, 32) if n < cpus} | {cpus}


def test_a_preset_plans_the_cores_too(results, machine):
    names = (results(machine) / "quick.txt").read_text().split()
    primes = {int(name.split("/")[-1]) for name in names if name.startswith("primes/")}
    assert primes == QUICK[machine]


@pytest.mark.parametrize("run", ["all", "holes"])
def test_report_and_charts_are_made(results, machine, run):
    folder = results(machine) / run
    if run == "holes" and machine is not SIXTEEN:
        pytest.skip("this machine has no such run")
    for command in ("summary", "report"):
        done = subprocess.run(
            [BUILD / "parbench", command, folder], capture_output=True, text=True, timeout=1800,
            check=False,
        )  # fmt: skip
        assert done.returncode in (0, 3) and "Traceback" not in done.stderr, done.stderr
    assert (folder / "report.html").stat().st_size > 10_000
    about = environment(folder)
    cores, cpus = about["usable_cores"], int(about["usable_cpus"])
    for name in ("primes-speedup", "primes-time", "sleep-time"):
        drawn = (folder / "charts" / f"{name}.svg").read_text(encoding="utf-8")
        assert ('id="beyond-cores"' in drawn) == (cores < cpus), name
        assert 'id="beyond-cpus"' in drawn, name
        texts = re.findall(">([^<>]+)</text>", drawn)
        assert {str(n) for n in (1, cores, cpus, 2 * cpus)} <= set(texts), name
