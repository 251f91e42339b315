"""Charts against workers: every trial is drawn, side by side, each runner with its own look."""

import math

import pytest
from fixtures import RUNNERS, WORKLOADS, environment, row, suite, twice_as_fast

from reports.charts.plot import lanes, style
from reports.stats.points import Point, Value
from reports.stats.statistics import Interval, Summary


def test_every_trial_is_drawn(draw):
    drawn = draw(suite())
    for name in ("primes-time", "primes-speedup", "overview"):
        chart = drawn.chart(name)
        counts = [len(chart.marks(f"samples--{runner}")) for runner in list(RUNNERS)[1:]]
        assert counts == [4 * 6] * 7, name
        assert len(chart.marks("samples--serial")) == (6 if name == "primes-time" else 0), name


def test_dots_of_one_cell_do_not_hide_each_other_and_stay_in_their_lane(draw):
    chart = draw(suite(workers=(2,))).chart("primes-time")
    left, right = (
        sorted(x for x, _ in chart.marks(f"samples--{runner}"))
        for runner in ("thread_pool", "process_per_task")
    )
    assert len(set(left)) == 6 and left[-1] < right[0]


def test_n_beyond_the_cpus_is_shaded_and_labelled(draw):
    rows = [*twice_as_fast(1), row(1, "thread_pool", 4, 0.1)]
    chart = draw(rows).chart("primes-time")
    assert chart.group("beyond-cpus") is not None and "more workers than CPUs" in chart.texts
    roomy = draw(rows, environment(usable_cpus=64), to="roomy").chart("primes-time")
    assert roomy.group("beyond-cpus") is None and "more workers than CPUs" not in roomy.texts


def test_a_line_marks_the_cores_where_workers_share_them(draw):
    rows = suite(1, (2, 8, 16))
    about = environment(usable_cpus=16, usable_cores=8)
    drawn = draw(rows, about)
    words = "Dashed upright line: with more than 8 workers they share cores (SMT)."
    for name in ("primes-time", "primes-speedup", "overview"):
        chart = drawn.chart(name)
        assert chart.group("beyond-cores") is not None and "8 cores" in chart.texts, name
        assert any(words in text for text in chart.texts), name
    alone = draw(suite(1, (16, 32)), environment(usable_cpus=16, usable_cores=16), to="alone")
    few = draw(suite(1, (2, 8)), about, to="few")
    for chart in (alone.chart("primes-time"), few.chart("primes-time")):
        assert chart.group("beyond-cores") is None and "SMT" not in "".join(chart.texts)


def test_the_number_of_cores_gives_way_to_the_words_of_the_shade(draw):
    """In a narrow panel they would lie on each other."""
    rows = [one | {"workload": name} for name in WORKLOADS for one in suite(1, (8, 16, 32))]
    chart = draw(rows, environment(usable_cpus=16, usable_cores=8)).chart("overview")
    assert chart.group("beyond-cores") is not None
    assert "more workers than CPUs" in chart.texts and "8 cores" not in chart.texts


def test_the_cpus_come_from_the_samples_without_an_environment(draw):
    rows = [*twice_as_fast(1), row(1, "thread_pool", 4, 0.1)]
    drawn = draw(rows, about={})
    assert "more workers than CPUs" in drawn.chart("primes-time").texts
    assert "no environment.json" in drawn.warnings[0]
    unknown = [one | {"usable_cpus": ""} for one in rows]
    chart = draw(unknown, about={}, to="unknown").chart("primes-speedup")
    assert chart.group("ideal") is None and chart.group("beyond-cpus") is None


def test_the_bar_is_the_interval_of_the_table(draw):
    drawn = draw([row(block, "tbb", 2, 0.1 * block) for block in range(1, 7)])
    chart = drawn.chart("primes-time")
    [(_, lowest), *_, (_, highest)] = sorted(chart.marks("samples--tbb"), key=lambda mark: mark[1])
    words = chart.group("interval--tbb")[0].get("d").replace("M", " ").replace("L", " ").split()
    top, bottom = sorted(map(float, words[1::2]))
    [figures] = drawn.table("primes-time")
    # Height in the picture falls by the logarithm of the time: 0.6 s is on top, 0.1 s below.
    per_log = (highest - lowest) / math.log(6)
    length = math.log(float(figures["high"]) / float(figures["low"]))
    assert bottom - top == pytest.approx(per_log * length, rel=1e-3)


def test_disturbed_trials_are_hollow(draw):
    rows = [*twice_as_fast(), row(1, "thread_pool", 2, 0.5, contamination="foreign", attempt=2)]
    chart = draw(rows).chart("primes-time")
    assert len(chart.marks("samples--thread_pool")) == 6
    assert len(chart.marks("disturbed--thread_pool")) == 1
    ring = chart.group("disturbed--thread_pool").find(".//*[@style]")
    assert "fill: none" in ring.get("style") and "disturbed trial" in chart.texts


def test_a_selection_changes_no_look(draw):
    whole = draw(suite(1, (2,))).chart("primes-speedup")
    chosen = ["process_pool", "openmp"]
    some = draw(suite(1, (2,)), runners=chosen, to="some").chart("primes-speedup")
    assert some.gids("line-") == {"line--process_pool", "line--openmp"}
    for gid in ("line--process_pool", "median--process_pool", "line--openmp", "median--openmp"):
        assert some.look(gid) == whole.look(gid)
    assert style.COLOURS["processes"].lower() in whole.look("line--process_pool")[1]
    assert whole.look("line--openmp") != whole.look("line--tbb")
    assert whole.look("median--openmp")[0] != whole.look("median--tbb")[0]


def test_the_legend_follows_the_registry(draw):
    texts = draw(suite(1, (2,))[::-1]).chart("primes-time").texts
    assert [text for text in texts if text in RUNNERS] == list(RUNNERS)


def test_the_axis_holds_the_intervals_but_not_those_far_beyond_the_trials():
    def point(low, high):
        summary = Summary(3, 1.0, Interval(low, high, 0.95))
        return Point("tbb", 2, [Value(0.9, True), Value(1.1, True)], summary)

    assert lanes.extent([point(0.8, 1.3)]) == [0.9, 1.1, 0.8, 1.3]
    assert lanes.extent([point(0.01, 90.0)]) == pytest.approx([0.9, 1.1, 0.6, 1.65])
    assert lanes.extent([Point("tbb", 2, [], None)]) == []
