"""A puzzle, and what the rules that find one share: shown figures and commands; finds nothing."""

from __future__ import annotations

from dataclasses import dataclass

from reports.text.names import shown
from reports.notes.claims import evidence
from reports.notes.claims.result import RATIO, Figure, figure
from reports.stats.estimates import Estimate
from reports.stats.statistics import Summary
from reports.text import numbers
from reports.verdicts.verdicts import Findings

# Names that a command may hold. A run may have others, of somebody's own.
WORKLOADS = ("empty", "primes", "range_sum", "busy_loop", "sleep", "fetch")
RUNNERS = (
    "thread_per_task", "thread_pool", "process_per_task", "process_pool", "process_pool_pipe",
    "tbb", "openmp", "python_threads", "python_processes", "python_pool_threads",
    "python_pool_processes",
)  # fmt: skip


@dataclass(frozen=True)
class Puzzle:
    title: str
    question: str  # with the run's own figures
    answer: str
    command: str  # the experiment that shows it, to be copied
    workload: str


def known_workload(found: Findings, other: str) -> str:
    name = found.experiment.workload
    return name if name in WORKLOADS else other


def known_runner(one: Estimate, other: str = "thread_pool") -> str:
    return one.runner if one.runner in RUNNERS else other


def named(one: Estimate) -> str:
    return f"{shown(one.runner, 40)} N={one.workers}"


def work(found: Findings) -> str:
    return evidence.work(found)


def ratio(summary: Summary) -> str:
    """1.93× [1.90, 1.96]"""
    return as_figure(summary).words


def as_figure(summary: Summary) -> Figure:
    return figure("", summary, RATIO)


def cpus(count: int) -> str:
    return numbers.several(count, "CPU")
