"""What the machine can do at N workers, from the run's probes: CPU capacity, memory bandwidth.

No probe is left out because of its value: only load beside it, seen by other figures, does that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reports.data.facts import Plan
from reports.data.samples import Sample
from reports.data.side_tables import Trial, Worker, trial_of
from reports.stats import pooling, series, statistics
from reports.stats.statistics import CONFIDENCE, Interval, Summary

Copies = Mapping[Trial, list[Worker]]  # what workers.csv says of each probe's copies

Block = tuple[str, int]


@dataclass(frozen=True)
class Curve:
    """A figure by N; empty without a probe that counts."""

    points: dict[int, Summary] = field(default_factory=dict)
    usable_cpus: float | None = None

    def at(self, workers: int) -> Summary | None:
        """Linear between the probed N. Beyond them the last value, if all CPUs were probed."""
        if workers in self.points:
            return self.points[workers]
        known = sorted(self.points.items())
        if not known or workers < known[0][0]:
            return None
        last, value = known[-1]
        if workers > last:
            # A quota of 1.5 CPUs is probed at 1: what two workers get of it nobody measured.
            everything = self.usable_cpus is not None and last >= self.usable_cpus
            return value if everything else None
        for (low, below), (high, above) in zip(known, known[1:]):
            if low < workers < high:
                return _between(below, above, (workers - low) / (high - low))
        return None


@dataclass(frozen=True)
class Capacity(Curve):
    """Work that N independent copies do over that of one; N = 1 is not among the points."""

    by_slowest: bool = False  # some sweeps do not have the times of each copy

    def at(self, workers: int) -> Summary | None:
        """N = 1 is 1 by definition."""
        one = Summary(0, 1.0, Interval(1.0, 1.0, CONFIDENCE))
        return Curve({1: one} | self.points, self.usable_cpus).at(workers)


def sweeps(probes: Iterable[Sample]) -> Iterator[list[Sample]]:
    """Probes that followed each other with more and more workers, from one on."""
    sweep: list[Sample] = []
    for probe in probes:
        follows = sweep and probe.workers > sweep[-1].workers and probe.session == sweep[-1].session
        if not follows:
            if sweep:
                yield sweep
            sweep = []
        sweep.append(probe)
    if sweep:
        yield sweep


def measure(probes: Iterable[Sample], copies: Copies, usable_cpus: float | None) -> Capacity:
    """Per sweep the throughput of all N copies over that of one; pooled over sweeps and N."""
    found: dict[int, list[float]] = {}
    by_slowest = False
    for sweep in sweeps(probes):
        alone = sweep[0]
        if alone.workers != 1 or not alone.unloaded:
            continue
        for probe in sweep[1:]:
            if probe.unloaded:
                rates = _throughput(probe, copies), _throughput(alone, copies)
                by_slowest |= None in rates
                if None in rates:
                    rates = probe.workers / probe.wall_s, 1 / alone.wall_s
                found.setdefault(probe.workers, []).append(math.log(rates[0] / rates[1]))
    # One CPU has no sweep to measure: its capacity is 1 by definition.
    return Capacity(_pooled(found), usable_cpus, by_slowest)


def _throughput(probe: Sample, copies: Copies) -> float | None:
    """Copies per second, each by its own time; None where that of a copy is not known.

    A pass ends with its slowest copy. A runner hands the work that is left to the faster workers,
    so what all copies get done is the limit, not N times what the slowest does.
    """
    rows = copies.get(trial_of(probe), [])
    if sum(row.tasks for row in rows) != probe.tasks * probe.passes:
        return None
    busy = [row for row in rows if row.tasks]
    if not all(row.last_s for row in busy):
        return None
    return math.fsum(row.tasks / probe.passes / row.last_s for row in busy)


def measure_bandwidth(probes: Iterable[Sample], plan: Plan | None, cpus: float | None) -> Curve:
    """Bytes per second: those that a probe reads by the plan, over its time."""
    rates: dict[int, list[float]] = {}
    for probe in probes:
        size = plan.streamed_bytes.get(probe.work) if plan else None
        if size and probe.unloaded:
            rates.setdefault(probe.workers, []).append(math.log(size / probe.wall_s))
    return Curve(_pooled(rates), cpus)


def memory_shares(
    samples: Iterable[Sample],
    probes: Iterable[Sample],
    plan: Plan | None,
    usable_cpus: float | None,
) -> dict[tuple[str, int], dict[Block, float]]:
    """By cell and block: the least time that memory allows a pass, over that of the trial.

    Each undisturbed trial is compared with the nearest undisturbed probe before it, in its block
    and session, with as many copies as it has workers, at most the usable CPUs: a run's rows stand
    in the order in which they were measured. Without such a probe a trial has no share.
    """
    sizes = plan.streamed_bytes if plan else {}
    most = max(1, int(usable_cpus or 1))
    rates: dict[tuple[object, ...], float] = {}
    shares: dict[tuple[str, int], dict[Block, list[float]]] = {}
    for one in sorted([*samples, *probes], key=lambda one: one.line):
        size, block = sizes.get(one.work), series.block_of(one)
        if not size:
            continue
        place = (one.session, block, min(one.workers, most))
        if one.role == "probe":
            if one.unloaded:
                rates[place] = size / one.wall_s
        elif place in rates and one.undisturbed:
            share = size / rates[place] / one.wall_s
            shares.setdefault(one.cell, {}).setdefault(block, []).append(share)
    return {
        cell: {block: statistics.mean(values) for block, values in mine.items()}
        for cell, mine in shares.items()
    }


def _pooled(logs: dict[int, list[float]]) -> dict[int, Summary]:
    ordered = sorted(logs)
    return dict(zip(ordered, pooling.summaries([logs[n] for n in ordered])))


def _between(below: Summary, above: Summary, share: float) -> Summary:
    """So far from below to above. The N of one sweep vary together, so the ends are ends too."""

    def mixed(low: float, high: float) -> float:
        return low + (high - low) * share

    one, other = below.interval, above.interval
    interval = None
    if one and other:
        interval = Interval(mixed(one.low, other.low), mixed(one.high, other.high), one.level)
    return Summary(above.n, mixed(below.median, above.median), interval)
