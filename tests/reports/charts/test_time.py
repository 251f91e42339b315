"""The time chart: the recommended cell beside serial."""

from charts_read import reading
from fixtures import failed, row, twice_as_fast


def test_reads_the_recommended_cell_beside_serial(drawings):
    assert reading(drawings(twice_as_fast()), "time") == (
        "Recommended: thread_pool N=2, 395 ms per pass [204 ms, 722 ms]; serial takes 789 ms."
    )


def test_without_serial_it_stands_alone_and_says_why(draw, drawings):
    rows = [row(block, "tbb", 2, 0.1) for block in range(1, 7)]
    found = drawings(rows)
    assert reading(found, "time") == "No gain shown: tbb N=2, 100 ms per pass [100 ms, 100 ms]."
    assert {one.kind for one in found.values()} == {"overview", "time", "phases"}
    drawn = draw(rows)
    said = "No speedup: no undisturbed trial of serial to compare with."
    assert said in drawn.chart("primes-time").texts
    assert "no speedup chart: no undisturbed trial of serial" in drawn.warnings[0]
    assert any("no speedup: no undisturbed" in text for text in drawn.chart("overview").texts)


def test_one_trial_is_enough(draw, drawings):
    found = drawings([row(1, "serial", 1, 0.1)])
    assert reading(found, "time") == ("No gain shown.")
    assert reading(found, "phases") == "No cell has an undisturbed trial."
    drawn = draw([row(1, "serial", 1, 0.1)])
    assert len(drawn.chart("primes-time").marks("samples--serial")) == 1
    assert drawn.names == ["overview", "primes-phases", "primes-time"]


def test_a_run_whose_trials_are_all_disturbed_gives_no_verdict(drawings):
    found = drawings([one | {"contamination": "foreign"} for one in twice_as_fast()])
    assert reading(found, "time") == "Too much background load: no verdict."
    assert "primes-speedup" not in found


def test_a_line_breaks_at_a_cell_without_an_undisturbed_trial(draw):
    rows = [row(1, "tbb", 2, 0.5), failed(1, "tbb", 4), *(row(1, "tbb", n, 0.5) for n in (8, 16))]
    line = "".join(path.get("d") for path in draw(rows).chart("primes-time").group("line--tbb"))
    assert (line.count("M"), line.count("L")) == (2, 1)


def test_the_axis_has_the_unit_of_the_middle_value(draw):
    texts = draw(twice_as_fast()).chart("primes-time").texts
    assert "time per pass (ms, log scale)" in texts and "serial" in texts
