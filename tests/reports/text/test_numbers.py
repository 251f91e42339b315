"""Figures as people read them, against the words that the driver's own table uses."""

import pytest

from reports.text import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (50.23, "50.2"),
        (9.996, "10.0"),
        (0.01234, "0.0123"),
        (1234.5, "1234"),
        (999.6, "1000"),
    ],
)
def test_figures_have_three_digits_and_no_exponent(value, text):
    assert numbers.figure(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(2, "2.00"), (0.1, "0.10"), (0.0123, "0.012"), (354.2, "354")]
)
def test_ratios_have_two_decimals_where_that_says_something(value, text):
    assert numbers.ratio(value) == text


def test_shares_are_percents():
    assert [numbers.percent(share) for share in (0, 0.0012, 0.97, 1.5)] == [
        "0 %", "0.1 %", "97 %", "150 %",
    ]  # fmt: skip
    assert [numbers.fine_percent(share) for share in (0, 0.0003, 0.0123)] == [
        "0.0 %", "0.03 %", "1.2 %",
    ]  # fmt: skip


def test_times_take_the_unit_that_suits_them():
    assert [numbers.time(seconds) for seconds in (12.0, 0.0502, 5.1e-6, 3e-9)] == [
        "12.0 s", "50.2 ms", "5.10 µs", "3.00 ns",
    ]  # fmt: skip
    assert numbers.time_unit([0.002, 0.9, 1.5]) == ("ms", 1e-3) and numbers.time_unit([])[0] == "s"


def test_parameters_that_were_not_given_are_left_out():
    assert numbers.params('{"count":128,"deep":true,"set":"even","url":""}') == (
        "count=128 deep=true set=even"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (0.25, "0.25"),
        (1.5, "1.5"),
        (50000, "50000"),
        (1e6, "10⁶"),
        (1e-5, "10⁻⁵"),
        (3e-4, "3·10⁻⁴"),
        (0, "0"),
    ],
)
def test_numbers_are_plain(value, text):
    assert numbers.plain(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1.2345e-5, "12.3 µs"),
        (0.054, "54.0 ms"),
        (0.9999, "1.00 s"),
        (123.4, "123 s"),
        (9.996e-4, "1.00 ms"),
        (1e-9, "1.00 ns"),
    ],
)
def test_times_have_three_digits_and_a_unit(seconds, text):
    assert numbers.time(seconds) == text
