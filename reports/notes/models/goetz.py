"""Goetz's rule, N = CPUs x (1 + wait / compute), beside the recommended number of workers.

Java Concurrency in Practice, section 8.2. Wait and compute are those of the serial trials: wall
time less CPU time, and CPU time.
"""

from __future__ import annotations

from reports.text.names import shown
from reports.notes import evidence
from reports.notes.limits import LEAST_CPU_S, NO_WAIT
from reports.notes.results import SECONDS, WORKERS, Figure, Model, figure, plain
from reports.stats.estimates import Estimate, by_block
from reports.stats.series import BASE
from reports.stats.pooling import summarize_ratios
from reports.stats.statistics import FEWEST_FOR_AN_INTERVAL, Summary, median, scaled
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.verdicts.verdicts import Findings

NAME = "Goetz's number of workers"
FORMULA = (
    "N = CPUs × (1 + wait / compute), with wait and compute as the serial trials have them: wall "
    "time less CPU time, and CPU time (Java Concurrency in Practice, 8.2)."
)


def goetz_rule(judged: Judged, found: Findings) -> Model:
    base, usable = evidence.cell(found, BASE, 1), judged.usable_cpus
    reason = _reason(found, base, usable)
    if reason:
        return Model(NAME, f"Not applied: {reason}.", True)
    ratios = by_block(
        base.trials, lambda trial: max(1.0, trial.wall_s / trial.cpu_s) if trial.cpu_s else None
    )
    ratio = summarize_ratios(list(ratios.values()))
    if ratio is None or ratio.interval is None:
        blocks = numbers.several(ratio.n if ratio else 0, "block")
        reason = f"serial is undisturbed in {blocks}; an interval needs {FEWEST_FOR_AN_INTERVAL}"
        return Model(NAME, f"Not applied: {reason}.", True)
    predicted = figure("workers by Goetz's rule", scaled(ratio, usable), WORKERS)
    server, recommended = _server(base), found.recommended
    words = [_rule(ratio, usable, predicted), _measured(found, predicted.value)]
    if server:
        words.append(
            f"That leaves out the server's CPU time, at most {numbers.time(server.value)} per pass."
        )
    figures = [predicted, server]
    if recommended:
        label = f"{recommended.runner}: recommended workers"
        figures.append(plain(label, recommended.workers, WORKERS, recommended.wall.n))
    return Model(NAME, " ".join(words), False, [one for one in figures if one])


def _reason(found: Findings, base: Estimate | None, usable: float | None) -> str:
    if found.too_busy:
        return "too much background load"
    if found.kind == "floor":
        return "these tasks do nothing"
    if usable is None:
        return evidence.UNKNOWN_CPUS
    if base is None:
        return "no undisturbed trial of serial"
    spent = [
        one.cpu_s * one.passes for one in base.trials if one.undisturbed and one.cpu_s is not None
    ]
    if not spent:
        return "the CPU time of serial was not read"
    if median(spent) < LEAST_CPU_S:
        used = numbers.time(max(median(spent), 1e-9))
        return f"serial used only {used} of CPU time per trial, too little to measure"
    return ""


def _rule(ratio: Summary, usable: float, predicted: Figure) -> str:
    share = ratio.median - 1
    waits = f"less than {NO_WAIT:g}" if share < NO_WAIT else numbers.ratio(share)
    cpus = f"{usable:g} CPU" + ("" if usable == 1 else "s")
    return (
        f"Serial waits {waits} times as long as it computes; on {cpus} the rule gives "
        f"{predicted.words}."
    )


def _measured(found: Findings, predicted: float) -> str:
    cell = found.recommended
    if cell is None:
        return "This experiment has no recommendation to compare with."
    name = f"{shown(cell.runner, 40)} N={cell.workers}"
    if cell.on_hosts:
        return f"Recommended by measurement: {name}, whose workers had the CPUs of other hosts."
    tasks = evidence.tasks(found)
    if tasks is not None and cell.workers >= tasks:
        return f"Recommended by measurement: {name}; there are only {tasks} tasks."
    if not found.largest_tried:
        return f"Recommended by measurement: {name}."
    side = "below" if predicted > cell.workers else "not below"
    return f"Recommended by measurement: {name}, the largest N tried, {side} the prediction."


def _server(base: Estimate) -> Figure | None:
    """Its whole life over the timed passes: more than a pass costs it, because there are others."""
    spent = [
        one.companion_cpu_s / one.passes
        for one in base.trials
        if one.undisturbed and one.companion_cpu_s is not None
    ]
    if not spent:
        return None
    return plain("the server's CPU time per pass, at most", median(spent), SECONDS, len(spent))
