"""The memory's measured bandwidth against probes whose answer is known."""

import json

import pytest
from fixtures import row, write_run

from reports.stats import capacity
from reports.verdicts import measurement_quality
from reports.verdicts.findings import judge_run
from reports.data.records import read_run

SIZE = 1000


def params(copies):
    return json.dumps({"copies": copies, "size": "1000B"}, separators=(",", ":"))


def probe(block, copies, wall_s, **others):
    return row(
        block, "thread_per_task", copies, wall_s,
        **({"role": "probe", "workload": "bandwidth", "params": params(copies)} | others),
    )  # fmt: skip


@pytest.fixture
def measured(tmp_path):
    def measure(rows, cpus):
        run = read_run(write_run(tmp_path, [row(1, "serial", 1, 1.0), *rows]))
        cells = [
            {key: one[key] for key in ("workload", "runner", "workers")}
            | {"params": json.loads(one["params"]), "streamed_bytes": SIZE}
            for one in rows
        ]
        (tmp_path / "plan.json").write_text(json.dumps({"schema_version": 1, "cells": cells}))
        run = read_run(tmp_path)
        assert run.probes == []  # what reads memory tells nothing of the clock
        return capacity.measure_bandwidth(run.bandwidth, run.plan, cpus)

    return measure


def test_it_is_bytes_over_time_of_the_probes_without_load(measured):
    rows = [probe(block, 1, wall) for block, wall in enumerate((1.0, 2.0, 4.0), 1)]
    rows += [probe(block, 2, 0.5) for block in (1, 2, 3)]
    rows.append(probe(4, 2, 100.0, contamination="foreign"))
    rows.append(probe(4, 1, 2.0, contamination="clock_drift"))
    curve = measured(rows, 2.0)
    medians = {n: summary.median for n, summary in curve.points.items()}
    assert medians == {1: pytest.approx(500.0), 2: pytest.approx(2000.0)}
    assert curve.points[1].n == 4 and curve.points[1].interval.low < 400
    assert curve.at(2) == curve.at(16) == curve.points[2]


def test_between_probed_numbers_it_is_a_line(measured):
    rows = [probe(block, n, 2.0 / n) for block in (1, 2, 3) for n in (2, 4)]
    curve = measured(rows, 4.0)
    assert (curve.at(1), curve.at(3).median) == (None, pytest.approx(1500.0))
    assert curve.at(3).interval.low == pytest.approx(1500.0)


def test_without_probes_nothing_is_known(tmp_path):
    run = read_run(write_run(tmp_path, [row(1, "serial", 1, 1.0)]))
    assert capacity.measure_bandwidth(run.bandwidth, run.plan, 2.0).at(2) is None


def test_the_trust_in_a_run_tells_its_memory(tmp_path):
    rows = [row(1, "serial", 1, 1.0), probe(1, 1, 1e-7), probe(1, 2, 5e-8)]
    folder = write_run(tmp_path, rows)
    cells = [
        {"workload": one["workload"], "params": json.loads(one["params"]), "runner": one["runner"],
         "workers": one["workers"]}
        | ({"streamed_bytes": SIZE} if one["workload"] == "bandwidth" else {})
        for one in rows
    ]  # fmt: skip
    (folder / "plan.json").write_text(json.dumps({"schema_version": 1, "cells": cells}))
    said = measurement_quality.quality(judge_run(read_run(folder))).details
    assert "measured memory bandwidth: N=1 10.0 GB/s, N=2 20.0 GB/s" in said


def paired(tmp_path, rows, cpus=2.0, trial_size=4000):
    """memory_shares of these rows; a trial of range_sum reads trial_size bytes, a probe SIZE."""
    folder = write_run(tmp_path / "paired", rows)
    cells = {
        (one["workload"], one["params"], one["runner"], one["workers"]): {
            "workload": one["workload"], "params": json.loads(one["params"]),
            "runner": one["runner"], "workers": one["workers"],
            "streamed_bytes": SIZE if one["role"] == "probe" else trial_size,
        }
        for one in rows
    }  # fmt: skip
    plan = {"schema_version": 1, "cells": list(cells.values())}
    (folder / "plan.json").write_text(json.dumps(plan))
    run = read_run(folder)
    return capacity.memory_shares(run.samples, run.bandwidth, run.plan, cpus)


def summing(block, runner, workers, wall_s, **others):
    work = {"workload": "range_sum", "params": '{"elements":500}'}
    return row(block, runner, workers, wall_s, **(work | others))


def test_a_share_is_of_the_nearest_probe_before_the_trial(tmp_path):
    rows = [
        probe(1, 1, 1.0),  # 1000 B/s: 4 s for 4000 bytes
        summing(1, "serial", 1, 5.0),
        probe(1, 2, 0.5),
        summing(1, "tbb", 2, 2.5),
        probe(1, 2, 1.0),  # others take half of it from here on
        summing(1, "openmp", 8, 5.0),  # no more than two CPUs read
        probe(2, 2, 0.25),
        summing(2, "tbb", 2, 2.0),
    ]
    block = {number: (row(1, "serial", 1, 1.0)["run_id"], number) for number in (1, 2)}
    assert paired(tmp_path, rows) == {
        ("serial", 1): {block[1]: pytest.approx(4 / 5)},
        ("tbb", 2): {block[1]: pytest.approx(2 / 2.5), block[2]: pytest.approx(1 / 2)},
        ("openmp", 8): {block[1]: pytest.approx(4 / 5)},
    }


def test_probes_before_the_block_serve_all_of_its_trials(tmp_path):
    rows = [probe(1, 1, 1.0), probe(1, 2, 0.5)]  # as in runs of earlier releases
    rows += [summing(1, "serial", 1, 8.0), summing(1, "tbb", 2, 4.0)]
    shares = paired(tmp_path, rows)
    assert [list(mine.values()) for mine in shares.values()] == [[0.5], [0.5]]


@pytest.mark.parametrize(
    "before",
    [
        probe(1, 1, 0.5),  # of fewer copies
        probe(2, 2, 0.5),  # in another block
        probe(1, 2, 0.5, contamination="steal"),
        probe(1, 2, 0.5, session="2"),
    ],
)
def test_a_trial_without_such_a_probe_has_no_share(tmp_path, before):
    assert paired(tmp_path, [before, summing(1, "tbb", 2, 4.0)]) == {}
    after = [summing(1, "tbb", 2, 4.0), probe(1, 2, 0.5)]
    assert paired(tmp_path, after) == {}


def test_disturbed_trials_and_other_work_have_no_share(tmp_path):
    rows = [probe(1, 2, 0.5), summing(1, "tbb", 2, 4.0, contamination="foreign")]
    rows.append(row(1, "tbb", 2, 4.0))
    run = read_run(write_run(tmp_path / "run", rows))
    assert capacity.memory_shares(run.samples, run.bandwidth, None, 2.0) == {}
    assert paired(tmp_path, rows[:2]) == {}
