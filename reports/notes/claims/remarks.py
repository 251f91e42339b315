"""What to know beside the verdicts: sentences with the run's figures."""

from __future__ import annotations

from reports.notes import evidence
from reports.notes.claims import primes
from reports.notes.results import Figure, of_logs
from reports.stats.estimates import Estimate
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.verdicts.wording import title

NOTES_LONGER = 10  # so many times more numbers the notes' serial sum adds up


def remarks(judged: Judged) -> list[str]:
    said = [_six_numbers(judged), _unequal_sums(judged), _slower_kernel(judged)]
    return [one for one in said if one]


def _six_numbers(judged: Judged) -> str:
    six = primes.six_numbers(judged)
    if not six:
        return ""
    costs = primes.divisions()
    allowed = ", ".join(f"{numbers.ratio(primes.bound(n))}× with {n}" for n in (2, 4, 8))
    words = (
        "The notes' six numbers limit their own speedup. Five are primes of similar cost; the "
        f"sixth has a factor and takes {numbers.percent(costs[-1] / costs[0])} of that. "
        f"Dispatched in order, they allow {allowed} workers, and no more with any number."
    )
    best = six[0].best
    if best is None or best.is_base or best.speedup is None:
        return words
    measured = of_logs("", best.log_speedups).words
    return f"{words} Measured: {best.runner} N={best.workers}, {measured}."


def _unequal_sums(judged: Judged) -> str:
    words = (
        "The notes' range sums do not compare equal work: the serial sum adds up ten times as "
        "many numbers, and the clock of the parallel sum starts after its workers."
    )
    sums = evidence.experiments(judged, "range_sum")
    for found in sorted(
        sums, key=lambda one: one.experiment.parameters().get("elements") != 10**6
    ):
        one = evidence.cell(found, "process_pool", 8)
        base = evidence.base_of(found, one) if one else None
        if found.too_busy or base is None:
            continue
        whole = evidence.log_ratios(evidence.whole_times(base), evidence.whole_times(one))
        passes = one.log_speedups
        if not whole or not passes:
            continue
        fair = of_logs("", whole).words
        notes = of_logs("", passes, NOTES_LONGER).words
        return (
            f"{words} On {title(found)}, {one.runner} N=8 has a speedup of {fair} for equal work "
            f"and total times; measured the notes' way, the same trials give {notes}."
        )
    return f"{words} This run compares equal work, and measures set-up apart." if sums else ""


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
    fast, slow = evidence.base_of(found, ours), evidence.base_of(found, theirs)
    times = numbers.ratio(slow.wall.median / fast.wall.median)
    first, second = (_percent(share) for share in shares)
    return (
        "A slow kernel raises efficiency, because starting and dispatching are a smaller share of "
        f"its time. {title(found)}: CPython's serial pass takes {times}× that of C++. With "
        f"N={ours.workers} the efficiency of {ours.runner} is {first} and that of {theirs.runner} "
        f"{second}, each over its own serial. Compare times, not efficiencies, between languages."
    )


def _efficiencies(
    found: Findings, ours: Estimate, theirs: Estimate
) -> tuple[Findings, Estimate, Estimate, list[Figure]] | None:
    """Only where CPython's kernel is slower, and its whole interval of efficiency higher."""
    bases = [evidence.base_of(found, one) for one in (ours, theirs)]
    if None in bases or bases[1].wall.median <= bases[0].wall.median:
        return None
    shares = [
        of_logs("", evidence.log_speedups(found, one), 1 / one.workers) for one in (ours, theirs)
    ]
    if None in shares or None in (shares[0].high, shares[1].low):
        return None
    return (found, ours, theirs, shares) if shares[1].low > shares[0].high else None


def _percent(share: Figure) -> str:
    text = numbers.percent(share.value)
    if share.low is None:
        return text
    return f"{text} [{numbers.percent(share.low)}, {numbers.percent(share.high)}]"
