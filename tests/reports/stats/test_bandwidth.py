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


def test_it_is_bytes_over_time_and_the_median_of_the_clean_probes(measured):
    rows = [probe(block, 1, wall) for block, wall in enumerate((1.0, 2.0, 4.0), 1)]
    rows += [probe(block, 2, 0.5) for block in (1, 2, 3)]
    rows.append(probe(4, 2, 100.0, contamination="foreign"))
    curve = measured(rows, 2.0)
    assert curve.points == {1: pytest.approx(500.0), 2: pytest.approx(2000.0)}
    assert curve.at(2) == curve.at(16) == pytest.approx(2000.0)


def test_between_probed_numbers_it_is_a_line(measured):
    curve = measured([probe(1, 2, 1.0), probe(1, 4, 0.5)], 4.0)
    assert (curve.at(1), curve.at(3)) == (None, pytest.approx(1500.0))


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
