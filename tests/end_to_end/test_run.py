"""From the command line to the folder of results."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from program import BUILD, key_of, measured_order, planned_order, rows_of, running

SMALL = ("--sample", "1ms", "--set", "empty.tasks=100", "--workloads", "empty")
COMPARE = Path("/usr/share/benchmark/compare.py")


def test_every_planned_trial_becomes_a_row_in_the_planned_order(parbench, tmp_path):
    out = tmp_path / "run"
    ended = parbench(
        "run",
        *SMALL,
        "--runners",
        "thread_pool,openmp",
        "--workers",
        "1,2",
        "--blocks",
        3,
        "-o",
        out,
    )
    assert ended.returncode == 0, ended.stderr
    rows = rows_of(out / "samples.csv")
    assert measured_order(out) == planned_order(out)
    assert len(planned_order(out)) == 3 * (1 + 2 + 2 + 2 + 2)  # cells, twins, references
    assert {row["status"] for row in rows} == {"ok"}
    assert len({row["digest"] for row in rows}) == 1
    assert all(float(row["wall_s"]) > 0 and int(row["passes"]) >= 1 for row in rows)


def test_memory_is_probed_directly_before_each_trial_that_streams(parbench, tmp_path):
    cpus = len(os.sched_getaffinity(0))
    out = tmp_path / "run"
    args = ("--workloads", "range_sum", "--runners", "thread_pool", "--workers", f"2,{4 * cpus}")
    ended = parbench("run", *args, "--sample", "1ms", "--blocks", 1, "-o", out)
    assert ended.returncode == 0, ended.stderr
    rows = rows_of(out / "samples.csv")
    trials = [place for place, row in enumerate(rows) if row["role"] != "probe"]
    for place in trials:
        before, trial = rows[place - 1], rows[place]
        assert (before["workload"], before["role"]) == ("bandwidth", "probe")
        assert int(before["workers"]) == min(int(trial["workers"]), cpus)
        assert before["block"] == trial["block"] and before["status"] == "ok"
    probes = [row for row in rows if row["workload"] == "bandwidth"]
    assert len(probes) == len(trials) >= len(planned_order(out))
    again = parbench("run", "--resume", out)
    assert again.returncode == 0 and len(rows_of(out / "samples.csv")) == len(rows)


def test_a_run_leaves_these_files(parbench, tmp_path):
    ended = parbench("run", *SMALL, "--runners", "thread_pool", "--blocks", 1)
    assert ended.returncode == 0, ended.stderr
    folder = (tmp_path / "results" / "latest").resolve()
    assert folder.parent == tmp_path / "results"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "samples.csv", "workers.csv", "spans.csv", "spread.csv", "service.csv", "latency.csv",
        "summary.csv", "summary.md",
        "verdicts.json", "environment.json", "plan.json", "options.toml", "google_benchmark.json",
        "datapackage.json", "hosts.csv", "outside_load.csv", "pauses.csv",
    }  # fmt: skip
    environment = json.loads((folder / "environment.json").read_text())
    assert environment["command_line"][0] == "parbench"
    assert environment["margin"] == 0.03
    assert str(Path.home()) not in json.dumps(environment)
    assert "report" not in ended.stdout and str(folder.name) in ended.stdout


def test_quantiles_of_passes_lie_within_the_shortest_and_the_longest(parbench, tmp_path):
    out = tmp_path / "run"
    ended = parbench("run", *SMALL, "--runners", "thread_pool", "--blocks", 1, "-o", out)
    assert ended.returncode == 0, ended.stderr
    samples = {key_of(row): row for row in rows_of(out / "samples.csv")}
    spread = rows_of(out / "spread.csv")
    assert {key_of(row) for row in spread} == {
        key for key, row in samples.items() if int(row["passes"]) > 1
    }
    for row in spread:
        trial = samples[key_of(row)]
        assert row["passes"] == trial["passes"]
        times = [float(row[f"p{level}_s"] or "nan") for level in (5, 25, 50, 75, 90, 95, 99)]
        known = [time for time in times if time == time]
        assert float(trial["wall_min_s"]) <= known[0] and known == sorted(known)
        assert known[-1] <= float(trial["wall_max_s"])
        assert (row["p99_s"] != "") == (int(row["passes"]) >= 100)


def test_the_same_seed_gives_the_same_order_and_options_repeat_a_run(parbench, tmp_path):
    first, second, third = tmp_path / "1", tmp_path / "2", tmp_path / "3"
    args = ("run", *SMALL, "--runners", "thread_pool,process_pool", "--blocks", 4)
    assert parbench(*args, "-o", first).returncode == 0
    again = parbench("run", "--config", first / "options.toml", "-o", second)
    assert again.returncode == 0, again.stderr
    assert parbench(*args, "--seed", 7, "-o", third).returncode == 0
    assert planned_order(first) == planned_order(second)
    assert planned_order(first) != planned_order(third)


def test_google_benchmarks_compare_reads_its_file(parbench, tmp_path):
    if not COMPARE.exists():
        pytest.skip("libbenchmark-tools is not installed")
    files = []
    for name in "ab":
        assert (
            parbench(
                "run", *SMALL, "--runners", "thread_pool", "--blocks", 2, "-o", tmp_path / name
            ).returncode
            == 0
        )
        files.append(tmp_path / name / "google_benchmark.json")
    entries = json.loads(files[0].read_text())["benchmarks"]
    assert len(entries) == len(rows_of(tmp_path / "a" / "samples.csv"))
    assert (
        entries[0]["cpu_time"] > 0
        and json.loads(files[0].read_text())["context"]["host_name"] == ""
    )
    ended = subprocess.run(
        ["/usr/bin/python3", COMPARE, "--no-color", "benchmarks", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    listed = parbench("run", *SMALL, "--runners", "thread_pool", "--benchmark_list_tests")
    names = {entry["name"] for entry in entries if entry["name"].startswith("empty")}
    assert names == set(listed.stdout.split()) and names
    assert all(name in ended.stdout for name in names)


def test_a_filter_keeps_matching_cells_and_their_base(parbench):
    ended = parbench(
        "run", *SMALL, "--benchmark_filter", "thread_pool/4$", "--benchmark_list_tests"
    )
    assert ended.stdout.split() == ["empty/tasks=100/thread_pool/4", "empty/tasks=100/serial/1"]


def test_a_sweep_measures_every_value(parbench, tmp_path):
    out = tmp_path / "run"
    args = (
        "--workloads",
        "empty",
        "--set",
        "empty.tasks=10,20",
        "--sample",
        "1ms",
        "--runners",
        "serial",
    )
    assert parbench("run", *args, "--blocks", 1, "-o", out).returncode == 0
    assert {row["params"] for row in rows_of(out / "samples.csv")} == {
        '{"tasks":10}',
        '{"tasks":20}',
    }


def test_from_a_run_to_its_page(parbench, tmp_path):
    out = tmp_path / "run"
    args = ("run", *SMALL, "--runners", "thread_pool", "--blocks", 2, "-o", out)
    ended = parbench(*args, report=True)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith(f"\nreport: {out}/report.html\n")
    assert "results: " not in ended.stdout
    assert {path.suffix for path in (out / "charts").iterdir()} == {".svg", ".csv"}
    ended = parbench("report", out, "--formats", "svg,png")
    assert ended.returncode == 0, ended.stderr
    assert {path.suffix for path in (out / "charts").iterdir()} == {".svg", ".png", ".csv"}
    page = (out / "report.html").read_text()
    assert "<svg" in page and "thread_pool" in page
    assert len(rows_of(out / "claims.csv")) >= 13


def test_fetch_starts_and_ends_its_server(parbench, tmp_path):
    out = tmp_path / "run"
    args = (
        "--workloads",
        "fetch",
        "--set",
        "fetch.tasks=8",
        "--set",
        "fetch.latency=1ms",
        "--sample",
        "1ms",
    )
    ended = parbench(
        "run", *args, "--runners", "thread_pool", "--workers", 4, "--blocks", 1, "-o", out
    )
    if "is not built" in ended.stderr:
        pytest.skip("built without Boost")
    assert ended.returncode == 0, ended.stderr
    pool = next(row for row in rows_of(out / "samples.csv") if row["runner"] == "thread_pool")
    assert json.loads(pool["observed"]) == {"connections": 4}
    assert float(pool["companion_cpu_s"]) > 0
    assert set(json.loads(pool["params"])) == {"body", "connections", "latency", "spread", "tasks"}
    assert running(BUILD / "helpers" / "fetch_server") == []
