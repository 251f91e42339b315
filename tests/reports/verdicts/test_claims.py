"""The four verdicts at their limits, and what many claims together are worth."""

import math

import numpy
import pytest

from reports.stats import pooling
from reports.stats.statistics import Interval, Summary
from reports.verdicts import claims
from reports.verdicts.claims import Claim


def ratio(low, high):
    return Summary(6, (low + high) / 2, Interval(low, high, 0.95))


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.031, 1.5, "faster"),
        (1.03, 1.5, "inconclusive"),
        (0.5, 1 / 1.031, "slower"),
        (0.5, 0.9705, "slower"),  # above 0.97 and below 1 / 1.03
        (0.5, 1 / 1.03, "inconclusive"),
        (1 / 1.03, 1.03, "equivalent"),
        (0.97, 1.03, "inconclusive"),  # 0.97 < 1 / 1.03
        (0.98, 1.031, "inconclusive"),
        (0.5, 2.0, "inconclusive"),
    ],
)
def test_the_whole_interval_decides(low, high, verdict):
    assert claims.verdict(ratio(low, high), 0.03) == verdict


def test_a_wider_delta_turns_a_lead_into_equality():
    assert claims.verdict(ratio(1.04, 1.05), 0.03) == "faster"
    assert claims.verdict(ratio(1.04, 1.05), 0.06) == "equivalent"


def test_without_an_interval_there_are_points_only():
    assert claims.verdict(Summary(5, 9.0, None), 0.03) == "points_only"
    assert claims.verdict(None, 0.03) == "points_only"


def claim(*ratios, margin=0.03):
    return claims.claim(pooling.pool([[math.log(one) for one in ratios]])[0], margin)


def test_p_is_small_where_all_values_lie_on_one_side_of_the_margin():
    for around, verdict in ((2.0, "faster"), (0.5, "slower"), (1.0, "equivalent")):
        found = claim(*[around * spread for spread in (0.99, 1.0, 1.01, 1.0, 1.005, 0.995)])
        assert found.verdict == verdict and found.p < 0.01
    assert claim(0.5, 1.0, 2.0, 1.0, 0.7, 1.4) == Claim("inconclusive", 1.0)


@pytest.mark.parametrize("shift", numpy.linspace(0.02, 0.09, 15))
def test_p_is_at_most_five_percent_exactly_where_the_interval_says_so(shift):
    logs = shift + numpy.array([-0.02, -0.01, 0.0, 0.01, 0.02])
    [one] = pooling.pool([logs])
    found = claims.claim(one, 0.03)
    twice = 2 * float(one.below(math.log(1.03)))
    assert (found.verdict == "faster") == (twice < 0.05)
    if found.verdict == "faster":
        assert found.p == pytest.approx(twice)


def test_the_family_wise_error_at_the_edge_of_the_margin_is_five_percent():
    """24 cells whose true speedup is the margin itself: a claim of any of them is an error."""
    random, wrong, runs = numpy.random.default_rng(11), 0, 200
    for _ in range(runs):
        logs = math.log(1.03) + 0.03 * random.standard_normal((24, 4))
        wrong += any(claims.granted([claims.claim(one, 0.03) for one in pooling.pool(logs)]))
    assert wrong / runs <= 0.08


def test_joint_claims_are_possible_at_four_blocks():
    random = numpy.random.default_rng(12)
    logs = math.log(2) + 0.05 * random.standard_normal((24, 4))
    assert all(claims.granted([claims.claim(one, 0.03) for one in pooling.pool(logs)]))


def test_points_are_no_claim_and_the_undecided_are_one():
    sure = Claim("faster", 2 / 64)
    assert claims.granted([sure, Claim("points_only")]) == [True, False]
    assert claims.granted([sure, Claim("inconclusive")]) == [False, False]


def test_holm_steps_down():
    p = [0.001, 0.02, 0.024]
    assert claims.granted([Claim("faster", value) for value in p]) == [True, True, True]
    assert claims.granted([Claim("slower", value) for value in (0.02, 0.024)]) == [True, True]
    assert claims.granted([Claim("slower", value) for value in (0.026, 0.04)]) == [False, False]
