"""The best cell, what ties with it, what is recommended, and when nothing is."""

import math

import numpy
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


def scattered(wall_s, sd=0.03, blocks=6, seed=1):
    noise = numpy.random.default_rng(seed).standard_normal(blocks)
    return [wall_s * math.exp(sd * one) for one in noise]


def test_a_clear_winner_is_best_recommended_and_alone(found):
    one = found(run_of({("tbb", 2): 0.5, ("tbb", 4): 0.55, ("openmp", 2): 0.625}))
    assert one.best.name == one.recommended.name == ("tbb", 2)
    assert names(one.tied) == [("tbb", 2)] and one.alternatives == []
    assert one.gain_is_shown
    assert one.times["openmp", 2].median == pytest.approx(1.25)


def test_the_fewest_workers_are_recommended_among_those_near_the_best(found):
    one = found(run_of({("tbb", 4): 0.5, ("tbb", 2): 0.51, ("openmp", 8): 0.5}))
    assert one.recommended.name == ("tbb", 2) and not one.is_tied(one.recommended)
    assert set(names(one.tied)) == {("tbb", 4), ("openmp", 8)}


def test_then_the_convention_then_cpu_time_then_memory_decide(found):
    cells = {(runner, 2): 0.5 for runner in ("process_pool", "tbb", "openmp", "thread_pool")}
    rows = run_of(cells)
    assert found(rows).recommended.name == ("thread_pool", 2), "threads before libraries"
    rows = run_of({cell: 0.5 for cell in cells if cell[0] != "thread_pool"})
    for values in rows:
        values["cpu_s"], values["peak_rss_kib"] = 1.0, {"openmp": 100}.get(values["runner"], 200)
    assert found(rows).recommended.name == ("openmp", 2), "less memory"
    for values in rows:
        values["cpu_s"] = {"tbb": 0.9}.get(values["runner"], 1.0)
    assert found(rows).recommended.name == ("tbb", 2), "less CPU time"
    assert set(names(found(rows).alternatives)) == {("openmp", 2), ("process_pool", 2)}


@pytest.mark.parametrize(("wall", "recommended"), [(0.514, ("tbb", 2)), (0.516, ("tbb", 4))])
def test_near_the_best_is_within_the_margin_from_both_sides(found, wall, recommended):
    assert found(run_of({("tbb", 4): 0.5, ("tbb", 2): wall})).recommended.name == recommended


def test_noise_does_not_widen_the_margin(found):
    calm, noisy = (
        found(
            run_of(
                {("tbb", 4): scattered(0.5, sd, seed=1), ("tbb", 2): scattered(0.56, sd, seed=2)}
            )
        )
        for sd in (0.001, 0.05)
    )
    assert calm.margin == noisy.margin == 0.03
    assert calm.recommended.name == noisy.recommended.name == ("tbb", 4)


def test_a_cell_ties_where_it_may_be_the_best(found):
    walls = {("tbb", 2): scattered(0.5), ("openmp", 2): scattered(0.505, seed=2)}
    one = found(run_of(walls | {("openmp", 4): scattered(0.8, seed=3)}))
    assert set(names(one.tied)) == {("tbb", 2), ("openmp", 2)}


def test_below_three_blocks_there_is_a_choice_and_no_verdict(found):
    one = found(run_of({("tbb", 2): 0.5, ("openmp", 4): 0.7}, blocks=2))
    assert {one.verdict(cell) for cell in one.cells} == {"", "points_only"}
    assert one.recommended.name == ("tbb", 2)
    assert not one.has_a_verdict and not one.gain_is_shown


def test_three_blocks_have_verdicts(found):
    one = found(run_of({("tbb", 2): scattered(0.5, blocks=3)}, blocks=3))
    assert one.verdict(one.recommended) == "faster" and one.gain_is_shown


def test_serial_among_the_best_is_recommended(found):
    one = found(run_of({("tbb", 2): 0.99, ("tbb", 4): 0.995}))
    assert one.recommended.is_base and not one.gain_is_shown


