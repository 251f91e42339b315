"""Both sides of the project count alike: the figures of tests/support/statistics_fixture.json."""

import json
import math

import pytest
from fixtures import ROOT, environment

from reports.stats import statistics, stopping
from reports.verdicts.findings import judge_run
from reports.data.records import read_run

KNOWN = json.loads((ROOT / "tests/support/statistics_fixture.json").read_text(encoding="utf-8"))


@pytest.fixture(params=KNOWN["cases"], ids=lambda case: case["name"])
def case(request):
    return request.param


@pytest.fixture
def judged(case, tmp_path):
    (tmp_path / "samples.csv").write_text("\n".join(case["samples"]) + "\n", encoding="utf-8")
    (tmp_path / "environment.json").write_text(json.dumps(environment()), encoding="utf-8")
    return judge_run(read_run(tmp_path))


def near(value):
    return None if value is None else pytest.approx(value, rel=1e-12)


def median_of(by_block):
    return statistics.median([*by_block.values()]) if by_block else None


def median_of_logs(cell):
    return math.exp(median_of(cell.log_speedups))


def test_every_cell_has_the_figures_that_are_known(case, judged):
    cells = {
        (found.experiment.workload, found.experiment.params, *cell.name): cell
        for found in judged.experiments
        for cell in found.cells
    }
    finished = {}
    for found in judged.experiments:
        # The cells' speedups share their scale; the base stands alone, with its time.
        compared = [cell for cell in found.cells if not cell.is_base]
        logs = [list(cell.log_speedups.values()) for cell in compared]
        known = list(zip(compared, stopping.scales(logs)))
        for base in (cell for cell in found.cells if cell.is_base):
            known += [(base, *stopping.scales([[math.log(wall) for wall in base.walls.values()]]))]
        for cell, scale in known:
            work = (found.experiment.workload, found.experiment.params)
            finished[(*work, *cell.name)] = stopping.is_finished(scale, KNOWN["width"])
    for known in case["expected"]["cells"]:
        key = tuple(known[name] for name in ("workload", "params", "runner", "workers"))
        cell = cells[key]
        paired = cell.wall if cell.is_base else cell.speedup
        assert {
            "failed": len(cell.failures),
            "n_undisturbed": cell.wall.n if cell.wall else 0,
            "wall_s": median_of(cell.walls),
            "n_paired": paired.n if paired else 0,
            "speedup": cell.gain and (1.0 if cell.is_base else median_of_logs(cell)),
            "finished": finished[key],
        } == {
            "failed": known["failed"],
            "n_undisturbed": known["n_undisturbed"],
            "wall_s": near(known["wall_s"]),
            "n_paired": known["n_paired"],
            "speedup": near(known["speedup"]),
            "finished": known["finished"],
        }, key


def test_slots_and_too_busy_are_as_known(case, judged):
    loads = {
        (found.experiment.workload, found.experiment.params): found.load
        for found in judged.experiments
    }
    for known in case["expected"]["experiments"]:
        load = loads[known["workload"], known["params"]]
        assert (load.slots, load.disturbed, load.too_busy) == (
            known["slots"],
            known["disturbed_slots"],
            known["too_busy"],
        )
    assert judged.too_busy == case["expected"]["too_busy"]


@pytest.mark.parametrize("known", KNOWN["medians"])
def test_medians(known):
    assert statistics.median(known["values"]) == known["median"]


@pytest.mark.parametrize("known", KNOWN["intervals_of_1_to_n"], ids=lambda known: str(known["n"]))
def test_intervals_of_the_values_one_to_n(known):
    n, rank = known["n"], known["rank"]
    interval = statistics.sign_test_interval(range(n, 0, -1))
    assert (interval.low, interval.high) == (rank, n + 1 - rank)
    assert interval.level == pytest.approx(known["level"], abs=1e-15)
    # The next rank would fall below 95 %, by counting the ways.
    ways = sum(math.comb(n, k) for k in range(rank + 1))
    assert 1 - 2 * ways / 2**n < 0.95 <= known["level"]


def test_no_interval_below_six_values():
    assert [statistics.sign_test_interval(range(n)) for n in KNOWN["no_interval"]] == [None] * 5


@pytest.mark.parametrize("known", KNOWN["stopping"], ids=lambda known: known["name"])
def test_intervals_by_which_a_run_stops(known):
    scales = stopping.scales(known["logs"])
    halves = [scale and scale.half_width for scale in scales]
    # By exact quantiles there, and by an expansion here.
    assert halves == [half and pytest.approx(half, rel=2e-4) for half in known["half_widths"]]
    assert [stopping.is_finished(one, KNOWN["width"]) for one in scales] == known["finished"]


def test_numbers_of_blocks_at_which_a_cell_may_be_finished():
    assert all(stopping.is_stop(n) for n in KNOWN["stops"])
    assert not any(stopping.is_stop(n) for n in KNOWN["no_stops"])
