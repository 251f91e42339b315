"""The four verdicts at their limits, and what many claims together are worth."""

import math

import pytest

from reports.stats import statistics
from reports.stats.statistics import Interval, Summary
from reports.verdicts import claims
from reports.verdicts.claims import Claim


def ratio(low, high):
    return Summary(6, (low + high) / 2, Interval(low, high, 31 / 32))


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
    return claims.claim(
        [math.log(one) for one in ratios], statistics.summarize_ratios(ratios), margin
    )


def test_p_counts_the_values_on_the_wrong_side_of_the_margin():
    assert claim(*[2.0] * 6) == Claim("faster", 2 / 64)
    assert claim(*[0.5] * 6) == Claim("slower", 2 / 64)
    assert claim(*[1.0] * 6) == Claim("equivalent", 2 / 64)
    assert claim(*[2.0] * 8, 1.01) == Claim("faster", 2 * 10 / 512)
    assert claim(*[0.5] * 8, 0.99) == Claim("slower", 2 * 10 / 512)
    assert claim(*[1.0] * 8, 1.1) == Claim("equivalent", 2 * 10 / 512)
    assert claim(*[1.0] * 3, *[2.0] * 3) == Claim("inconclusive", 1.0)


@pytest.mark.parametrize("n", [6, 9, 12, 15, 20])
def test_p_is_at_most_five_percent_exactly_where_the_interval_says_so(n):
    rank = statistics.sign_test_rank(n)
    holds = claim(*[1.0] * (rank - 1), *[2.0] * (n - rank + 1))
    assert holds.verdict == "faster" and holds.p <= 0.05
    assert claim(*[1.0] * rank, *[2.0] * (n - rank)).verdict == "inconclusive"
    assert 2 * statistics.binomial_tail(n, rank) > 0.05


@pytest.mark.parametrize(("n", "family"), [(6, 1), (6, 2), (9, 12), (9, 13), (10, 24), (10, 26)])
def test_the_fewest_blocks_are_those_at_which_a_claim_is_granted(n, family):
    best = Claim("faster", 2 / 2**n)
    others = [Claim("inconclusive")] * (family - 1)
    assert claims.granted([best, *others])[0] == (n >= claims.fewest_for_a_claim(family))


@pytest.mark.parametrize(("family", "blocks"), [(1, 6), (8, 9), (24, 10), (50, 11), (200, 13)])
def test_the_fewest_blocks_for_a_family(family, blocks):
    assert claims.fewest_for_a_claim(family) == blocks


def test_points_are_no_claim_and_the_undecided_are_one():
    sure = Claim("faster", 2 / 64)
    assert claims.granted([sure, Claim("points_only")]) == [True, False]
    assert claims.granted([sure, Claim("inconclusive")]) == [False, False]


def test_holm_steps_down():
    p = [0.001, 0.02, 0.024]
    assert claims.granted([Claim("faster", value) for value in p]) == [True, True, True]
    assert claims.granted([Claim("slower", value) for value in (0.02, 0.024)]) == [True, True]
    assert claims.granted([Claim("slower", value) for value in (0.026, 0.04)]) == [False, False]
