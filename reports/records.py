"""Reads a run's folder, or says exactly what is wrong with it; nothing else here reads files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from reports import environment
from reports.cells import Cells
from reports.environment import Environment
from reports.rows import BadInput, Row, split

SCHEMA_VERSION = "1"
COLUMNS = tuple(
    "schema_version,run_id,machine_id,session,block,position,attempt,role,status,reason,"
    "exit_signal,contamination,workload,params,runner,workers,tasks,passes,setup_s,cold_s,wall_s,"
    "wall_min_s,wall_max_s,teardown_s,cpu_s,companion_cpu_s,workers_seen,max_in_flight,"
    "foreign_cpu_s,steal_s,throttled_s,runq_wait_s,voluntary_switches,involuntary_switches,"
    "peak_rss_kib,digest,observed,usable_cpus,started_at".split(",")
)
ROLES = ("cell", "twin_a", "twin_b", "reference", "probe", "injected")
STATUSES = ("ok", "wrong_result", "failed", "timeout", "unsupported")
MEASURES_THE_HARNESS = ("probe", "injected")  # trials about the harness itself: in no chart

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


@dataclass(frozen=True)
class Sample:
    """One trial. Times in seconds; None where nothing was measured."""

    run_id: str
    session: str
    block: int
    position: int
    role: str
    status: str
    reason: str
    contamination: str
    workload: str
    params: str  # JSON with sorted keys: equal text, equal parameters
    runner: str
    workers: int
    setup_s: float | None
    cold_s: float | None
    wall_s: float | None
    teardown_s: float | None
    usable_cpus: float | None

    @property
    def clean(self) -> bool:
        return self.status == "ok" and not self.contamination


@dataclass(frozen=True)
class Run:
    folder: Path
    samples: list[Sample]
    environment: Environment
    warnings: list[str]

    @property
    def run_id(self) -> str:
        return self.samples[0].run_id


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
    return Run(folder, samples, _read_environment(folder / "environment.json", warnings), warnings)


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
    samples = [_sample(row, header, path) for row in table.rows[1:]]
    if table.unfinished is not None:
        samples += _last_row(table.unfinished, header, path, warnings)
    samples = [sample for sample in samples if sample is not None]
    if not samples:
        raise BadInput(
            f"{path}: no trial to draw: a header and {len(table.rows) - 1} other rows; "
            "a run adds a row per trial"
        )
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


def _last_row(row: Row, header: list[str], path: Path, warnings: list[str]) -> list[Sample | None]:
    """A killed run leaves half a row; a full one that only lost its line end still counts."""
    try:
        sample = _sample(row, header, path)
        if _MOMENT.fullmatch(row.fields[header.index("started_at")]):
            return [sample]
    except BadInput:
        pass
    warnings.append(
        f"{path}, line {row.line}: the last row is incomplete, as after a killed run: "
        "1 row set aside"
    )
    return []


def _sample(row: Row, header: list[str], path: Path) -> Sample | None:
    """None for a trial that no chart draws."""
    if len(row.fields) != len(header):
        raise BadInput(
            f"{path}, line {row.line}: {len(row.fields)} fields where the header has {len(header)}"
        )
    cells = Cells(dict(zip(header, row.fields)), f"{path}, line {row.line}")
    cells.one_of("schema_version", (SCHEMA_VERSION,))
    role = cells.one_of("role", ROLES)
    status = cells.one_of("status", STATUSES)
    if role in MEASURES_THE_HARNESS:
        return None
    sample = Sample(
        run_id=cells.text("run_id"),
        session=cells.values["session"],
        block=cells.integer("block", 1),
        position=cells.integer("position", 0),
        role=role,
        status=status,
        reason=cells.values["reason"],
        contamination=cells.values["contamination"],
        workload=cells.text("workload"),
        params=cells.params("params"),
        runner=cells.text("runner"),
        workers=cells.integer("workers", 1),
        setup_s=cells.seconds("setup_s"),
        cold_s=cells.seconds("cold_s"),
        wall_s=cells.seconds("wall_s"),
        teardown_s=cells.seconds("teardown_s"),
        usable_cpus=cells.seconds("usable_cpus"),
    )
    if status == "ok" and not sample.wall_s:
        cells.refuse("wall_s", "a number of seconds above 0, as every trial with status ok has")
    return sample


def _read_environment(path: Path, warnings: list[str]) -> Environment:
    if not path.exists():
        warnings.append(
            f"{path.parent} has no environment.json: "
            "charts name no machine and draw every runner in grey"
        )
        return Environment()
    try:
        content = json.loads(_bytes_of(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{path} is not JSON ({error}); repair it, or remove it to draw without it"
        ) from None
    return environment.parse(content, str(path))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
