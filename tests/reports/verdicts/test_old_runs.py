"""Runs of an earlier release keep the verdicts that they had then."""

import csv
import json

import pytest
from fixtures import ROOT

from reports.data.records import read_run
from reports.output.summary_csv import row
from reports.verdicts.findings import judge_run

OLD_RUNS = ROOT / "tests" / "reports" / "old_runs"
RENAMED = {
    "dirty_slots": "disturbed_slots",
    "n_clean": "n_undisturbed",
    "delta": "margin",
}  # columns of summary.csv
UNCOMPARED = {"schema_version"}


@pytest.fixture(scope="module", params=["quick", "mixed"])
def old_and_new(request):
    folder = OLD_RUNS / request.param
    return folder, judge_run(read_run(folder))


def test_every_cell_keeps_its_verdict_and_its_figures(old_and_new):
    folder, judged = old_and_new
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as lines:
        old = list(csv.DictReader(lines))
    new = [row(judged, found, cell) for found in judged.experiments for cell in found.cells]
    assert len(new) == len(old)
    for before, after in zip(old, new):
        for name, text in before.items():
            if name not in UNCOMPARED:
                where = (after["workload"], after["runner"], after["workers"], name)
                assert same(text, after[RENAMED.get(name, name)]), where


def same(text, value):
    if isinstance(value, float):
        return float(text) == pytest.approx(value, rel=1e-9)
    if isinstance(value, bool):
        return text == ("true" if value else "false")
    return text == ("" if value is None else str(value))


def test_every_experiment_keeps_its_answer(old_and_new):
    folder, judged = old_and_new
    old = json.loads((folder / "verdicts.json").read_text("utf-8"))
    assert (judged.holds, judged.too_busy) == (old["holds"], old["too_busy"])
    assert len(judged.experiments) == len(old["experiments"])
    for before, after in zip(old["experiments"], judged.experiments):
        assert after.experiment.workload == before["workload"]
        for name in ("best", "runner_up", "recommended"):
            assert named(getattr(after, name)) == before[name], (before["workload"], name)
        assert [named(cell) for cell in after.tied] == before["tied"]
        assert after.too_busy == before["too_busy"]
        assert after.largest_tried == before["still_rising"]
        assert after.family == before["claims"]
        assert after.margin == pytest.approx(before["delta"], rel=1e-9)
        lead = before["margin"]
        assert (after.lead is None) == (lead is None)
        if lead is not None:
            assert after.lead.median == pytest.approx(lead["ratio"], rel=1e-9)
            assert (after.lead.n, after.lead_verdict) == (lead["n"], lead["verdict"])
            interval = after.lead.interval
            ends = (interval.low, interval.high) if interval else (None, None)
            assert ends == pytest.approx((lead["low"], lead["high"]), rel=1e-9)


def named(cell):
    return cell and {"runner": cell.runner, "workers": cell.workers}
