"""`parbench ab`: verdicts, exit codes and false alarms, from runs with known changes."""

import math
import random

import pytest
from ab_runs import ab_rows, ab_run, width_to_find
from fixtures import failed

from reports.data.records import read_run
from reports.stats import stopping
from reports.stats.busy import Load
from reports.stats.pairs import Pairs
from reports.stats.series import Experiment
from reports.verdicts import ab_judge
from reports.verdicts.ab_judge import Question, decide, judge, question_of

POOL, TBB = ("thread_pool", 2), ("tbb", 2)
WHERE = Experiment("primes", "{}", [])


@pytest.fixture
def judged(tmp_path):
    """judged(rows, **question): the verdicts of such a run."""

    def of(rows, **question):
        run = read_run(ab_run(tmp_path / "run", rows))
        return judge(run, question_of(run, **question))

    return of


@pytest.mark.parametrize(
    ("factor", "sd", "blocks", "verdict", "code"),
    [
        (1.2, 0.01, 6, ab_judge.SLOWER, 1),
        (0.8, 0.01, 6, ab_judge.FASTER, 0),
        (1.0, 0.005, 6, ab_judge.SAME, 0),
        (1.0, 0.10, 6, ab_judge.INCONCLUSIVE, 3),
        (1.2, 0.001, 2, ab_judge.INCONCLUSIVE, 3),  # two blocks make no interval
    ],
)
def test_verdict_and_exit_code(judged, factor, sd, blocks, verdict, code):
    found = judged(ab_rows({POOL: factor}, blocks, sd))
    assert [one.verdict for one in found.changes] == [verdict]
    assert found.exit_code == code
    if len(found.changes[0].pairs.log_ratios) > 2:
        interval = found.changes[0].ratio.interval
        assert interval.low < factor < interval.high


def test_only_a_slow_down_beyond_the_limit_fails(judged):
    rows = ab_rows({POOL: 1.2}, sd=0.005)
    assert judged(rows, fail_on=0.1).exit_code == 1
    assert judged(rows, fail_on=0.3).exit_code == 0
    assert judged(rows, fail_on=0.3).changes[0].verdict == ab_judge.SLOWER


def test_one_inconclusive_cell_among_others_counts_only_if_strict(judged):
    rows = ab_rows({POOL: 1.0}, 8, 0.005)
    rows += ab_rows({TBB: 1.0}, 8, 0.2, params='{"count":64,"set":"even"}')
    assert judged(rows).exit_code == 0
    assert {one.name: one.resolved for one in judged(rows).changes} == {
        "thread_pool N=2": True,
        "tbb N=2": False,
    }
    assert judged(rows, strict=True).exit_code == 3


def test_too_many_disturbed_pairs_are_no_verdict(judged):
    rows = ab_rows({POOL: 1.5}, 8, 0.005)
    disturbed = [one | {"contamination": "steal"} if one["block"] <= 5 else one for one in rows]
    found = judged(disturbed)
    assert [one.verdict for one in found.changes] == [ab_judge.TOO_BUSY]
    assert found.exit_code == 3


def test_a_failed_cell_fails_whatever_the_others_say(judged):
    rows = ab_rows({POOL: 1.0, TBB: 1.0}, sd=0.005)
    rows.append(failed(7, "after:tbb", 2, reason="out of luck"))
    found = judged(rows)
    assert [one.verdict for one in found.changes] == [ab_judge.SAME, ab_judge.FAILED]
    assert found.exit_code == 1


def measured(chance, factors, sd, most=80):
    """Pairs as the driver measures them: a cell ends at the first stop where it is narrow."""
    width = width_to_find(0.05, len(factors))
    logs = [[] for _ in factors]
    done = set()
    for block in range(1, most + 1):
        for place, factor in enumerate(factors):
            if place not in done:
                logs[place].append(math.log(factor) + chance.gauss(0, sd))
        done |= {
            place
            for place, scale in enumerate(stopping.scales(logs))
            if stopping.is_finished(scale, width) and len(logs[place]) >= 6
        }
        if len(done) == len(factors):
            break
    found = [
        Pairs("tbb", place + 1, {("r", n): x for n, x in enumerate(values)}, [], [], Load())
        for place, values in enumerate(logs)
    ]
    return decide([(WHERE, found)], Question(0.05, width), [False])


def shown_slower(runs, factors, sd):
    """In how many runs the first cell is, and in how many any."""
    chance = random.Random(1)
    found = [measured(chance, factors, sd) for _ in range(runs)]
    return (
        sum(changes[0].too_slow for changes in found),
        sum(any(one.too_slow for one in changes) for changes in found),
    )


@pytest.mark.parametrize("cells", [1, 2, 12])
@pytest.mark.parametrize("sd", [0.01, 0.04])
def test_equal_builds_are_called_slower_in_few_runs(cells, sd):
    _, alarms = shown_slower(100, [1.0] * cells, sd)
    assert alarms <= 7  # 2.5 of 100 are expected; more than 7 come by chance 1 time in 200


@pytest.mark.parametrize("cells", [1, 2, 12])
def test_the_change_that_matters_is_found_nine_times_in_ten(cells):
    finds, _ = shown_slower(100, [1.05] + [1.0] * (cells - 1), 0.04)
    assert finds >= 82  # of 90 expected; fewer come by chance 1 time in 200


def test_the_same_rows_give_the_same_verdicts(judged):
    rows = ab_rows({POOL: 1.02, TBB: 1.0}, 5, 0.02)
    assert [one.joint for one in judged(rows).changes] == [
        one.joint for one in judged(list(reversed(rows))).changes
    ]
