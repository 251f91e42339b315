"""What sharing costs: time per operation, Amdahl's known limit, and updates that were lost."""

import json

import pytest
from experiments import bounds, judged
from sharings import counter, crash, judged_sharing

from reports.charts.publish import jobs
from reports.charts.sheet import everything
from reports.stats import sharing as workloads
from reports.verdicts import sharing
from reports.verdicts.answer import answer
from reports.verdicts.next_step import next_step

PER_PASS = 2 * 16 * 1000  # operations of the counters below
LOCKED = {("thread_pool", 1): 25e-9 * PER_PASS, ("process_pool", 2): 90e-9 * PER_PASS}


def test_a_pass_is_divided_by_its_operations_and_what_lacks_says_why(tmp_path):
    judged = judged_sharing(tmp_path, counter("mutex", LOCKED), {("thread_pool", 2): "failed"})
    alone, contended = sharing.rows(judged)
    assert (alone.primitive, alone.workers, contended.workers) == ("counter mutex", 1, 2)
    assert alone.costs[0].summary.median == pytest.approx(25e-9, rel=0.01)
    assert contended.costs[1].summary.median == pytest.approx(90e-9, rel=0.01)
    assert [one.why for one in alone.costs[1:]] == ["not measured"] * 3
    assert contended.costs[0].why == "failed"


def test_work_inside_or_outside_is_no_price_of_a_lock(tmp_path):
    assert sharing.rows(judged_sharing(tmp_path, counter("mutex", LOCKED, inside=10))) == []


def reached(tmp_path, speedup):
    walls = {("serial", 1): 1.0, ("thread_pool", 2): 1 / speedup}
    judged = judged_sharing(tmp_path, counter("mutex", walls, inside=250, outside=750))
    [found] = judged.experiments
    assert sharing.limit(judged, found, found.cells[-1]).median == pytest.approx(1.6)
    [said] = sharing.sentences(judged)
    return said


def test_a_known_share_under_the_lock_gives_amdahls_limit_and_what_is_missing(tmp_path):
    said = reached(tmp_path / "a", 1.44)
    assert said.startswith(
        "25 % of the work is under the lock: Amdahl's law allows 1.60× with N=2. thread_pool N=2 "
        "reached 1.44× [1.44, 1.44], 10 % [10 %, 10 %] less"
    )
    assert reached(tmp_path / "b", 1.6).endswith("handing the lock over shows no cost.")


def test_lost_updates_are_counted_exactly_and_none_is_explained_by_the_version(tmp_path):
    cells = {("thread_pool", 2): "37.5", ("python_pool_threads", 2): "0"}
    judged = judged_sharing(tmp_path, counter("none", dict.fromkeys(cells, 0.001), cells))
    [found] = judged.experiments
    lost = {cell.runner: workloads.lost(found.experiment, cell) for cell in found.cells}
    trials, passes = 4, 3
    every = trials * passes * PER_PASS
    assert (lost["thread_pool"].lost, lost["thread_pool"].of) == (0.375 * every, every)
    [said] = sharing.sentences(judged)
    assert said.startswith("python_pool_threads N=2 lost no update without a lock: CPython 3.11.2 ")


def test_a_planned_end_is_told_as_one_and_is_no_warning(tmp_path):
    rows = crash({("thread_pool", 2): "", ("thread_pool", 4): "", ("process_pool", 2): "9"})
    plan = bounds(*[("crash", json.loads(one["params"]), one["runner"], one["workers"], None)
                    for one in rows[:3]])  # fmt: skip
    for cell in plan["cells"]:
        cell |= {"planned_failure": True, "observed": {"name": "results left", "unit": ""}}
    made = judged(tmp_path, rows, plan=plan)
    assert sharing.sentences(made) == [
        "crash signal, thread_pool N=2, thread_pool N=4: failed as planned: SIGKILL.",
        "crash signal, process_pool N=2: 9 of 16 results are left.",
    ]
    alone = [one for one in rows if one["runner"] == "thread_pool"]
    made, notices = judged(tmp_path / "alone", alone, plan=plan), []
    assert jobs(made, everything(made.run), notices) == notices == []
    assert answer(made, made.experiments[0]).headline == "2 of 2 cells failed, as planned"
    assert next_step(made, made.experiments[0]) is None
    survivor = [one | {"workers": 2} for one in rows if one["runner"] == "process_pool"]
    made = judged(tmp_path / "none", survivor, plan=plan)
    assert answer(made, made.experiments[0]).headline == "no cell failed"
