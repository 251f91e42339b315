"""The cost chart: time saved against CPU time spent."""

import pytest
from charts_read import cells, figures, reading


def spending(*rows, **cpu_s):
    return [one | {"cpu_s": cpu_s.get(one["runner"], one["wall_s"])} for one in cells(*rows)]


def test_reads_the_recommended_cell_and_the_dearest(drawings):
    rows = spending(("tbb", 2, 0.51), ("process_pool", 4, 0.8), tbb=1.02, process_pool=3.0)
    found = drawings(rows)
    assert reading(found, "cost") == (
        "Recommended: tbb N=2, 49 % less time for 2 % more CPU time; most CPU time: "
        "process_pool N=4, 20 % less time for 3.00 times the CPU time."
    )
    chart = found["primes-cost"]
    saved = {("process_pool", 4): 0.2, ("tbb", 2): 0.49}
    assert figures(chart, "time saved") == pytest.approx(saved)
    spent = {("process_pool", 4): 3.0, ("tbb", 2): 1.02}
    assert figures(chart, "CPU time ratio") == pytest.approx(spent)


@pytest.mark.parametrize(
    ("wall_s", "said"),
    [
        (2.0, "2.00 times the time for 2.00 times the CPU time"),
        (1.25, "25 % more time for 25 % more CPU time"),
    ],
)
def test_a_cell_that_loses_time_is_said_to(drawings, wall_s, said):
    assert reading(drawings(spending(("tbb", 2, wall_s))), "cost") == (
        f"No gain shown; most CPU time: tbb N=2, {said}."
    )


def test_without_cpu_time_the_cost_is_not_known(drawings):
    assert reading(drawings(cells(("tbb", 2, 0.5))), "cost") == (
        "Recommended: tbb N=2, 50 % less time for unknown CPU time; no CPU time was recorded."
    )


def test_dots_and_median_of_saved_time_stand_at_one_place(draw):
    chart = draw(spending(("tbb", 4, 0.25), ("tbb", 8, 0.25))).chart("primes-cost")
    for column in ("wall_s", "cpu_s"):
        medians = {round(x, 2) for x, _ in chart.marks(f"median-{column}--tbb")}
        dots = {round(x, 2) for x, _ in chart.marks(f"samples-{column}--tbb")}
        assert len(medians) == 1 and dots == medians, column
