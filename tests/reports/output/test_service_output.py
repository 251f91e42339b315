"""What `parbench summary` prints and writes of experiments at a rate."""

import csv
import json
import re

import pytest
from fixtures import ROOT, suite
from services import service_rows, unsupported, write_service
from summaries import WRITTEN, summary, verdicts

from reports.data.records import read_run
from reports.output import service_csv, summary_text
from reports.verdicts.findings import judge_run

CELLS = {("serial", 1): 1.0, **{(name, n): 1.0 for name in ("thread_pool", "tbb") for n in (8, 16)}}


def test_summary_writes_a_table_of_its_own(tmp_path):
    folder = write_service(tmp_path / "run", service_rows(CELLS), others=suite(5, (2,)))
    before = {path.name for path in folder.iterdir()}
    (folder / "datapackage.json").write_text(json.dumps({"name": "n", "resources": []}))
    for _ in range(2):
        done = summary(folder)
    assert (done.returncode, done.stderr) == (0, "")
    after = {path.name for path in folder.iterdir()}
    assert after - before - {"datapackage.json"} == WRITTEN | {"service_summary.csv"}
    with (folder / "service_summary.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = [column.name for column in service_csv.COLUMNS]
    assert list(rows[0]) == names
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [one["path"] for one in package["resources"]] == ["summary.csv", "service_summary.csv"]
    assert {(one["runner"], one["workers"]) for one in rows} == {(r, str(n)) for r, n in CELLS}
    best = next(one for one in rows if one["standing"] == "recommended")
    assert (best["runner"], best["workers"], best["verdict"]) == ("thread_pool", "16", "keeps_up")
    assert float(best["p99_low_s"]) < float(best["p99_s"]) < float(best["p99_high_s"])
    [full] = [one for one in rows if one["verdict"] == "saturated"]
    assert (full["runner"], full["p_near"], full["theory"]) == ("serial", "", "")
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as lines:
        assert {one["workload"] for one in csv.DictReader(lines)} == {"primes"}


def test_every_column_is_documented_and_its_fields_are_what_it_says(tmp_path):
    document = (ROOT / "docs/columns.md").read_text(encoding="utf-8")
    assert service_csv.documented() in document
    others = [unsupported("openmp", 8)]
    folder = write_service(tmp_path / "run", service_rows(CELLS), others=others)
    [found] = (judged := judge_run(read_run(folder))).services
    patterns = {"integer": r"\d+", "number": r"\d+(\.\d+)?(e-?\d+)?", "string": r".+"}
    for cell in found.cells:
        row = service_csv.row(judged, found, cell)
        for column in service_csv.COLUMNS:
            value = row[column.name]
            if value is None:
                assert column.when_empty, column.name
            elif column.values:
                assert value in column.values, column.name
            elif column.type != "object":
                assert re.fullmatch(patterns[column.type], str(value)), (column.name, value)


def test_verdicts_json_has_them_beside_the_experiments(tmp_path):
    folder = write_service(tmp_path / "run", service_rows(CELLS))
    summary(folder, "-q")
    found = verdicts(folder)
    assert found["experiments"] == [] and found["holds"]
    [service] = found["services"]
    assert service["recommended"] == {"runner": "thread_pool", "workers": 16}
    assert service["saturated"] == [{"runner": "serial", "workers": 1}]
    assert (service["rate_per_s"], service["compared_by"]) == (400, "p99_s")
    document = (ROOT / "docs/verdicts.md").read_text(encoding="utf-8")
    assert [key for key in service if f"`{key}`" not in document] == []
    names = [column.name for column in service_csv.COLUMNS]
    assert list(service["cells"][0]) == names


def test_summary_md_has_a_table_and_no_speedup_of_it(tmp_path):
    folder = write_service(tmp_path / "run", service_rows(CELLS))
    summary(folder, "-q")
    text = (folder / "summary.md").read_text(encoding="utf-8").partition("## service")[2]
    assert "| N | runner | served/s | p50 | p99 | max | busy | queue left |" in text
    assert "| 16 | thread\\_pool | " in text and "×" not in text


@pytest.fixture
def printed(tmp_path):
    def of(*parts, verbose=False, **options):
        folder = write_service(tmp_path / "run", *parts, **options)
        return summary_text.text(judge_run(read_run(folder)), verbose).split("\n")

    return of


def test_the_terminal_has_a_row_per_cell_by_workers_and_at_most_three_lines_below(printed):
    lines = printed(service_rows(CELLS), others=[unsupported("openmp", n) for n in (8, 16)])
    assert re.fullmatch(r"service: latency in ms at 400/s \(\d+/s arrived\)", lines[0])
    assert lines[1].split() == "N runner served/s p50 p99 max busy queue left".split()
    rows = [line.split() for line in lines[2:7]]
    assert [(one[0], one[1]) for one in rows] == [
        ("1", "serial"), ("8", "thread_pool"), ("8", "tbb"), ("16", "thread_pool"), ("16", "tbb"),
    ]  # fmt: skip
    assert rows[0][-1] == "grows" and "[" not in lines[2]  # nothing is said of a tail that grows
    assert re.search(r"  18\.0 \[1\d\.\d, 1\d\.\d\]  ", lines[5])
    assert lines[7] == "  openmp: unsupported"
    assert lines[8].startswith("  Use thread_pool or tbb with 16 workers: p99 18.0 ms [")
    end = next(place for place, line in enumerate(lines) if line.startswith("measurement"))
    assert end - 8 <= 4 and all(len(line) <= 80 for line in lines)


def test_experiments_at_several_rates_are_told_apart(printed):
    lines = printed(*[service_rows(CELLS, {"rate": f"{rate}/s"}) for rate in (100, 400)])
    heads = [line for line in lines if line.startswith("service")]
    assert [head.partition(":")[0] for head in heads] == [
        "service rate=100/s", "service rate=400/s",
    ]  # fmt: skip


def test_verbose_says_every_sentence(printed):
    lines = printed(service_rows(CELLS), verbose=True)
    text = " ".join(" ".join(lines).split())
    assert "5000 requests per cell after warm-up, latency from the intended arrival on" in text
    assert "saturated: serial N=1" in text and "workers busy" in text
    assert "M/D/c predicts" in text or "M/D/c lies in the measured interval" in text
    assert all(len(line) <= 80 for line in lines)
