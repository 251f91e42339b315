"""The measured wait in the queue beside what queueing theory predicts, where it applies."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from reports.stats import queueing
from reports.stats.latency import QUEUE_WAIT, ServiceCell
from reports.stats.statistics import Summary
from reports.text import numbers

# Variance of the times of service over their mean squared, by the parameter spread, as
# workloads/spread.hpp draws them.
VARIATION = {"fixed": 0.0, "uniform": 1 / 3, "exponential": 1.0, "lognormal": math.e - 1}
LEAST = 0.01  # of the time in service: shorter waits are those for the operating system
FORMULAS = {
    "M/M/c": "Erlang C (Erlang, 1917)",
    "M/D/c": "Crommelin's series (1932)",
    "M/G/1": "Pollaczek and Khinchine's formula (1930)",
}


@dataclass(frozen=True)
class Prediction:
    """Of a cell's mean wait in the queue, from its mean time in service and the arrivals' rate."""

    model: str
    wait_s: float
    measured: Summary

    @property
    def agrees(self) -> bool | None:
        """The prediction lies within the measured interval; None without one."""
        interval = self.measured.interval
        return None if interval is None else interval.low <= self.wait_s <= interval.high

    @property
    def sentence(self) -> str:
        """queue wait 1.90 ms [1.70, 2.10]; M/M/c predicts 2.00 ms"""
        return f"queue wait {numbers.time_span(self.measured)}; {self.model} predicts " + (
            numbers.time(self.wait_s)
        )


def prediction(
    cell: ServiceCell, parameters: Mapping[str, object], cpus: float | None
) -> Prediction | None:
    """None where no model applies, where next to nothing waits, or where all would for ever."""
    model = model_of(parameters, cell.workers, cpus)
    wait, service_s = cell.summaries[QUEUE_WAIT], cell.centre("service_s")
    if not model or wait is None or not service_s:
        return None
    rate = cell.centre("offered_per_s") or cell.rate_per_s
    if model == "M/M/c":
        found = queueing.mmc_wait_s(rate, service_s, cell.workers)
    elif model == "M/D/c":
        found = queueing.mdc_wait_s(rate, service_s, cell.workers)
    else:
        found = queueing.mg1_wait_s(rate, service_s, VARIATION[str(parameters["spread"])])
    told = LEAST * service_s <= found < math.inf
    return Prediction(model, found, wait) if told else None


def model_of(parameters: Mapping[str, object], workers: int, cpus: float | None) -> str:
    """Empty where none applies: other arrivals, a stall, or workers that share CPUs."""
    if parameters.get("arrivals") != "poisson" or _is_some(parameters.get("stall")):
        return ""
    if not {"compute", "wait"} <= set(parameters):
        return ""
    if _is_some(parameters["compute"]) and (cpus is None or workers > cpus):
        return ""
    spread = parameters.get("spread")
    if spread in ("exponential", "fixed"):
        return "M/M/c" if spread == "exponential" else "M/D/c"
    return "M/G/1" if workers == 1 and spread in VARIATION else ""


def _is_some(duration: object) -> bool:
    """Neither missing nor 0ms."""
    return any(float(part) > 0 for part in re.findall(r"\d+\.?\d*|\.\d+", str(duration or "")))
