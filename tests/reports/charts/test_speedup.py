"""The speedup chart: the recommended cell, its rivals, the ideal line and the CSV."""

import pytest
from charts_read import cells, reading
from experiments import one_bad_block
from fixtures import failed, row, twice_as_fast


def test_reads_the_recommended_cell(drawings):
    assert reading(drawings(twice_as_fast()), "speedup") == (
        "Recommended: thread_pool N=2, 2.00× serial [2.00, 2.00]."
    )


def test_names_the_fastest_where_fewer_workers_are_recommended(drawings):
    rows = cells(("openmp", 2, 0.5), ("openmp", 4, 0.499), ("tbb", 8, 0.51))
    assert reading(drawings(rows), "speedup") == (
        "Recommended: openmp N=2, 2.00× serial [2.00, 2.00]; probably the fastest: "
        "openmp N=4, 2.00× serial [2.00, 2.00]."
    )


def test_recommends_serial_where_nothing_is_faster(drawings):
    assert reading(drawings(cells(("tbb", 2, 1.25))), "speedup") == ("No gain shown.")


def test_a_bad_block_of_the_fastest_does_not_hide_a_gain(drawings):
    found = drawings(one_bad_block())
    start = "Recommended: tbb N=2, 2.00× serial ["
    assert reading(found, "speedup").startswith(start)
    assert "probably the fastest: openmp N=2, 2.13× serial [" in reading(found, "speedup")
    assert found["overview"].reading == "Recommended. primes: tbb N=2, 2.00× serial."


def test_faster_cells_that_do_not_hold_jointly_are_no_gain(drawings):
    found = drawings(one_bad_block(tbb=(0.93, 0.95, 0.9, 0.93)))
    said = "o gain shown jointly for all 2 cells"
    assert reading(found, "speedup").startswith(f"N{said}: openmp N=2, ")
    assert found["overview"].reading.endswith(f"n{said}.")


def test_few_blocks_have_no_interval(drawings):
    found = drawings(cells(("tbb", 2, 0.5), blocks=1))
    assert "tbb N=2, 2.00× serial (1 block, no interval)" in reading(found, "speedup")


def test_one_lucky_block_does_not_win(drawings):
    found = drawings([*cells(("tbb", 2, 0.5)), row(1, "openmp", 2, 0.1)])
    assert reading(found, "speedup").startswith("Recommended: tbb N=2, 2.00×")


def test_too_much_background_load_gives_no_verdict(drawings):
    disturbed = [
        one | {"contamination": "foreign"}
        for one in cells(*(("openmp", n, 0.4) for n in (2, 4, 8, 16)))
        if one["runner"] != "serial"
    ]
    found = drawings(cells(("tbb", 2, 0.5)) + disturbed)
    for kind in ("time", "speedup", "cost", "phases"):
        assert reading(found, kind) == "Too much background load: no verdict."
    assert found["overview"].reading.startswith("Recommended. primes: too much background load")


def test_a_cell_that_failed_once_is_drawn_and_not_recommended(drawings):
    found = drawings([*twice_as_fast(), failed(1, "thread_pool", 2, attempt=2)])
    assert reading(found, "speedup").startswith("No gain shown")
    assert [one["quantity"] for one in found["primes-speedup"].rows] == ["speedup", "efficiency"]


def test_the_csv_says_how_each_cell_stands(draw):
    rows = cells(("openmp", 2, 0.5), ("openmp", 4, 0.499), ("tbb", 8, 0.8))
    table = draw(rows).table("primes-speedup")
    standings = {(one["runner"], one["workers"]): one["standing"] for one in table}
    assert standings == {
        ("openmp", "2"): "recommended",
        ("openmp", "4"): "tied",
        ("tbb", "8"): "",
    }


def test_a_speedup_of_two_lies_on_the_ideal_line(draw):
    drawn = draw(twice_as_fast())
    chart = drawn.chart("primes-speedup")
    [(_, y)] = chart.marks("median--thread_pool")
    assert {mark[1] for mark in chart.marks("samples--thread_pool")} == {y}
    assert f" {y:g}" in chart.group("ideal")[0].get("d").replace(f"{y}", f"{y:g}")
    figures, efficiency = drawn.table("primes-speedup")
    assert (efficiency["quantity"], float(efficiency["median"])) == ("efficiency", 1)
    shown = [figures[key] for key in ("runner", "workers", "n", "unit", "params")]
    assert shown == ["thread_pool", "2", "6", "ratio", '{"count":128,"set":"even"}']
    numbers = [float(figures[key]) for key in ("median", "low", "high", "level")]
    assert numbers == pytest.approx([2, 2, 2, 0.95])


def test_the_ideal_line_ends_at_the_cpus_for_compute_and_goes_on_for_waiting(draw):
    def reach(workload):
        rows = [
            row(1, name, n, 1 / n, workload=workload)
            for name, n in (("serial", 1), ("openmp", 2), ("openmp", 4))
        ]
        chart = draw(rows, to=workload).chart(f"{workload}-speedup")
        path = chart.group("ideal")[0].get("d").replace("M", " ").replace("L", " ")
        return max(map(float, path.split()[::2])), chart.marks("median--openmp")

    end, medians = reach("primes")
    assert medians[0][0] < end < medians[1][0]
    end, medians = reach("sleep")
    assert end > medians[-1][0]


def test_the_recommended_cell_has_a_ring_and_a_key(draw):
    chart = draw(twice_as_fast()).chart("primes-speedup")
    assert chart.group("recommended") is not None and "recommended" in chart.texts
    slow = draw(cells(("tbb", 2, 1.25)), to="slow").chart("primes-speedup")
    assert slow.group("recommended") is not None  # around serial
    lost = [failed(1, *cell, attempt=2) for cell in (("serial", 1), ("thread_pool", 2))]
    chart = draw([*twice_as_fast(), *lost], to="none").chart("primes-speedup")
    assert chart.group("recommended") is None and "recommended" not in chart.texts
