"""Any change to a run's folder gives a result, or one line and the documented exit code."""

import csv

import pytest

pytest.importorskip("hypothesis", reason="python3-hypothesis is not installed")

from arbitrary import EDITS, arbitrary, folder_of, outcome, strict_json  # noqa: E402

from reports.commands import ab, compare, report, selftest, summary  # noqa: E402
from reports.data.records import read_run  # noqa: E402
from reports.data.rows import BadInput  # noqa: E402
from reports.data.service_tables import read_latency  # noqa: E402
from reports.data.side_tables import read_spans, read_spread, read_workers  # noqa: E402


@arbitrary(examples=150, edits=EDITS)
def test_a_folder_is_read_or_refused_in_one_line(edits):
    with folder_of(edits) as folder:
        try:
            run = read_run(folder)
            for read in (read_workers, read_spans, read_spread, read_latency):
                read(folder, run.samples)
        except BadInput as error:
            assert str(error).startswith(str(folder))


@arbitrary(examples=60, edits=EDITS)
def test_a_summary_ends_as_documented_and_leaves_no_odd_value(edits):
    with folder_of(edits) as folder:
        code = outcome(summary.main, [str(folder)], {0, 2, 3})
        assert (folder / "verdicts.json").exists() == (code != 2)
        if code == 2:
            return
        strict_json(folder / "verdicts.json")
        for table in folder.glob("*summary.csv"):
            with table.open(encoding="utf-8", newline="") as lines:
                for one in csv.DictReader(lines):
                    assert not {"nan", "inf", "-inf", "-0.0", "None"} & set(one.values()), one


@arbitrary(examples=40, edits=EDITS)
def test_a_comparison_ends_as_documented(edits):
    with folder_of(edits) as folder, folder_of([]) as other:
        table = str(other / "table.csv")
        gate = ["--fail-on", "slower:5%", "--csv", table]
        outcome(compare.main, [str(other), str(folder), *gate], {0, 1, 2, 3})
        outcome(compare.main, [str(folder), str(other), "-q"], {0, 2, 3})


@arbitrary(examples=30, edits=EDITS)
def test_other_judges_end_as_documented(edits):
    with folder_of(edits) as folder:
        outcome(ab.main, [str(folder)], {0, 1, 2, 3})
        outcome(selftest.main, [str(folder)], {0, 1, 2, 3})


@arbitrary(examples=6, edits=EDITS)
def test_a_report_ends_as_documented(edits):
    with folder_of(edits) as folder:
        code = outcome(report.main, ["--explain", "--claims", str(folder)], {0, 2})
        assert (folder / "report.html").exists() == (code == 0)
