"""What environment.json says of machine and registry; takes parsed JSON, opens no file."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from reports.data.rows import BadInput

SCHEMA_VERSION = "1"
FALLBACK_KINDS = {"empty": "floor", "sleep": "waiting", "fetch": "waiting"}


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
    run_id: str = ""
    preset: str = ""
    machine_id: str = ""
    seed: int | None = None
    affinity_cpus: int | None = None  # CPUs of the affinity mask, whatever the quota allows of them
    quota_cpus: float | None = None  # None: no quota
    sessions: list[dict[str, object]] = field(default_factory=list)  # one per start of the driver
    rules: dict[str, object] = field(default_factory=dict)  # written before the first trial
    facts: dict[str, object] = field(default_factory=dict)  # the whole file, unchecked

    def kind_of(self, workload: str) -> str:
        """Also for a run without environment.json."""
        return self.kinds.get(workload) or FALLBACK_KINDS.get(workload, "compute")


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
            run_id=str(content.get("run_id") or ""),
            preset=str(content.get("preset") or ""),
            machine_id=str(content.get("machine_id") or ""),
            seed=_seed(content.get("seed")),
            affinity_cpus=_listed_cpus(content.get("affinity")),
            quota_cpus=_cpus(content.get("quota_cpus")),
            sessions=list(content.get("sessions") or []),
            rules=dict(content.get("rules") or {}),
            facts=content,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            f"{name} lacks what a chart needs ({type(error).__name__}: {error}); {hint}"
        ) from None


def _seed(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"seed is {value!r}, allowed: an integer")
    return value


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


def _cpus(value: object) -> float | None:
    if value is None:
        return None
    cpus = float(value)
    if not 0 < cpus < math.inf:
        raise ValueError(f"usable_cpus is {value!r}, allowed: a number above 0")
    return cpus
