"""The advice in words: at most eight lines, the answer first, every figure with its interval."""

import json

import pytest
from advised import Machine, answered

from reports.output import advice_json, advice_text

MIX = {"compute": "2ms", "wait": "18ms"}
CASES = {
    "mix": (MIX, {}),
    "rate": (MIX | {"rate_per_s": 400, "budget_s": 300}, {}),
    "kept": (MIX | {"rate_per_s": 400, "p99_s": 0.15, "budget_s": 300}, {}),
    "not kept": (MIX | {"rate_per_s": 400, "p99_s": 0.02, "budget_s": 300}, {}),
    "not servable": (MIX | {"rate_per_s": 4000}, {}),
    "busy": (MIX, {"columns": {"contamination": "foreign"}}),
    "command": ({"command": "gzip -kc big.txt"}, {}),
}


@pytest.fixture(scope="module")
def advices(tmp_path_factory):
    return {
        name: answered(tmp_path_factory.mktemp("run"), Machine(2e-3, 18e-3, **machine), asked)[0]
        for name, (asked, machine) in CASES.items()
    }


@pytest.mark.parametrize("name", CASES)
def test_at_most_eight_lines_with_the_answer_first_and_the_command_last(advices, name):
    lines = advice_text.lines(advices[name])
    assert len(lines) <= advice_text.MOST_LINES
    assert lines[-1].startswith("repeat: parbench advise")
    assert all(len(line) <= 120 for line in lines), max(lines, key=len)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("mix", "Use thread_pool or process_pool with "),
        ("rate", "Use thread_pool or process_pool with "),
        ("not servable", "4000/s cannot be served. Use thread_pool"),
        ("busy", "Cannot tell: background load disturbed "),
        ("command", "Use thread_pool or process_pool with "),
    ],
)
def test_the_answer_names_runners_and_n_or_why_there_is_none(advices, name, first):
    assert advice_text.lines(advices[name])[0].startswith(first)


def test_what_was_measured_stands_beside_what_a_formula_says(advices):
    [line] = [one for one in advice_text.lines(advices["mix"]) if "Goetz" in one]
    assert "= 20; measured: " in line


def test_a_limit_of_the_99th_percentile_is_said_to_be_kept_or_not(advices):
    kept, missed = ("\n".join(advice_text.lines(advices[one])) for one in ("kept", "not kept"))
    assert "keep p99 ≤ 150 ms" in kept and "headroom" in kept
    assert "nothing measured keeps p99 ≤ 20.0 ms" in missed


@pytest.mark.parametrize("name", CASES)
def test_json_says_the_same(advices, name):
    told = json.loads(advice_json.as_json(advices[name]))
    assert told["workers"] == advices[name].workers
    assert told["runners"] == advices[name].runners
    assert bool(told["cannot_tell"]) == (advices[name].exit_code == 3)
