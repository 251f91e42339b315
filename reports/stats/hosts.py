"""What each host of --hosts did in a run: its workers' tasks, load of others, bytes to and fro."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.data.host_tables import HostLoad
from reports.data.records import Run
from reports.data.samples import Sample
from reports.data.side_tables import trial_of
from reports.stats import statistics

HERE = ""  # in place of a host's name: the machine of the run
COLUMNS = {"foreign": "foreign_cpu_s", "steal": "steal_s"}  # by contamination


@dataclass(frozen=True)
class HostUse:
    """Sums over all trials with workers there, disturbed ones too."""

    name: str
    cpu_model: str
    cpus: int
    most_workers: int  # at once
    trials: int
    disturbed: int  # by load or steal time of which no other machine had more
    tasks: int
    timed_s: float  # of these trials
    foreign_shares: Sequence[float]  # of its CPUs, by trial; empty: nobody could read it
    steal_s: float | None
    sent_bytes: int
    received_bytes: int

    @property
    def foreign_share(self) -> float | None:
        return statistics.mean(self.foreign_shares) if self.foreign_shares else None

    @property
    def worst_share(self) -> float | None:
        return max(self.foreign_shares, default=None)


def uses(run: Run) -> list[HostUse]:
    """Of every host that had workers, in the order of the file."""
    mine: dict[str, list[tuple[Sample, HostLoad]]] = {}
    disturbed: dict[str, int] = {}
    for sample, loads in _trials(run):
        for load in loads:
            mine.setdefault(load.host, []).append((sample, load))
        for name in _most_loaded(run, sample, loads):
            disturbed[name] = disturbed.get(name, 0) + 1
    return [_use(name, found, disturbed.get(name, 0)) for name, found in mine.items()]


def disturbers(run: Run) -> dict[tuple[str, ...], int]:
    """Disturbed trials by the hosts that had the most of what disturbed them.

    HERE alone, where no host had more than this machine. Those whose load nobody read are left out.
    """
    counts: dict[tuple[str, ...], int] = {}
    for sample, loads in _trials(run):
        names = _most_loaded(run, sample, loads)
        if names:
            key = (HERE,) if HERE in names else names
            counts[key] = counts.get(key, 0) + 1
    return counts


def _trials(run: Run) -> Iterator[tuple[Sample, list[HostLoad]]]:
    for sample in run.samples:
        loads = run.hosts.get(trial_of(sample))
        if loads:
            yield sample, loads


def _most_loaded(run: Run, sample: Sample, loads: Sequence[HostLoad]) -> tuple[str, ...]:
    """The machines with the highest share of CPU time lost to what disturbed the trial."""
    column = COLUMNS.get(sample.contamination)
    if column is None:
        return ()
    cpus = run.environment.affinity_cpus or sample.usable_cpus
    read = [(HERE, getattr(sample, column), cpus)]
    read += [(one.host, getattr(one, column), one.cpus) for one in loads]
    shares = {name: seconds / width for name, seconds, width in read if seconds and width}
    most = max(shares.values(), default=0)
    return tuple(name for name, share in shares.items() if share == most)


def _use(name: str, found: Sequence[tuple[Sample, HostLoad]], disturbed: int) -> HostUse:
    loads = [load for _, load in found]
    stolen = [load.steal_s for load in loads if load.steal_s is not None]
    return HostUse(
        name,
        loads[-1].cpu_model,
        loads[-1].cpus,
        max(load.host_workers for load in loads),
        len(found),
        disturbed,
        sum(load.tasks for load in loads),
        sum(sample.timed_s or 0 for sample, _ in found),
        [
            load.foreign_cpu_s / (sample.timed_s * load.cpus)
            for sample, load in found
            if load.foreign_cpu_s is not None and sample.timed_s and load.cpus
        ],
        sum(stolen) if stolen else None,
        sum(load.sent_bytes for load in loads),
        sum(load.received_bytes for load in loads),
    )
