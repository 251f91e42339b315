"""One trial, from the prepared workload to its record, in the phases of docs/protocol.md."""

import math
import os
from time import monotonic_ns

from .clocks import peak_rss_kib, usage
from .digests import digest_text
from .errors import TrialError
from .host_load import HostLoad
from .start_methods import kill_all
from .task_accounting import TaskAccounting, WorkerRecords

PROTOCOL = 1
MOST_PASSES = 1_000_000
MOST_TRACED_TASKS = 20_000
MOST_KEPT_PASSES = 65_536  # for the quantiles, evenly spaced
QUANTILES = (5, 25, 50, 75, 90, 95, 99)  # in per cent
LONG_TASK_S = 1e-3  # after such a task, a worker that ends may read its wait in the run queue


def run_pass(accounting, runner, slowdown=0.0, strict=False):
    """(start in ns, seconds), unchecked. `slowdown`: the share by which the time is lengthened."""
    accounting.begin_pass(strict)
    start = monotonic_ns()
    runner.run()
    end = monotonic_ns()
    until = end + slowdown * (end - start)
    while end < until:
        end = monotonic_ns()
    accounting.raise_failure()
    return start, (end - start) * 1e-9


def choose_passes(accounting, runner, min_sample_s):
    """Enough for a sample, estimated from a twentieth of one, because the cold pass is slower."""
    total_s = 0.0
    for passes in range(1, MOST_PASSES + 1):
        total_s += run_pass(accounting, runner)[1]
        accounting.check_pass()
        if total_s >= min_sample_s / 20:
            break
    return min(max(math.ceil(min_sample_s * passes / max(total_s, 1e-9)), 1), MOST_PASSES)


def time_passes(accounting, runner, records, passes, slowdown):
    """The seconds of each pass."""
    walls_s = []
    for _ in range(passes):
        start, wall_s = run_pass(accounting, runner, slowdown)
        accounting.check_pass()
        records.add_pass(start)
        walls_s.append(wall_s)
    return walls_s


def spread(walls_s):
    """Quantiles of single passes; None for one pass. By the rules of bench/trial/pass_times.hpp."""
    kept = sorted(walls_s[:: -(-len(walls_s) // MOST_KEPT_PASSES)])
    count = len(kept)
    if count < 2:
        return None
    quantiles = {
        f"p{percent}_s": kept[-(-count * percent // 100) - 1]
        for percent in QUANTILES
        if count * min(percent, 100 - percent) >= 100
    }
    return {"passes": count, **quantiles}


def refuse_left_children():
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return
    raise TrialError("the runner left a child process behind")


def trace(accounting, runner):
    start, wall_s = run_pass(accounting, runner, strict=True)
    accounting.check_pass()
    accounting.results.check_strict(accounting.workers)
    spans = accounting.results.spans(start)
    return {
        "wall_s": wall_s,
        "spans": [[task, worker, first * 1e-9, last * 1e-9] for task, worker, first, last in spans],
    }


def die(accounting, runner):
    """Of the pass in which a worker dies, where this process outlives it; nothing is left."""
    accounting.begin_pass(strict=True)
    start = monotonic_ns()
    try:
        runner.run()
        accounting.raise_failure()
    except TrialError:
        pass
    end = monotonic_ns()
    kill_all()  # a broken pool may wait for its dead worker
    wall_s = (end - start) * 1e-9
    workers = range(accounting.workers)
    return {
        "passes": 1,
        **dict.fromkeys(("cold_s", "wall_s", "wall_min_s", "wall_max_s"), wall_s),
        "teardown_s": (monotonic_ns() - end) * 1e-9,
        "workers_seen": sum(map(accounting.seen, workers)),
        "max_in_flight": accounting.results.at_once(),
        "observed": accounting.results.right(),
        "peak_rss_kib": peak_rss_kib(),
    }


def measure(request, workload, make_runner):
    """The record of a trial; `make_runner` is called with (accounting, N)."""
    workers = request["workers"]
    accounting = TaskAccounting(workload, workers, by_descriptor=make_runner.new_interpreters)
    start = monotonic_ns()
    runner = make_runner(accounting, workers)
    record = {
        "protocol": PROTOCOL,
        "tasks": accounting.tasks,
        "digest": digest_text(accounting.results.digest),
    }
    record["setup_s"] = (monotonic_ns() - start) * 1e-9
    if workload.deadly:
        return record | die(accounting, runner)

    record["cold_s"] = run_pass(accounting, runner, strict=True)[1]
    accounting.check_pass()
    record["max_in_flight"] = accounting.results.check_strict(workers)
    passes = request.get("passes")
    if not passes:
        passes = choose_passes(accounting, runner, request.get("min_sample_s", 0.2))

    accounting.set_long_tasks(record["cold_s"] * workers >= LONG_TASK_S * max(accounting.tasks, 1))
    host = HostLoad(request.get("companion_pid"))
    records = WorkerRecords(accounting, runner.one_thread)
    before = usage()
    walls_s = time_passes(accounting, runner, records, passes, request.get("slowdown") or 0.0)
    after = usage()
    if accounting.observations:
        record["observed"] = sum(accounting.observations[-passes:]) / passes
    record.update(host.read())
    rows = records.rows()
    record.update(
        passes=passes,
        wall_s=sum(walls_s) / passes,
        wall_min_s=min(walls_s),
        wall_max_s=max(walls_s),
        cpu_s=(after[0] - before[0]) * 1e-9 / passes,
        voluntary_switches=None if after[1] is None else after[1] - before[1],
        involuntary_switches=None if after[2] is None else after[2] - before[2],
        runq_wait_s=records.runq_wait_s(rows),
        workers_seen=sum(row["tasks"] > 0 for row in rows),
        per_worker=rows,
        spread=spread(walls_s),
    )
    if request.get("trace") and accounting.tasks <= MOST_TRACED_TASKS:
        record["trace"] = trace(accounting, runner)

    start = monotonic_ns()
    runner.close()
    record["teardown_s"] = (monotonic_ns() - start) * 1e-9
    refuse_left_children()
    if workload.observes:
        record["observed"] = accounting.observed()
    record["peak_rss_kib"] = peak_rss_kib()
    return record
