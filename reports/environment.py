"""What environment.json says of machine and registry; takes parsed JSON, opens no file."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from reports.rows import BadInput

SCHEMA_VERSION = "1"


@dataclass(frozen=True)
class Environment:
    """All empty when the run has no environment.json."""

    parbench_version: str = ""
    cpu_model: str = ""
    usable_cpus: float | None = None
    families: dict[str, str] = field(
        default_factory=dict
    )  # runner -> family, in the registry's order
    kinds: dict[str, str] = field(default_factory=dict)  # workload -> compute, waiting or floor
    abouts: dict[str, str] = field(default_factory=dict)  # workload -> one line of words


def parse(content: object, name: str) -> Environment:
    """Raises BadInput where a key that the charts need is missing or of another type."""
    hint = "repair it, or remove it to draw without the machine's name and the runners' colours"
    version = content.get("schema_version") if isinstance(content, dict) else None
    if str(version) != SCHEMA_VERSION:
        raise BadInput(f"{name}: schema_version is {version!r}; allowed: {SCHEMA_VERSION}; {hint}")
    try:
        return Environment(
            parbench_version=str(content.get("parbench_version") or ""),
            cpu_model=str(content.get("cpu_model") or ""),
            usable_cpus=_cpus(content.get("usable_cpus")),
            families={str(item["name"]): str(item["family"]) for item in content["runners"]},
            kinds={str(item["name"]): str(item["kind"]) for item in content["workloads"]},
            abouts={
                str(item["name"]): str(item.get("about") or "") for item in content["workloads"]
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            f"{name} lacks what a chart needs ({type(error).__name__}: {error}); {hint}"
        ) from None


def _cpus(value: object) -> float | None:
    if value is None:
        return None
    cpus = float(value)
    if not 0 < cpus < math.inf:
        raise ValueError(f"usable_cpus is {value!r}, allowed: a number above 0")
    return cpus
