"""Holm's step-down adjustment of p values that are claimed together; knows no claim."""

from __future__ import annotations

from collections.abc import Sequence


def adjusted(p_values: Sequence[float]) -> list[float]:
    """For each p, the smallest family-wise level at which Holm's procedure grants its claim.

    S. Holm, "A simple sequentially rejective multiple test procedure" (1979): the i-th smallest of
    m counts m - i + 1 times, and never less than one that is smaller. Any dependence is allowed.
    """
    count = len(p_values)
    result = [1.0] * count
    highest = 0.0
    for place, index in enumerate(sorted(range(count), key=lambda index: p_values[index])):
        highest = max(highest, min(1.0, (count - place) * p_values[index]))
        result[index] = highest
    return result
