"""Ceilings in charts: from which probes and plans they come, and where none is drawn."""

import json

import pytest
from fixtures import environment, row, twice_as_fast

WAIT = {"count": 24, "duration": "20ms"}


def probes(two=1.9, blocks=6, **others):
    """Sweeps over N = 1 and 2, of which two copies do the work of so many."""
    common = {"role": "probe", "workload": "capacity"} | others
    return [
        row(
            block,
            "thread_pool",
            n,
            0.1 if n == 1 else 0.2 / two,
            params=json.dumps({"copies": n}),
            tasks=n,
            position=100 + n,
            **common,
        )
        for block in range(1, blocks + 1)
        for n in (1, 2)
    ]


MEASURED = {("serial", 1): 0.5, ("thread_pool", 2): 0.25, ("tbb", 2): 0.3, ("tbb", 16): 0.05}


def waiting():
    return [
        row(block, *cell, time, workload="sleep", params=json.dumps(WAIT), position=place)
        for block in range(1, 7)
        for place, (cell, time) in enumerate(MEASURED.items())
    ]


def planned(bounds):
    cells = dict.fromkeys(MEASURED) | bounds
    return {
        "schema_version": 1,
        "cells": [
            {"workload": "sleep", "params": WAIT, "runner": runner, "workers": n, "bound_s": bound}
            for (runner, n), bound in cells.items()
        ],
    }


@pytest.fixture
def with_plan(draw, tmp_path):
    def drawn(bounds):
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "plan.json").write_text(json.dumps(planned(bounds)))
        return draw(waiting())

    return drawn


def ceiling(drawn, chart, quantity):
    table = [one for one in drawn.table(chart) if one["quantity"] == quantity]
    assert all(one["runner"] == "" for one in table)
    return {int(one["workers"]): float(one["median"]) for one in table}


def pieces(chart):
    """Heights of the level pieces, from left to right."""
    group = chart.group("ceiling")
    words = group.find("{http://www.w3.org/2000/svg}path").get("d").split()
    points = [(float(x), float(y)) for x, y in zip(words[1::3], words[2::3])]
    ends = list(zip(points[::2], points[1::2]))
    assert all(left[1] == right[1] and left[0] < right[0] for left, right in ends)
    return [left[1] for left, _ in ends]


def test_measured_capacity_is_a_level_at_each_n_of_speedup(draw):
    more = [row(block, "thread_pool", 4, 0.125 * block, position=9) for block in range(1, 7)]
    drawn = draw([*twice_as_fast(), *more, *probes(1.9)])
    assert ceiling(drawn, "primes-speedup", "measured CPU limit") == pytest.approx(
        {1: 1.0, 2: 1.9, 4: 1.9}
    )
    one, two, four = pieces(drawn.chart("primes-speedup"))
    assert two == four < one
    for name in ("primes-speedup", "overview"):
        texts = drawn.chart(name).texts
        assert "measured CPU limit" in texts
        assert any("of this run's probes without load" in text for text in texts)
    assert "measured CPU limit" not in drawn.chart("primes-time").texts


def test_a_measured_limit_is_drawn_with_its_interval(draw):
    rows = probes(1.8)
    for place, one in enumerate(rows):
        one["wall_s"] *= 1 + 0.01 * (place % 5)
    drawn = draw([*twice_as_fast(), *rows])
    [one, two] = [
        row for row in drawn.table("primes-speedup") if row["quantity"] == "measured CPU limit"
    ]
    assert (two["workers"], two["n"]) == ("2", "6")
    assert float(two["low"]) < float(two["median"]) < float(two["high"])
    assert (one["workers"], one["n"], one["low"]) == ("1", "", "")  # 1 by definition
    chart = drawn.chart("primes-speedup")
    assert chart.group("limit--2") is not None and chart.group("limit--1") is None


def test_no_ceiling_lies_above_the_ideal(draw):
    drawn = draw([*twice_as_fast(), *probes(2.2)])
    assert ceiling(drawn, "primes-speedup", "measured CPU limit") == pytest.approx({1: 1, 2: 2})


def test_nothing_is_drawn_where_nothing_clean_was_measured(draw):
    for place, rows in enumerate(([], probes(contamination="foreign"))):
        chart = draw([*twice_as_fast(), *rows], to=f"charts{place}").chart("primes-speedup")
        assert chart.group("ceiling") is None and "measured CPU limit" not in chart.texts


def test_capacity_is_no_ceiling_of_floors_and_waits(draw):
    rows = [*twice_as_fast(workload="sleep"), *twice_as_fast(workload="empty"), *probes()]
    drawn = draw(rows)
    for name in ("sleep-speedup", "empty-speedup", "overview"):
        assert drawn.chart(name).group("ceiling") is None


def test_a_capacity_of_half_the_cpus_is_not_stretched_over_all(draw):
    more = [row(block, "thread_pool", 8, 0.1 * block, position=9) for block in range(1, 7)]
    about = environment(usable_cpus=4.0)
    drawn = draw([*twice_as_fast(), *more, *probes(1.9)], about)
    assert ceiling(drawn, "primes-speedup", "measured CPU limit") == pytest.approx({1: 1, 2: 1.9})


