"""The page's section on what sharing costs."""

import pytest
from experiments import experiment, judged
from fixtures import placed, report, suite, write_run
from html_pages import read_page
from sharings import about, counter
from side_rows import SPANS, spans_of, text

from reports.page.sharing import part

CELLS = [(runner, n) for runner in ("thread_pool", "process_pool") for n in (1, 2)]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    lost = {("thread_pool", 2): "37.5", ("process_pool", 2): "0"}
    locks = experiment("two_locks", {"order": "timeout", "transfers": 100},
                       {("thread_pool", 2): 0.1}, blocks=1, tasks=2)  # fmt: skip
    rows = [
        *counter("mutex", dict.fromkeys(CELLS, 25e-9 * 32000)),
        *counter("mutex", {("serial", 1): 1.0, ("thread_pool", 2): 0.7}, inside=250, outside=750),
        *counter("none", dict.fromkeys(CELLS, 0.001), lost),
        *locks,
    ]
    folder = write_run(tmp_path_factory.mktemp("sharing") / "run", rows, about())
    traced = next(one for one in placed(rows) if one["workload"] == "two_locks")
    spans = spans_of(traced, 0.1, (0, 0, 0.0, 0.08), (1, 1, 0.01, 0.1))
    (folder / "spans.csv").write_text(text(SPANS, spans))
    done = report(folder, "-q")
    assert (done.returncode, done.stdout) == (0, ""), done
    return read_page(folder), (folder / "report.html").read_text(encoding="utf-8")


def section(html):
    return html.partition('id="sharing"')[2].partition("</section>")[0]


def test_it_has_the_price_of_a_primitive_in_threads_and_in_processes(page):
    part = section(page[1])
    assert "counter mutex, alone" in part and "counter mutex, N=2" in part
    assert "<b>25.0 ns</b>" in part and ">not measured</small>" in part


def test_its_charts_stand_there_and_nowhere_else(page):
    part = section(page[1])
    for kind in ("speedup", "lost_updates", "timeline"):
        assert f"chart-{kind}" in part
    assert page[0].attributes("class").count("chart chart-lost_updates") == 1
    assert "of the work is under the lock" in part


def test_a_run_that_shares_nothing_has_no_such_section(tmp_path):
    assert part(judged(tmp_path, suite(1)), []) is None
