"""Amdahl's law: the serial share that fits the measured times, and the bound that it sets.

T(N) / T(1) = s + (1 - s) / N, T(1) the serial runner's (Amdahl 1967). Refuses wherever the law
would be tested by nothing, or is refuted.
"""

from __future__ import annotations

import math

from reports.text.names import shown
from reports.notes.claims import evidence
from reports.notes.claims.result import RATIO, SHARE, Figure, figure
from reports.stats.estimates import Block, Estimate
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Interval, Summary, summarize
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings
from reports.notes.models.model import Model

NAME = "Amdahl's law"
# One parameter, and T(1) / T(1) is 1 by definition: two N would always lie on the curve.
FEWEST_N = 3
NONE = 1e-4  # paired times are not known to a hundredth of a percent
LOW_CAPACITY = 0.95  # of N copies' worth of work: below it the machine itself is part of s


def amdahls_law(judged: Judged, found: Findings) -> list[Model]:
    """One model a runner, or a single refusal where all runners share its reason."""
    reason = _reason(judged, found)
    if reason:
        return [Model(NAME, f"Not fitted: {reason}.", True)]
    cpus = evidence.whole_cpus(judged)
    runners = list(dict.fromkeys(cell.runner for cell in found.cells if not cell.is_base))
    runners = [runner for runner in runners if runner != evidence.PYTHON_BASE]
    within = {runner: _within(found, runner, cpus) for runner in runners}
    enough = [runner for runner in runners if len(within[runner]) >= FEWEST_N - 1]
    if enough:
        return [_fitted(found, runner, within[runner]) for runner in enough]
    tried = sorted({1} | {cell.workers for mine in within.values() for cell in mine})
    sentence = (
        f"Not fitted: within {numbers.several(cpus, 'CPU')} there is N = "
        f"{', '.join(map(str, tried))}, and it takes {FEWEST_N} N to test a law with one parameter."
    )
    figures = [karp_flatt(found, mine[-1]) for mine in within.values() if mine]
    return [Model(NAME, sentence, True, [one for one in figures if one])]


def _reason(judged: Judged, found: Findings) -> str:
    if found.kind != "compute":
        return "the law is about work that computes, and " + {
            "waiting": "these tasks wait", "floor": "these tasks do nothing"
        }.get(found.kind, "these tasks do not")  # fmt: skip
    if found.too_busy:
        return "the machine was too busy"
    if evidence.whole_cpus(judged) is None:
        return evidence.UNKNOWN_CPUS
    bases = (evidence.base_of(found, ""), evidence.base_of(found, "python_"))
    return "" if any(bases) else "no clean trial of serial to measure it against"


def _within(found: Findings, runner: str, cpus: int) -> list[Estimate]:
    """Cells with 2 workers to as many as CPUs: past them the law says nothing."""
    return [
        one
        for one in evidence.cells(found, runner)
        if 2 <= one.workers <= cpus and evidence.log_speedups(found, one)
    ]


def serial_share(times: dict[int, float]) -> float:
    """Least squares of s in T(N) / T(1) - 1 / N = s (1 - 1 / N). times: T(N) / T(1) by N > 1."""
    spread = {n: 1 - 1 / n for n in times}
    over = math.fsum(spread[n] * (time - 1 / n) for n, time in times.items())
    return over / math.fsum(value**2 for value in spread.values())


def _fitted(found: Findings, runner: str, mine: list[Estimate]) -> Model:
    name = f"{NAME}: {shown(runner, 40)}"
    by_block = _times(found, mine)
    share = summarize([serial_share(times) for times in by_block.values()])
    extra = [one for one in [karp_flatt(found, mine[-1])] if one]
    if share is None or share.interval is None:
        count = numbers.several(share.n if share else 0, "block")
        reason = f"{count} have all N clean, and an interval needs {FEWEST_FOR_AN_INTERVAL}"
        return Model(name, f"Not fitted: {reason}.", True, extra)
    fitted = figure(f"{shown(runner, 40)}: serial share", share, SHARE)
    counts = ", ".join(str(n) for n in [1, *[one.workers for one in mine]])
    if share.interval.low <= NONE:
        sentence = (
            f"Not identifiable: the serial share that fits N = {counts} is {fitted.words}, which "
            "does not exclude 0, so there is no bound to tell."
        )
        return Model(name, sentence, True, [fitted, *extra])
    misfit = _misfit(found, mine, share.median)
    if misfit:
        return Model(name, f"Refuted: {misfit}.", True, [fitted, *extra])
    bound = figure(f"{shown(runner, 40)}: Amdahl's bound 1 / s", _inverse(share), RATIO)
    sentence = (
        f"A serial share of {fitted.words} fits N = {counts}. If it stayed, no number of workers "
        f"would give more than {bound.words}.{_machine(mine[-1])}"
    )
    return Model(name, sentence, False, [fitted, bound, *extra])


def _times(found: Findings, mine: list[Estimate]) -> dict[Block, dict[int, float]]:
    """T(N) / T(1) by N, for the blocks that have all N."""
    logs = {one.workers: evidence.log_speedups(found, one) for one in mine}
    shared = sorted(set.intersection(*[set(one) for one in logs.values()]))
    return {block: {n: math.exp(-one[block]) for n, one in logs.items()} for block in shared}


def _misfit(found: Findings, mine: list[Estimate], share: float) -> str:
    """The first N whose whole interval the curve misses by more than the margin."""
    for one in mine:
        speedup = summarize(list(evidence.log_speedups(found, one).values()))
        if speedup is None or speedup.interval is None:
            continue
        predicted = 1 / (share + (1 - share) / one.workers)
        low, high = (math.exp(end) for end in (speedup.interval.low, speedup.interval.high))
        if not low / (1 + found.margin) <= predicted <= high * (1 + found.margin):
            return (
                f"at N={one.workers} the best curve says {numbers.ratio(predicted)}×, and "
                f"{numbers.ratio(math.exp(speedup.median))}× [{numbers.ratio(low)}, "
                f"{numbers.ratio(high)}] was measured"
            )
    return ""


def _machine(last: Estimate) -> str:
    if last.capacity is None or last.capacity >= LOW_CAPACITY * last.workers:
        return ""
    return (
        f" Part of it is the machine: {last.workers} independent copies got "
        f"{numbers.ratio(last.capacity)}× the work of one done."
    )


def _inverse(summary: Summary) -> Summary:
    interval = summary.interval
    turned = Interval(1 / interval.high, 1 / interval.low, interval.level)
    return Summary(summary.n, 1 / summary.median, turned)


def karp_flatt(found: Findings, one: Estimate) -> Figure | None:
    """The serial fraction that one speedup S at N would mean: (1/S - 1/N) / (1 - 1/N).

    Karp and Flatt 1990. Falls as S rises, so the ends of the interval change places.
    """
    speedup = summarize(list(evidence.log_speedups(found, one).values()))
    if speedup is None:
        return None
    n = one.workers

    def fraction(log: float) -> float:
        return (math.exp(-log) - 1 / n) / (1 - 1 / n)

    interval = speedup.interval
    if interval is not None:
        interval = Interval(fraction(interval.high), fraction(interval.low), interval.level)
    label = f"{shown(one.runner, 40)} N={n}: Karp and Flatt's serial fraction"
    return figure(label, Summary(speedup.n, fraction(speedup.median), interval), SHARE)