def test_the_waits_bound_time_and_speedup(with_plan):
    drawn = with_plan({("serial", 1): 0.48, ("thread_pool", 2): 0.24, ("tbb", 16): 0.04})
    words = "limit of the waits"
    assert ceiling(drawn, "sleep-time", words) == pytest.approx({1: 0.48, 2: 0.24, 16: 0.04})
    assert ceiling(drawn, "sleep-speedup", words) == pytest.approx({1: 1, 2: 2, 16: 12})
    assert len(pieces(drawn.chart("sleep-time"))) == 3
    for name in ("sleep-time", "sleep-speedup", "overview"):
        assert words in drawn.chart(name).texts


def test_tasks_and_cpus_bound_the_time_of_mixed_work(draw, tmp_path):
    """64 tasks of 2 + 18 ms on 2 CPUs that do 1.9 times the work of one."""
    params, walls = {"compute": "2ms", "wait": "18ms"}, {1: 1.3, 16: 0.09, 32: 0.08}
    bounds = {1: 1.28, 16: 0.08, 32: 0.04}
    runner = {1: "serial", 16: "thread_pool", 32: "thread_pool"}
    cell = {"workload": "mixed", "params": params, "computing_s": 0.128}
    cells = [
        cell | {"runner": runner[n], "workers": n, "bound_s": s, "bound_computing_s": s / 10}
        for n, s in bounds.items()
    ]
    cells += [
        {"workload": "capacity", "params": {"copies": n}, "runner": "thread_pool", "workers": n}
        for n in (1, 2)
    ]
    (tmp_path / "run").mkdir()
    plan = {"schema_version": 1, "cells": cells}
    (tmp_path / "run" / "plan.json").write_text(json.dumps(plan))
    rows = [
        row(block, runner[n], n, wall, workload="mixed", params=json.dumps(params), cpu_s=0.128)
        for block in range(1, 7)
        for n, wall in walls.items()
    ]
    drawn, words = draw([*rows, *probes(1.9)]), "limit of tasks and CPUs"
    cpus_s = 0.128 / 1.9
    assert ceiling(drawn, "mixed-time", words) == pytest.approx({1: 1.28, 16: 0.08, 32: cpus_s})
    assert ceiling(drawn, "mixed-speedup", words) == pytest.approx(
        {1: 1, 16: 16, 32: 1.28 / cpus_s}
    )
    assert words in drawn.chart("mixed-time").texts and words in drawn.chart("overview").texts


def test_runners_with_different_bounds_at_one_n_have_no_common_line(with_plan):
    drawn = with_plan({("serial", 1): 0.48, ("thread_pool", 2): 0.24, ("tbb", 2): 0.02})
    assert ceiling(drawn, "sleep-time", "limit of the waits") == {1: 0.48}


def test_a_plan_without_bounds_draws_none(with_plan):
    chart = with_plan({("serial", 1): None}).chart("sleep-time")
    assert chart.group("ceiling") is None and "limit of the waits" not in chart.texts


def reads(rate_of_two, size=1000.0):
    """Probes of the memory: one reader gets 1000 bytes a second, two get so many."""
    return [
        row(
            block, "thread_per_task", n, size / (1000.0 if n == 1 else rate_of_two),
            role="probe", workload="bandwidth", params=json.dumps({"copies": n, "size": "1000B"}),
            tasks=n, position=200 + n,
        )
        for block in range(1, 7)
        for n in (1, 2)
    ]  # fmt: skip


@pytest.fixture
def streaming(draw, tmp_path):
    """A pass reads 600 bytes; serial takes a second for it, two threads half of it."""

    def drawn(rate_of_two, two=1.9):
        params = json.dumps({"elements": 75})
        cells = (("serial", 1, 1.0), ("thread_pool", 2, 0.5), ("thread_pool", 4, 0.5))
        rows = [
            row(block, runner, n, time, workload="range_sum", params=params, position=n)
            for block in range(1, 7)
            for runner, n, time in cells
        ]
        probed = [*probes(two), *reads(rate_of_two)]
        cells = [
            {"workload": one["workload"], "params": json.loads(one["params"]),
             "runner": one["runner"], "workers": one["workers"]}
            | ({"streamed_bytes": {"range_sum": 600, "bandwidth": 1000}[one["workload"]]}
               if one["workload"] != "capacity" else {})
            for one in [*rows, *probed]
        ]  # fmt: skip
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "plan.json").write_text(
            json.dumps({"schema_version": 1, "cells": cells})
        )
        return draw([*rows, *probed])

    return drawn


def test_a_pass_through_memory_is_no_shorter_than_reading_its_bytes(streaming):
    drawn = streaming(1000.0)
    assert ceiling(drawn, "range_sum-time", "measured memory limit") == pytest.approx(
        {1: 0.6, 2: 0.6, 4: 0.6}
    )
    # Serial needs 1 s, and memory 0.6 s however many read: that is less than the two CPUs' 1.9.
    lower = ceiling(drawn, "range_sum-speedup", "CPU and memory limit")
    assert lower == pytest.approx({1: 1.0, 2: 1 / 0.6, 4: 1 / 0.6})


def test_memory_that_gives_more_than_the_cpus_can_take_is_no_ceiling(streaming):
    lower = ceiling(streaming(9000.0), "range_sum-speedup", "CPU and memory limit")
    assert lower == pytest.approx({1: 1.0, 2: 1.9, 4: 1.9})
