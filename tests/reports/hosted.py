"""Runs whose workers of mpi ran on hosts of 16 CPUs, and this machine has two; tests nothing."""

from __future__ import annotations

import json
from pathlib import Path

from experiments import EVEN, experiment, probes
from fixtures import RUNNERS, environment, write_run
from side_rows import HOSTS, hosts_of, text

from reports.data.records import Run, read_run
from reports.verdicts.findings import Judged, judge_run

LISTED = [{"name": name, "slots": 8, "cpus": 16, "cpu_model": "Hostcore 1"} for name in "ab"]
# Far above this machine's two CPUs.
WALLS = {("serial", 1): 1.0, ("thread_pool", 2): 0.51, ("mpi", 4): 0.26, ("mpi", 16): 0.07}
PROBES = probes((1, 0.1), (2, 0.105))


def rows(workload="primes", params=EVEN, walls=WALLS, **columns):
    return experiment(workload, params, walls, **columns)


def run(folder: Path, samples=None, about=None, hosts=None, plan=None) -> Run:
    """hosts: columns of hosts.csv, as hosts_of takes them; False: the same run without."""
    samples = [*rows(), *PROBES] if samples is None else samples
    facts = environment(RUNNERS | {"mpi": "mpi"}, **({"hosts": LISTED} | (about or {})))
    write_run(folder, samples, facts)
    if hosts is not False:
        content = text(HOSTS, hosts_of(samples, **(hosts or {})))
        (folder / "hosts.csv").write_text(content, encoding="utf-8")
    if plan:
        (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    return read_run(folder)


def judged(folder: Path, *args, **others) -> Judged:
    return judge_run(run(folder, *args, **others))
