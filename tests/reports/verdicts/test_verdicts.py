"""The best cell, what ties with it, what is recommended, and when nothing is."""

import pytest
from fixtures import environment, failed, row, write_run

from reports.verdicts.findings import judge_run
from reports.data.records import read_run

FOREIGN = {"contamination": "foreign"}


def run_of(walls, blocks=6, **others):
    """walls: (runner, N) -> seconds, or a list of them by block; serial takes 1 s."""
    rows = []
    for block in range(1, blocks + 1):
        rows.append(row(block, "serial", 1, 1.0, **others))
        for (runner, workers), wall in walls.items():
            wall_s = wall[block - 1] if isinstance(wall, list) else wall
            rows.append(row(block, runner, workers, wall_s, **others))
    return rows


@pytest.fixture
def found(tmp_path):
    def judge(rows, about=None):
        [one] = judge_run(read_run(write_run(tmp_path, rows, about))).experiments
        return one

    return judge


def names(cells):
    return [cell.name for cell in cells]


def test_a_clear_winner_beats_its_runner_up_of_another_runner(found):
    one = found(run_of({("tbb", 2): 0.5, ("tbb", 4): 0.55, ("openmp", 2): 0.625}))
    assert one.best.name == one.recommended.name == ("tbb", 2)
    assert one.runner_up.name == ("openmp", 2)
    assert one.lead.median == pytest.approx(1.25) and one.lead_verdict == "faster"
    assert one.tied == []


def test_the_fewest_workers_are_recommended_among_equals(found):
    one = found(run_of({("tbb", 4): 0.5, ("tbb", 2): 0.51, ("openmp", 8): 0.505}))
    assert one.best.name == ("tbb", 4) and one.recommended.name == ("tbb", 2)
    assert set(names(one.tied)) == {("tbb", 4), ("openmp", 8)}
    assert one.lead_verdict == "equivalent"


def test_then_the_least_cpu_time_decides(found):
    rows = run_of({("openmp", 2): 0.5, ("tbb", 2): 0.501})
    for values in rows:
        values["cpu_s"] = {"openmp": 1.0, "tbb": 0.9}.get(values["runner"], 1)
    assert found(rows).recommended.name == ("tbb", 2)


@pytest.mark.parametrize(("wall", "recommended"), [(0.514, ("tbb", 2)), (0.516, ("tbb", 4))])
def test_within_delta_of_the_best_median_from_both_sides(found, wall, recommended):
    assert found(run_of({("tbb", 4): 0.5, ("tbb", 2): wall})).recommended.name == recommended


def test_a_cell_ties_unless_its_whole_interval_is_slower(found):
    spread = [0.5, 0.6, 0.6, 0.6, 0.6, 0.6]
    one = found(run_of({("tbb", 2): 0.5, ("openmp", 2): spread, ("openmp", 4): 0.6}))
    assert names(one.tied) == [("openmp", 2)]
    assert one.lead_verdict == "inconclusive"


def test_below_six_blocks_medians_decide_ties_and_nothing_is_claimed(found):
    spread = [0.5, 0.6, 0.6, 0.6, 0.6]
    walls = {("tbb", 2): 0.5, ("openmp", 2): spread, ("openmp", 4): 0.51}
    one = found(run_of(walls, blocks=5))
    assert names(one.tied) == [("openmp", 4)] and not one.has_a_verdict
    assert {one.verdict(cell) for cell in one.cells} == {"", "points_only"}
    assert one.lead_verdict == "points_only" and one.recommended.name == ("tbb", 2)


def test_twins_that_differ_widen_what_counts_as_equal(found):
    rows = run_of({("tbb", 2): 0.95})
    assert found(rows).verdict(found(rows).cells[1]) == "faster"
    for block in range(1, 7):
        high, low = (1.1, 1.0) if block % 2 else (1.0, 1.1)
        rows.append(row(block, "serial", 1, high, role="twin_a", position=100))
        rows.append(row(block, "serial", 1, low, role="twin_b", position=101))
    one = found(rows)
    assert one.margin == pytest.approx(0.1) and one.verdict(one.cells[1]) != "faster"


