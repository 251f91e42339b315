"""The chart of single passes: medians of the trials' quantiles, where passes are enough."""

from charts_read import cells, figures, reading
from fixtures import placed
from side_rows import SPREAD, beside, text

ROWS = placed(cells(("tbb", 2, 0.5), ("openmp", 2, 0.6)))


def spread(factors, **others):
    """Each trial's p50 is its time; p99: that times the runner's factor."""
    rows = []
    for one in ROWS:
        p50_s, factor = one["wall_s"], factors.get(one["runner"])
        if factor:
            quantiles = {"p50_s": p50_s, "p95_s": 1.25 * p50_s, "p99_s": factor * p50_s}
            rows.append(beside(one, passes=200, **(quantiles | others)))
    return text(SPREAD, rows)


def test_reads_the_recommended_cell_and_the_widest(drawings):
    found = drawings(ROWS, spread=spread({"serial": 1.5, "tbb": 2.0, "openmp": 4.0}))
    assert reading(found, "spread") == (
        "Recommended: tbb N=2, 1 pass in 100 takes 2.00 times the median pass or longer; "
        "widest: openmp N=2, 1 pass in 100 takes 4.00 times the median pass or longer."
    )
    chart = found["primes-spread"]
    assert figures(chart, "p50") == {("serial", 1): 1.0, ("tbb", 2): 0.5, ("openmp", 2): 0.6}
    assert figures(chart, "p99") == {("serial", 1): 1.5, ("tbb", 2): 1.0, ("openmp", 2): 2.4}


def test_cells_with_few_passes_are_left_out(drawings):
    found = drawings(ROWS, spread=spread({"openmp": 4.0}))
    assert "Recommended: tbb N=2, too few passes per trial" in reading(found, "spread")
    assert set(figures(found["primes-spread"], "p99")) == {("openmp", 2)}


def test_there_is_no_such_chart_without_a_p99(drawings):
    assert "primes-spread" not in drawings(ROWS, spread=spread({"tbb": 2.0}, p99_s=""))
    assert "primes-spread" not in drawings(ROWS)


def test_disturbed_trials_are_in_no_median(drawings):
    rows = [
        one | {"contamination": "steal"} if (one["runner"], one["block"]) == ("tbb", 1) else one
        for one in ROWS
    ]
    table = spread({"serial": 2.0, "tbb": 2.0})
    worse = [
        beside(one, passes=200, p50_s=one["wall_s"], p95_s=50, p99_s=99)
        for one in rows
        if one["contamination"]
    ]
    table += text(SPREAD, worse).split("\n", 1)[1]
    chart = drawings(rows, spread=table)["primes-spread"]
    [mine] = [one for one in chart.rows if one["runner"] == "tbb" and one["quantity"] == "p99"]
    assert (mine["median"], mine["n"]) == (1.0, len({one["block"] for one in ROWS}) - 1)
