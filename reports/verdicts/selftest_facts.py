"""Checks a self-test where the answer is known: exact waits, and ranks beside noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy

from reports.stats.busy import Load
from reports.stats.pooling import summarize_ratios
from reports.verdicts.selftest_checks import BROKEN, HOLDS, UNKNOWN, Check

EXACT = 0.02
EQUAL = 0.03  # a lead that is none


def exact_wait(cell: str, seconds: Sequence[float], bound_s: float | None) -> Check:
    """seconds: time of a pass of every good trial; bound_s: what the waiting itself takes."""
    name = f"exact wait, {cell}"
    if not seconds or bound_s is None:
        why = "no good trial" if not seconds else "plan.json has no bound for it"
        return Check(name, UNKNOWN, why)
    ratio = float(numpy.median(seconds)) / bound_s
    return Check(
        name,
        HOLDS if abs(ratio - 1) <= EXACT else BROKEN,
        f"median {ratio:.4f} times the {bound_s:g} s that the waiting takes; "
        f"bound: within {100 * EXACT:g} %",
        {"trials": len(seconds), "bound_s": bound_s, "median_over_bound": ratio},
    )


def helps(few: int, many: int, ratios: Sequence[float], load: Load) -> Check:
    """That more workers on idle CPUs are faster. ratios: time with few over time with many."""
    return _ranking(f"N={many} before N={few} beside noise", ratios, load, 1.0, True)


def gains_nothing(few: int, many: int, ratios: Sequence[float], load: Load) -> Check:
    """That more workers than CPUs need do not win. ratios: time with few over time with many."""
    name = f"N={many} not before N={few} beside noise"
    return _ranking(name, ratios, load, 1 + EQUAL, False)


def _ranking(name: str, ratios: Sequence[float], load: Load, edge: float, expected: bool) -> Check:
    """expected: the ratio truly lies above its edge."""
    figures: dict[str, object] = {
        "clean_pairs": len(ratios),
        "slots": load.slots,
        "disturbed": load.disturbed,
        "too_busy": load.too_busy,
    }
    state = f"{load.disturbed} of {load.slots} trials stayed disturbed"
    summary = summarize_ratios(ratios)
    if load.too_busy:
        return Check(name, HOLDS, f"called too busy, which is allowed: {state}", figures)
    if summary is None or summary.interval is None:
        words = f"no verdict from {len(ratios)} undisturbed pairs, which is allowed: {state}"
        return Check(name, HOLDS, words, figures)
    low, high = summary.interval.low, summary.interval.high
    figures |= {"ratio": summary.median, "low": low, "high": high}
    wrong = high < edge if expected else low > edge
    open_ = expected and not wrong and low <= edge
    said = "wrong" if wrong else "inconclusive, nothing wrong" if open_ else "right"
    words = f"{said}: {summary.median:.3f} [{low:.3f}, {high:.3f}]; {state}"
    return Check(name, BROKEN if wrong else HOLDS, words, figures)
