"""Pairs of trials of two builds: which trials make one, and which are lost."""

import math

import pytest
from ab_runs import ab_run
from fixtures import failed, row

from reports.data.records import read_run
from reports.stats import series
from reports.stats.pairs import pairs


def pairs_of(tmp_path, rows):
    run = read_run(ab_run(tmp_path / "run", rows))
    [experiment] = series.experiments(run.samples, run.environment.kinds)
    return pairs(experiment, list(run.environment.families))


def both(block, before_s, after_s, **others):
    before, after = others.pop("before", {}), others.pop("after", {})
    return [
        row(block, "before:tbb", 2, before_s, **others, **before),
        row(block, "after:tbb", 2, after_s, **others, **after),
    ]


def test_a_block_is_one_value_after_over_before(tmp_path):
    [found] = pairs_of(tmp_path, both(1, 0.1, 0.2) + both(2, 0.4, 0.4))
    assert (found.runner, found.workers) == ("tbb", 2)
    assert list(found.log_ratios.values()) == [pytest.approx(math.log(2)), 0]
    assert (found.before_s, found.after_s) == ([0.1, 0.4], [0.2, 0.4])


def test_cells_are_in_the_order_of_the_runners_then_by_workers(tmp_path):
    cells = (("tbb", 4), ("tbb", 1), ("thread_pool", 2))
    rows = [row(1, f"{side}:{name}", n, 0.1) for name, n in cells for side in ("before", "after")]
    found = pairs_of(tmp_path, rows)
    assert [(one.runner, one.workers) for one in found] == [
        ("thread_pool", 2), ("tbb", 1), ("tbb", 4),
    ]  # fmt: skip


def test_a_disturbed_side_loses_the_pair_unless_both_were_repeated(tmp_path):
    disturbed = {"contamination": "foreign"}
    rows = both(1, 0.1, 0.9, after=disturbed) + both(2, 0.1, 0.9, before=disturbed)
    rows += both(2, 0.1, 0.3, attempt=2)
    [found] = pairs_of(tmp_path, rows)
    assert list(found.log_ratios.values()) == [pytest.approx(math.log(3))]
    assert (found.load.slots, found.load.disturbed, found.load.repeats) == (2, 1, 1)


def test_trials_of_two_attempts_or_sessions_are_no_pair(tmp_path):
    rows = both(1, 0.1, 0.9, after={"session": 2})
    rows += both(2, 0.1, 0.9, after={"attempt": 2}) + both(3, 0.1, 0.1)
    [found] = pairs_of(tmp_path, rows)
    assert list(found.log_ratios.values()) == [0]


def test_failures_and_what_is_unsupported_keep_their_reasons(tmp_path):
    rows = both(1, 0.1, 0.1) + [failed(2, "after:tbb", 2, reason="out of luck")]
    [found] = pairs_of(tmp_path, rows)
    assert [one.reason for one in found.failures] == ["out of luck"]
    rows = both(1, 0.1, 0.1)
    rows += [failed(1, f"{side}:tbb", 4, status="unsupported", reason="no room")
             for side in ("before", "after")]  # fmt: skip
    [_, found] = pairs_of(tmp_path, rows)
    assert (found.unsupported, found.failures) == ("no room", [])
