"""What a reader of the notes should know beside the verdicts: sentences with the run's figures."""

from __future__ import annotations

import math

from reports.notes.claims import evidence, uneven
from reports.notes.claims.result import Figure, of_values
from reports.stats.estimates import Block, Estimate
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

NOTES_LONGER = 10  # so many times more numbers the notes' serial sum adds up


def remarks(judged: Judged) -> list[str]:
    said = [_six_numbers(judged), _unequal_sums(judged), _slower_kernel(judged)]
    return [one for one in said if one]


def _six_numbers(judged: Judged) -> str:
    six = evidence.experiments(judged, "primes", lambda params: params.get("set") == "textbook")
    if not six:
        return ""
    costs = uneven.divisions()
    allowed = ", ".join(f"{numbers.ratio(uneven.bound(n))}× with {n}" for n in (2, 4, 8))
    words = (
        "The notes' six numbers bound their own speedup. Five are primes and cost about as much "
        f"each; the sixth has a factor and ends after {costs[-1] / costs[0]:.0%} of that. Handed "
        f"out in order, their divisions allow {allowed} workers, and no more with any number."
    ).replace("%", " %")
    best = six[0].best
    if best is None or best.is_base or best.speedup is None:
        return words
    measured = of_values("", _exp(best.log_speedups), "ratio").words
    return f"{words} Measured here: {best.runner} N={best.workers} with {measured}."


def _unequal_sums(judged: Judged) -> str:
    words = (
        "The notes' range sums do not compare equal work: the serial one adds up ten times as "
        "many numbers as the parallel one, whose clock starts after its workers."
    )
    sums = evidence.experiments(judged, "range_sum")
    for found in sorted(
        sums, key=lambda one: one.experiment.parameters().get("elements") != 10**6
    ):
        one = evidence.cell(found, "process_pool", 8)
        base = evidence.base_of(found, "process_pool")
        if found.too_busy or one is None or base is None:
            continue
        whole = evidence.log_ratios(evidence.whole_times(base), evidence.whole_times(one))
        passes = one.log_speedups
        if not whole or not passes:
            continue
        fair = of_values("", _exp(whole), "ratio").words
        notes = of_values("", {b: NOTES_LONGER * v for b, v in _exp(passes).items()}, "ratio").words
        return (
            f"{words} For {evidence.work(found)} under {one.runner} N=8 equal work and whole time "
            f"give {fair}; the notes' way would call the same trials {notes}."
        )
    return f"{words} Here the work is equal, and starting has columns of its own." if sums else ""


def _slower_kernel(judged: Judged) -> str:
    """Where both languages ran one experiment at one N, and the difference shows most clearly."""
    shown = [
        pair
        for found in judged.experiments
        if not found.too_busy and found.kind == "compute"
        for theirs in evidence.cells(found, "python_pool_processes")
        for ours in evidence.cells(found, "process_pool")
        if ours.workers == theirs.workers > 1
        for pair in [_efficiencies(found, ours, theirs)]
        if pair is not None
    ]
    if not shown:
        return ""
    found, ours, theirs, shares = max(shown, key=lambda pair: pair[3][1].value / pair[3][0].value)
    fast, slow = evidence.base_of(found, ours.runner), evidence.base_of(found, theirs.runner)
    times = numbers.ratio(slow.wall.median / fast.wall.median)
    first, second = (_percent(share) for share in shares)
    return (
        "A slow kernel flatters efficiency, for what starting and handing out cost is then a "
        f"smaller share. {evidence.work(found)}: CPython's serial pass takes {times}× that of "
        f"C++; with N={ours.workers} the efficiency of {ours.runner} is {first}, that of "
        f"{theirs.runner} {second}, each against its own serial. Compare times, not efficiencies, "
        "between languages."
    )


def _efficiencies(
    found: Findings, ours: Estimate, theirs: Estimate
) -> tuple[Findings, Estimate, Estimate, list[Figure]] | None:
    """Only where CPython's is the slower kernel, and its efficiency higher with whole intervals."""
    bases = [evidence.base_of(found, one.runner) for one in (ours, theirs)]
    if None in bases or bases[1].wall.median <= bases[0].wall.median:
        return None
    shares = [
        of_values("", _exp(evidence.log_speedups(found, one), 1 / one.workers), "ratio")
        for one in (ours, theirs)
    ]
    if None in shares or None in (shares[0].high, shares[1].low):
        return None
    return (found, ours, theirs, shares) if shares[1].low > shares[0].high else None


def _exp(logs: dict[Block, float], factor: float = 1.0) -> dict[Block, float]:
    return {block: factor * math.exp(value) for block, value in logs.items()}


def _percent(share: Figure) -> str:
    text = numbers.percent(share.value)
    if share.low is None:
        return text
    return f"{text} [{numbers.percent(share.low)}, {numbers.percent(share.high)}]"
