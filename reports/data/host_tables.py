"""hosts.csv: the hosts of --hosts that a trial's workers ran on, and what went there and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reports.data.columns import Values, column, read_columns
from reports.data.samples import Sample
from reports.data.side_tables import Trial, rows_of


@dataclass(frozen=True, slots=True)
class HostLoad:
    """One host of one trial, over all timed passes; None where nothing was read."""

    host: str = column(Values.any_text)  # as a runner tells it, like all that follows
    cpu_model: str = column(Values.any_text)
    cpus: int = column(Values.integer, 0)
    host_workers: int = column(Values.integer, 0)
    tasks: int = column(Values.integer, 0)
    foreign_cpu_s: float | None = column(Values.seconds)  # of all its CPUs, as steal_s
    steal_s: float | None = column(Values.seconds)
    sent_bytes: int = column(Values.integer, 0)  # by the master
    received_bytes: int = column(Values.integer, 0)


def read_hosts(folder: Path, samples: Iterable[Sample]) -> dict[Trial, list[HostLoad]]:
    """By trial, in the file's order; only trials among samples. Raises BadInput."""
    found: dict[Trial, dict[str, HostLoad]] = {}
    for trial, values in rows_of(folder / "hosts.csv", samples, HostLoad):
        load = HostLoad(**read_columns(HostLoad, values))
        found.setdefault(trial, {})[load.host] = load  # the last of rows that repeat
    return {trial: [*mine.values()] for trial, mine in found.items()}
