"""How much background load a run met: disturbed slots, foreign CPU time, drift."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.stats import statistics
from reports.data.consistency import slot_of
from reports.data.samples import SLOT_ROLES, Sample

# Judged for the load of other programs; waiting work leaves them the CPUs, and is judged by steal.
FOREIGN_KINDS = ("compute", "mixed", "floor", "unknown")
DRIFT = 1.15  # of a probe's CPU time against its median


@dataclass(frozen=True)
class Load:
    """Counts over the slots of an experiment, or of a run's experiments of FOREIGN_KINDS."""

    slots: int = 0
    disturbed: int = 0
    repeats: int = 0  # trials that were run again

    @property
    def too_busy(self) -> bool:
        return 2 * self.disturbed > self.slots

    def __add__(self, other: Load) -> Load:
        return Load(
            self.slots + other.slots, self.disturbed + other.disturbed, self.repeats + other.repeats
        )


def slots(samples: Iterable[Sample]) -> dict[tuple[object, ...], list[Sample]]:
    """The attempts of each planned trial; references and probes are none."""
    found: dict[tuple[object, ...], list[Sample]] = {}
    for one in samples:
        if one.role in SLOT_ROLES:
            found.setdefault(slot_of(one), []).append(one)
    return found


def count(samples: Iterable[Sample]) -> Load:
    """Slots with a trial that ended ok; disturbed: none of these was undisturbed."""
    judged = disturbed = repeats = 0
    for attempts in slots(samples).values():
        repeats += len(attempts) - 1
        good = [trial for trial in attempts if trial.status == "ok"]
        judged += bool(good)
        disturbed += bool(good) and not any(trial.undisturbed for trial in good)
    return Load(judged, disturbed, repeats)


def paused(samples: Iterable[Sample]) -> int:
    """Slots that are disturbed because each trial that ended ok was paused."""
    found = 0
    for attempts in slots(samples).values():
        why = [trial.contamination for trial in attempts if trial.status == "ok"]
        found += bool(why) and all(one == "paused" for one in why)
    return found


def foreign_share(trials: Iterable[Sample], cpus: int | None) -> float | None:
    """Mean share of our CPUs that others used during these trials; None: nobody could read it."""
    # Load just below the limit passes the rule and still costs about as much as it takes.
    shares = []
    for trial in trials:
        width = cpus or trial.usable_cpus
        if trial.foreign_cpu_s is not None and trial.timed_s and width:
            shares.append(trial.foreign_cpu_s / (trial.timed_s * width))
    return statistics.mean(shares) if shares else None


def total(trials: Iterable[Sample], column: str) -> float | None:
    """Sum of what was read; None where nothing was."""
    read = [getattr(trial, column) for trial in trials]
    read = [value for value in read if value is not None]
    return sum(read) if read else None


def throttled_share(trials: Iterable[Sample]) -> float | None:
    """Time that our own quota stopped us, per timed second; None where nothing was read."""
    read = [one for one in trials if one.throttled_s is not None and one.timed_s]
    time = sum(one.timed_s for one in read)
    return sum(one.throttled_s for one in read) / time if time else None


def drift(probes: Sequence[Sample]) -> tuple[float, float] | None:
    """Least and most CPU time of the probes' fixed work, against the median of the same N."""
    by_workers: dict[int, list[float]] = {}
    for probe in probes:
        if probe.unloaded and probe.cpu_s:
            by_workers.setdefault(probe.workers, []).append(probe.cpu_s)
    shares = [
        value / statistics.median(values) for values in by_workers.values() for value in values
    ]
    return (min(shares), max(shares)) if shares else None
