"""Holm's adjustment against figures worked out by hand."""

import pytest

from reports.stats.statistics import holm_adjusted as adjusted


def test_the_smallest_counts_as_often_as_there_are_claims():
    assert adjusted([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_none_lies_below_one_that_is_smaller_and_none_above_one():
    assert adjusted([0.02, 0.021, 0.022]) == pytest.approx([0.06, 0.06, 0.06])
    assert adjusted([0.9, 0.8]) == [1.0, 1.0]


def test_one_claim_stands_alone_and_none_is_none():
    assert adjusted([0.04]) == [0.04] and adjusted([]) == []


def test_more_claims_never_help():
    assert adjusted([0.02])[0] < adjusted([0.02, 0.9])[0]
