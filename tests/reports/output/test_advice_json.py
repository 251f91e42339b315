"""advice.json and its description hold each other."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from advised import Machine, answered

from reports.data.question import Question
from reports.output import advice_json

DOCS = Path(__file__).resolve().parents[3] / "docs" / "advise.md"
MIX = {"compute": "2ms", "wait": "18ms"}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    asked = {
        "mix": MIX,
        "rate": MIX | {"rate_per_s": 400, "p99_s": 0.12, "budget_s": 300},
        "early": MIX | {"budget_s": 1},
    }
    return {
        name: json.loads(
            advice_json.as_json(
                answered(tmp_path_factory.mktemp(name), Machine(2e-3, 18e-3), one)[0]
            )
        )
        for name, one in asked.items()
    }


@pytest.fixture(scope="module")
def described():
    """The keys of each table in the section about advice.json, by its heading."""
    text = DOCS.read_text(encoding="utf-8").split("\n## advice.json\n")[1]
    found = {}
    for part in text.split("\n### ")[1:]:
        heading, _, body = part.partition("\n")
        first = re.findall(r"^\| (`.*?) \|", body, re.MULTILINE)
        found[heading] = {key for cell in first for key in re.findall(r"`(\w+)`", cell)}
    return found


def test_the_tables_name_every_key_and_no_other(told, described):
    for one in told.values():
        assert set(one) == described["Keys"]
    at_rate = told["rate"]["at_rate"]
    assert set(at_rate) == described["at_rate"]
    assert set(told["mix"]["throughput_per_s"]) == described["A figure"]
    points = told["mix"]["measured"]
    assert points and all(set(one) == described["A point"] for one in points)
    cells = [at_rate["chosen"], *at_rate["measured"], *at_rate["swept"]]
    assert all(set(one) == described["A cell"] for one in cells)


def test_the_question_may_hold_what_the_table_says(described):
    assert {one.name for one in fields(Question)} == described["question"]


def test_what_is_chosen_is_among_what_was_measured(told):
    mix, rate = told["mix"], told["rate"]["at_rate"]
    names = [(one["runner"], one["workers"]) for one in mix["measured"]]
    assert (mix["runners"][0], mix["workers"]) in names
    assert rate["chosen"] in rate["measured"] and rate["chosen"] in rate["swept"]
    assert rate["headroom"] == rate["highest_per_s"] / rate["rate_per_s"]
    assert told["rate"]["workers"] == rate["chosen"]["workers"]


def test_without_an_answer_the_reason_is_there_and_the_figures_are_null(told):
    one = told["early"]
    assert one["cannot_tell"] and one["workers"] is None and one["at_rate"] is None
    assert one["explored_per_s"] and one["measured"] == []
