"""The page of a run whose requests arrive on a schedule."""

import pytest
from fixtures import report, suite
from html_pages import read_page
from services import service_rows, unsupported, write_service

CELLS = {("serial", 1): 1.0, **{(name, n): 1.0 for name in ("thread_pool", "tbb") for n in (4, 8)}}


def page_of(folder, *words):
    done = report(folder, "-q", *words)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), done
    return read_page(folder)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    rates = [service_rows(CELLS, {"rate": f"{rate}/s"}) for rate in (100, 400)]
    folder = tmp_path_factory.mktemp("alone") / "run"
    write_service(folder, *rates, others=[unsupported("openmp", 4)])
    return page_of(folder, "--explain"), (folder / "report.html").read_text(encoding="utf-8")


def test_it_has_the_latency_where_others_have_a_speedup(alone):
    page, html = alone
    classes = page.attributes("class")
    assert 'data-name="Latency"><b>p99 18.0 ms</b><small>[' in html
    assert classes.count("chart chart-latency") == 2
    assert classes.count("chart chart-latency_by_rate") == 1
    assert not [one for one in classes if "chart-overview" in one or "chart-speedup" in one]
    for words in ("Latency", "p99", "at 400/s", "saturated at", "Keeps up: N=1 with none"):
        assert words in page.text, words
    assert "Speedup over serial" not in page.text and "Amdahl" not in page.text


def test_it_says_what_queueing_theory_predicts(alone):
    page, _ = alone
    assert "Wait in the queue" in page.text and "Crommelin" in page.text


def test_beside_other_experiments_both_have_their_sections(tmp_path):
    # 32 workers gain nothing, so that only the same again is left to do.
    cells = CELLS | {("thread_pool", n): 1.0 for n in (16, 32)}
    line = ["parbench", "run", "-s", "service.rate=400/s"]
    folder = write_service(
        tmp_path / "run", service_rows(cells), others=suite(5, (2, 4)), command_line=line
    )
    page = page_of(folder, "--claims", "--explain")
    classes = page.attributes("class")
    for chart in ("chart-overview", "chart-speedup", "chart-latency"):
        assert f"chart {chart}" in classes, chart
    assert "Speedup or latency" in page.text
    html = (folder / "report.html").read_text(encoding="utf-8")
    row = html.partition('id="experiment-2-service-answer"')[2].partition("</tr>")[0]
    assert "To confirm, at another time" in row and ">service.rate=400/s<" in row
