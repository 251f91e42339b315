"""Reads a run's folder, or says exactly what is wrong with it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from reports.data import consistency
from reports.data.columns import Header
from reports.data.facts import BANDWIDTH, Environment, Plan, parse_environment, parse_plan
from reports.data.host_tables import HostLoad, read_hosts
from reports.data.rows import BadInput, Row, bytes_of, read_table
from reports.data.samples import MOMENT, Sample, sample_of
from reports.data.service_tables import Service, read_service
from reports.data.side_tables import (
    OutsideLoad,
    Pause,
    Trial,
    Worker,
    read_outside_load,
    read_pauses,
    read_workers,
)

_SEED = re.compile(r"^seed\s*=\s*\"?(\d{1,20})\"?\s*$", re.ASCII | re.MULTILINE)

__all__ = ["Run", "Sample", "read_run"]


@dataclass(frozen=True)
class Run:
    """A run's folder in memory; the trials by what they are for."""

    folder: Path
    samples: list[Sample]  # what charts draw: cells, twins, references
    environment: Environment
    warnings: list[str]
    probes: list[Sample] = field(default_factory=list)  # of the machine's capacity
    bandwidth: list[Sample] = field(default_factory=list)  # probes of its memory
    injected: list[Sample] = field(default_factory=list)  # slowed down on purpose
    plan: Plan | None = None
    copies: dict[Trial, list[Worker]] = field(default_factory=dict)  # workers of the probes
    outside_load: dict[Trial, OutsideLoad] = field(default_factory=dict)
    pauses: dict[Trial, Pause] = field(default_factory=dict)  # of probes too
    services: dict[Trial, Service] = field(default_factory=dict)  # of trials with arrivals
    hosts: dict[Trial, list[HostLoad]] = field(default_factory=dict)  # of trials with --hosts

    @property
    def run_id(self) -> str:
        return self.samples[0].run_id if self.samples else self.environment.run_id

    @property
    def machine_id(self) -> str:
        return self.samples[0].machine_id if self.samples else self.environment.machine_id

    @cached_property
    def rates(self) -> dict[tuple[str, str], float]:
        """Requests per second, by workload and params, of work that arrives on a schedule."""
        seen = {trial.work: one.rate_per_s for trial, one in self.services.items()}
        return seen | (self.plan.rate_per_s if self.plan else {})

    @cached_property
    def on_hosts(self) -> frozenset[str]:
        """Runners whose workers ran on the hosts of --hosts: no limit of this machine is theirs."""
        return frozenset(trial.runner for trial in self.hosts)

    @property
    def usable_cpus(self) -> float | None:
        """What the run says of its machine, else what most of its trials saw."""
        if self.environment.usable_cpus is not None:
            return self.environment.usable_cpus
        seen = [sample.usable_cpus for sample in self.samples if sample.usable_cpus]
        return max(set(seen), key=lambda cpus: (seen.count(cpus), cpus)) if seen else None


def read_run(folder: Path, may_be_empty: bool = False) -> Run:
    """Raises BadInput with one line for everything that cannot be drawn.

    may_be_empty: of a run that has only begun.
    """
    if not folder.exists():
        raise BadInput(
            f"{folder}: no such folder; give the folder of a run, or make one with `parbench run`"
        )
    if not folder.is_dir():
        raise BadInput(f"{folder} is a file; give the folder of the run that it lies in")
    warnings: list[str] = []
    samples = _read_samples(folder / "samples.csv", warnings)
    about = _read_environment(folder / "environment.json", warnings)
    plan = _read_plan(folder / "plan.json")
    consistency.check_facts(folder, samples, about, plan, _seed_of(folder / "options.toml"))
    drawn = [sample for sample in samples if sample.role not in ("probe", "injected")]
    if not drawn and not may_be_empty:
        raise BadInput(
            f"{folder / 'samples.csv'}: no trial to draw: a header and {len(samples)} other rows; "
            "a run adds a row per trial"
        )
    probes = [one for one in samples if one.role == "probe" and one.workload != BANDWIDTH]
    return Run(
        folder,
        drawn,
        about,
        warnings,
        probes=probes,
        bandwidth=[one for one in samples if one.role == "probe" and one.workload == BANDWIDTH],
        injected=[sample for sample in samples if sample.role == "injected"],
        plan=plan,
        copies=read_workers(folder, probes),
        outside_load=read_outside_load(folder, drawn),
        pauses=read_pauses(folder, samples),
        services=read_service(folder, drawn),
        hosts=read_hosts(folder, drawn),
    )


def _read_samples(path: Path, warnings: list[str]) -> list[Sample]:
    if not path.exists():
        raise BadInput(f"{path.parent} has no samples.csv; give the folder of a run")
    table = read_table(path)
    if table.had_bom:
        warnings.append(
            f"{path}: begins with a byte order mark; something other than parbench saved this file"
        )
    if table.had_crlf:
        warnings.append(f"{path}: lines end in CRLF; something other than parbench saved this file")
    header = Header(table, path, Sample)
    rows = consistency.without_copies(table.rows[1:], warnings, path)
    samples = [sample_of(header.values(row), row.line) for row in rows]
    if table.unfinished is not None:
        samples += _last_row(table.unfinished, header, warnings)
    consistency.check_rows(samples, path)
    warnings += consistency.clock_steps(samples, path)
    return samples


def _last_row(row: Row, header: Header, warnings: list[str]) -> list[Sample]:
    """A killed run leaves half a row; a complete one that only lost its line end still counts."""
    try:
        sample = sample_of(header.values(row), row.line)
        # A number that stands last may have lost digits without a trace.
        if not row.fields[-1] or MOMENT.fullmatch(row.fields[-1]):
            return [sample]
    except BadInput:
        pass
    warnings.append(
        f"{header.path}, line {row.line}: the last row is incomplete, as after a killed run: "
        "1 row excluded"
    )
    return []


def _read_environment(path: Path, warnings: list[str]) -> Environment:
    if not path.exists():
        warnings.append(
            f"{path.parent} has no environment.json: "
            "charts name no machine and draw every runner in grey"
        )
        return Environment()
    return parse_environment(read_json(path, "draw without it"), str(path))


def _read_plan(path: Path) -> Plan | None:
    if not path.exists():
        return None
    return parse_plan(read_json(path, "continue without the plan's bounds"), str(path))


def _seed_of(path: Path) -> int | None:
    """The seed that options.toml names; options are otherwise not read back."""
    if not path.exists():
        return None
    found = _SEED.search(bytes_of(path).decode("utf-8", errors="replace"))
    return int(found.group(1)) if found else None


def read_json(path: Path, without: str) -> object:
    try:
        return json.loads(bytes_of(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path} is not JSON ({error}); repair it, or remove it to {without}"
        ) from None
