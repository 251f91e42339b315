"""C8, C9, C10 and C12 on runs whose truth is known, both ways."""

import pytest
from sharings import counter, crash, judged_sharing

from reports.notes.claims import results

WORK = {"inside": 750, "outside": 250}
AT_TWO = ("thread_pool", 2), ("process_pool", 2)


def claim(folder, number, *experiments):
    judged = judged_sharing(folder, [row for rows in experiments for row in rows])
    return next(one for one in results(judged) if one.id == number)


def timed(guard, serial_s, parallel_s, **params):
    return counter(guard, {("serial", 1): serial_s} | dict.fromkeys(AT_TWO, parallel_s), **params)


@pytest.mark.parametrize(("locked_s", "verdict"), [(0.9, "reproduced"), (0.55, "not reproduced")])
def test_c8_holds_the_speedup_against_the_share_under_the_lock(tmp_path, locked_s, verdict):
    locked = timed("mutex", 1.0, locked_s, **WORK)
    found = claim(tmp_path, "C8", locked, timed("per_worker", 1.0, 0.52, **WORK))
    assert found.verdict == verdict
    assert "limit of the lock 1.333×" in found.sentence


def test_c8_does_not_hold_where_the_lock_costs_nothing(tmp_path):
    same = timed("per_worker", 1.0, 0.95, **WORK)
    found = claim(tmp_path, "C8", timed("mutex", 1.0, 0.95, **WORK), same)
    assert found.verdict == "not reproduced"
    assert "The lock costs efficiency: does not hold" in found.sentence


def races(lost, copied):
    cells = dict.fromkeys((("thread_pool", 2),), lost)
    copies = dict.fromkeys((("process_pool", 2),), copied)
    return (counter("none", dict.fromkeys(cells, 0.1), cells),
            counter("copy", dict.fromkeys(copies, 0.1), copies))  # fmt: skip


@pytest.mark.parametrize(
    ("lost", "copied", "verdict"),
    [("37.2", "100", "reproduced"), ("0", "100", "not reproduced"),
     ("37.2", "50", "not reproduced")],
)  # fmt: skip
def test_c9_asks_every_trial_for_its_updates(tmp_path, lost, copied, verdict):
    found = claim(tmp_path, "C9", *races(lost, copied))
    assert found.verdict == verdict
    assert f"{4 if lost != '0' else 0} of 4 trials with updates lost" in found.sentence


@pytest.mark.parametrize(
    ("threads", "processes", "verdict"),
    [("", "15", "reproduced"), ("15", "15", "not reproduced"), ("", "", "not reproduced")],
)
def test_c10_compares_what_survives(tmp_path, threads, processes, verdict):
    survivors = {("thread_pool", 2): threads, ("process_pool", 2): processes}
    assert claim(tmp_path, "C10", crash(survivors)).verdict == verdict


@pytest.mark.parametrize(("own_s", "verdict"), [(0.1, "reproduced"), (0.5, "not reproduced")])
def test_c12_compares_own_sums_with_shared_ones(tmp_path, own_s, verdict):
    shared = [timed(guard, 0.2, 0.4) for guard in ("mutex", "atomic")]
    found = claim(tmp_path, "C12", timed("per_worker", 0.2, own_s), *shared)
    assert found.verdict == verdict


def test_without_such_work_each_says_how_to_measure_it(tmp_path):
    for number in ("C8", "C9", "C10", "C12"):
        found = claim(tmp_path, number, counter("recursive", {("serial", 1): 1.0}))
        assert found.verdict == "inconclusive"
        assert "Measure it: parbench run --preset claims." in found.sentence