def test_what_is_shown_to_be_faster_is_recommended_where_no_cell_near_the_best_is(found):
    steady = {("tbb", 2): [0.5, 0.505, 0.502, 0.5], ("tbb", 4): [0.5, 0.5, 0.497, 0.503]}
    one = found(run_of(steady | {("openmp", 2): [0.47, 0.47, 1.3, 0.47]}, blocks=4))
    assert one.best.name == ("openmp", 2) and one.verdict(one.best) == "inconclusive"
    assert one.p_near["tbb", 2] < one.p_near["tbb", 4] < one.p_near["openmp", 2]
    assert one.recommended.name == ("tbb", 2) and one.gain_is_shown  # the fewest workers again
    assert one.alternatives == []  # openmp is tied, and not shown to be faster


@pytest.mark.parametrize(("wall", "recommended"), [(0.91, ("tbb", 2)), (0.93, ("openmp", 2))])
def test_what_is_searched_among_all_cells_must_be_shown_jointly(found, wall, recommended):
    walls = {("tbb", 2): scattered(wall, blocks=4), ("openmp", 2): [0.47, 0.47, 1.3, 0.47]}
    one = found(run_of(walls, blocks=4))
    tbb = next(cell for cell in one.cells if cell.runner == "tbb")
    assert one.verdict(tbb) == "faster" and one.best.name == ("openmp", 2)
    assert one.recommended.name == recommended
    assert one.gain_is_shown == one.verdicts["tbb", 2].granted == (recommended == tbb.name)


def test_the_margin_of_the_run_decides(found):
    rows = run_of({("tbb", 2): 0.95})
    cell = ("tbb", 2)
    for margin, verdict in ((0.03, "faster"), (0.1, "equivalent")):
        one = found(rows, environment(margin=margin))
        assert one.margin == margin and one.verdicts[cell].claim.verdict == verdict


def test_inconclusive_cells_have_a_number_of_blocks_that_decides_them(found):
    one = found(run_of({("tbb", 2): scattered(0.93, 0.06, blocks=4)}, blocks=4))
    assert one.verdict(one.cells[1]) == "inconclusive"
    assert 4 < one.blocks_to_decide(one.compared) <= 80
    sure = found(run_of({("tbb", 2): 0.5}))
    assert sure.blocks_to_decide(sure.compared) is None


@pytest.mark.parametrize(
    ("walls", "tasks", "rising"),
    [
        ({("tbb", 2): 0.5, ("tbb", 4): 0.25}, 128, True),
        ({("tbb", 2): 0.5, ("tbb", 4): 0.25}, 4, False),  # a fifth worker has no task
        ({("tbb", 2): 0.25, ("tbb", 4): 0.25}, 128, False),
        ({("tbb", 2): 0.25, ("tbb", 4): 0.5}, 128, False),
        ({("tbb", 1): 0.9}, 128, False),  # one N alone has no edge
        ({("tbb", 2): 0.5, ("openmp", 4): 0.25}, 128, False),  # nobody saw openmp's step
    ],
)
def test_still_rising_at_the_edge_of_the_grid(found, walls, tasks, rising):
    assert found(run_of(walls, tasks=tasks)).largest_tried == rising


def test_a_cell_that_failed_once_is_never_best_tied_or_recommended(found):
    rows = run_of({("tbb", 2): 0.25, ("openmp", 2): 0.5, ("openmp", 4): 0.5})
    rows.append(failed(7, "tbb", 2))
    rows.append(failed(7, "openmp", 4))
    one = found(rows)
    assert one.best.name == one.recommended.name == ("openmp", 2)
    assert names(one.tied) == [("openmp", 2)]


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
    assert one.recommended.name == ("tbb", 2)
    assert not one.has_a_verdict


def test_all_failed_concludes_nothing(found):
    one = found([failed(1, "serial", 1), failed(1, "tbb", 2)])
    assert one.best is None and not one.has_a_verdict


def test_serial_alone_is_recommended_without_a_verdict(found):
    one = found([row(block, "serial", 1, 1.0) for block in range(1, 7)])
    assert one.recommended.name == ("serial", 1) and not one.has_a_verdict


def test_serial_wins_where_nothing_is_faster(found):
    one = found(run_of({("tbb", 2): 1.5}))
    assert one.recommended.name == ("serial", 1)
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
