"""Where queueing theory applies, and what is said of it."""

import pytest
from services import PARAMS, service_rows, write_service

from reports.data.records import read_run
from reports.stats.statistics import Interval, Summary
from reports.verdicts.findings import judge_run
from reports.verdicts.queue_theory import Prediction, model_of

COMPUTES = {"compute": "2ms", "wait": "0ms"}


@pytest.mark.parametrize(
    ("change", "workers", "model"),
    [
        ({"spread": "exponential"}, 8, "M/M/c"),
        ({}, 8, "M/D/c"),
        ({"spread": "lognormal"}, 1, "M/G/1"),
        ({"spread": "uniform"}, 2, ""),
        ({"arrivals": "even"}, 8, ""),
        ({"stall": "200ms"}, 8, ""),
        ({"stall": ""}, 8, "M/D/c"),
        (COMPUTES, 2, "M/D/c"),
        (COMPUTES, 3, ""),
        ({"compute": "2ms"}, 2, "M/D/c"),
        ({"compute": "2ms"}, 3, ""),
        ({"compute": "0.5us"}, 3, ""),
    ],
)
def test_a_model_applies_where_its_assumptions_hold(change, workers, model):
    assert model_of(PARAMS | change, workers, 2.0) == model


def test_none_applies_to_other_work():
    assert model_of({"arrivals": "poisson", "spread": "fixed"}, 1, 2.0) == ""


def test_what_is_said():
    measured = Summary(30, 0.0019, Interval(0.0017, 0.0021, 0.95))
    found = Prediction("M/M/c", 0.002, measured)
    assert found.sentence == "queue wait 1.90 ms [1.70, 2.10]; M/M/c predicts 2.00 ms"
    assert found.agrees and not Prediction("M/M/c", 0.0022, measured).agrees
    assert Prediction("M/M/c", 0.002, Summary(2, 0.0019, None)).agrees is None


def test_a_simulated_service_agrees_and_saturated_cells_have_no_prediction(tmp_path):
    cells = {("thread_pool", n): 1.0 for n in (1, 2, 4, 32)}
    params = {"rate": "78/s", "spread": "exponential"}
    part = service_rows(cells, params, blocks=10, service_s=0.018)
    [found] = judge_run(read_run(write_service(tmp_path / "run", part))).services
    assert set(found.predictions) == {("thread_pool", 2), ("thread_pool", 4)}  # 32 never wait
    assert all(one.agrees and one.model == "M/M/c" for one in found.predictions.values())
