"""An experiment's row in the first table of its run's page."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from reports.text import numbers
from reports.text.names import shown
from reports.verdicts.answer import Answer
from reports.verdicts.ceilings import named_limit
from reports.verdicts.findings import Judged
from reports.verdicts.next_step import NextStep, command
from reports.verdicts.service import ServiceFindings
from reports.verdicts.service_answer import percentile
from reports.verdicts.verdicts import Findings

AGAIN = "to confirm, at another time"


@dataclass(frozen=True)
class Glance:
    """Without a speedup and a latency the answer's headline says why."""

    step: NextStep
    tie: str = ""
    speedup: str = ""
    interval: str = ""
    limit: str = ""
    reached: str = ""  # how much of the limit
    smt: str = ""  # what all CPUs add to all cores
    latency: str = ""  # at the rate that was asked for, instead of a speedup


def glance(found: Findings, answer: Answer) -> Glance:
    cell, step = found.recommended, answer.next_step or _failed(found) or _again(found)
    if cell is None or not answer.runners:
        return Glance(step)
    base = next((one for one in found.cells if one.is_base), None)
    interval = cell.speedup.interval
    return Glance(
        step,
        f"tied within {numbers.percent(found.margin)}" if len(answer.runners) > 1 else "",
        f"{numbers.ratio(cell.speedup.median)}×",
        numbers.span(interval) if interval else "no interval",
        *named_limit(cell, base),
        answer.smt.short if answer.smt else "",
    )


def service_glance(judged: Judged, found: ServiceFindings, answer: Answer) -> Glance:
    again = NextStep(AGAIN, command(judged, found))  # at this rate, not at the usual one
    cell, step = found.recommended, answer.next_step or _failed(found) or again
    if cell is None:
        return Glance(step)
    tail, busy = cell.summaries[found.tail], cell.centre("utilisation")
    rate, theory = numbers.rate(found.rate_per_s), found.predictions.get(cell.name)
    interval = f"[{numbers.time_ends(tail)}]" if tail.interval else "no interval"
    return Glance(
        step,
        f"tied within {numbers.percent(found.margin)}" if len(answer.runners) > 1 else "",
        interval=f"{interval} at {rate}",
        limit=f"workers busy {numbers.percent(busy)}" if busy is not None else "",
        reached="queue wait {}, {} {}".format(
            numbers.time(theory.measured.median), theory.model, numbers.time(theory.wait_s)
        )
        if theory
        else "",
        latency=f"{percentile(found)} {numbers.time(tail.median)}",
    )


def _failed(found: Findings | ServiceFindings) -> NextStep | None:
    bad = next((cell.runner for cell in found.cells if cell.failures), "")
    if found.recommended is not None or not bad or found.may_fail:
        return None
    return NextStep(
        "to see why trials fail", f"parbench check-runner {shlex.quote(shown(bad, 40))}"
    )


def _again(found: Findings) -> NextStep:
    """What is always left open: one run is one session."""
    workload = shlex.quote(shown(found.experiment.workload, 40))
    return NextStep(AGAIN, f"parbench run -w {workload}")
