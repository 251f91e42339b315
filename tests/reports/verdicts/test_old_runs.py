"""Runs of an earlier release keep the verdicts that today's rules gave them."""

import csv
import json

import pytest
from fixtures import ROOT

from reports.data.records import read_run
from reports.output import summary_csv, verdicts_json
from reports.verdicts.findings import judge_run

OLD_RUNS = ROOT / "tests" / "reports" / "old_runs"
DECISIONS = (
    "too_busy", "margin", "claims", "best", "recommended", "tied", "gain_is_shown", "largest_tried",
    "blocks_to_decide",
)  # fmt: skip


@pytest.fixture(scope="module", params=["quick", "mixed"])
def old_and_new(request):
    folder = OLD_RUNS / request.param
    return folder, judge_run(read_run(folder))


def test_every_cell_keeps_its_verdict_and_its_figures(old_and_new):
    folder, judged = old_and_new
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as lines:
        old = list(csv.DictReader(lines))
    cells = [(found, cell) for found in judged.experiments for cell in found.cells]
    assert len(cells) == len(old)
    for before, (found, cell) in zip(old, cells):
        after = summary_csv.row(judged, found, cell)
        for name, text in before.items():
            assert same(text, after[name]), (after["workload"], *cell.name, name)


def same(text, value):
    if isinstance(value, float):
        return float(text) == pytest.approx(value, rel=1e-6, abs=1e-9)
    if isinstance(value, bool):
        return text == ("true" if value else "false")
    return text == ("" if value is None else str(value))


def test_every_experiment_keeps_its_answer(old_and_new):
    folder, judged = old_and_new
    old = json.loads((folder / "verdicts.json").read_text("utf-8"))
    new = verdicts_json.content(judged)
    assert (new["holds"], new["too_busy"]) == (old["holds"], old["too_busy"])
    assert len(new["experiments"]) == len(old["experiments"])
    for before, after in zip(old["experiments"], new["experiments"]):
        assert {name: after[name] for name in DECISIONS} == {
            name: before[name] for name in DECISIONS
        }, before["workload"]
