"""Charts of a run with hosts: what is this machine's is called so."""

import json

import pytest
from experiments import EVEN, experiment
from fixtures import environment
from hosted import PROBES, WALLS, rows
from side_rows import HOSTS, hosts_of, text

from reports.charts.ceilings import TASKS

HERE = "It is of this machine: it does not hold for mpi, whose workers ran on other hosts."


@pytest.fixture
def drawn(drawings):
    def of(samples, hosted=True, about=None):
        files = {"hosts": text(HOSTS, hosts_of(samples))} if hosted else {}
        return drawings(samples, about, **files)

    return of


def words(drawing):
    return " ".join([drawing.rendered("svg").decode(), *drawing.page.notes.every])


def limits(drawing):
    return {row["workers"] for row in drawing.rows if row["quantity"] == "measured CPU limit"}


def test_the_limit_is_drawn_where_workers_were_on_this_machine(drawn):
    found = drawn([*rows(), *PROBES])["primes-speedup"]
    assert limits(found) == {1, 2}
    assert "more workers than CPUs here" in words(found) and HERE in words(found)


def test_without_hosts_it_is_drawn_everywhere(drawn):
    found = drawn([*rows(), *PROBES], hosted=False)["primes-speedup"]
    assert limits(found) == {1, 2, 4, 16} and HERE not in words(found)
    assert "more workers than CPUs here" not in words(found)


@pytest.mark.parametrize(("hosted", "end"), [(True, 16), (False, 2)])
def test_the_ideal_reaches_beyond_this_machines_cpus(drawn, hosted, end):
    [axes] = drawn(rows(), hosted)["primes-speedup"].page.figure.axes
    [ideal] = [line for line in axes.lines if line.get_gid() == "ideal"]
    assert max(ideal.get_ydata()) == end


def test_with_serial_alone_here_there_is_no_limit(drawn):
    walls = {cell: wall for cell, wall in WALLS.items() if cell[0] != "thread_pool"}
    found = drawn([*experiment("primes", EVEN, walls), *PROBES])["primes-speedup"]
    assert limits(found) == set()


@pytest.mark.parametrize(("hosted", "marked"), [(True, False), (False, True)])
def test_cores_are_marked_for_workers_on_this_machine(drawn, hosted, marked):
    about = environment(usable_cpus=8.0, usable_cores=4)
    found = drawn(rows(), hosted, about)["primes-speedup"]
    assert ("they share cores (SMT)" in words(found)) == marked


@pytest.mark.parametrize(("hosted", "known"), [(True, {1, 16}), (False, {1})])
def test_tasks_and_cpus_limit_workers_on_this_machine(drawn, tmp_path, hosted, known):
    """Without hosts, two limits at N=16 have no common line."""
    params = {"compute": "8ms", "wait": "12ms"}
    bounds = {("serial", 1): 1.28, ("thread_pool", 16): 0.08, ("mpi", 16): 0.07}
    cells = [
        {"workload": "mixed", "params": params, "runner": runner, "workers": n, "bound_s": bound}
        for (runner, n), bound in bounds.items()
    ]
    (tmp_path / "run").mkdir()
    plan = {"schema_version": 1, "cells": [one | {"computing_s": 0.512} for one in cells]}
    (tmp_path / "run" / "plan.json").write_text(json.dumps(plan))
    found = drawn(rows("mixed", params, bounds, tasks=64, cpu_s=0.01), hosted)["mixed-time"]
    drawn_at = {row["workers"] for row in found.rows if row["quantity"] == TASKS}
    assert drawn_at == known
