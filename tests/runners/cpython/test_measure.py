"""What a record holds besides the digest: workers, times, CPU time, other load, the trace."""

import json
import os
import subprocess
import sys

import pytest
from trials import ALL, ONE_THREAD, SCALING

LOOP = {"loops": "6", "rounds": "60000"}


@pytest.mark.parametrize("runner", ALL)
def test_times_and_cpu_time_are_consistent(trial, runner):
    workers = 2 if runner in SCALING else 1
    record = trial(runner, "busy_loop", workers=workers, passes=3, params=LOOP).record
    assert 0 < record["wall_min_s"] <= record["wall_s"] <= record["wall_max_s"]
    assert record["setup_s"] >= 0 and record["cold_s"] > 0 and record["teardown_s"] >= 0
    rows = record["per_worker"]
    assert [row["worker"] for row in rows] == list(range(workers))
    # Six loops of 60000 steps: no machine today does them in 6 ms, or needs 20 s.
    assert 0.006 < record["cpu_s"] < 20
    assert record["peak_rss_kib"] > 1000
    if runner in ONE_THREAD:  # nothing is known of each worker
        assert not {"cpu_s", "voluntary_switches", "runq_wait_s"} & set(rows[0])
        return
    assert 0 < sum(row["cpu_s"] for row in rows) / 3 <= 1.02 * record["cpu_s"]
    for row in rows:
        assert 0 <= row["first_s"] < row["last_s"] <= record["wall_max_s"]
        assert row["passes"] == 3
        assert row["voluntary_switches"] >= 0 and row["involuntary_switches"] >= 0


@pytest.mark.parametrize("runner", ONE_THREAD)
def test_run_queue_wait_of_an_event_loop_is_its_threads(trial, runner):
    if not os.path.exists("/proc/self/schedstat"):
        pytest.skip("this kernel does not count it")
    assert trial(runner, "busy_loop", workers=2, params=LOOP).record["runq_wait_s"] >= 0


def test_run_queue_wait_of_ended_processes_is_known(trial):
    record = trial("python_processes", "busy_loop", workers=2, params=LOOP).record
    if not os.path.exists("/proc/self/schedstat"):
        pytest.skip("this kernel does not count it")
    by_workers_s = [row["runq_wait_s"] for row in record["per_worker"]]
    assert record["runq_wait_s"] == pytest.approx(sum(by_workers_s))


@pytest.mark.parametrize("runner", ALL)
def test_trace_has_each_task_once_under_its_worker(trial, runner):
    workers = 2 if runner in SCALING else 1
    trace = trial(runner, "sleep", workers=workers, trace=True).record["trace"]
    assert sorted(task for task, *_ in trace["spans"]) == list(range(5))
    ends = [0.0] * workers
    for _, worker, start_s, end_s in sorted(trace["spans"], key=lambda span: span[2]):
        assert ends[worker] <= start_s <= end_s <= trace["wall_s"]
        ends[worker] = end_s


def test_no_trace_without_request(trial):
    assert "trace" not in trial("python_serial", "sleep").record


def test_the_spread_is_of_the_timed_passes(trial):
    params = {"tasks": "1", "duration": "1ms", "spread": "fixed"}
    record = trial("python_serial", "sleep", passes=5, params=params).record
    found = record["spread"]
    assert found["passes"] == 5 and set(found) == {"passes", "p25_s", "p50_s", "p75_s"}
    assert record["wall_min_s"] <= found["p25_s"] <= found["p50_s"] <= found["p75_s"]
    assert found["p75_s"] <= record["wall_max_s"]
    assert trial("python_serial", "sleep", passes=1, params=params).record["spread"] is None


def test_slowdown_lengthens_only_the_timed_passes(trial):
    params = {"tasks": "2", "duration": "100ms", "spread": "fixed"}
    record = trial("python_serial", "sleep", passes=2, params=params, slowdown=3.0).record
    assert record["wall_min_s"] >= 4 * 0.2
    assert record["cold_s"] < 4 * 0.2


def test_chosen_passes_fill_the_sample(trial):
    params = {"tasks": "1", "duration": "1ms", "spread": "fixed"}
    record = trial("python_serial", "sleep", passes=0, params=params, min_sample_s=0.05).record
    assert 2 <= record["passes"] <= 50


@pytest.mark.alone
def test_busy_process_is_other_load_unless_it_is_the_helper(trial):
    params = {"tasks": "1", "duration": "400ms", "spread": "fixed"}
    hog = "import time\nend = time.monotonic() + 20\nwhile time.monotonic() < end: pass"
    with subprocess.Popen([sys.executable, "-c", hog]) as other:
        alone = trial("python_serial", "sleep", passes=1, params=params).record
        beside = trial(
            "python_serial", "sleep", passes=1, params=params, companion_pid=other.pid
        ).record
        other.kill()
    if "foreign_cpu_s" not in alone:
        pytest.skip("this machine's /proc/stat cannot be trusted")
    assert alone["foreign_cpu_s"] > beside["foreign_cpu_s"] + 0.1
    assert alone["steal_s"] >= 0


def test_unknown_values_are_left_out(trial):
    record = trial("python_serial", "sleep", companion_pid=2**22 + 1).record
    assert "foreign_cpu_s" not in record  # no such process: its CPU time is unknown
    assert "NaN" not in json.dumps(record)
