"""Which charts a run has and what they are called."""

import pytest
from fixtures import failed, twice_as_fast


def test_a_run_has_every_chart_but_those_of_files_that_it_lacks(draw):
    drawn = draw(twice_as_fast())
    kinds = ("cost", "phases", "speedup", "time")
    assert drawn.names == ["overview", *(f"primes-{kind}" for kind in kinds)]
    assert not drawn.warnings


def test_a_workload_whose_trials_all_failed_has_no_chart_and_is_named(draw):
    drawn = draw([*twice_as_fast(), failed(1, "serial", 1, workload="fetch", params="{}")])
    assert not [name for name in drawn.names if name.startswith("fetch")]
    said = "fetch (no parameters): no chart, because no trial succeeded "
    assert said + "(serial N=1: failed: killed by signal 9)" in drawn.warnings[0]


def test_nothing_at_all_to_draw_is_said(draw):
    drawn = draw([failed(1, "serial", 1), failed(1, "tbb", 2)])
    assert not drawn.names and len(drawn.warnings) == 1


def test_a_sweep_has_charts_of_its_own_for_each_set_named_by_what_varies(draw):
    sets = ['{"count":16,"set":"even"}', '{"count":128,"set":"even"}', '{"set":"textbook"}']
    rows = [one for params in sets for one in twice_as_fast(params=params)]
    drawn = draw(rows)
    assert [name for name in drawn.names if name.endswith("-time")] == [
        "primes-count-128-set-even-time",
        "primes-count-16-set-even-time",
        "primes-set-textbook-time",
    ]
    texts = drawn.chart("primes-count-16-set-even-time").texts
    assert any(text.startswith("count = 16, set = even") for text in texts)
    assert {figures["params"] for figures in drawn.table("overview")} == set(sets)


def test_parameter_sets_that_look_alike_do_not_overwrite_each_other(draw):
    rows = [one for params in ('{"a":1}', '{"a":"1"}') for one in twice_as_fast(params=params)]
    assert len([name for name in draw(rows).names if name.endswith("-time")]) == 2


def test_a_selection_of_runners_keeps_its_base(draw):
    drawn = draw(twice_as_fast(), runners=["thread_pool"])
    assert float(drawn.table("primes-speedup")[0]["median"]) == pytest.approx(2)
    assert drawn.chart("primes-speedup").group("base") is not None


def test_a_selection_of_workloads(draw):
    rows = [*twice_as_fast(), *twice_as_fast(workload="sleep", params="{}")]
    drawn = draw(rows, workloads=["sleep"])
    assert {name.split("-")[0] for name in drawn.names} == {"sleep", "overview"}
