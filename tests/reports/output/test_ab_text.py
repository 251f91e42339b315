"""The text of `parbench ab`: short, narrow, and what matters first."""

import json

import pytest
from ab_runs import ab_rows, ab_run
from fixtures import failed

from reports.data.records import read_run
from reports.output import ab_files, ab_text
from reports.verdicts.ab_judge import judge, question_of

POOL = ("thread_pool", 2)
AT_A_RATE = {"workload": "service", "params": '{"rate":"400/s"}'}


@pytest.fixture
def judged(tmp_path):
    def of(rows, **question):
        run = read_run(ab_run(tmp_path / "run", rows))
        return judge(run, question_of(run, **question))

    return of


def many(factors=()):
    """30 cells in two experiments."""
    cells = [(name, n) for name in ("thread_pool", "tbb") for n in range(1, 9)]
    rows = []
    for params in ('{"count":64,"set":"even"}', '{"count":128,"set":"even"}'):
        here = {cell: 1.0 for cell in cells[:15]} | dict(factors)
        rows += ab_rows(here, 6, 0.002, seed=len(rows), params=params)
    return rows


def test_thirty_cells_take_twenty_lines_of_eighty_columns(judged):
    for rows in (many(), many({(name, n): 1.3 for name in ("thread_pool", "tbb") for n in (1, 5)})):
        lines = ab_text.page(judged(rows)).splitlines()
        assert len(lines) <= 20
        assert max(map(len, lines)) <= 80


def test_what_changed_comes_first_and_is_named_at_the_end(judged):
    lines = ab_text.page(judged(many({("tbb", 7): 1.3}))).splitlines()
    assert lines[3].split()[:2] == ["tbb", "N=7"] and lines[3].endswith("slower")
    assert "and 10 cells: 10 same" in lines[8]
    assert lines[-1] == "slower: primes tbb N=7, primes tbb N=7"


def test_quiet_names_each_failing_cell_with_its_limit(judged):
    rows = ab_rows({POOL: 1.3, ("tbb", 1): 1.0}, sd=0.002)
    rows.append(failed(7, "after:tbb", 1, reason="out\nof luck"))
    one, other = ab_text.failures(judged(rows, fail_on=0.1))
    assert one.startswith("primes thread_pool N=2: 1.3") and one.endswith(
        "slower by more than 10 %"
    )
    assert other == "primes tbb N=1: failed: out<U+000A>of luck"


def test_an_inconclusive_cell_says_how_many_blocks_it_takes(judged):
    text = ab_text.page(judged(ab_rows({POOL: 1.0}, 6, 0.05)))
    assert "inconclusive: takes " in text and "--blocks" in text
    assert "takes over 80 blocks" in ab_text.page(judged(ab_rows({POOL: 1.0}, 6, 0.9)))


def test_junit_has_a_case_per_cell_and_json_every_number(judged):
    rows = ab_rows({POOL: 1.3, ("tbb", 1): 1.0}, sd=0.002)
    found = judged(rows)
    junit = ab_files.as_junit(found)
    assert 'tests="2"' in junit and 'failures="1"' in junit and 'skipped="0"' in junit
    assert junit.count("<failure") == 1 and 'name="thread_pool N=2"' in junit
    content = json.loads(ab_files.as_json(found))
    assert content["find"] == 0.05 and content["exit_code"] == 1 and content["pairs"] == 12
    slow = content["cells"][0]
    assert slow["verdict"] == "slower" and slow["too_slow"] and slow["resolved"]
    assert slow["joint_low"] < slow["low"] < 1.3 < slow["high"] < slow["joint_high"]


def test_requests_at_a_rate_are_not_judged_and_named(tmp_path):
    rows = [*ab_rows({POOL: 1.0}), *ab_rows({POOL: 1.5}, seed=2, **AT_A_RATE)]
    folder = ab_run(tmp_path / "run", rows)
    plan = json.loads((folder / "plan.json").read_text())
    for cell in plan["cells"]:
        cell |= {"rate_per_s": 400} if cell["workload"] == "service" else {}
    (folder / "plan.json").write_text(json.dumps(plan))
    run = read_run(folder)
    found = judge(run, question_of(run))
    assert [one.where.workload for one in found.changes] == ["primes"] and found.exit_code == 0
    assert "service is not judged: its requests arrive at a rate" in ab_text.page(found)
