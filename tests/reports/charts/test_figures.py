"""Which charts a run has, what they are called, and the words around them."""

import pytest
from fixtures import RUNNERS, failed, row, suite, twice_as_fast


def test_a_single_parameter_set_has_every_kind_of_chart_but_those_of_files_that_it_lacks(draw):
    drawn = draw(twice_as_fast())
    assert drawn.names == [
        "overview",
        "primes-cost",
        "primes-efficiency",
        "primes-phases",
        "primes-speedup",
        "primes-time",
    ]
    assert drawn.said.startswith("6 charts (svg, csv) in ") and not drawn.warnings


def test_failed_cells_are_captions_and_never_points(draw):
    rows = [
        *twice_as_fast(),
        *(failed(block, "openmp", 16) for block in range(1, 7)),
        failed(1, "thread_pool", 2, status="timeout", reason="60 s"),
    ]
    drawn = draw(rows)
    for name in ("primes-time", "primes-speedup", "primes-efficiency", "primes-phases"):
        chart = drawn.chart(name)
        assert "openmp N=16: failed: killed by signal 9" in chart.texts
        assert "thread_pool N=2: 1 of 7 trials timeout: 60 s" in chart.texts
        assert not chart.marks("median-openmp")
        assert all(figures["runner"] != "openmp" for figures in drawn.table(name))
    assert "Some trials failed: the charts of primes say which." in drawn.chart("overview").texts


def test_many_failed_cells_are_cut_short(draw):
    rows = [*twice_as_fast(), *(failed(1, "openmp", n) for n in range(2, 12))]
    assert (
        "and 7 more cells with failed trials: see samples.csv"
        in draw(rows).chart("primes-time").texts
    )


def test_without_a_base_there_is_no_speedup_and_both_sides_say_so(draw):
    drawn = draw([row(block, "tbb", 2, 0.1) for block in range(1, 7)])
    assert drawn.names == ["overview", "primes-phases", "primes-time"]
    assert (
        "No speedup is drawn: there is no clean trial of serial to compare with."
        in drawn.chart("primes-time").texts
    )
    assert (
        "no speedup chart, for there is no clean trial of serial to compare with"
        in drawn.warnings[0]
    )
    assert any("no speedup: there is no clean" in text for text in drawn.chart("overview").texts)


def test_trials_without_a_base_in_their_block_are_counted(draw):
    drawn = draw([*twice_as_fast(6), row(7, "thread_pool", 2, 0.1)])
    assert (
        "Not shown: 1 trial without a good trial of serial in the same block."
        in drawn.chart("primes-speedup").texts
    )


def test_a_workload_whose_trials_all_failed_has_no_chart_and_is_named(draw):
    drawn = draw([*twice_as_fast(), failed(1, "serial", 1, workload="fetch", params="{}")])
    assert not [name for name in drawn.names if name.startswith("fetch")]
    assert (
        "fetch (no parameters): no chart, for no trial ended well "
        "(serial N=1: failed: killed by signal 9)" in drawn.warnings[0]
    )


def test_nothing_at_all_to_draw_is_said(draw):
    drawn = draw([failed(1, "serial", 1)])
    assert drawn.said.startswith("0 charts") and len(drawn.warnings) == 1


def test_one_sample_is_enough(draw):
    drawn = draw([row(1, "serial", 1, 0.1)])
    assert len(drawn.chart("primes-time").marks("samples-serial")) == 1
    assert drawn.names == ["overview", "primes-phases", "primes-time"]


def test_a_sweep_has_charts_of_its_own_for_each_set_named_by_what_varies(draw):
    sets = ['{"count":16,"set":"even"}', '{"count":128,"set":"even"}', '{"set":"textbook"}']
    rows = [one for params in sets for one in twice_as_fast(params=params)]
    drawn = draw(rows)
    assert [name for name in drawn.names if name.endswith("-time")] == [
        "primes-count-128-set-even-time",
        "primes-count-16-set-even-time",
        "primes-set-textbook-time",
    ]
    assert any(
        text.startswith("count = 16, set = even")
        for text in drawn.chart("primes-count-16-set-even-time").texts
    )
    assert {figures["params"] for figures in drawn.table("overview")} == set(sets)


def test_the_overview_shows_of_many_sets_one_that_has_a_speedup(draw):
    rows = [row(1, "tbb", 2, 0.1, params='{"a":0}')]
    rows += [one for a in range(1, 12) for one in twice_as_fast(1, params=f'{{"a":{a}}}')]
    table = draw(rows).table("overview")
    assert {figures["params"] for figures in table} == {'{"a":1}'}


def test_parameter_sets_that_look_alike_do_not_overwrite_each_other(draw):
    rows = [one for params in ('{"a":1}', '{"a":"1"}') for one in twice_as_fast(params=params)]
    assert len([name for name in draw(rows).names if name.endswith("-time")]) == 2


def test_labels_titles_and_footer(draw):
    texts = draw(twice_as_fast()).chart("primes-speedup").texts
    for text in (
        "primes: speedup over serial against workers",
        "count = 128, set = even  ·  about primes",
        "workers N (log scale)",
        "speedup over serial (log scale)",
        "serial (the base)",
        "thread_pool",
        "ideal: speedup = N",
        "1",
        "2",
        "2×",
        "  ·  ".join(
            ["Testcore 9000", "2 usable CPUs", "run 20260102T030405Z-quick", "6 blocks"]
            + ["parbench 0.1.0"]
        ),
    ):
        assert text in texts
    texts = draw(twice_as_fast()).chart("primes-time").texts
    assert "time per pass (ms, log scale)" in texts and "serial" in texts


def test_the_legend_follows_the_registry(draw):
    texts = draw(suite(1, (2,))[::-1]).chart("primes-time").texts
    assert [text for text in texts if text in RUNNERS] == list(RUNNERS)


def test_the_svg_carries_its_title_and_description(draw):
    chart = draw(twice_as_fast()).chart("primes-time")
    assert (
        chart.root.find("{http://www.w3.org/2000/svg}title").text
        == "primes: time per pass against workers"
    )
    words = "".join(chart.root.find("{http://www.w3.org/2000/svg}metadata").itertext())
    assert "primes (count = 128, set = even); runners: serial, thread_pool" in words


def test_a_selection_of_runners_keeps_its_base(draw):
    drawn = draw(twice_as_fast(), runners=["thread_pool"])
    assert float(drawn.table("primes-speedup")[0]["median"]) == pytest.approx(2)
    assert drawn.chart("primes-speedup").group("base") is not None


def test_a_selection_of_workloads(draw):
    drawn = draw(
        [*twice_as_fast(), *twice_as_fast(workload="sleep", params="{}")], workloads=["sleep"]
    )
    assert {name.split("-")[0] for name in drawn.names} == {"sleep", "overview"}
