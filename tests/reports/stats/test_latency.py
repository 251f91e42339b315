"""The figures of cells at a rate: which trials count, and what is pooled."""

import numpy
import pytest
from services import PARAMS, SERVICE, service_rows, write_service
from side_rows import text as csv_of

from reports.data.records import read_run
from reports.data.service_tables import Bucket, read_latency
from reports.stats import latency, series
from reports.stats.latency import QUEUE, QUEUE_WAIT

CELLS = {("thread_pool", 4): 1.0, ("thread_pool", 8): 1.0}


def cells_of(folder, blocks=5, change=lambda rows, figures: None, **columns):
    part = service_rows(CELLS, {"rate": "200/s", "tasks": 400}, blocks, **columns)
    change(part[0], part[1])
    run = read_run(write_service(folder, part))
    [experiment] = series.experiments(run.samples, [])
    found = latency.cells(experiment, 200.0, run.services, ["thread_pool"], {})
    return run, {cell.workers: cell for cell in found}, part


def test_each_block_gives_one_value_and_three_an_interval(tmp_path):
    run, cells, part = cells_of(tmp_path / "run")
    p99 = [one["p99_s"] for one in part[1] if one["workers"] == 4]
    assert sorted(cells[4].values["p99_s"].values()) == sorted(p99)
    summary = cells[4].summaries["p99_s"]
    assert summary.n == 5 and summary.interval.low < summary.median < summary.interval.high
    assert min(p99) < summary.median < max(p99)
    few = cells_of(tmp_path / "few", 2)[1][4].summaries["p99_s"]
    assert (few.n, few.interval) == (2, None)


def test_the_wait_in_the_queue_is_the_arithmetic_mean(tmp_path):
    run, cells, part = cells_of(tmp_path / "run")
    waits = [one["queue_wait_s"] for one in part[1] if one["workers"] == 4]
    assert cells[4].centre(QUEUE_WAIT) == pytest.approx(numpy.mean(waits))
    assert numpy.mean(waits) != pytest.approx(numpy.exp(numpy.mean(numpy.log(waits))), rel=0.01)


def test_a_queue_is_never_shorter_than_0(tmp_path):
    queue = cells_of(tmp_path / "run")[1][8].summaries[QUEUE]
    assert 0 <= queue.interval.low <= queue.median


def test_disturbed_trials_are_in_no_figure_and_in_no_count(tmp_path):
    def disturb(rows, figures):
        rows[0]["contamination"] = "foreign"
        figures[0]["p99_s"] = figures[0]["p999_s"] = figures[0]["max_s"] = 100.0

    run, cells, _ = cells_of(tmp_path / "run", change=disturb)
    assert cells[4].summaries["p99_s"].n == 4 and cells[4].centre("p99_s") < 1
    assert (cells[4].requests, cells[8].requests) == (4 * 400, 5 * 400)
    [point, _] = latency.points(cells.values(), run.services, "p99_s")
    assert [one.undisturbed for one in point.values].count(False) == 1


def test_cells_are_compared_by_the_highest_percentile_that_trials_have(tmp_path):
    assert latency.tail_of(cells_of(tmp_path / "run")[1].values()) == "p99_s"

    def few(rows, figures):
        for one in figures:
            one["p99_s"] = one["p999_s"] = ""

    assert latency.tail_of(cells_of(tmp_path / "few", change=few)[1].values()) == "p90_s"


def test_a_histogram_is_that_of_all_undisturbed_trials(tmp_path):
    def disturb(rows, figures):
        rows[0]["contamination"] = "foreign"

    run, cells, _ = cells_of(tmp_path / "run", change=disturb)
    found = latency.histogram(cells[4], read_latency(run.folder, run.samples))
    assert sum(one.requests for one in found) == cells[4].requests == 1600
    assert all(one.upper_s <= other.lower_s * 1.0001 for one, other in zip(found, found[1:]))
    assert isinstance(found[0], Bucket)


def test_a_cell_without_rows_has_no_figures(tmp_path):
    part = service_rows(CELLS, {"rate": "200/s", "tasks": 400})
    folder = write_service(tmp_path / "run", part)
    kept = [one for one in part[1] if one["workers"] == 4]
    (folder / "service.csv").write_text(csv_of(SERVICE, kept), encoding="utf-8")
    run = read_run(folder)
    [experiment] = series.experiments(run.samples, [])
    [_, bare] = latency.cells(experiment, 200.0, run.services, ["thread_pool"], {})
    assert set(bare.summaries.values()) == {None} and bare.requests == 0
    assert PARAMS["tasks"] == 1000 and bare.tasks == 400
