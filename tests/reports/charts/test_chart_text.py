"""The line below each chart, and the figures of the new ones, for runs whose answer is known."""

import pytest
from fixtures import environment, failed, placed, row, twice_as_fast, write_run
from side_rows import WORKERS, text, workers_of

from reports.charts.figures import jobs
from reports.charts.sheets import everything
from reports.data.records import read_run

PROBES = {"role": "probe", "workload": "capacity", "tasks": 1}


@pytest.fixture
def read(tmp_path):
    """read(rows): the readings by name of chart, and its drawings."""

    def readings(rows, workers=(), about=None):
        folder = write_run(tmp_path / "run", rows, about)
        if workers:
            (folder / "workers.csv").write_text(text(WORKERS, workers), encoding="utf-8")
        run = read_run(folder)
        found = [job() for job in jobs(run, everything(run), [])]
        return {one.name: one.reading for one in found}, {one.name: one for one in found}

    return readings


def cells(*cells, blocks=6, **others):
    """(runner, workers, wall_s) in each block, beside a serial second."""
    return [
        row(block, runner, workers, wall_s, **others)
        for block in range(1, blocks + 1)
        for runner, workers, wall_s in (("serial", 1, 1.0), *cells)
    ]


def figures(drawing, quantity):
    names = [dict(zip(drawing.columns, row)) for row in drawing.table]
    return {
        (one["runner"], one["workers"]): one["median"]
        for one in names
        if one["quantity"] == quantity
    }


def test_twice_as_fast(read):
    said, _ = read(twice_as_fast())
    assert said["overview"] == "primes: thread_pool N=2 is 2.00× serial."
    assert said["primes-speedup"] == (
        "Fastest is thread_pool N=2, 2.00× serial [2.00, 2.00]; more workers were not tried."
    )
    assert said["primes-time"] == (
        "Shortest is thread_pool N=2: 438 ms a pass [125 ms, 750 ms]; serial takes 875 ms."
    )
    assert said["primes-efficiency"].startswith(
        "thread_pool N=2 makes the most of each worker: 100 %"
    )


def test_beyond_the_fewest_workers_nothing_is_gained(read):
    said, _ = read(cells(("openmp", 2, 0.5), ("openmp", 4, 0.499), ("tbb", 8, 0.51)))
    assert said["primes-speedup"] == (
        "Fastest is openmp N=4, 2.00× serial [2.00, 2.00]; beyond 2 workers nothing is gained."
    )


def test_still_rising_at_the_edge(read):
    said, _ = read(cells(("openmp", 2, 0.5), ("openmp", 4, 0.26)))
    assert said["primes-speedup"].endswith("; more workers were not tried.")


def test_nothing_is_faster_than_serial(read):
    said, _ = read(cells(("openmp", 2, 1.0), ("tbb", 2, 1.25)))
    assert said["primes-speedup"] == (
        "Nothing is faster than serial: the best, openmp N=2, is as fast as it at 1.00× "
        "[1.00, 1.00]."
    )
    said, _ = read(cells(("tbb", 2, 1.25)))
    assert "tbb N=2, is slower than it at 0.80×" in said["primes-speedup"]


def test_a_tie_is_won_by_fewer_workers(read):
    said, _ = read(cells(("openmp", 4, 0.5), ("tbb", 2, 0.5)))
    assert said["primes-speedup"].startswith("Fastest is tbb N=2,")


def test_few_blocks_have_no_interval(read):
    said, _ = read(cells(("tbb", 2, 0.5), blocks=1))
    assert "2.00× serial (points only: 1 block)" in said["primes-speedup"]


def test_too_busy_leaves_nothing_to_read(read):
    rows = [one | {"contamination": "foreign"} for one in cells(("tbb", 2, 0.5))]
    said, drawn = read(rows)
    assert said["primes-time"] == (
        "The machine was too busy for a verdict; what is clean says: "
        "No cell has a clean trial: there is nothing to read here."
    )
    assert "primes-speedup" not in drawn
    assert said["overview"].startswith("primes: there is no clean trial of serial")


def test_what_is_clean_of_a_busy_run_is_no_conclusion(read):
    rows = cells(("tbb", 2, 0.5)) + [
        one | {"contamination": "foreign"}
        for one in cells(*(("openmp", n, 0.4) for n in (2, 4, 8, 16)))
        if one["runner"] != "serial"
    ]
    said, _ = read(rows)
    assert said["primes-speedup"].startswith(
        "The machine was too busy for a verdict; what is clean says: Fastest is tbb N=2, 2.00×"
    )


def test_one_lucky_block_does_not_win(read):
    rows = [*cells(("tbb", 2, 0.5)), row(1, "openmp", 2, 0.1)]
    said, _ = read(rows)
    assert said["primes-speedup"].startswith("Fastest is tbb N=2, 2.00×")


def test_a_missing_runner_and_no_base_do_no_harm(read):
    said, drawn = read([row(block, "tbb", 2, 0.1) for block in range(1, 7)])
    assert said["primes-time"] == "Shortest is tbb N=2: 100 ms a pass [100 ms, 100 ms]."
    assert {one.kind for one in drawn.values()} == {"overview", "time", "phases"}


def test_one_sample(read):
    said, _ = read([row(1, "serial", 1, 0.1)])
    assert said["primes-time"] == "Shortest is serial N=1: 100 ms a pass (points only: 1 block)."
    assert said["primes-phases"].startswith("No cell has a clean trial")


def test_all_failed_has_no_chart(read):
    assert read([failed(1, "serial", 1), failed(1, "tbb", 2)]) == ({}, {})


