"""What the notes say of a run: figures, and the claims, models and puzzles that rest on them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.stats.estimates import Block
from reports.stats.pooling import summarize_ratios
from reports.stats.statistics import Summary
from reports.text import numbers

RATIO, CPUS, SECONDS, TASKS, RATE = "ratio", "CPUs", "s", "tasks", "B/s"
SHARE, WORKERS = "share", "workers"
FORMATS = {  # how a number is written, and what follows it once
    RATIO: (numbers.ratio, "×"),
    CPUS: (numbers.ratio, " CPUs"),
    SECONDS: (numbers.time, ""),
    TASKS: (numbers.figure, " tasks"),
    RATE: (lambda value: numbers.figure(value / 1e9), " GB/s"),
    SHARE: (numbers.fine_percent, ""),
    WORKERS: (numbers.figure, " workers"),
}


@dataclass(frozen=True)
class Figure:
    """A centre over n blocks with its interval; without low, high and level there is none."""

    label: str
    value: float | None  # None: beyond the sizes tried
    low: float | None
    high: float | None
    level: float | None
    n: int
    unit: str

    @property
    def words(self) -> str:
        """1.93× [1.90, 1.96]"""
        if self.value is None:
            return ""
        text, suffix = FORMATS[self.unit]
        if None not in (self.low, self.high):
            return f"{text(self.value)}{suffix} [{text(self.low)}, {text(self.high)}]"
        if self.unit in (TASKS, WORKERS) and self.value == int(self.value):
            return numbers.several(int(self.value), self.unit[:-1])
        return f"{text(self.value)}{suffix}"


@dataclass(frozen=True)
class ClaimResult:
    id: str
    text: str
    experiment: str
    verdict: str
    sentences: list[str]  # one per part, then what explains them
    figures: list[Figure] = field(default_factory=list)
    run_id: str = ""
    note: str = ""  # which of the teaching notes says it, and where

    @property
    def sentence(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Model:
    """What a model says of an experiment, or why it refuses."""

    name: str
    sentence: str
    refused: bool
    figures: list[Figure] = field(default_factory=list)
    formula: str = ""


@dataclass(frozen=True)
class Puzzle:
    title: str
    question: str  # with the run's own figures
    answer: str
    command: str  # shows the same again; to be copied


def figure(label: str, summary: Summary, unit: str = RATIO) -> Figure:
    interval = summary.interval
    ends = (interval.low, interval.high, interval.level) if interval else (None, None, None)
    return Figure(label, summary.median, *ends, summary.n, unit)


def of_values(label: str, values: Mapping[Block, float], unit: str = RATIO) -> Figure | None:
    """Of positive values, one per block, summarised on their logarithms; None without any."""
    summary = summarize_ratios(list(values.values()))
    return figure(label, summary, unit) if summary else None


def of_logs(label: str, logs: Mapping[Block, float], factor: float = 1.0) -> Figure | None:
    """Of ratios that are given as logarithms."""
    return of_values(label, {block: factor * math.exp(value) for block, value in logs.items()})


def plain(label: str, value: float, unit: str, n: int = 1) -> Figure:
    """A number that was counted or computed, not estimated."""
    return Figure(label, value, None, None, None, n, unit)
