"""Amdahl's law: the serial share that fits the measured times, and the limit that it sets.

T(N) / T(1) = s + (1 - s) / N, T(1) the serial runner's (Amdahl 1967). Refuses wherever nothing
would test the law, or the law is refuted.
"""

from __future__ import annotations

import math

from reports.text.names import shown
from reports.notes import evidence
from reports.notes.limits import FEWEST_N, LOW_CAPACITY, NO_SHARE
from reports.notes.results import RATIO, SHARE, Figure, Model, figure
from reports.stats.estimates import Block, Estimate
from reports.stats.series import BASE
from reports.stats.pooling import summarize_shares
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Interval, Summary
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

NAME = "Amdahl's law"
FORMULA = (
    "T(N) / T(1) = s + (1 − s) / N, with s the serial share, fitted to the measured times for N "
    "from 2 to the CPUs; 1 / s limits the speedup."
)


def amdahls_law(judged: Judged, found: Findings) -> list[Model]:
    """One model per runner, or a single refusal where all runners share its reason.

    Of runners on this machine: on hosts a worker may be faster than serial is here.
    """
    reason = _reason(judged, found)
    if reason:
        return [Model(NAME, f"Not fitted: {reason}.", True)]
    cpus = evidence.whole_cpus(judged)
    serial = (BASE, evidence.CPYTHON_BASE)
    runners = dict.fromkeys(
        cell.runner for cell in found.cells if cell.runner not in serial and not cell.on_hosts
    )
    within = {runner: _within(found, runner, cpus) for runner in runners}
    enough = [runner for runner in runners if len(within[runner]) >= FEWEST_N - 1]
    if enough:
        return [_fitted(found, runner, within[runner]) for runner in enough]
    tried = sorted({1} | {cell.workers for mine in within.values() for cell in mine})
    sentence = (
        f"Not fitted: measured only at N = {', '.join(map(str, tried))} within "
        f"{numbers.several(cpus, 'CPU')}; testing the law needs {FEWEST_N} values of N."
    )
    figures = [karp_flatt(found, mine[-1]) for mine in within.values() if mine]
    return [Model(NAME, sentence, True, [one for one in figures if one])]


def _reason(judged: Judged, found: Findings) -> str:
    if found.kind != "compute":
        return "the law is about work that computes, and " + {
            "waiting": "these tasks wait", "mixed": "these tasks also wait",
            "floor": "these tasks do nothing",
            "unknown": "nothing but the measurement says what these tasks do",
        }.get(found.kind, "these tasks do not")  # fmt: skip
    if found.too_busy:
        return "too much background load"
    if evidence.whole_cpus(judged) is None:
        return evidence.UNKNOWN_CPUS
    if any(evidence.cell(found, base, 1) for base in (BASE, evidence.CPYTHON_BASE)):
        return ""
    return "no undisturbed trial of serial to compare with"


def _within(found: Findings, runner: str, cpus: int) -> list[Estimate]:
    """Cells from 2 workers to as many as CPUs: past them the law says nothing."""
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
    share = summarize_shares([serial_share(times) for times in by_block.values()])
    extra = [one for one in [karp_flatt(found, mine[-1])] if one]
    if share is None or share.interval is None:
        count = numbers.several(share.n if share else 0, "block")
        reason = (
            f"only {count} have every N undisturbed; an interval needs {FEWEST_FOR_AN_INTERVAL}"
        )
        return Model(name, f"Not fitted: {reason}.", True, extra)
    fitted = figure(f"{shown(runner, 40)}: serial share", share, SHARE)
    counts = ", ".join(str(n) for n in [1, *[one.workers for one in mine]])
    if share.interval.low <= NO_SHARE:
        sentence = (
            f"No limit: the serial share that fits N = {counts} is {fitted.words}, and its "
            "interval does not exclude 0."
        )
        return Model(name, sentence, True, [fitted, *extra])
    misfit = _misfit(found, mine, share.median)
    if misfit:
        return Model(name, f"Refuted: {misfit}.", True, [fitted, *extra])
    bound = figure(f"{shown(runner, 40)}: Amdahl's limit 1 / s", _inverse(share), RATIO)
    sentence = (
        f"A serial share of {fitted.words} fits N = {counts}. If it stays the same, no number of "
        f"workers gives more than {bound.words}.{_machine(mine[-1])}"
    )
    return Model(name, sentence, False, [fitted, bound, *extra])


def _times(found: Findings, mine: list[Estimate]) -> dict[Block, dict[int, float]]:
    """T(N) / T(1) by N, for the blocks that have all N."""
    logs = {one.workers: evidence.log_speedups(found, one) for one in mine}
    shared = sorted(set.intersection(*[set(one) for one in logs.values()]))
    return {block: {n: math.exp(-one[block]) for n, one in logs.items()} for block in shared}


def _misfit(found: Findings, mine: list[Estimate], share: float) -> str:
    """The first N whose whole interval the curve misses by more than the experiment's margin."""
    for one in mine:
        speedup = summarize_shares(list(evidence.log_speedups(found, one).values()))
        if speedup is None or speedup.interval is None:
            continue
        predicted = 1 / (share + (1 - share) / one.workers)
        low, high = (math.exp(end) for end in (speedup.interval.low, speedup.interval.high))
        if not low / (1 + found.margin) <= predicted <= high * (1 + found.margin):
            return (
                f"at N={one.workers} the best curve predicts {numbers.ratio(predicted)}×; measured "
                f"were {numbers.ratio(math.exp(speedup.median))}× [{numbers.ratio(low)}, "
                f"{numbers.ratio(high)}]"
            )
    return ""


def _machine(last: Estimate) -> str:
    if last.capacity is None or last.capacity.median >= LOW_CAPACITY * last.workers:
        return ""
    return (
        f" Part of it is the machine: {last.workers} independent copies did only "
        f"{numbers.ratio(last.capacity.median)}× the work of one."
    )


def _inverse(summary: Summary) -> Summary:
    interval = summary.interval
    turned = Interval(1 / interval.high, 1 / interval.low, interval.level)
    return Summary(summary.n, 1 / summary.median, turned)


def karp_flatt(found: Findings, one: Estimate) -> Figure | None:
    """The serial fraction that one speedup S at N would mean: (1/S - 1/N) / (1 - 1/N).

    Karp and Flatt 1990. Falls as S rises, so the ends of the interval change places.
    """
    speedup = summarize_shares(list(evidence.log_speedups(found, one).values()))
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
