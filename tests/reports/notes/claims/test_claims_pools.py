"""C6: pools of four against their bound, in flight, and in a trace."""

import json

import pytest
from experiments import bounds, experiment, judged

from reports.notes.claims.pools import pool_of_four
from reports.notes.claims.comparison import INCONCLUSIVE, NOT_REPRODUCED, REPRODUCED

TEN = {"duration": "20ms", "spread": "fixed", "tasks": 10}
HEADER = (
    "schema_version,run_id,block,position,attempt,workload,params,runner,workers,pass_s,task,"
    "worker,start_s,end_s\n"
)


def c6(tmp_path, wall=0.0601, flight=4, blocks=6, plan=True, spans=None, n=4, tasks=10):
    cell = ("thread_pool", n)
    walls = {("serial", 1): [0.2] * blocks, cell: [wall] * blocks}
    rows = experiment(
        "sleep", TEN, walls, blocks, tasks, {cell: {"max_in_flight": flight}}, max_in_flight=1
    )
    known = bounds(("sleep", TEN, "thread_pool", n, 0.06), ("sleep", TEN, "serial", 1, 0.2))
    files = {"spans.csv": spans} if spans else None
    return pool_of_four(judged(tmp_path, rows, plan=known if plan else None, files=files))


def trace(starts, length=0.02):
    """Spans of thread_pool N=4 in block 1, position 2."""
    quoted = json.dumps(json.dumps(TEN, separators=(",", ":")))[1:-1].replace('\\"', '""')
    lines = [
        f'1,20260102T030405Z-quick,1,2,1,sleep,"{quoted}",thread_pool,4,0.0601,{task},'
        f"{task % 4},{start},{start + length}\n"
        for task, start in enumerate(starts)
    ]
    return HEADER + "".join(lines)


def test_rounds_in_the_ideal_time_reproduce_it(tmp_path):
    one = c6(tmp_path)
    assert one.verdict == REPRODUCED
    assert "thread_pool N=4 in 6 of 6 trials" in one.sentence
    assert "thread_pool took 1.00× [1.00, 1.00] the ideal time in 1 experiment" in one.sentence


@pytest.mark.parametrize(("wall", "verdict"), [(0.0629, REPRODUCED), (0.0631, NOT_REPRODUCED)])
def test_late_is_more_than_five_percent(tmp_path, wall, verdict):
    assert c6(tmp_path, wall=wall).verdict == verdict


@pytest.mark.parametrize("flight", [3, 5])
def test_another_number_at_once_refutes_it(tmp_path, flight):
    one = c6(tmp_path, flight=flight)
    assert one.verdict == NOT_REPRODUCED and "in 0 of 6 trials" in one.sentence


def test_one_trial_with_fewer_at_once_leaves_it_open_and_one_with_more_refutes_it(tmp_path):
    for flight, verdict in ((3, INCONCLUSIVE), (5, NOT_REPRODUCED)):
        rows = experiment("sleep", TEN, {("thread_pool", 4): [0.0601] * 6}, 6, 10, max_in_flight=4)
        rows[2]["max_in_flight"] = flight
        plan = bounds(("sleep", TEN, "thread_pool", 4, 0.06))
        one = pool_of_four(judged(tmp_path / str(flight), rows, plan=plan))
        assert one.verdict == verdict and "in 5 of 6 trials" in one.sentence


def test_a_trace_can_reproduce_it(tmp_path):
    starts = [0, 1e-4, 2e-4, 3e-4] + [0.0201, 0.0202, 0.0203, 0.0204] + [0.0402, 0.0403]
    one = c6(tmp_path, spans=trace(starts))
    assert one.verdict == REPRODUCED
    words = "N=4 started 4 of 10 tasks within 300 µs, and the next one 100 µs after the first end"
    assert words in one.sentence
    assert one.figures[-1].value == pytest.approx(1e-4) and one.figures[-1].unit == "s"


@pytest.mark.parametrize(
    "starts",
    [
        [0, 0, 0, 0.021] + [0.022] * 6,  # the fourth after the first end
        [0, 0, 0, 0, 0.01] + [0.022] * 5,  # the fifth before it
    ],
)
def test_a_trace_can_refute_it(tmp_path, starts):
    assert c6(tmp_path, spans=trace(starts)).verdict == NOT_REPRODUCED


def test_one_late_start_in_one_pass_refutes_nothing(tmp_path):
    starts = [0, 0, 0, 0] + [0.0201, 0.0202, 0.0203, 0.0225] + [0.0402, 0.0426]
    assert c6(tmp_path / "late", spans=trace(starts)).verdict == INCONCLUSIVE
    starts[7] = 0.0215
    starts[9] = 0.0403
    assert c6(tmp_path / "early", spans=trace(starts)).verdict == REPRODUCED


def test_a_broken_trace_is_ignored(tmp_path):
    assert c6(tmp_path, spans="nonsense\n").verdict == REPRODUCED


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"plan": False}, "plan.json, which has the ideal times, is missing"),
        ({"blocks": 2}, "no interval: it needs 3 blocks"),
        ({"n": 3}, "no pool of 4 workers"),
        ({"tasks": 4}, "no pool of 4 workers with more sleeps than workers"),
        ({"flight": ""}, "not counted"),
    ],
)
def test_it_is_inconclusive_and_says_why(tmp_path, others, words):
    one = c6(tmp_path, **others)
    assert one.verdict == INCONCLUSIVE and words in one.sentence


def test_one_late_pass_in_one_of_three_experiments_does_not_decide(tmp_path):
    rows, cells = [], []
    for tasks in (5, 6, 7):
        params = TEN | {"tasks": tasks}
        walls = {("thread_pool", 4): [0.0401] * 5 + [0.08 if tasks == 5 else 0.0401]}
        rows += experiment("sleep", params, walls, 6, tasks, max_in_flight=4)
        cells.append(("sleep", params, "thread_pool", 4, 0.04))
    one = pool_of_four(judged(tmp_path, rows, plan=bounds(*cells)))
    assert one.verdict == REPRODUCED
    assert "thread_pool took 1.00× [1.00, 1.00] the ideal time in 3 experiments" in one.sentence


def test_many_rounds_count_only_where_there_is_nothing_else(tmp_path):
    """Each round costs a little, which adds up over eight of them."""
    many = {"duration": "4ms", "spread": "fixed", "tasks": 32}
    cell = ("thread_pool", 4)
    rows, cells = [], []
    for params, tasks, wall, bound in ((TEN, 10, 0.0601, 0.06), (many, 32, 0.0352, 0.032)):
        walls = {("serial", 1): 0.2, cell: wall}
        rows += experiment("sleep", params, walls, 6, tasks, max_in_flight=4)
        cells.append(("sleep", params, *cell, bound))
    assert pool_of_four(judged(tmp_path / "two", rows, plan=bounds(*cells))).verdict == REPRODUCED
    alone = judged(tmp_path / "one", rows[12:], plan=bounds(cells[1]))
    assert pool_of_four(alone).verdict == NOT_REPRODUCED
