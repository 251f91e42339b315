"""Where throughput stops rising."""

import pytest

from reports.verdicts.advice.curve import Curve, is_resolved, rough_knee, still_rises


def curve(rates, blocks=4):
    """Of blocks that differ by a tenth each, which says nothing of N."""
    jitter = (1.0, 1.1, 0.9, 1.2)
    return Curve(
        {n: {("r", b): jitter[b] / rate for b in range(blocks)} for n, rate in rates.items()}
    )


def test_the_knee_is_the_fewest_within_the_margin():
    assert curve({8: 400, 16: 800, 20: 985, 32: 1000}).knee(0.03) == 20
    assert curve({8: 400, 16: 800, 20: 985, 32: 1000}).knee(0.3) == 16


def test_between_measured_n_the_rate_is_in_proportion():
    known = curve({2: 100, 4: 200})
    assert known.rate_at(3) == pytest.approx(1.5 * known.rate(2))
    assert known.rate_at(1) == pytest.approx(known.rate(2) / 2)
    assert known.rate_at(9) == known.rate(4)


def test_a_gain_is_paired_inside_blocks():
    gain = curve({2: 100, 4: 200}).gain(2, 4)
    assert gain.median == pytest.approx(2) and gain.interval.low == pytest.approx(2)


def test_a_gain_without_common_blocks_has_no_interval():
    apart = Curve({2: {("r", 1): 0.01}, 4: {("r", 2): 0.005}})
    assert apart.gain(2, 4).interval is None
    assert apart.gain(2, 8) is None


@pytest.mark.parametrize(
    ("rates", "full", "more"),
    [
        ({1: 50}, False, True),
        ({1: 50, 2: 100}, False, True),
        ({1: 50, 2: 100}, True, False),
        ({1: 50, 2: 100, 4: 101}, False, True),
        ({1: 50, 2: 100, 4: 101, 8: 102}, False, False),
    ],
)
def test_n_doubles_until_nothing_is_gained_twice_or_the_cpus_are_full(rates, full, more):
    assert still_rises(rates, 0.03, full) is more


def test_the_rough_knee_has_most_of_the_highest_rate():
    assert rough_knee({1: 50, 2: 100, 4: 195, 8: 200}) == 4


def test_n_is_resolved_to_a_tenth():
    assert is_resolved(curve({18: 900, 20: 1000}), 20)
    assert not is_resolved(curve({16: 800, 20: 1000}), 20)
    assert is_resolved(curve({1: 50, 2: 100}), 2)
