"""Checks how often a self-test found differences that are there, and some that are not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.stats import detectable, detection, stopping
from reports.stats.pooling import summarize_ratios
from reports.stats.statistics import Summary

HOLDS, BROKEN, BUSY, UNKNOWN, NO_BOUND = "holds", "broken", "too busy", "not judged", "no bound"

PAIRS_N = 6
FEWEST_COMPARISONS = 50  # of A/A pairs; planned are 60, or 200
JUDGED = 0.05  # the slow-down that has a bound
FOUND = 0.9
SPREADS = ((12, 0.03), (20, 0.04))  # n that must suffice, up to this spread of the log ratios
FEWEST_DETECTIONS = 10


@dataclass(frozen=True)
class Check:
    name: str
    outcome: str
    words: str  # one sentence for people
    figures: Mapping[str, object] = field(default_factory=dict)


def false_alarms(ratios: Sequence[float], blocks: int) -> Check:
    """ratios: of the A/A pairs, one per undisturbed block, of so many blocks in all."""
    name = "false alarms"
    found = detection.findings(ratios, PAIRS_N)
    if found.comparisons < FEWEST_COMPARISONS:
        short = blocks // PAIRS_N < FEWEST_COMPARISONS
        return Check(
            name,
            UNKNOWN if short else BUSY,
            f"{len(ratios)} of {blocks} blocks had undisturbed A/A pairs; {FEWEST_COMPARISONS} "
            f"comparisons need {FEWEST_COMPARISONS * PAIRS_N}",
            {"blocks": blocks, "clean_blocks": len(ratios)},
        )
    alarms, allowed = found.above + found.below, detection.most_alarms(found.comparisons)
    chance = detection.chance_of_more(allowed, found.comparisons, found.level)
    return Check(
        name,
        HOLDS if alarms <= allowed else BROKEN,
        f"{alarms} of {found.comparisons} comparisons of serial with itself found a difference "
        f"({PAIRS_N} blocks each, exact level {100 * found.level:.1f} %); allowed: {allowed}, "
        f"which intervals that err in 5 % exceed less than 1 time in 40, and these, where all is "
        f"well, in {100 * chance:.2g} %",
        {
            "blocks": blocks,
            "clean_blocks": len(ratios),
            "comparisons": found.comparisons,
            "n": PAIRS_N,
            "level": found.level,
            "alarms": alarms,
            "allowed": allowed,
            "chance_of_more": chance,
            "sd_log_ratio": detection.deviation(ratios),
        },
    )


def slow_down(slowdown: float, ratios: Sequence[float], blocks: int) -> Check:
    """ratios: slowed trial over its base, one per undisturbed block, of so many blocks in all."""
    name = f"slow-down of {100 * slowdown:g} %"
    every = {n: detection.findings(ratios, n) for n, _ in SPREADS}
    spread = detection.deviation(ratios)
    n = next((n for n, most in SPREADS if spread <= most), None)
    least = min(found.comparisons for found in every.values())
    rates = ", ".join(
        f"found {found.above} of {found.comparisons} times with {found.n} blocks"
        for found in every.values()
    )
    summary = summarize_ratios(ratios)
    words = f"{rates}; sd of the log ratio {100 * spread:.2g} %; {_size(summary)}"
    if least < FEWEST_DETECTIONS:
        fewest = FEWEST_DETECTIONS * SPREADS[-1][0]
        outcome = UNKNOWN if blocks < fewest else BUSY
        words = f"{len(ratios)} of {blocks} blocks were undisturbed; a rate needs {fewest}"
    elif not math.isclose(slowdown, JUDGED):
        outcome = NO_BOUND
        words += "; for the record, without a bound"
    elif n is None:
        outcome = NO_BOUND
        words += f"; no bound above an sd of {100 * SPREADS[-1][1]:g} %"
    else:
        outcome = HOLDS if every[n].above >= FOUND * every[n].comparisons else BROKEN
        words += f"; bound: at least {100 * FOUND:g} % with {n} blocks"
    return Check(name, outcome, words, _figures(slowdown, ratios, blocks, spread, every, summary))


def _size(summary: Summary | None) -> str:
    if summary is None or summary.interval is None:
        return "no estimate"
    low, middle, high = (
        100 * (ratio - 1) for ratio in (summary.interval.low, summary.median, summary.interval.high)
    )
    return f"estimated at {middle:.2f} % [{low:.2f}, {high:.2f}]"


def _figures(slowdown, ratios, blocks, spread, every, summary) -> dict[str, object]:
    interval = summary.interval if summary else None
    return {
        "slowdown": slowdown,
        "blocks": blocks,
        "clean_blocks": len(ratios),
        "sd_log_ratio": None if math.isnan(spread) else spread,
        "found": [
            {"n": n, "comparisons": found.comparisons, "found": found.above, "wrong": found.below}
            for n, found in every.items()
        ],
        "estimate": summary.median - 1 if summary else None,
        "estimate_low": interval.low - 1 if interval else None,
        "estimate_high": interval.high - 1 if interval else None,
        "bias": summary.median - 1 - slowdown if summary else None,
    }


def minimum_detectable(ratios: Sequence[float]) -> Check:
    """ratios: of the judged slow-down; only their spread counts."""
    spread = detection.deviation(ratios)
    if math.isnan(spread):
        return Check(
            "minimum detectable slow-down", UNKNOWN, "there are fewer than two undisturbed blocks"
        )
    [scale] = stopping.scales([[math.log(ratio) for ratio in ratios]])
    seen = {n: detectable.effect(scale, n) for n in (6, 12, 20, 30)}
    steps = ", ".join(f"{100 * size:.2g} % with {n} blocks" for n, size in seen.items())
    return Check(
        "minimum detectable slow-down",
        NO_BOUND,
        f"with 90 % power: {steps}, if the log ratios are normal with this sd",
        {"sd_log_ratio": spread, "visible": [{"n": n, "slowdown": s} for n, s in seen.items()]},
    )
