"""Runs of a service whose requests arrive on a schedule, simulated from a seed; tests nothing."""

from __future__ import annotations

import json

import numpy
from experiments import ALL_RUNNERS, ALL_WORKLOADS, text
from fixtures import environment, failed, placed, row, write_run
from side_rows import PLACE, beside
from side_rows import text as csv_of

HEAD = ["schema_version", *PLACE]
SERVICE = [*HEAD, *(
    "rate_per_s,achieved_per_s,requests,queue_wait_s,service_s,latency_s,p50_s,p90_s,p99_s,p999_s,"
    "max_s,utilisation,unserved,errors,offered_per_s"
).split(",")]  # fmt: skip
LATENCY = [*HEAD, "lower_s", "upper_s", "requests"]
PARAMS = {
    "arrivals": "poisson", "compute": "0ms", "rate": "400/s", "rounds": 0, "spread": "fixed",
    "stall": "0ms", "tasks": 1000, "wait": "18ms", "warmup": 0,
}  # fmt: skip


def waits(arrivals, services, servers):
    """Kiefer and Wolfowitz's recursion: each request goes to the server that is free first."""
    free, found = numpy.zeros(servers), numpy.empty(len(arrivals))
    for place, (arrival, service) in enumerate(zip(arrivals, services)):
        server = int(numpy.argmin(free))
        begin = max(arrival, free[server])
        found[place], free[server] = begin - arrival, begin + service
    return found


def draw(random, spread, count):
    """Times of service with the mean 1."""
    if spread == "exponential":
        return random.exponential(1.0, count)
    return random.uniform(0, 2, count) if spread == "uniform" else numpy.ones(count)


def pass_of(seed, rate, service_s, servers, tasks=1000, spread="fixed"):
    """What service.csv says of such a pass, and its latencies."""
    random = numpy.random.default_rng(seed)
    arrivals = numpy.cumsum(random.exponential(1 / rate, tasks))
    services = service_s * draw(random, spread, tasks)
    queued = waits(arrivals, services, servers)
    begins, latencies = arrivals + queued, queued + services
    last, end = arrivals[-1], float((begins + services).max())
    quantiles = numpy.quantile(latencies, [0.5, 0.9, 0.99, 0.999])
    figures = {
        "rate_per_s": rate, "achieved_per_s": tasks / end, "requests": tasks,
        "queue_wait_s": queued.mean(), "service_s": services.mean(),
        "latency_s": latencies.mean(), "max_s": latencies.max(),
        "utilisation": services.sum() / servers / end, "unserved": int((begins > last).sum()),
        "errors": 0, "offered_per_s": tasks / last,
        **dict(zip(("p50_s", "p90_s", "p99_s", "p999_s"), quantiles)),
    }  # fmt: skip
    return {name: float(value) if isinstance(value, numpy.floating) else value
            for name, value in figures.items()}, latencies  # fmt: skip


def buckets(sample, latencies):
    """Rows of latency.csv: sixteen buckets a doubling."""
    steps = numpy.floor(16 * numpy.log2(latencies)).astype(int)
    return [
        beside(sample, lower_s=float(2 ** (step / 16)), upper_s=float(2 ** ((step + 1) / 16)),
               requests=int(count))
        for step, count in zip(*numpy.unique(steps, return_counts=True))
    ]  # fmt: skip


def service_rows(cells, params=None, blocks=5, service_s=0.018, seed=1, **columns):
    """cells: (runner, N) -> factor of service_s. Rows of samples.csv, service.csv, latency.csv.

    columns: of samples.csv, in every row.
    """
    params = PARAMS | (params or {})
    rate, tasks = float(params["rate"].removesuffix("/s")), params["tasks"]
    rows = [
        row(block, *cell, 1.0, workload="service", params=text(params), tasks=tasks, passes=1,
            cpu_s=0.01, **columns)
        for block in range(1, blocks + 1)
        for cell in cells
    ]  # fmt: skip
    rows = placed(rows)
    figures, counts = [], []
    for one in rows:
        served, latencies = pass_of(
            (seed, one["block"]), rate, service_s * cells[one["runner"], one["workers"]],
            one["workers"], tasks, params["spread"],
        )  # fmt: skip
        one["wall_s"] = one["cold_s"] = tasks / served["achieved_per_s"]
        figures.append(beside(one, **served))
        counts += buckets(one, latencies)
    return rows, figures, counts


def unsupported(runner, workers, params=None, **columns):
    return failed(1, runner, workers, workload="service", params=text(PARAMS | (params or {})),
                  status="unsupported", reason="the runner does not hand tasks out in order",
                  **columns)  # fmt: skip


def plan_of(rows):
    """plan.json of these rows, with a rate in each cell of a service."""
    cells = {}
    for one in rows:
        params = json.loads(one["params"])
        cell = {"workload": one["workload"], "params": params, "runner": one["runner"],
                "workers": one["workers"]}  # fmt: skip
        if "rate" in params:
            cell["rate_per_s"] = float(params["rate"].removesuffix("/s"))
        cells[one["workload"], one["params"], one["runner"], one["workers"]] = cell
    return {"schema_version": 1, "cells": list(cells.values())}


def write_service(folder, *parts, others=(), cpus=2.0, plan=True, **about):
    """parts: of service_rows; others: rows of samples.csv alone."""
    rows, figures, counts = ([one for part in parts for one in part[at]] for at in range(3))
    every = placed([*rows, *others])
    facts = environment(ALL_RUNNERS, ALL_WORKLOADS | {"service": "mixed"}, usable_cpus=cpus)
    write_run(folder, every, facts | about)
    if plan:
        (folder / "plan.json").write_text(json.dumps(plan_of(every)), encoding="utf-8")
    (folder / "service.csv").write_text(csv_of(SERVICE, figures), encoding="utf-8")
    (folder / "latency.csv").write_text(csv_of(LATENCY, counts), encoding="utf-8")
    return folder
