"""The charts of the advice: figures of machines whose knee is known."""

import pytest
from advised import Machine, answered

from reports.charts import advice_rate, advice_throughput
from reports.charts.publish import selected
from reports.data.records import read_run
from reports.verdicts.findings import judge_run

MIX = {"compute": "2ms", "wait": "18ms"}
RATE = MIX | {"rate_per_s": 400, "p99_s": 0.12, "budget_s": 300}


def drawn(folder, chart, runners=None):
    """The drawings of one chart of the run in this folder."""
    run = read_run(folder)
    judged = judge_run(run)
    return [chart.draw(one) for one in chart.of_run(judged, selected(run, runners, None))]


def ids(drawing):
    return {one.get_gid() for one in drawing.page.figure.findobj() if one.get_gid()}


def rows(drawing, quantity):
    return [one for one in drawing.rows if one["quantity"] == quantity]


@pytest.fixture(scope="module")
def mix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mix")
    advice, _ = answered(folder, Machine(2e-3, 18e-3), MIX)
    return folder, advice


@pytest.fixture(scope="module")
def rate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rate")
    advice, _ = answered(folder, Machine(2e-3, 18e-3), RATE)
    return folder, advice


@pytest.fixture(scope="module")
def throughput(mix):
    [drawing] = drawn(mix[0], advice_throughput.CHART)
    return drawing


@pytest.fixture(scope="module")
def latencies(rate):
    [drawing] = drawn(rate[0], advice_rate.CHART)
    return drawing


def test_every_compared_cell_has_its_throughput_with_an_interval(mix, throughput):
    found = {(one["runner"], one["workers"]): one for one in rows(throughput, "throughput")}
    assert set(found) == {(one.runner, one.workers) for one in mix[1].points}
    for point in mix[1].points:
        row = found[point.runner, point.workers]
        assert row["low"] <= row["median"] <= row["high"] and row["n"] >= 3
        assert row["median"] == point.per_s.median and row["unit"] == "1/s"
    [chosen] = [name for name, one in found.items() if one["standing"] == "advised"]
    assert chosen == (mix[1].runners[0], mix[1].workers)


def test_the_bound_is_that_of_workers_and_then_of_the_cpus(throughput):
    bounds = {one["workers"]: one["median"] for one in rows(throughput, "bound")}
    assert bounds[1] == pytest.approx(50) and bounds[8] == pytest.approx(400)
    assert bounds[32] == bounds[64] == pytest.approx(1000)


def test_the_rough_search_and_the_prediction_are_figures_of_their_own(mix, throughput):
    rough = {one["workers"]: one["median"] for one in rows(throughput, "rough")}
    assert rough == dict(mix[1].rough)
    [predicted] = rows(throughput, "predicted")
    assert predicted["median"] == pytest.approx(20) and predicted["unit"] == "workers"


def test_knee_bound_prediction_and_rough_search_are_drawn(throughput):
    assert {"chosen", "bound", "predicted", "rough", "recommended"} <= ids(throughput)
    assert f"N={20}" in throughput.reading or "of the bound" in throughput.reading


def test_only_selected_runners_are_drawn(mix):
    [drawing] = drawn(mix[0], advice_throughput.CHART, ["process_pool"])
    assert {one["runner"] for one in rows(drawing, "throughput")} == {"process_pool"}
    assert "rough" not in ids(drawing)  # it was measured with the other runner


def test_a_program_has_the_bound_of_its_measured_mix(tmp_path):
    answered(tmp_path, Machine(0.05, 0.05), {"command": "gzip"})
    [drawing] = drawn(tmp_path, advice_throughput.CHART)
    bounds = {one["workers"]: one["median"] for one in rows(drawing, "bound")}
    assert bounds[1] == pytest.approx(10, rel=0.05)
    assert bounds[max(bounds)] == pytest.approx(40, rel=0.05)


def test_a_server_has_no_bound_of_this_machine(tmp_path):
    answered(tmp_path, Machine(1e-4, 5e-3), {"url": "http://127.0.0.1:1/"})
    [drawing] = drawn(tmp_path, advice_throughput.CHART)
    assert not rows(drawing, "bound") and not rows(drawing, "predicted")
    assert "bound" not in ids(drawing)


def test_without_an_answer_only_what_was_seen_is_drawn(tmp_path):
    columns = {"contamination": "foreign", "foreign_cpu_s": 0.5}
    answered(tmp_path, Machine(2e-3, 18e-3, columns=columns), MIX)
    [drawing] = drawn(tmp_path, advice_throughput.CHART)
    assert "chosen" not in ids(drawing) and "rough" in ids(drawing)
    assert drawing.reading.startswith("Single trials")
    assert not drawn(tmp_path, advice_rate.CHART)


def test_latencies_at_the_rate_and_at_other_rates_are_rows(rate, latencies):
    found = rate[1].at_rate
    cells = {(one["workers"], one["rate_per_s"]) for one in latencies.rows}
    mine = [one for one in found.found.cells if one.runner == found.chosen.runner]
    assert {(one.workers, 400.0) for one in mine} <= cells
    assert {(found.chosen.workers, one.rate_per_s) for one in found.swept} <= cells
    advised = [one for one in latencies.rows if one["standing"] == "advised"]
    assert {one["quantity"] for one in advised} == {"p50", "p99"}
    assert {(one["workers"], one["rate_per_s"]) for one in advised} == {
        (found.chosen.workers, 400.0)
    }
    tail = found.chosen.summaries["p99_s"].median
    assert [one["median"] for one in advised if one["quantity"] == "p99"] == [tail]


def test_limit_and_choice_are_drawn_in_both_panels(latencies):
    assert {"limit-0", "limit-1", "chosen-0", "chosen-1"} <= ids(latencies)
    assert "p99" in latencies.reading and "400/s" in latencies.reading


def test_saturated_rates_have_a_cross(tmp_path):
    advice, _ = answered(tmp_path, Machine(2e-3, 18e-3), RATE | {"p99_s": 0.5})
    found = advice.at_rate
    full = [one for one in found.swept if found.found.saturated(one)]
    [drawing] = drawn(tmp_path, advice_rate.CHART)
    crosses = {one for one in ids(drawing) if one.startswith("saturated-")}
    assert bool(full) == bool(crosses & {"saturated-p50-1", "saturated-p99-1"})
    marked = {one["rate_per_s"] for one in drawing.rows if one["standing"] == "saturated"}
    assert {one.rate_per_s for one in full} <= marked


def test_without_a_limit_none_is_drawn(tmp_path):
    answered(tmp_path, Machine(2e-3, 18e-3), MIX | {"rate_per_s": 400, "budget_s": 300})
    [drawing] = drawn(tmp_path, advice_rate.CHART)
    assert "limit-0" not in ids(drawing)
