"""claims.csv as a file, and its figures worked out again from samples.csv without our estimates."""

import csv
import io
import itertools
import json
import math

import numpy
import pytest
from scipy import stats
from experiments import EVEN, TEXTBOOK, bounds, experiment, judged

from reports.notes.claims import csv_text, results


def noisy(random, wall, blocks):
    return [float(one) for one in wall * numpy.exp(0.01 * random.standard_normal(blocks))]


@pytest.fixture(params=[6, 9])
def run(request, tmp_path):
    """A run with something for each of C1 to C7, every time with noise."""
    blocks, random = request.param, numpy.random.default_rng(request.param)

    def work(workload, params, walls, tasks, cells=None, **others):
        walls = {cell: noisy(random, wall, blocks) for cell, wall in walls.items()}
        return experiment(workload, params, walls, blocks, tasks, cells, **others)

    serial = {("serial", 1): 1.0}
    pools = ("thread_pool", "process_pool")
    grid = {(pool, n): 0.5 for pool, n in itertools.product(pools, (2, 4, 16))}
    rows = work("primes", EVEN, serial | grid, 128, cpu_s=0.97)
    rows += work("primes", TEXTBOOK, serial | {("process_pool", 2): 0.6}, 6)
    for size, gain in ((10**4, 0.3), (10**6, 1.2), (10**8, 1.9)):
        walls = {("serial", 1): size * 1e-9, ("thread_pool", 8): size * 1e-9 / gain}
        params = {"elements": size, "slices": 8}
        rows += work("range_sum", params, walls, 8, setup_s=2e-6, teardown_s=1e-6)
    for slices, cost in ((16, 1.02), (256, 1.3), (4096, 6.0)):
        walls = {("serial", 1): 0.004, ("thread_pool", 2): 0.002}
        walls["thread_per_task", 2] = 0.002 * cost
        rows += work("range_sum", {"elements": 10**6, "slices": slices}, walls, slices)
    ten = {"duration": "20ms", "spread": "fixed", "tasks": 10}
    walls = {("serial", 1): 0.2, ("thread_pool", 4): 0.0601, ("thread_pool", 10): 0.0202}
    rows += work("sleep", ten, walls, 10, {("thread_pool", 4): {"max_in_flight": 4}})
    plan = bounds(("sleep", ten, "thread_pool", 4, 0.06))
    one = judged(tmp_path, rows, plan=plan)
    with (tmp_path / "samples.csv").open(newline="") as lines:
        return one, list(csv.DictReader(lines)), blocks


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def series(samples, workload, params, runner, workers, value):
    """The value of each block's trial, in the order of the blocks."""
    mine = {
        int(row["block"]): value(row)
        for row in samples
        if (row["workload"], json.loads(row["params"])) == (workload, params)
        and (row["runner"], int(row["workers"])) == (runner, workers)
    }
    return numpy.array([mine[block] for block in sorted(mine)])


def wall(row):
    return float(row["wall_s"])


def whole(row):
    return float(row["setup_s"]) + float(row["wall_s"]) + float(row["teardown_s"])


def check(row, values):
    """Pooled figures are near those of Student's t on the logarithms of these values alone."""
    logs = numpy.log(values)
    error = logs.std(ddof=1) / math.sqrt(len(logs))
    centre, low, high = (math.log(float(row[name])) for name in ("value", "low", "high"))
    assert abs(centre - logs.mean()) < 1.5 * error
    # The other cells' scale may stand in for the own one, which differs by chance.
    alone = stats.t.ppf(0.975, len(logs) - 1) * error
    typical = stats.t.ppf(0.975, len(logs) - 1) * 0.01 * math.sqrt(2) / math.sqrt(len(logs))
    assert 0.4 * min(alone, typical) < (high - low) / 2 < 1.6 * max(alone, typical)
    assert low < centre < high
    assert (row["level"], int(row["n"])) == ("0.95", len(logs))


