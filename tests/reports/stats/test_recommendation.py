"""How good recommendations, tied sets and forecasts are on synthetic runs of a known truth."""

import pytest
import simulations

RUNS = 80


@pytest.mark.parametrize(("sd", "blocks"), [(0.02, 3), (0.05, 4), (0.05, 6)])
def test_the_recommended_cell_is_near_the_best_and_the_tied_set_holds_one(sd, blocks):
    found = simulations.recommendation(sd, blocks, RUNS)
    assert found["near"] >= 0.85
    assert found["held"] >= 0.95
    assert found["size"] <= 8


def test_noise_makes_the_choice_unsure_instead_of_wrong():
    calm, noisy = (simulations.recommendation(sd, 4, RUNS // 2)["sure"] for sd in (0.02, 0.15))
    assert calm > 0.85 and noisy < 0.2


@pytest.mark.parametrize(("truth", "sd"), [(0.0, 0.05), (0.06, 0.05), (0.1, 0.1)])
def test_as_many_blocks_as_forecast_decide_most_cells(truth, sd):
    decided, _ = simulations.blocks_suffice(truth, sd, 8)
    assert decided >= 0.7
