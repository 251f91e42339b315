"""A chart is one module and one line in the list: nothing else has to know it."""

import csv
import sys

import pytest
from fixtures import twice_as_fast, write_run
from html_pages import read_page

from reports.charts import charts_list
from reports.page.publish import ReportOptions, publish

MODULE = """
from reports.charts.chart import Chart
from reports.charts.plot import layout, marks


def draw(sheet):
    here = sheet.page("trials per cell", layout.MAIN, layout.Notes(own=("A bar is a cell.",)))
    axes = layout.main_axes(here)
    rows = []
    for place, cell in enumerate(sheet.cells):
        gid = marks.gid("count", cell.runner)
        marks.boxes(axes, [(0, len(cell.trials), place)], 0.8, gid=gid)
        rows.append(sheet.cell(*cell.name) | {"trials": len(cell.trials)})
    axes.set_xlim(0, 10)
    axes.set_ylim(-1, len(rows))
    return CHART.drawing(sheet, here, rows, "Every cell has 6 trials.")


CHART = Chart("counts", draw, columns=("runner", "workers", "standing", "trials", "workload",
                                       "params"))
"""


@pytest.fixture
def added(tmp_path, monkeypatch):
    (tmp_path / "counts_chart.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    import counts_chart

    monkeypatch.setattr(charts_list, "CHARTS", (*charts_list.CHARTS, counts_chart.CHART))
    yield
    del sys.modules["counts_chart"]


def test_it_appears_as_files_as_a_data_sheet_and_on_the_page(added, tmp_path):
    folder = write_run(tmp_path / "run", twice_as_fast())
    warnings = []
    publish(folder, None, ReportOptions(formats=("svg", "png")), warnings.append)
    assert not warnings
    for form in ("svg", "png"):
        assert (folder / "charts" / f"primes-counts.{form}").stat().st_size > 1000
    with (folder / "charts" / "primes-counts.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(one["runner"], one["standing"], one["trials"]) for one in rows] == [
        ("serial", "", "6"), ("thread_pool", "recommended", "6"),
    ]  # fmt: skip
    page = read_page(folder)
    for words in ("Trials per cell", "Every cell has 6 trials.", "A bar is a cell."):
        assert words in page.text, words
    classes = page.attributes("class")
    assert "chart chart-counts" in classes and "runner-thread_pool" in classes
    assert "primes-counts.csv" in page.attributes("download")