@pytest.mark.parametrize(
    ("walls", "rising"),
    [
        ({("tbb", 2): 0.5, ("tbb", 4): 0.25}, True),
        ({("tbb", 2): 0.25, ("tbb", 4): 0.25}, False),
        ({("tbb", 2): 0.25, ("tbb", 4): 0.5}, False),
        ({("tbb", 1): 0.9}, False),  # one N alone has no edge
    ],
)
def test_still_rising_at_the_edge_of_the_grid(found, walls, rising):
    assert found(run_of(walls)).largest_tried == rising


def test_a_cell_that_failed_once_is_never_best_tied_or_recommended(found):
    rows = run_of({("tbb", 2): 0.25, ("openmp", 2): 0.5, ("openmp", 4): 0.5})
    rows.append(failed(7, "tbb", 2))
    rows.append(failed(7, "openmp", 4))
    one = found(rows)
    assert one.best.name == one.recommended.name == ("openmp", 2) and one.tied == []


def test_a_lucky_block_does_not_win(found):
    rows = run_of({("tbb", 2): 0.5, ("openmp", 2): 0.1})
    for values in rows:
        if values["runner"] == "openmp" and values["block"] > 1:
            values |= FOREIGN
    one = found(rows)
    assert not one.too_busy and one.best.name == ("tbb", 2)


def test_too_busy_leaves_the_figures_and_concludes_nothing(found):
    rows = run_of({("tbb", 2): 0.5}, blocks=12)
    for values in rows:
        if values["block"] > 5:
            values |= FOREIGN
    one = found(rows)
    assert one.too_busy and (one.best, one.recommended, one.tied) == (None, None, [])
    assert one.cells[1].speedup.median == pytest.approx(2.0)
    assert one.verdict(one.cells[1]) == "too_busy" and not one.has_a_verdict


def test_half_disturbed_is_judged(found):
    rows = run_of({("tbb", 2): 0.5}, blocks=12)
    for values in rows:
        if values["block"] > 6:
            values |= FOREIGN
    one = found(rows)
    assert not one.too_busy and one.verdict(one.cells[1]) == "faster"


def test_without_serial_the_shortest_time_is_recommended(found):
    rows = [row(block, "tbb", n, 1 / n) for block in range(1, 7) for n in (1, 2)]
    one = found(rows)
    assert one.recommended.name == ("tbb", 2) and one.runner_up is None and one.lead is None
    assert not one.has_a_verdict


def test_all_failed_concludes_nothing(found):
    one = found([failed(1, "serial", 1), failed(1, "tbb", 2)])
    assert one.best is None and not one.has_a_verdict


def test_serial_alone_is_recommended_without_a_verdict(found):
    one = found([row(block, "serial", 1, 1.0) for block in range(1, 7)])
    assert one.recommended.name == ("serial", 1) and not one.has_a_verdict


def test_serial_wins_where_nothing_is_faster(found):
    one = found(run_of({("tbb", 2): 1.5}))
    assert one.recommended.name == ("serial", 1) and one.runner_up.name == ("tbb", 2)
    assert one.verdict(one.cells[1]) == "slower" and one.verdict(one.cells[0]) == ""


@pytest.mark.parametrize(
    ("usable", "affinity", "quota"), [(1.5, "0-1", 1.5), (1.0, "1", None), (2.0, "0-1", None)]
)
def test_a_quota_an_affinity_of_one_cpu_and_a_drifting_probe_give_a_verdict(
    found, usable, affinity, quota
):
    rows = run_of({("tbb", 2): 0.7, ("tbb", 8): 0.7}, usable_cpus=usable, throttled_s=0.1)
    for block in range(1, 7):
        drifted = {"cpu_s": 1.3, "contamination": "clock_drift"} if block > 1 else {"cpu_s": 1.0}
        rows.append(
            row(block, "thread_pool", 1, 1.0, role="probe", workload="capacity",
                params='{"copies":1}', **drifted)
        )  # fmt: skip
    about = environment(usable_cpus=usable, affinity=affinity, quota_cpus=quota)
    one = found(rows, about)
    assert one.verdict(one.cells[1]) == "faster" and not one.too_busy
