"""What the marks of a chart say, read back from its SVG."""

import pytest
from fixtures import RUNNERS, environment, failed, row, suite, twice_as_fast

from reports.charts.plot import style


def test_every_sample_is_drawn(draw):
    drawn = draw(suite())
    for name in ("primes-time", "primes-speedup", "primes-efficiency", "overview"):
        chart = drawn.chart(name)
        counts = [len(chart.marks(f"samples-{runner}")) for runner in list(RUNNERS)[1:]]
        assert counts == [4 * 6] * 7, name
        assert len(chart.marks("samples-serial")) == (6 if name == "primes-time" else 0), name


def test_dots_and_median_of_saved_time_stand_at_one_place(draw):
    rows = [
        row(block, runner, n, wall_s, cpu_s=wall_s)
        for block in range(1, 7)
        for runner, n, wall_s in (("serial", 1, 1.0), ("tbb", 4, 0.25), ("tbb", 8, 0.25))
    ]
    chart = draw(rows).chart("primes-cost")
    for column in ("wall_s", "cpu_s"):
        medians = {x for x, _ in chart.marks(f"median-{column}-tbb")}
        dots = {round(x, 2) for x, _ in chart.marks(f"samples-{column}-tbb")}
        assert len(medians) == len(dots) == 1 and dots == {round(x, 2) for x in medians}, column


def test_every_sample_of_every_phase_is_drawn(draw):
    chart = draw(twice_as_fast()).chart("primes-phases")
    for column in ("setup_s", "cold_s", "wall_s", "teardown_s", "whole_s"):
        assert len(chart.marks(f"samples-{column}-serial")) == 6
        assert len(chart.marks(f"samples-{column}-thread_pool")) == 6


def test_dots_of_one_cell_do_not_hide_each_other_and_stay_in_their_lane(draw):
    chart = draw(suite(workers=(2,))).chart("primes-time")
    left, right = (
        sorted(x for x, _ in chart.marks(f"samples-{runner}"))
        for runner in ("thread_pool", "process_per_task")
    )
    assert len(set(left)) == 6 and left[-1] < right[0]


def test_a_speedup_of_two_lies_on_the_ideal_line(draw):
    drawn = draw(twice_as_fast())
    chart = drawn.chart("primes-speedup")
    [(_, y)] = chart.marks("median-thread_pool")
    assert {mark[1] for mark in chart.marks("samples-thread_pool")} == {y}
    assert f" {y:g}" in chart.group("ideal")[0].get("d").replace(f"{y}", f"{y:g}")
    [figures] = drawn.table("primes-speedup")
    assert (figures["runner"], figures["workers"], figures["n"], figures["unit"]) == (
        "thread_pool",
        "2",
        "6",
        "ratio",
    )
    assert [float(figures[key]) for key in ("median", "low", "high", "level")] == pytest.approx(
        [2, 2, 2, 0.96875]
    )
    assert figures["params"] == '{"count":128,"set":"even"}'


def test_the_ideal_line_ends_at_the_cpus_for_compute_and_goes_on_for_waiting(draw):
    def reach(workload):
        rows = [
            row(1, name, n, 1 / n, workload=workload)
            for name, n in (("serial", 1), ("openmp", 2), ("openmp", 4))
        ]
        chart = draw(rows, to=workload).chart(f"{workload}-speedup")
        xs = [
            float(word)
            for word in chart.group("ideal")[0]
            .get("d")
            .replace("M", " ")
            .replace("L", " ")
            .split()[::2]
        ]
        return max(xs), chart.marks("median-openmp")

    end, medians = reach("primes")
    assert medians[0][0] < end < medians[1][0]
    end, medians = reach("sleep")
    assert end > medians[-1][0]


def test_n_beyond_the_cpus_is_shaded_and_labelled(draw):
    rows = [*twice_as_fast(1), row(1, "thread_pool", 4, 0.1)]
    chart = draw(rows).chart("primes-time")
    assert chart.group("beyond-cpus") is not None and "more workers than CPUs" in chart.texts
    roomy = draw(rows, environment(usable_cpus=64), to="roomy").chart("primes-time")
    assert roomy.group("beyond-cpus") is None and "more workers than CPUs" not in roomy.texts


def test_the_cpus_come_from_the_samples_without_an_environment(draw):
    rows = [*twice_as_fast(1), row(1, "thread_pool", 4, 0.1)]
    drawn = draw(rows, about={})
    assert "more workers than CPUs" in drawn.chart("primes-time").texts
    assert "no environment.json" in drawn.warnings[0]
    unknown = draw([one | {"usable_cpus": ""} for one in rows], about={}, to="unknown").chart(
        "primes-speedup"
    )
    assert unknown.group("ideal") is None and unknown.group("beyond-cpus") is None


def test_intervals_are_drawn_from_six_blocks_on_and_the_caption_says_why_not(draw):
    chart = draw(twice_as_fast(6)).chart("primes-speedup")
    assert chart.gids("interval-") == {"interval-thread_pool"}
    assert any("exact level 96.9\u00a0% per cell (n = 6 blocks)" in text for text in chart.texts)
    few = draw(twice_as_fast(5), to="few").chart("primes-speedup")
    assert not few.gids("interval-")
    assert "95\u00a0% interval" in chart.texts and "95\u00a0% interval" not in few.texts
    assert any(
        "No intervals: 5 clean blocks, and one at 95\u00a0% needs 6." in text for text in few.texts
    )


def test_the_bar_of_six_blocks_reaches_from_the_least_to_the_greatest(draw):
    rows = [row(block, "tbb", 2, 0.1 * block) for block in range(1, 7)]
    chart = draw(rows).chart("primes-time")
    heights = sorted(y for _, y in chart.marks("samples-tbb"))
    words = chart.group("interval-tbb")[0].get("d").replace("M", " ").replace("L", " ").split()
    assert sorted(map(float, words[1::2])) == pytest.approx([heights[0], heights[-1]])


def test_contaminated_trials_are_hollow_and_counted(draw):
    rows = [*twice_as_fast(), row(1, "thread_pool", 2, 0.5, contamination="foreign", position=3)]
    chart = draw(rows).chart("primes-time")
    assert (
        len(chart.marks("samples-thread_pool")) == 6
        and len(chart.marks("contaminated-thread_pool")) == 1
    )
    assert "fill: none" in chart.group("contaminated-thread_pool").find(".//*[@style]").get("style")
    assert any(
        text.startswith("Hollow dots: 1 trial disturbed by other load") for text in chart.texts
    )
    assert "disturbed trial" in chart.texts


def test_a_line_breaks_at_a_cell_without_a_clean_trial(draw):
    rows = [row(1, "tbb", 2, 0.5), failed(1, "tbb", 4), *(row(1, "tbb", n, 0.5) for n in (8, 16))]
    line = "".join(path.get("d") for path in draw(rows).chart("primes-time").group("line-tbb"))
    assert (line.count("M"), line.count("L")) == (2, 1)


def test_a_selection_changes_no_look(draw):
    whole = draw(suite(1, (2,))).chart("primes-speedup")
    some = draw(suite(1, (2,)), runners=["process_pool", "openmp"], to="some").chart(
        "primes-speedup"
    )
    assert some.gids("line-") == {"line-process_pool", "line-openmp"}
    for gid in ("line-process_pool", "median-process_pool", "line-openmp", "median-openmp"):
        assert some.look(gid) == whole.look(gid)
    assert style.COLOURS["processes"].lower() in whole.look("line-process_pool")[1]
    assert whole.look("line-openmp") != whole.look("line-tbb")
    assert whole.look("median-openmp")[0] != whole.look("median-tbb")[0]
