"""The phases chart: set-up, passes and tear-down."""

import pytest
from charts_read import cells, figures, reading
from fixtures import twice_as_fast


def test_the_whole_time_holds_set_up_pass_and_tear_down(drawings):
    pools = (("process_pool", 2, 0.5), ("thread_pool", 2, 0.5))
    found = drawings(cells(*pools, setup_s=0.02, teardown_s=0.03))
    whole = figures(found["primes-phases"], "whole")
    assert whole[("process_pool", 2)] == pytest.approx(0.55)
    assert reading(found, "phases").endswith("N=2, 50.0 ms or 10 % of a pass.")


def test_every_trial_of_every_phase_is_drawn(draw):
    chart = draw(twice_as_fast()).chart("primes-phases")
    for column in ("setup_s", "cold_s", "wall_s", "teardown_s", "whole_s"):
        assert len(chart.marks(f"samples-{column}--serial")) == 6
        assert len(chart.marks(f"samples-{column}--thread_pool")) == 6


def test_a_phase_that_took_no_time_has_a_place_on_the_log_axis(draw):
    chart = draw(twice_as_fast(setup_s=0)).chart("primes-phases")
    assert len(chart.marks("samples-setup_s--serial")) == 6
