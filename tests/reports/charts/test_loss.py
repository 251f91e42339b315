"""The loss chart: where the speedup went, in parts that add up."""

import pytest
from charts_read import cells, reading
from fixtures import placed
from side_rows import WORKERS, text, workers_of


def loss_rows(queue_s, left_out=0):
    """Four workers queue, two do not; of the N left out workers.csv has no rows."""
    samples = placed(cells(("tbb", 2, 0.5), ("tbb", 4, 0.5), setup_s=0, teardown_s=0, passes=1))
    workers = []
    for one in samples:
        n, wall_s = one["workers"], one["wall_s"]
        queue = queue_s if n == 4 else 0
        if n != left_out:
            workers += workers_of(one, *[(128 // n, 0, wall_s, wall_s - queue, queue)] * n)
    return samples, text(WORKERS, workers)


def test_the_lost_time_is_read_and_tabled_in_parts_that_add_up(drawings):
    samples, workers = loss_rows(0.25)
    found = drawings(samples, workers=workers)
    assert reading(found, "loss") == (
        "Recommended: tbb N=2, nothing lost; most lost: tbb N=4, 50 % of worker time lost, 100 % "
        "of that to waiting for a CPU."
    )
    rows = [one for one in found["primes-loss"].rows if one["workers"] == 4]
    mine = {one["part"]: one["lost_s"] for one in rows}
    assert mine["waiting for a CPU"] == pytest.approx(1.0)
    assert sum(mine.values()) == pytest.approx(4 * 0.5 - 1.0)
    assert {one["spent_s"] for one in rows} == {2.0}


def test_a_cell_without_rows_says_why_in_chart_and_table(drawings):
    samples, workers = loss_rows(0.25, left_out=4)
    chart = drawings(samples, workers=workers)["primes-loss"]
    last = chart.rows[-1]
    assert (last["workers"], last["n"], last["reason"]) == (4, 0, "no rows in workers.csv")
    texts = [text.get_text() for axes in chart.page.figure.axes for text in axes.texts]
    assert "no rows in workers.csv" in texts


def test_a_run_without_workers_has_no_such_chart(drawings):
    assert "primes-loss" not in drawings(loss_rows(0.25)[0])
