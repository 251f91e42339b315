"""Charts against workers: every trial is drawn, side by side, each runner with its own look."""

import pytest
from fixtures import RUNNERS, environment, row, suite, twice_as_fast

from reports.charts.plot import style


def test_every_trial_is_drawn(draw):
    drawn = draw(suite())
    for name in ("primes-time", "primes-speedup", "primes-efficiency", "overview"):
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


def test_the_cpus_come_from_the_samples_without_an_environment(draw):
    rows = [*twice_as_fast(1), row(1, "thread_pool", 4, 0.1)]
    drawn = draw(rows, about={})
    assert "more workers than CPUs" in drawn.chart("primes-time").texts
    assert "no environment.json" in drawn.warnings[0]
    unknown = [one | {"usable_cpus": ""} for one in rows]
    chart = draw(unknown, about={}, to="unknown").chart("primes-speedup")
    assert chart.group("ideal") is None and chart.group("beyond-cpus") is None


def test_the_bar_of_six_blocks_reaches_from_the_least_to_the_greatest(draw):
    rows = [row(block, "tbb", 2, 0.1 * block) for block in range(1, 7)]
    chart = draw(rows).chart("primes-time")
    heights = sorted(y for _, y in chart.marks("samples--tbb"))
    words = chart.group("interval--tbb")[0].get("d").replace("M", " ").replace("L", " ").split()
    assert sorted(map(float, words[1::2])) == pytest.approx([heights[0], heights[-1]])


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
