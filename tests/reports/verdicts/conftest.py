"""Asks a small run for the answer about its only experiment."""

import json

import pytest
from fixtures import write_run

from reports.data.records import read_run
from reports.verdicts.answer import answer
from reports.verdicts.findings import judge_run


@pytest.fixture
def said(tmp_path):
    """said(rows): the Answer of the only experiment."""

    def of(rows, plan=None, about=None):
        folder = write_run(tmp_path / "run", rows, about)
        if plan:
            (folder / "plan.json").write_text(json.dumps({"schema_version": 1} | plan))
        judged = judge_run(read_run(folder))
        [found] = judged.experiments
        return answer(judged, found)

    return of