def test_of_capacity_is_a_share_of_what_the_machine_can_do(read):
    probes = [
        row(block, "thread_per_task", copies, 1.0 * copies / capacity,
            params=f'{{"copies":{copies}}}', position=copies, digest="x" + "0" * 15 + str(copies),
            **PROBES)
        for block in range(1, 7)
        for copies, capacity in ((1, 1.0), (2, 1.6))
    ]  # fmt: skip
    said, drawn = read([*cells(("tbb", 2, 0.78125), ("tbb", 8, 0.78125)), *probes])
    chart = drawn["primes-efficiency"]
    assert figures(chart, "efficiency") == pytest.approx({("tbb", 2): 0.64, ("tbb", 8): 0.16})
    assert figures(chart, "of_capacity") == pytest.approx({("tbb", 2): 0.8, ("tbb", 8): 0.8})
    assert said["primes-efficiency"] == (
        "tbb N=2 makes the most of each worker: 64 %; at N=8 it is at most 16 %, which is 80 % "
        "of the measured capacity (tbb)."
    )
    labels = [axes.get_ylabel() for axes in chart.figure.axes]
    assert labels == ["efficiency = speedup / N", "of capacity = speedup / min(N, capacity)"]


def test_without_probes_efficiency_stands_alone(read):
    _, drawn = read(twice_as_fast())
    assert len(drawn["primes-efficiency"].figure.axes) == 1
    assert not figures(drawn["primes-efficiency"], "of_capacity")


def test_the_whole_time_holds_set_up_pass_and_tear_down(read):
    said, drawn = read(
        cells(("process_pool", 2, 0.5), ("thread_pool", 2, 0.5), setup_s=0.02, teardown_s=0.03)
    )
    whole = figures(drawn["primes-phases"], "whole")
    assert whole[("process_pool", 2)] == pytest.approx(0.55)
    assert said["primes-phases"].endswith("N=2, 50.0 ms or 10 % of a pass.")


def test_cost_is_cpu_time_against_time_saved(read):
    rows = [
        one | {"cpu_s": {"serial": 1.0, "tbb": 1.02, "process_pool": 3.0}[one["runner"]]}
        for one in cells(("tbb", 2, 0.51), ("process_pool", 4, 0.8))
    ]
    said, drawn = read(rows)
    assert said["primes-cost"] == (
        "tbb N=2 saves 49 % of the time for 2 % more CPU time; most CPU time goes to "
        "process_pool N=4, which saves 20 % of the time for 3.00 times the CPU time."
    )
    chart = drawn["primes-cost"]
    saved = {("process_pool", 4): 0.2, ("tbb", 2): 0.49}
    assert figures(chart, "time saved") == pytest.approx(saved)
    spent = {("process_pool", 4): 3.0, ("tbb", 2): 1.02}
    assert figures(chart, "CPU time over serial's") == pytest.approx(spent)


def test_a_cell_that_loses_time_is_said_to(read):
    rows = [one | {"cpu_s": one["wall_s"]} for one in cells(("tbb", 2, 2.0))]
    said, _ = read(rows)
    assert said["primes-cost"] == "tbb N=2 takes 2.00 times as long for 2.00 times the CPU time."


def test_a_cell_that_loses_a_little_time_loses_a_share(read):
    rows = [one | {"cpu_s": one["wall_s"]} for one in cells(("tbb", 2, 1.25))]
    said, _ = read(rows)
    assert said["primes-cost"] == "tbb N=2 loses 25 % of the time for 25 % more CPU time."


def test_without_cpu_time_cost_says_so(read):
    said, _ = read(cells(("tbb", 2, 0.5)))
    assert said["primes-cost"].startswith("No cell has a clean trial")


def loss_rows(queue_s):
    samples = placed(cells(("tbb", 2, 0.5), ("tbb", 4, 0.5), setup_s=0, teardown_s=0, passes=1))
    workers = []
    for one in samples:
        n = one["workers"]
        mine = (128 // n, 0, one["wall_s"], one["wall_s"] - (n == 4) * queue_s, (n == 4) * queue_s)
        workers += workers_of(one, *[mine] * n)
    return samples, workers


def test_the_lost_time_is_read_and_tabled_in_parts_that_add_up(read):
    said, drawn = read(*loss_rows(0.25))
    assert said["primes-loss"] == (
        "tbb N=2, the shortest from set-up to tear-down, loses nothing; tbb N=4 loses 50 % of its "
        "workers' time, 100 % of that to: waiting for a CPU."
    )
    chart = drawn["primes-loss"]
    rows = [dict(zip(chart.columns, row)) for row in chart.table]
    mine = {one["part"]: one["lost_s"] for one in rows if one["workers"] == 4}
    assert mine["waiting for a CPU"] == pytest.approx(1.0)
    assert sum(mine.values()) == pytest.approx(4 * 0.5 - 1.0)
    assert {one["spent_s"] for one in rows if one["workers"] == 4} == {2.0}


def test_a_cell_without_rows_says_why_in_chart_and_table(read):
    samples, workers = loss_rows(0.25)
    _, drawn = read(samples, [one for one in workers if one["workers"] != 4])
    chart = drawn["primes-loss"]
    assert chart.table[-1][3:5] == [4, 0] and chart.table[-1][-1] == "no rows in workers.csv"
    texts = [text.get_text() for axes in chart.figure.axes for text in axes.texts]
    assert "no rows in workers.csv" in texts


def test_names_from_outside_are_made_harmless(read):
    rows = cells(("\u202e<script>" + "W" * 200, 2, 0.5))
    said, _ = read(rows, about=environment())
    assert "<U+202E><script>" in said["primes-speedup"] and len(said["primes-speedup"]) < 200
