"""Reads a run's folder, or says exactly what is wrong with it; nothing else here reads files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from reports.data import consistency, environment
from reports.data.cells import Cells
from reports.data.environment import Environment
from reports.data.plan import BANDWIDTH, Plan, parse_plan
from reports.data.rows import BadInput, Row, split
from reports.data.samples import COLUMNS, LATER_COLUMNS, MOMENT, SCHEMA_VERSION, Sample, sample_of

_SEED = re.compile(r"^seed\s*=\s*\"?(\d{1,20})\"?\s*$", re.ASCII | re.MULTILINE)

__all__ = ["COLUMNS", "Run", "Sample", "read_run"]


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

    @property
    def run_id(self) -> str:
        return self.samples[0].run_id

    @property
    def usable_cpus(self) -> float | None:
        """What the run says of its machine, else what most of its trials saw."""
        if self.environment.usable_cpus is not None:
            return self.environment.usable_cpus
        seen = [sample.usable_cpus for sample in self.samples if sample.usable_cpus]
        return max(set(seen), key=lambda cpus: (seen.count(cpus), cpus)) if seen else None


def read_run(folder: Path) -> Run:
    """Raises BadInput with one line for everything that cannot be drawn."""
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
    if not drawn:
        raise BadInput(
            f"{folder / 'samples.csv'}: no trial to draw: a header and {len(samples)} other rows; "
            "a run adds a row per trial"
        )
    return Run(
        folder,
        drawn,
        about,
        warnings,
        probes=[one for one in samples if one.role == "probe" and one.workload != BANDWIDTH],
        bandwidth=[one for one in samples if one.role == "probe" and one.workload == BANDWIDTH],
        injected=[sample for sample in samples if sample.role == "injected"],
        plan=plan,
    )


def _read_samples(path: Path, warnings: list[str]) -> list[Sample]:
    if not path.exists():
        raise BadInput(f"{path.parent} has no samples.csv; give the folder of a run")
    table = split(_bytes_of(path), str(path))
    if table.had_bom:
        warnings.append(
            f"{path}: begins with a byte order mark; something other than parbench saved this file"
        )
    if table.had_crlf:
        warnings.append(f"{path}: lines end in CRLF; something other than parbench saved this file")
    header = table.rows[0].fields if table.rows else []
    _check_header(header, path)
    rows = consistency.without_copies(table.rows[1:], warnings, path)
    samples = [_sample(row, header, path) for row in rows]
    if table.unfinished is not None:
        samples += _last_row(table.unfinished, header, path, warnings)
    consistency.check_rows(samples, path)
    warnings += consistency.clock_steps(samples, path)
    return samples


def _check_header(header: list[str], path: Path) -> None:
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise BadInput(
            f"{path}, line 1: columns missing: {', '.join(missing)}; "
            f"this is no samples.csv of schema {SCHEMA_VERSION}"
        )
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise BadInput(f"{path}, line 1: columns given twice: {', '.join(map(repr, twice))}")


def _last_row(row: Row, header: list[str], path: Path, warnings: list[str]) -> list[Sample]:
    """A killed run leaves half a row; a full one that only lost its line end still counts."""
    try:
        sample = _sample(row, header, path)
        # A number that stands last may have lost digits without a trace.
        if not row.fields[-1] or MOMENT.fullmatch(row.fields[-1]):
            return [sample]
    except BadInput:
        pass
    warnings.append(
        f"{path}, line {row.line}: the last row is incomplete, as after a killed run: "
        "1 row set aside"
    )
    return []


def _sample(row: Row, header: list[str], path: Path) -> Sample:
    if len(row.fields) != len(header):
        raise BadInput(
            f"{path}, line {row.line}: {len(row.fields)} fields where the header has {len(header)}"
        )
    values = dict.fromkeys(LATER_COLUMNS, "") | dict(zip(header, row.fields))
    return sample_of(Cells(values, f"{path}, line {row.line}"), row.line)


def _read_environment(path: Path, warnings: list[str]) -> Environment:
    if not path.exists():
        warnings.append(
            f"{path.parent} has no environment.json: "
            "charts name no machine and draw every runner in grey"
        )
        return Environment()
    return environment.parse(read_json(path, "draw without it"), str(path))


def _read_plan(path: Path) -> Plan | None:
    if not path.exists():
        return None
    return parse_plan(read_json(path, "go on without the plan's bounds"), str(path))


def _seed_of(path: Path) -> int | None:
    """The seed that options.toml names; options are otherwise not read back."""
    if not path.exists():
        return None
    found = _SEED.search(_bytes_of(path).decode("utf-8", errors="replace"))
    return int(found.group(1)) if found else None


def read_json(path: Path, without: str) -> object:
    try:
        return json.loads(_bytes_of(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path} is not JSON ({error}); repair it, or remove it to {without}"
        ) from None


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
