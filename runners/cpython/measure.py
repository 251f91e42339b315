"""One trial, from data to record, in the phases of docs/protocol.md. Never prints."""

import math
import os
from time import monotonic_ns

from .accounts import Accounts
from .clocks import peak_rss_kib, usage
from .digest import digest_text
from .errors import TrialError
from .host_load import HostLoad
from .worker_books import WorkerBooks, run_queue_wait_s

MOST_PASSES = 1_000_000
MOST_TRACED_TASKS = 20_000
LONG_TASK_S = 1e-3  # a worker that ends after such a task may read how long it was held up


def run_pass(accounts, runner, slowdown=0.0, strict=False):
    """(start in ns, seconds), not checked yet. `slowdown`: the clock runs on for that share."""
    accounts.begin_pass(strict)
    start = monotonic_ns()
    runner.run()
    end = monotonic_ns()
    until = end + slowdown * (end - start)
    while end < until:
        end = monotonic_ns()
    accounts.raise_failure()
    return start, (end - start) * 1e-9


def choose_passes(accounts, runner, min_sample_s):
    """Enough for a sample, judged by passes of a twentieth of it: the cold one is slower."""
    total_s = 0.0
    for passes in range(1, MOST_PASSES + 1):
        total_s += run_pass(accounts, runner)[1]
        accounts.check_pass()
        if total_s >= min_sample_s / 20:
            break
    return min(max(math.ceil(min_sample_s * passes / max(total_s, 1e-9)), 1), MOST_PASSES)


def time_passes(accounts, runner, books, passes, slowdown):
    """Seconds of each."""
    walls_s = []
    for _ in range(passes):
        start, wall_s = run_pass(accounts, runner, slowdown)
        accounts.check_pass()
        books.add_pass(start)
        walls_s.append(wall_s)
    return walls_s


def refuse_left_children():
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return
    raise TrialError("the runner left a child process behind")


def trace(accounts, runner):
    start, wall_s = run_pass(accounts, runner, strict=True)
    accounts.check_pass()
    accounts.slots.check_strict(accounts.workers)
    spans = accounts.slots.spans(start)
    return {
        "wall_s": wall_s,
        "spans": [[task, worker, first * 1e-9, last * 1e-9] for task, worker, first, last in spans],
    }


def measure(request, workload, make_runner):
    """The record of a trial, of a prepared workload; `make_runner` is called with (accounts, N)."""
    workers = request["workers"]
    accounts = Accounts(workload, workers)
    start = monotonic_ns()
    runner = make_runner(accounts, workers)
    record = {"protocol": 1, "tasks": accounts.tasks, "digest": digest_text(accounts.slots.digest)}
    record["setup_s"] = (monotonic_ns() - start) * 1e-9

    record["cold_s"] = run_pass(accounts, runner, strict=True)[1]
    accounts.check_pass()
    record["max_in_flight"] = accounts.slots.check_strict(workers)
    passes = request.get("passes")
    if not passes:
        passes = choose_passes(accounts, runner, request.get("min_sample_s", 0.2))

    accounts.set_long_tasks(record["cold_s"] * workers >= LONG_TASK_S * max(accounts.tasks, 1))
    host = HostLoad(request.get("companion_pid"))
    books = WorkerBooks(accounts)
    before = usage()
    walls_s = time_passes(accounts, runner, books, passes, request.get("slowdown") or 0.0)
    after = usage()
    record.update(host.read())
    rows = books.rows()
    record.update(
        passes=passes,
        wall_s=sum(walls_s) / passes,
        wall_min_s=min(walls_s),
        wall_max_s=max(walls_s),
        cpu_s=(after[0] - before[0]) * 1e-9 / passes,
        voluntary_switches=after[1] - before[1],
        involuntary_switches=after[2] - before[2],
        runq_wait_s=run_queue_wait_s(rows),
        workers_seen=sum(row["tasks"] > 0 for row in rows),
        per_worker=rows,
    )
    if request.get("trace") and accounts.tasks <= MOST_TRACED_TASKS:
        record["trace"] = trace(accounts, runner)

    start = monotonic_ns()
    runner.close()
    record["teardown_s"] = (monotonic_ns() - start) * 1e-9
    refuse_left_children()
    if workload.counts:
        record["observed"] = accounts.observed()
    record["peak_rss_kib"] = peak_rss_kib()
    return record
