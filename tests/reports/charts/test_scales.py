"""Units, ticks, lanes: numbers only."""

import math

import pytest

from reports.charts.plot import scales


@pytest.mark.parametrize(
    ("seconds", "unit"),
    [(2.0, "s"), (0.95, "s"), (0.5, "ms"), (3e-5, "µs"), (4e-8, "ns"), (0.0, "ns")],
)
def test_a_chart_has_the_unit_of_its_middle_value(seconds, unit):
    assert scales.unit_for([1e-9, seconds, 100.0])[1] == unit


@pytest.mark.parametrize(
    ("low", "high", "doubling"),
    [
        (0.9, 2.1, True),
        (0.9, 17, True),
        (1e-5, 9, True),
        (0.01, 500, True),
        (50, 110, False),
        (3, 5e5, False),
        (1.0, 1.2, True),
        (1e-9, 1e9, False),
    ],
)
def test_ticks_are_few_inside_and_enough(low, high, doubling):
    ticks = scales.log_ticks(low, high, doubling)
    assert 2 <= len(ticks) <= 9
    assert all(0.999 * low <= tick <= 1.001 * high for tick in ticks) and ticks == sorted(ticks)


def test_linear_ticks_start_at_nothing():
    assert scales.linear_ticks(1.08) == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert scales.linear_ticks(37) == pytest.approx([0, 5, 10, 15, 20, 25, 30, 35])


def test_ratios_against_n_get_powers_of_two():
    assert scales.log_ticks(0.9, 17, doubling=True) == [1, 2, 4, 8, 16]


def test_limits_hold_all_values_and_do_not_magnify_noise():
    low, high = scales.log_limits([1.0, 1.001])
    assert low < 1 < 1.001 < high and high / low >= 1.5
    low, high = scales.log_limits([5.0])
    assert low < 5 < high


@pytest.mark.parametrize(
    ("low", "high", "kept"),
    [(-7, 1, [-6, -3, 0]), (-6, -3, [-6, -3]), (-5, -3, [-5, -4, -3]), (-9, 10, [-6, 0, 6])],
)
def test_a_narrow_panel_labels_few_decades(low, high, kept):
    decades = [10.0**power for power in range(low, high + 1)]
    assert scales.few_decades(decades) == [10.0**power for power in kept]


def test_lanes_stand_apart_and_do_not_reach_the_next_n():
    lanes = scales.lanes([1, 2, 12, 16], ["a", "b", "c"], True)
    places = [lanes.x(runner, 12) for runner in "abc"]
    assert places == sorted(places) and places[1] == pytest.approx(math.log2(12))
    assert math.log2(12) + lanes.half_width < math.log2(16) - lanes.half_width
    assert lanes.x("alone", 1) == 0


@pytest.mark.parametrize(
    ("cpus", "after", "before"),
    [(2, 2, 4), (2.5, 2.5, 4), (1.5, 1.5, 2), (3.99, 2, 4), (0.5, 0.5, 1), (100, 16, 100)],
)
def test_the_shade_begins_between_the_last_n_that_fits_and_the_first_that_does_not(
    cpus, after, before
):
    lanes = scales.lanes([1, 2, 4, 8, 16], ["a"], False)
    assert math.log2(after) <= lanes.boundary(cpus) < math.log2(before)


def test_crowded_tick_labels_give_way_to_powers_of_two():
    kept = scales.labelled_workers(range(1, 17), 0.3)
    assert {1, 2, 4, 8, 16} <= set(kept) and 15 not in kept


def test_jitter_is_even_and_centred():
    assert [scales.jitter(place, 5) for place in range(5)] == [-0.5, -0.25, 0, 0.25, 0.5]
    assert scales.jitter(0, 1) == 0
