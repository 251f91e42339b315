"""What environment.json and plan.json say of a run, from parsed JSON."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field

from reports.data.columns import SCHEMA_VERSION
from reports.data.rows import BadInput

FALLBACK_KINDS = {
    "empty": "floor",
    "sleep": "waiting",
    "fetch": "waiting",
    "mixed": "mixed",
    "service": "mixed",
}
DEFAULT_MARGIN = 0.03  # of runs from before it could be chosen
PROBES = CAPACITY, BANDWIDTH = ("capacity", "bandwidth")  # the hidden workloads
# What the wrong kind of JSON raises; OverflowError is that of 1e999 and of integers beyond a float.
_NOT_OF_A_RUN = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
Planned = tuple[str, str, str, int]  # workload, params, runner, workers


@dataclass(frozen=True)
class Counted:
    """What a workload counts in a trial, as `observed` in samples.csv."""

    name: str  # updates lost
    unit: str = ""  # %; empty: a plain count


@dataclass(frozen=True)
class Environment:
    """All empty when the run has no environment.json."""

    parbench_version: str = ""
    cpu_model: str = ""
    usable_cpus: float | None = None
    usable_cores: int | None = None  # physical ones
    # By runner, in the registry's order.
    families: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # workload -> compute, waiting, ...
    abouts: dict[str, str] = field(default_factory=dict)  # workload -> one line
    run_id: str = ""
    preset: str = ""
    label: str = ""  # how the user calls the machine
    machine_id: str = ""
    seed: int | None = None
    affinity_cpus: int | None = None  # CPUs of the affinity mask, whatever the quota allows of them
    quota_cpus: float | None = None  # None: no quota
    sessions: list[dict[str, object]] = field(default_factory=list)  # one per start of the driver
    rules: dict[str, object] = field(default_factory=dict)  # written before the first trial
    margin: float = DEFAULT_MARGIN  # relative differences up to this count as none
    facts: dict[str, object] = field(default_factory=dict)  # the whole file, unchecked

    def kind_of(self, workload: str) -> str:
        """Also for a run without environment.json."""
        return self.kinds.get(workload) or FALLBACK_KINDS.get(workload, "compute")


@dataclass(frozen=True)
class Plan:
    seed: int | None = None
    blocks: int | None = None
    width: float | None = None  # a cell is finished when its interval is narrower than this share
    listed: frozenset[Planned] = frozenset()  # every cell, with probes and impossible ones
    cells: list[Planned] = field(default_factory=list)  # that were to be measured
    # Least time that the tasks allow, of it what is computing, and what a whole pass computes; by
    # the speed that the machine had when its tasks' computing was turned into counted work.
    bound_s: dict[Planned, float] = field(default_factory=dict)
    bound_computing_s: dict[Planned, float] = field(default_factory=dict)
    computing_s: dict[tuple[str, str], float] = field(default_factory=dict)
    # Bytes that a pass reads from memory, by workload and params, where caches do not hold them.
    streamed_bytes: dict[tuple[str, str], float] = field(default_factory=dict)
    # Tasks that arrive in a second, by workload and params: of work that arrives on a schedule.
    rate_per_s: dict[tuple[str, str], float] = field(default_factory=dict)
    observed: dict[tuple[str, str], Counted] = field(default_factory=dict)  # by workload and params
    # Cells that are expected to fail, because that is what they show.
    planned_failures: frozenset[Planned] = frozenset()
    # By which the plan grew (parbench advise): purpose, and what each measures.
    stages: list[dict[str, object]] = field(default_factory=list)


def parse_environment(content: object, name: str) -> Environment:
    """Raises BadInput where a key that the charts need is missing or of another type."""
    hint = "repair it, or remove it to draw without the machine's name and the runners' colours"
    _check_version(content, name, hint)
    try:
        return Environment(
            parbench_version=str(content.get("parbench_version") or ""),
            cpu_model=str(content.get("cpu_model") or ""),
            usable_cpus=_above_zero(content, "usable_cpus"),
            usable_cores=_integer(content, "usable_cores"),
            families={str(item["name"]): str(item["family"]) for item in content["runners"]},
            kinds={str(item["name"]): str(item["kind"]) for item in content["workloads"]},
            abouts={
                str(item["name"]): str(item.get("about") or "") for item in content["workloads"]
            },
            run_id=str(content.get("run_id") or ""),
            preset=str(content.get("preset") or ""),
            label=str(content.get("label") or ""),
            machine_id=str(content.get("machine_id") or ""),
            seed=_integer(content, "seed"),
            affinity_cpus=_listed_cpus(content.get("affinity")),
            quota_cpus=_above_zero(content, "quota_cpus"),
            sessions=_objects(content, "sessions"),
            rules=dict(content.get("rules") or {}),
            margin=_above_zero(content, "margin") or DEFAULT_MARGIN,
            facts=content,
        )
    except _NOT_OF_A_RUN as error:
        raise BadInput(
            f"{name} lacks what a chart needs ({type(error).__name__}: {error}); {hint}"
        ) from None


def parse_plan(content: object, name: str) -> Plan:
    """Raises BadInput where it is of another schema or of another shape."""
    hint = "repair it, or remove it to continue without the plan's bounds"
    _check_version(content, name, hint)
    try:
        listed = content.get("cells", [])
        measured = [cell for cell in listed if not _apart(cell)]
        return Plan(
            seed=_integer(content, "seed"),
            blocks=_integer(content, "blocks"),
            width=_above_zero(content, "width"),
            listed=frozenset(map(_planned, listed)),
            cells=[_planned(cell) for cell in measured],
            bound_s=_by_cell(measured, "bound_s"),
            bound_computing_s=_by_cell(measured, "bound_computing_s"),
            computing_s={
                cell[:2]: value for cell, value in _by_cell(measured, "computing_s").items()
            },
            streamed_bytes={
                _planned(cell)[:2]: _above_zero(cell, "streamed_bytes")
                for cell in listed
                if cell.get("streamed_bytes") is not None
            },
            rate_per_s={cell[:2]: value for cell, value in _by_cell(listed, "rate_per_s").items()},
            observed={
                _planned(one)[:2]: _counted(one["observed"])
                for one in listed
                if one.get("observed")
            },
            planned_failures=frozenset(
                _planned(one) for one in listed if one.get("planned_failure")
            ),
            stages=[_stage(one) for one in _objects(content, "stages")],
        )
    except _NOT_OF_A_RUN as error:
        raise BadInput(f"{name} is not a plan ({type(error).__name__}: {error}); {hint}") from None


def _counted(said: dict[str, object]) -> Counted:
    return Counted(str(said["name"]), str(said.get("unit") or ""))


def _stage(stage: dict[str, object]) -> dict[str, object]:
    """As it is. Raises one of _NOT_OF_A_RUN where it does not say what it measures."""
    for item in stage["measure"]:
        str(item["workload"]), item["settings"].items()
        for runner, workers in item["cells"]:
            str(runner), int(workers)
    return stage


def _check_version(content: object, name: str, hint: str) -> None:
    version = content.get("schema_version") if isinstance(content, dict) else None
    if str(version) != SCHEMA_VERSION:
        raise BadInput(f"{name}: schema_version is {version!r}; allowed: {SCHEMA_VERSION}; {hint}")


def _apart(cell: dict[str, object]) -> bool:
    """Probes of the machine, and cells that were known to be impossible."""
    return cell["workload"] in PROBES or bool(cell.get("unsupported"))


def _by_cell(cells: list[dict[str, object]], key: str) -> dict[Planned, float]:
    # Earlier revisions wrote 0 where nothing waits.
    return {_planned(cell): _above_zero(cell, key) for cell in cells if cell.get(key)}


def _planned(cell: dict[str, object]) -> Planned:
    params = json.dumps(cell["params"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return (str(cell["workload"]), params, str(cell["runner"]), int(cell["workers"]))


def _listed_cpus(value: object) -> int | None:
    """How many CPUs a list such as 0-3,8 names."""
    if not value:
        return None
    count = 0
    for part in str(value).split(","):
        first, _, last = part.partition("-")
        count += int(last or first) - int(first) + 1
    if count < 1:
        raise ValueError(f"affinity is {value!r}, allowed: a list of CPUs such as 0-3,8")
    return count


def _objects(content: dict[str, object], key: str) -> list[dict[str, object]]:
    values = content.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ValueError(f"{key} is not a list of objects")
    return values


def _integer(content: dict[str, object], key: str) -> int | None:
    value = content.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise ValueError(f"{key} is {value!r}, allowed: an integer")
    return value


def _above_zero(content: dict[str, object], key: str) -> float | None:
    value = content.get(key)
    if value is None:
        return None
    number = float(value)
    if not 0 < number < math.inf:
        raise ValueError(f"{key} is {value!r}, allowed: a number above 0")
    return number
