"""The words around a chart."""

from fixtures import failed, row, twice_as_fast


def test_labels_title_and_footer(draw):
    texts = draw(twice_as_fast()).chart("primes-speedup").texts
    for text in (
        "primes: speedup over serial",
        "count = 128, set = even  ·  about primes",
        "workers N (log scale)",
        "speedup over serial (log scale)",
        "serial (base)",
        "thread_pool",
        "ideal: speedup = N",
        "1",
        "2",
        "2×",
        "Testcore 9000  ·  2 usable CPUs  ·  run 20260102T030405Z-quick  ·  6 blocks  ·  "
        "parbench 0.1.0",
    ):
        assert text in texts


def test_intervals_are_drawn_from_three_blocks_on_and_the_caption_says_why_not(draw):
    chart = draw(twice_as_fast(3)).chart("primes-speedup")
    assert chart.gids("interval-") == {"interval--thread_pool"}
    assert any("Bars: 95\u00a0% intervals per cell, n = 3 blocks." in text for text in chart.texts)
    few = draw(twice_as_fast(2), to="few").chart("primes-speedup")
    assert not few.gids("interval-")
    assert "95\u00a0% interval" in chart.texts and "95\u00a0% interval" not in few.texts
    said = "No intervals: 2 blocks; an interval at 95\u00a0% needs 3."
    assert any(said in text for text in few.texts)


def test_disturbed_trials_are_counted(draw):
    rows = [*twice_as_fast(), row(1, "thread_pool", 2, 0.5, contamination="foreign", attempt=2)]
    said = "Hollow dots: 1 disturbed trial, excluded from every figure."
    assert said in draw(rows).chart("primes-time").texts


def test_trials_without_a_base_in_their_block_are_counted(draw):
    drawn = draw([*twice_as_fast(6), row(7, "thread_pool", 2, 0.1)])
    said = "Excluded: 1 trial without a successful serial trial in the block."
    assert said in drawn.chart("primes-speedup").texts


def test_failed_cells_are_captions_and_never_points(draw):
    rows = [
        *twice_as_fast(),
        *(failed(block, "openmp", 16) for block in range(1, 7)),
        failed(1, "thread_pool", 2, attempt=2, status="timeout", reason="60 s"),
    ]
    drawn = draw(rows)
    for name in ("primes-time", "primes-speedup", "primes-phases"):
        chart = drawn.chart(name)
        assert "openmp N=16: failed: killed by signal 9" in chart.texts
        assert "thread_pool N=2: 1 of 7 trials timeout: 60 s" in chart.texts
        assert not chart.marks("median--openmp")
        assert all(figures["runner"] != "openmp" for figures in drawn.table(name))
    assert "Some trials failed: see the charts of primes." in drawn.chart("overview").texts


def test_many_failed_cells_are_cut_short(draw):
    rows = [*twice_as_fast(), *(failed(1, "openmp", n) for n in range(2, 12))]
    said = "and 7 more cells with failed trials: see samples.csv"
    assert said in draw(rows).chart("primes-time").texts


def test_the_svg_carries_its_title_and_description(draw):
    chart = draw(twice_as_fast()).chart("primes-time")
    title = chart.root.find("{http://www.w3.org/2000/svg}title").text
    assert title == "primes: time per pass"
    words = "".join(chart.root.find("{http://www.w3.org/2000/svg}metadata").itertext())
    assert "primes (count = 128, set = even); runners: serial, thread_pool" in words