def test_every_figure_follows_from_samples_csv(run):
    one, samples, blocks = run
    assert blocks in (6, 9)
    rows = table(csv_text(results(one)))
    by_label = {row["label"]: row for row in rows if row["label"]}
    checked = set()

    def expect(label, values):
        check(by_label[label], values)
        checked.add(label)

    even, six = "primes count=128 set=even", "primes count=128 set=textbook"
    for pool in ("thread_pool", "process_pool"):
        at_cores = series(samples, "primes", EVEN, pool, 2, wall)
        speeds = {n: at_cores / series(samples, "primes", EVEN, pool, n, wall) for n in (4, 16)}
        for n, speed in speeds.items():
            expect(f"{even} {pool} N={n}: speed over N=2", speed)
        expect(f"{even} {pool} N=16: time over N=2", 1 / speeds[16])
    base = series(samples, "primes", EVEN, "serial", 1, wall)
    nearest = base  # one serial trial a block
    pool = series(samples, "primes", EVEN, "process_pool", 2, wall)
    expect(f"{even} process_pool N=2: speedup over serial", nearest / pool)
    threads = series(samples, "primes", EVEN, "thread_pool", 2, wall)
    expect(f"{even} thread_pool N=2: speedup over serial", nearest / threads)
    expect(f"{even} thread_pool N=2: CPU time over wall time", 0.97 / threads)
    base = series(samples, "primes", TEXTBOOK, "serial", 1, wall)
    expect(f"{six} process_pool N=2: speedup over serial",
           base / series(samples, "primes", TEXTBOOK, "process_pool", 2, wall))  # fmt: skip
    gains = {}
    for size in (10**4, 10**6, 10**8):
        params = {"elements": size, "slices": 8}
        both = [series(samples, "range_sum", params, *cell, whole)
                for cell in (("serial", 1), ("thread_pool", 8))]  # fmt: skip
        gains[size] = both[0] / both[1]
        expect(f"thread_pool N=8: total speedup over serial at {size} numbers", gains[size])
    growth = "thread_pool N=8: total speedup at {} over that at {} numbers"
    expect(growth.format(10**8, 10**4), gains[10**8] / gains[10**4])
    expect(growth.format(10**8, 10**6), gains[10**8] / gains[10**6])
    expect(growth.format(10**6, 10**4), gains[10**6] / gains[10**4])
    params = {"elements": 10**8, "slices": 8}
    for cell in (("serial", 1), ("thread_pool", 8)):
        rate = 8e8 / series(samples, "range_sum", params, *cell, wall)
        name = f"{cell[0]} N={cell[1]}"
        expect(f"range_sum elements=100000000 slices=8 {name}: bytes summed per second", rate)
    logs, sizes = {}, {}
    for slices in (16, 256, 4096):
        params = {"elements": 10**6, "slices": slices}
        cells = [("serial", 1), ("thread_pool", 2), ("thread_per_task", 2)]
        serial, pool, per_task = [
            series(samples, "range_sum", params, *cell, whole) for cell in cells
        ]
        base = series(samples, "range_sum", params, "serial", 1, wall)
        sizes[slices] = numpy.median(base) / slices
        logs[slices] = numpy.log(per_task / pool)
        [label] = [
            one for one in by_label
            if one.startswith("thread_per_task N=2: total time over thread_pool's at ")
            and abs(math.log(float(by_label[one]["value"])) - logs[slices].mean()) < 0.02
        ]  # fmt: skip
        expect(label, numpy.exp(logs[slices]))
    label = "thread_per_task N=2: serial time per task where it takes 1.1× as long"
    centres = {slices: one.mean() for slices, one in logs.items()}  # cross between 256 and 16
    share = (centres[256] - math.log(1.1)) / (centres[256] - centres[16])
    crossing = sizes[256] * (sizes[16] / sizes[256]) ** share
    low, found, high = (float(by_label[label][name]) for name in ("low", "value", "high"))
    assert found == pytest.approx(crossing, rel=0.05) and sizes[256] < low < found < high
    checked.add(label)
    sleep = "sleep duration=20ms spread=fixed tasks=10 thread_pool"
    ten = {"duration": "20ms", "spread": "fixed", "tasks": 10}
    walls = {n: series(samples, "sleep", ten, "thread_pool", n, wall) for n in (4, 10)}
    expect("thread_pool: time over the ideal time, median of 1 experiment", walls[4] / 0.06)
    base = series(samples, "sleep", ten, "serial", 1, wall)
    expect(f"{sleep} N=10: speedup over serial", base / walls[10])
    assert by_label[f"{sleep} N=4: most tasks at once"]["value"] == "4"
    counted = {f"{sleep} N=4: most tasks at once", "limit of the six numbers at N=2"}
    assert set(by_label) == checked | counted


def test_the_table_has_every_claim_in_order_and_its_schema(run):
    one, _, _ = run
    made = results(one)
    assert [claim.id for claim in made] == [f"C{number}" for number in range(1, 14)]
    text = csv_text(made)
    assert text.splitlines()[0] == (
        "schema_version,run_id,claim,verdict,label,value,low,high,level,n,unit,sentence"
    )
    assert "\r" not in text and "inf" not in text and "nan" not in text
    rows = table(text)
    assert list(dict.fromkeys(row["claim"] for row in rows)) == [claim.id for claim in made]
    assert {row["run_id"] for row in rows} == {"20260102T030405Z-quick"}
    labels = [(row["claim"], row["label"]) for row in rows]
    assert len(labels) == len(set(labels))
    assert {row["verdict"] for row in rows} <= {
        "reproduced", "not reproduced", "inconclusive"
    }  # fmt: skip


def test_a_claim_without_its_experiment_is_one_row_that_says_so(run):
    one, _, _ = run
    missing = {claim.id: claim for claim in results(one)[7:]}
    assert all(claim.verdict == "inconclusive" for claim in missing.values())
    assert "no sleep of one length with N = 50 or more" in missing["C11"].sentence
    assert "no python_manager or mpi with N=2" in missing["C13"].sentence
    rows = [row for row in table(csv_text(results(one))) if row["claim"] == "C13"]
    assert len(rows) == 1 and rows[0]["label"] == "" == rows[0]["value"]
