"""CPU time inflated for the same work: what is counted, and what it costs."""

import math

import numpy
import pytest
from fixtures import row, write_run

from reports.data.records import read_run
from reports.stats import inflation, series


@pytest.fixture
def measured(tmp_path):
    def measure(rows):
        run = read_run(write_run(tmp_path, rows))
        return inflation.measure(series.experiments(run.samples, run.environment.kinds))

    return measure


def experiment(inflated=frozenset(), factor=1.1, blocks=6, **others):
    """Cells with 1 % noise; the inflated (block, N) took so much longer, in CPU time and in all."""
    random, rows = numpy.random.default_rng(2), []
    for block in range(1, blocks + 1):
        for cell in (("serial", 1), ("tbb", 2), ("tbb", 4)):
            wall_s = math.exp(0.01 * random.standard_normal())
            wall_s *= factor if (block, cell[1]) in inflated else 1
            rows.append(row(block, *cell, wall_s, cpu_s=wall_s, **others))
    return rows


def test_without_any_both_effects_are_the_same(measured):
    found = measured(experiment())
    assert (found.trials, found.excesses, found.median, found.most) == (18, [], None, None)
    assert found.effect == found.effect_without > 0.01


def test_a_trial_over_five_percent_above_its_cells_median_counts(measured):
    found = measured(experiment({(1, 2), (3, 4)}))
    assert (found.trials, len(found.excesses)) == (18, 2)
    assert 0.07 < found.median <= found.most < 0.14
    assert measured(experiment({(1, 2)}, factor=1.02)).excesses == []


def test_they_stay_in_the_estimate_and_cost_resolution(measured):
    found, usual = measured(experiment({(1, 2), (3, 4)})), measured(experiment())
    assert found.effect > 1.8 * found.effect_without
    assert found.effect_without == pytest.approx(usual.effect, rel=0.4)


def test_an_inflated_serial_trial_is_left_out_of_the_base_too(measured):
    found = measured(experiment({(2, 1)}))
    assert len(found.excesses) == 1 and found.effect > 1.5 * found.effect_without


def test_disturbed_trials_and_those_without_cpu_time_are_not_judged(measured):
    assert measured(experiment(contamination="foreign")).trials == 0
    rows = [one | {"cpu_s": ""} for one in experiment()]
    found = measured(rows)
    assert (found.trials, found.effect) == (0, found.effect_without)


def test_serial_alone_has_no_effect_to_detect(measured):
    found = measured([one for one in experiment({(1, 1)}) if one["runner"] == "serial"])
    assert (len(found.excesses), found.effect, found.effect_without) == (1, None, None)
