"""The charts of latency: against workers at one rate, and against the rate."""

import matplotlib
import pytest
from fixtures import suite
from services import service_rows, unsupported, write_service

from reports.charts.plot import layout
from reports.charts.publish import jobs
from reports.charts.sheet import Selection, everything
from reports.data.records import read_run
from reports.verdicts.findings import judge_run

CELLS = {("serial", 1): 1.0, **{(name, n): 1.0 for name in ("thread_pool", "tbb") for n in (4, 8)}}


@pytest.fixture
def drawn(tmp_path):
    """drawn(*parts, selection): by name, and the notices."""

    def of(*parts, selection=None, others=()):
        folder = write_service(tmp_path / "run", *parts, others=others)
        run, notices = read_run(folder), []
        found = [job() for job in jobs(judge_run(run), selection or everything(run), notices)]
        return {one.name: one for one in found}, notices

    with matplotlib.rc_context(layout.RC):
        yield of


def gids(drawing):
    return drawing.rendered("svg").decode()


def test_an_experiment_at_a_rate_has_its_chart_and_none_of_the_others(drawn):
    found, notices = drawn(service_rows(CELLS), others=[unsupported("openmp", 4)])
    assert list(found) == ["service-latency", "service-latency_tail"] and not notices
    chart = found["service-latency"]
    assert chart.shown and chart.page.title == "service: latency against workers"
    quantities = {(row["quantity"], row["runner"], row["workers"]) for row in chart.rows}
    assert ("p50", "tbb", 8) in quantities and ("p99", "thread_pool", 4) in quantities
    assert all(row["low"] < row["median"] < row["high"] for row in chart.rows)
    svg = gids(chart)
    assert 'id="saturated-p99_s"' in svg and 'id="recommended"' in svg
    assert "p99: 99 % of them at 400/s" in svg and "saturated" in svg


def test_its_sentence_names_the_recommended_cell_and_the_saturated_ones(drawn):
    found, _ = drawn(service_rows({**CELLS, ("thread_pool", 16): 1.0}))
    reading = found["service-latency"].reading
    assert reading.startswith("Recommended at 400/s: thread_pool N=16, p99 18.0 ms [")
    assert reading.endswith("; saturated: serial N=1; thread_pool N=4; tbb N=4.") or (
        "saturated: every runner with N=4" in reading
    )


def test_a_run_with_other_experiments_has_their_charts_too(drawn):
    found, _ = drawn(service_rows(CELLS), others=suite(5, (2, 4)))
    assert {"overview", "primes-speedup", "primes-time", "service-latency"} <= set(found)
    assert not [name for name in found if name.startswith("service") and "latency" not in name]
    assert "service" not in {row["workload"] for row in found["overview"].rows}


def test_trials_with_too_few_requests_are_drawn_by_a_lower_percentile(drawn):
    rows, figures, counts = service_rows(CELLS)
    few = [one | {"p99_s": "", "p999_s": ""} for one in figures]
    found, _ = drawn((rows, few, counts))
    assert {row["quantity"] for row in found["service-latency"].rows} == {"p50", "p90"}


def test_trials_without_percentiles_have_no_chart(drawn):
    none = {name: "" for name in ("p50_s", "p90_s", "p99_s", "p999_s")}
    parts = [service_rows(CELLS, {"rate": f"{rate}/s"}) for rate in (100, 200)]
    found, notices = drawn(*[(rows, [one | none for one in figures], [])
                             for rows, figures, _ in parts])  # fmt: skip
    assert not found and len(notices) == 2


def test_disturbed_trials_with_few_requests_have_no_chart_against_the_rate(drawn):
    few = {"p99_s": "", "p999_s": ""}
    parts = [service_rows(CELLS, {"rate": f"{rate}/s"}, contamination="foreign")
             for rate in (100, 200)]  # fmt: skip
    found, _ = drawn(*[(rows, [one | few for one in figures], []) for rows, figures, _ in parts])
    assert {one.kind for one in found.values()} == {"latency"}


def test_several_rates_have_a_chart_against_the_rate(drawn):
    rates = (100, 200, 400)
    found, _ = drawn(*[service_rows(CELLS, {"rate": f"{rate}/s"}) for rate in rates])
    chart = found["service-latency_by_rate"]
    assert chart.work is None and len(found) == 1 + 2 * len(rates)
    assert chart.reading == (
        "Keeps up: N=1 with none of the rates, N=4 with 200/s, N=8 with 400/s."
    )
    svg = gids(chart)
    assert all(f">N={n}<" in svg for n in (1, 4, 8)) and 'id="saturated-serial-1"' in svg
    assert len({row["params"] for row in chart.rows}) == len(rates)
    assert "rate = " not in svg.partition("</metadata>")[2]  # what differs is not in the subtitle


def test_other_services_are_not_mixed_with_it(drawn):
    slow = {"wait": "180ms"}
    parts = [service_rows(CELLS, {"rate": f"{rate}/s"}) for rate in (100, 200)]
    parts.append(service_rows(CELLS, {"rate": "40/s", **slow}, service_s=0.18))
    found, _ = drawn(*parts)
    [chart] = [one for one in found.values() if one.kind == "latency_by_rate"]
    assert len({row["params"] for row in chart.rows}) == 2


def test_a_selection_of_runners_and_workloads_holds(drawn):
    part, others = service_rows(CELLS), suite(5, (2, 4))
    found, _ = drawn(part, selection=Selection(["tbb"], ["service"]), others=others)
    assert list(found) == ["service-latency", "service-latency_tail"]
    assert {row["runner"] for one in found.values() for row in one.rows} == {"tbb"}
    found, _ = drawn(part, selection=Selection(["serial", "tbb"], ["primes"]), others=others)
    assert "service-latency" not in found


def test_a_service_of_which_no_trial_succeeded_is_named(drawn):
    found, [notice] = drawn(others=[unsupported("tbb", 4)])
    assert not found and notice.startswith("service (") and "no chart" in notice


def test_the_tail_is_of_every_request_of_the_cells_with_the_recommended_workers(drawn):
    found, _ = drawn(service_rows(CELLS, {"rate": "200/s"}))
    chart = found["service-latency_tail"]
    assert not chart.shown and chart.page.title == "service: tail of the latency with N=8"
    pool = [row for row in chart.rows if row["runner"] == "thread_pool"]
    assert sum(row["requests"] for row in pool) == 5 * 1000
    shares = [row["longer"] for row in pool]
    assert shares == sorted(shares, reverse=True) and shares[-1] == 0
    assert chart.reading.startswith("thread_pool N=8: one request in 1000 takes over ")


def test_without_histograms_there_is_no_tail(drawn):
    rows, figures, _ = service_rows(CELLS)
    assert list(drawn((rows, figures, []))[0]) == ["service-latency"]


def test_disturbed_trials_alone_are_drawn_without_any_figure(drawn):
    rates = (100, 200)
    parts = [service_rows(CELLS, {"rate": f"{rate}/s"}, contamination="foreign") for rate in rates]
    found, notices = drawn(*parts)
    kinds = sorted(one.kind for one in found.values())
    assert kinds == ["latency", "latency", "latency_by_rate"] and not notices
    assert all(one.rows == [] for one in found.values())
    assert 'id="disturbed' in gids(found["service-latency_by_rate"])
    readings = {one.reading for one in found.values()}
    assert readings == {"Too much background load: no verdict."}
