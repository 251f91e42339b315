"""Requests that arrive at a rate: what a run leaves, under each runner that keeps their order."""

import json

import pytest
from program import key_of, rows_of

RUNNERS = ("serial", "thread_pool", "process_pool", "process_pool_pipe", "openmp")
SERVICE = (
    "run", "-w", "service", "-s", "service.rate=500", "-s", "service.tasks=120", "-s",
    "service.rounds=1000", "-s", "service.wait=1ms", "--sample", "5ms",
)  # fmt: skip


def params_of(row):
    return json.loads(row["params"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from program import Program

    home = tmp_path_factory.mktemp("service")
    names = ",".join((*RUNNERS, "tbb"))
    ended = Program(home)(*SERVICE, "-R", names, "-j", "2", "-b", 2, "-o", home / "run")
    assert ended.returncode == 0, ended.stderr
    return home / "run"


def test_every_trial_has_its_row_and_its_histogram(folder):
    trials = {
        key_of(row): row
        for row in rows_of(folder / "samples.csv")
        if row["status"] == "ok" and row["role"] == "cell"
    }
    rows = {key_of(row): row for row in rows_of(folder / "service.csv")}
    assert rows.keys() == trials.keys() and {row["runner"] for row in rows.values()} == {*RUNNERS}
    counted = {}
    for row in rows_of(folder / "latency.csv"):
        assert 0 <= float(row["lower_s"]) < float(row["upper_s"])
        counted[key_of(row)] = counted.get(key_of(row), 0) + int(row["requests"])
    for key, row in rows.items():
        assert float(row["rate_per_s"]) == 500 and int(row["errors"]) == 0
        # Of 120 in each pass the first tenth warms up.
        assert int(row["requests"]) == counted[key] == 108 * int(trials[key]["passes"])
        assert 0 < float(row["achieved_per_s"]) <= float(row["offered_per_s"])
        times = [float(row[name]) for name in ("p50_s", "p90_s", "p99_s", "max_s")]
        assert times == sorted(times) and row["p999_s"] == ""
        # The wait is 1 ms, whatever the machine.
        assert float(row["service_s"]) >= 0.001 and times[0] >= 0.001
        parts = float(row["queue_wait_s"]) + float(row["service_s"])
        assert float(row["latency_s"]) == pytest.approx(parts)
        assert 0 < float(row["utilisation"]) <= 1


def test_blocks_differ_in_what_is_drawn_and_cells_of_a_block_do_not(folder):
    offered = {}
    for row in rows_of(folder / "service.csv"):
        offered.setdefault(row["block"], set()).add(row["offered_per_s"])
    assert all(len(rates) == 1 for rates in offered.values())
    assert len({*map(tuple, offered.values())}) == len(offered) >= 2
    rows = [row for row in rows_of(folder / "samples.csv") if row["workload"] == "service"]
    assert len({row["digest"] for row in rows if row["digest"]}) == 1
    assert all("draw" not in params_of(row) for row in rows)


def test_a_runner_without_the_order_is_unsupported_before_anything_starts(folder):
    rows = [row for row in rows_of(folder / "samples.csv") if row["runner"] == "tbb"]
    assert {row["status"] for row in rows} == {"unsupported"}
    assert {"one by one in their order" in row["reason"] for row in rows} == {True}
    cells = json.loads((folder / "plan.json").read_text())["cells"]
    cells = [cell for cell in cells if cell["workload"] == "service"]
    assert {cell["rate_per_s"] for cell in cells} == {500}
    assert [cell["runner"] for cell in cells if "unsupported" in cell] == ["tbb"]


def test_a_rate_that_nobody_can_serve_is_an_answer(parbench, tmp_path):
    out = tmp_path / "run"
    words = ("-s", "service.rate=100000", "-R", "thread_pool", "-j", "2", "-b", 1, "-o", out)
    ended = parbench(*SERVICE, *words)
    assert ended.returncode == 0, ended.stderr
    for row in rows_of(out / "service.csv"):
        # 2 workers that wait for 1 ms in each request.
        assert float(row["achieved_per_s"]) < 2000 < float(row["offered_per_s"])
        assert float(row["unserved"]) > 50


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("rate=0", "'0' is not allowed: a rate from 0.01/s to 1000000/s"),
        ("rate=-5/s", "'-5/s' is not a rate: a number per second, such as 400/s"),
        ("rate=400/min", "'400/min' is not a rate: a number per second, such as 400/s"),
        ("warmup=1", "'1' is not allowed: a number from 0 to 0.9"),
        ("draw=3", "'service.draw' is not a setting"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(parbench, tmp_path, setting, said):
    ended = parbench("run", "-w", "service", "-s", f"service.{setting}", "-o", tmp_path / "run")
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert said in line
    assert not (tmp_path / "run").exists()
