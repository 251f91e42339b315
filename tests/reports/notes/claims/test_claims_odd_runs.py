"""Odd runs still get all claims, models and puzzles, without an exception."""

import json

import pytest
from experiments import EVEN, TEXTBOOK, judged
from fixtures import ROOT, failed, row, twice_as_fast

from reports.notes.claims import csv_text, remarks, results
from reports.verdicts.findings import judge_run
from reports.notes.models import models
from reports.data.records import read_run
from reports.notes.explanations import puzzles

NAME = '<script>\u202e"' + "x" * 200


def of(workload, params, **others):
    return twice_as_fast(6, workload=workload, params=json.dumps(params), **others)


ODD = {
    "one sample": [row(1, "serial", 1, 1.0)],
    "all failed": [failed(1, "serial", 1), failed(1, "thread_pool", 2)],
    "no serial": [row(block, "thread_pool", 2, 1.0) for block in range(1, 7)],
    "serial alone": [row(block, "serial", 1, 1.0) for block in range(1, 7)],
    "cpython alone": [row(block, "python_pool_threads", 2, 1.0) for block in range(1, 7)],
    "no parameters": of("primes", {}) + of("range_sum", {}) + of("sleep", {}) + of("fetch", {}),
    "odd parameters": of("primes", {"set": None})
    + of("range_sum", {"elements": 0, "slices": []})
    + of("range_sum", {"elements": 10**400})
    + of("sleep", {"spread": 1, "duration": "soon"}),
    "no set-up": of("range_sum", {"elements": 10**6}, setup_s="", teardown_s=""),
    "no CPU time": of("busy_loop", {}, cpu_s=0) + of("sleep", {"duration": "5ms"}, cpu_s=""),
    "foreign names": of(NAME, {"a": NAME}) + of("primes", EVEN | {"b": NAME}, usable_cpus=0.5),
    "many CPUs": of("primes", TEXTBOOK, usable_cpus=4096) + of("primes", EVEN),
    "too busy": of("primes", EVEN, contamination="foreign") + of("empty", {}),
}


def everything(one):
    """Everything that is said of a run is harmless text."""
    made = results(one)
    assert [claim.id for claim in made] == [f"C{number}" for number in range(1, 14)]
    assert {claim.verdict for claim in made[7:]} == {"inconclusive"}
    said = [claim.sentence for claim in made] + remarks(one) + [csv_text(made)]
    for found in one.experiments:
        said += [model.sentence + model.name for model in models(one, found)]
    for puzzle in puzzles(one):
        said += [puzzle.title, puzzle.question, puzzle.answer, puzzle.command]
    assert all(text for text in said)
    assert not any("\u202e" in text for text in said)
    assert not any(word in text for text in said for word in ("None", " nan", " inf"))
    return made


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("cpus", [None, 1.0, 1.5, 2.0])
def test_every_odd_run_gets_its_verdicts(tmp_path, name, cpus):
    rows = [dict(values) for values in ODD[name]]
    one = judged(tmp_path, rows, cpus) if cpus else _without_environment(tmp_path, rows)
    made = everything(one)
    assert {claim.verdict for claim in made} == {"inconclusive"} or name == "too busy"


def _without_environment(folder, rows):
    one = judged(folder, rows)
    (folder / "environment.json").unlink()
    return judge_run(read_run(folder)) if one else one


def test_the_committed_example_gets_its_verdicts():
    everything(judge_run(read_run(ROOT / "docs/example")))
