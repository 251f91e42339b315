"""What plan.json says of a run before its first trial; takes parsed JSON, opens no file."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field

from reports.data.rows import BadInput

SCHEMA_VERSION = "1"
PROBES = CAPACITY, BANDWIDTH = ("capacity", "bandwidth")  # the hidden workloads
Planned = tuple[str, str, str, int]  # workload, params, runner, workers


@dataclass(frozen=True)
class Plan:
    seed: int | None = None
    blocks: int | None = None
    width: float | None = None  # a cell is finished when its interval is narrower than this share
    listed: frozenset[Planned] = frozenset()  # every cell, probes and impossible ones among them
    cells: list[Planned] = field(default_factory=list)  # that were to be measured
    bound_s: dict[Planned, float] = field(default_factory=dict)  # least time that waiting allows
    # Bytes that a pass reads from memory, by workload and params, where caches do not hold them.
    streamed_bytes: dict[tuple[str, str], float] = field(default_factory=dict)


def parse_plan(content: object, name: str) -> Plan:
    """Raises BadInput where it is of another schema or of another shape."""
    hint = "repair it, or remove it to go on without the plan's bounds"
    version = content.get("schema_version") if isinstance(content, dict) else None
    if str(version) != SCHEMA_VERSION:
        raise BadInput(f"{name}: schema_version is {version!r}; allowed: {SCHEMA_VERSION}; {hint}")
    try:
        listed = [cell for cell in content.get("cells", []) if not _apart(cell)]
        cells = [_planned(cell) for cell in listed]
        bounds = [cell.get("bound_s") for cell in listed]
        return Plan(
            seed=_whole(content.get("seed")),
            blocks=_whole(content.get("blocks")),
            width=_above_zero(content.get("width")),
            listed=frozenset(map(_planned, content.get("cells", []))),
            cells=cells,
            bound_s={
                cell: _above_zero(bound) for cell, bound in zip(cells, bounds) if bound is not None
            },
            streamed_bytes={
                _planned(cell)[:2]: _above_zero(cell["streamed_bytes"])
                for cell in content.get("cells", [])
                if cell.get("streamed_bytes") is not None
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{name} is no plan ({type(error).__name__}: {error}); {hint}") from None


def _apart(cell: dict[str, object]) -> bool:
    """Probes of the machine, and cells that were known to be impossible."""
    return cell["workload"] in PROBES or bool(cell.get("unsupported"))


def _planned(cell: dict[str, object]) -> Planned:
    params = json.dumps(cell["params"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return (str(cell["workload"]), params, str(cell["runner"]), int(cell["workers"]))


def _whole(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} where an integer belongs")
    return value


def _above_zero(value: object) -> float | None:
    if value is None:
        return None
    number = float(value)
    if not 0 < number < math.inf:
        raise ValueError(f"{value!r} where a number above 0 belongs")
    return number
