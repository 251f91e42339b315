"""The answer about one experiment whose requests arrive on a schedule, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.stats.latency import QUEUE, ServiceCell
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL
from reports.text import numbers
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.answer import LINE, Answer, advice, ties
from reports.verdicts.confidence import HIGH, LOW, MEDIUM, NONE, Confidence
from reports.verdicts.findings import Judged
from reports.verdicts.next_step import NextStep, as_given, command
from reports.verdicts.service import KEEPS_UP, ServiceFindings
from reports.verdicts.verdicts import NEAR, cost
from reports.verdicts.wording import failures, named

PERCENTILES = {"p50_s": "p50", "p90_s": "p90", "p99_s": "p99", "p999_s": "p99.9"}
LOWER = 0.9  # of what was achieved: the rate to try next where nothing keeps up


def answer(judged: Judged, found: ServiceFindings) -> Answer:
    cell = found.recommended
    chosen = [cell, *sorted(found.alternatives, key=cost)] if cell else []
    figures = _figures(found, cell) if cell else ""
    return Answer(
        cell.workers if cell else None,
        [one.runner for one in chosen],
        advice(chosen, figures) if cell else _no_advice(found),
        advice(chosen, figures, LINE) if cell else _no_advice(found),
        _limit(found, cell) if cell else "",
        ties(found, cell) if cell else "",
        None,
        _confidence(found),
        [one for one in _warnings(found) if one],
        _next_step(judged, found),
        [one for one in _details(found) if one],
        _tried(found) if cell else "",
    )


def percentile(found: ServiceFindings) -> str:
    """p99, or the lower one that cells are compared by."""
    return PERCENTILES[found.tail]


def _figures(found: ServiceFindings, cell: ServiceCell) -> str:
    """p99 21.3 ms [20.9, 22.0] at 400/s"""
    tail = cell.summaries[found.tail]
    none = "" if tail.interval else " (no interval)"
    rate = numbers.rate(found.rate_per_s)
    return f"{percentile(found)} {numbers.time_span(tail)}{none} at {rate}"


def _no_advice(found: ServiceFindings) -> str:
    if found.too_busy:
        return "too much background load: no verdict"
    most = most_achieved(found)
    if most is None:
        if all(cell.failures for cell in found.cells):
            return "no recommendation: every trial failed"
        return "no recommendation: every cell has failed or disturbed trials only"
    rate, achieved = numbers.rate(found.rate_per_s), numbers.rate(most.centre("achieved_per_s"))
    if found.saturated(most):
        return f"Saturated: no cell keeps up with {rate}; most: {named(most)}, {achieved}"
    return f"no recommendation at {rate}: every cell that keeps up has failed trials"


def most_achieved(found: ServiceFindings) -> ServiceCell | None:
    """The cell that served the most requests per second."""
    served = [cell for cell in found.cells if cell.summaries["achieved_per_s"]]
    return max(served, key=lambda cell: cell.centre("achieved_per_s"), default=None)


def _limit(found: ServiceFindings, cell: ServiceCell) -> str:
    """How busy the workers are, and the wait for them beside queueing theory."""
    busy, theory = cell.centre("utilisation"), found.predictions.get(cell.name)
    words = [f"workers busy {numbers.percent(busy)} of the time"] if busy is not None else []
    if theory:
        words.append(theory.sentence)
    return "; ".join(words)


def _confidence(found: ServiceFindings) -> Confidence:
    """By the first of these that applies, the gravest first."""
    cell, load = found.recommended, found.load
    if found.too_busy:
        return Confidence(NONE, "too much background load")
    if cell is None:
        shown_by = found.has_a_verdict and most_achieved(found) is not None
        blocks = several(found.experiment.blocks, "block")
        return Confidence(HIGH, blocks) if shown_by else Confidence(NONE, "nothing to compare")
    if not found.has_a_verdict:
        return Confidence(NONE, f"fewer than {FEWEST_FOR_AN_INTERVAL} undisturbed blocks")
    chance = found.p_near.get(cell.name, 0.0)
    if chance < NEAR and not found.advised:
        near = f"within {numbers.percent(found.margin)} of the best"
        return Confidence(LOW, f"{near} with probability {numbers.percent(chance)}")
    if found.verdict(cell) != KEEPS_UP:
        rate = numbers.rate(found.rate_per_s)
        return Confidence(LOW, f"not shown that it keeps up with {rate}")
    if load.disturbed >= 0.1 * load.slots > 0:
        return Confidence(MEDIUM, f"{load.disturbed} of {load.slots} trials disturbed")
    blocks = several(found.experiment.blocks, "block")
    if found.advised:
        return Confidence(HIGH, blocks)
    return Confidence(HIGH, f"{blocks}, best or tied with probability {numbers.percent(chance)}")


def _warnings(found: ServiceFindings) -> Iterator[str]:
    """The most important first."""
    load, runners = found.load, list(dict.fromkeys(cell.runner for cell in found.cells))
    if found.too_busy:
        yield f"{load.disturbed} of {load.slots} trials disturbed: stop other programs"
    elif not found.has_a_verdict:
        yield f"no verdicts: they need {FEWEST_FOR_AN_INTERVAL} undisturbed blocks"
    yield _errors(found)
    if found.recommended:
        yield saturated_cells(found)
    tried = [one for one in found.experiment.samples if one.status != "unsupported"]
    yield from failures(tried, runners)
    if found.missing:
        yield f"{several(found.missing, 'planned cell')} never ran: the run ended early"


def _errors(found: ServiceFindings) -> str:
    bad = [cell for cell in found.cells if cell.errors]
    if not bad:
        return ""
    errors, requests = sum(one.errors for one in bad), sum(one.requests for one in bad)
    where = _by_runner(bad)
    return f"{several(errors, 'error')} beside {several(requests, 'request')}: {where}"


def saturated_cells(found: ServiceFindings) -> str:
    """saturated: every runner with N=1, 2; tbb N=4"""
    full = [cell for cell in found.cells if found.saturated(cell)]
    known = [cell for cell in found.cells if cell.summaries[QUEUE]]
    every = {
        n for n in found.workers
        if all(cell in full for cell in known if cell.workers == n)
        and len({cell.runner for cell in full if cell.workers == n}) > 1
    }  # fmt: skip
    words = [f"every runner with N={', '.join(map(str, sorted(every)))}"] if every else []
    others = [cell for cell in full if cell.workers not in every]
    words += [_by_runner(others)] if others else []
    return f"saturated: {'; '.join(words)}" if words else ""


def _by_runner(cells: Sequence[ServiceCell]) -> str:
    sizes: dict[str, list[str]] = {}
    for cell in cells:
        sizes.setdefault(cell.runner, []).append(str(cell.workers))
    return "; ".join(f"{shown(runner, 24)} N={', '.join(ns)}" for runner, ns in sizes.items())


def _details(found: ServiceFindings) -> Iterator[str]:
    counts = sorted({cell.requests for cell in found.cells if cell.requests})
    if counts:
        span = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
        yield f"{span} requests per cell after warm-up, latency from the intended arrival on"
    yield theory(found)
    reasons: dict[str, list[str]] = {}
    for one in found.experiment.samples:
        if one.status == "unsupported":
            reasons.setdefault(one.reason, []).append(shown(one.runner, 24))
    for reason, runners in reasons.items():
        yield f"unsupported: {', '.join(dict.fromkeys(runners))}: {shown(reason, 240)}"


def theory(found: ServiceFindings) -> str:
    """In how many cells the prediction lies in the interval of the measured wait."""
    judged = [one for one in found.predictions.values() if one.agrees is not None]
    if not judged:
        return ""
    models = " or ".join(sorted({one.model for one in judged}))
    within = sum(one.agrees for one in judged)
    return (
        f"the queue wait predicted by {models} lies in the measured interval in {within} of "
        f"{several(len(judged), 'cell')}"
    )


def _next_step(judged: Judged, found: ServiceFindings) -> NextStep | None:
    if found.too_busy:
        return NextStep("on an idle machine", command(judged, found, "--wait", "20m"))
    most = most_achieved(found)
    if most is None:
        return None
    if found.recommended is None and found.saturated(most):
        lower = float(f"{LOWER * most.centre('achieved_per_s'):.2g}")
        rate = f"{lower:g}/s"
        return NextStep("at a lower rate", command(judged, found, rate=rate))
    if found.recommended is not None and not found.has_a_verdict:
        words = ("--blocks", str(FEWEST_FOR_AN_INTERVAL))
        return NextStep("to decide", command(judged, found, *words))
    cell = found.recommended
    if cell and _still_gains(found, cell):
        counts = ",".join(str(factor * cell.workers) for factor in (1, 2, 4))
        words = ("-R", as_given(judged, cell.runner), "-j", counts)
        return NextStep(f"N={cell.workers} still gains", command(judged, found, *words))
    return None


def _still_gains(found: ServiceFindings, cell: ServiceCell) -> bool:
    """The largest N that was tried has a shorter tail than the next one, by both intervals."""
    if len(found.workers) < 2 or cell.workers < found.workers[-1]:
        return False
    fewer = [
        one.summaries[found.tail]
        for one in found.cells
        if one.runner == cell.runner and one.workers < cell.workers and one.summaries[found.tail]
    ]
    mine = cell.summaries[found.tail]
    if not fewer or not mine.interval or not fewer[-1].interval:
        return False
    return mine.interval.high * (1 + found.margin) < fewer[-1].interval.low


def _tried(found: ServiceFindings) -> str:
    tried = found.workers
    return f"N={tried[0]} only" if len(tried) == 1 else f"N from {tried[0]} to {tried[-1]}"
