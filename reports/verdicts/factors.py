"""What changes timings besides the code under test: keys of environment.json, named for people.

compare, ab, the page and a run's measurement quality ask here. bench/machine/environment_keys.cpp
says what the keys mean and which of them `--resume` refuses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

Facts = Mapping[str, object]

# Warned of where two runs differ, in the order of the page.
FACTORS = {
    "machine_id": "machine id",
    "cpu_model": "CPU",
    "logical_cpus": "logical CPUs",
    "offline_cpus": "offline CPUs",
    "isolated_cpus": "isolated CPUs",
    "sockets": "sockets",
    "numa_nodes": "NUMA nodes",
    "physical_cores": "physical cores",
    "threads_per_core": "threads per core",
    "core_types": "core types",
    "caches": "caches",
    "smt_active": "SMT active",
    "usable_cpus": "usable CPUs",
    "usable_cores": "usable cores",
    "affinity": "affinity",
    "quota_cpus": "CPU quota",
    "cpu_weight": "CPU weight",
    "nice": "nice value",
    "scheduling_policy": "scheduling policy",
    "scheduling_priority": "scheduling priority",
    "memory_policy": "memory policy",
    "randomized_addresses": "randomized addresses",
    "environment_inherited": "environment",
    "limits": "resource limits",
    "governor": "frequency governor",
    "boost": "frequency boost",
    "virtual_machine": "virtual machine",
    "container": "container",
    "kernel": "kernel",
    "mitigations": "mitigations",
    "architecture": "architecture",
    "transparent_huge_pages": "transparent huge pages",
    "clocksource": "clock source",
    "compiler": "compiler",
    "compiler_flags": "compiler flags",
    "build_type": "build type",
    "libraries": "libraries",
    "hosts": "hosts",
}
# Of the build: what compare and ab are for, but no two sessions of one run may differ in them.
NAMES = FACTORS | {
    "parbench_version": "parbench", "git_revision": "source revision",
    "environment_set": "environment of every trial",
}  # fmt: skip
# Of objects: the name of a member.
MEMBERS = {
    "core_types": "{} cores", "caches": "{} cache", "environment_inherited": "{}",
    "limits": "limit {}", "mitigations": "mitigation of {}", "libraries": "{}",
    "environment_set": "{}", "hosts": "host {}",
}  # fmt: skip
UNKNOWN = "unknown or none"
UNSET = "not set"
HOSTS = "hosts"  # a list of objects; left out by a run without --hosts, and by older ones
_UNRECORDED = object()  # in place of a value; null is one
SEARCH_PATH = "LD_LIBRARY_PATH"  # set on many machines, and without effect on most


def said(value: object) -> str:
    """A value of environment.json in words."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        told = [f"{key} {said(one)}" for key, one in value.items() if one not in ("", None)]
        return "; ".join(told) or "none"
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return "; ".join(f"{name} ({told})" for name, told in _hosts(value).items())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def differing(
    runs: Sequence[Facts], factors: Mapping[str, str] = FACTORS
) -> Iterator[tuple[str, list[str | None]]]:
    """Every factor that is not the same in all runs: its name, and its value in each run.

    A member of an object is a factor of its own. None: the run did not record it, which is no
    difference.
    """
    for key, name in factors.items():
        values = [_value(run, key) for run in runs]
        known = [one for one in values if one is not _UNRECORDED]
        if all(one == known[0] for one in known):
            continue
        if not all(isinstance(one, dict) for one in known):
            yield name, [None if one is _UNRECORDED else said(one) for one in values]
            continue
        for member in dict.fromkeys(member for one in known for member in one):
            told = [
                None if one is _UNRECORDED else said(one[member]) if member in one else UNSET
                for one in values
            ]
            if len({one for one in told if one is not None}) > 1:
                yield MEMBERS.get(key, name + " {}").format(member), told


def _value(run: Facts, key: str) -> object:
    return _hosts(run.get(HOSTS)) if key == HOSTS else run.get(key, _UNRECORDED)


def _hosts(listed: object) -> dict[str, str]:
    """By name: 4 slots, 16 CPUs, AMD EPYC; also of a file that somebody edited."""
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {
        said(one.get("name")): f"{said(one.get('slots'))} slots, {said(one.get('cpus'))} CPUs, "
        f"{said(one.get('cpu_model'))}"
        for one in found
    }


def unrecorded(before: Sequence[Facts], after: Sequence[Facts]) -> list[tuple[str, list[str]]]:
    """The side that lacks factors which the other has, and their names."""
    asked = [key for key in FACTORS if key != HOSTS]
    has = [{key for key in asked if any(key in run for run in side)} for side in (before, after)]
    lacks = [
        ("A", [FACTORS[key] for key in asked if key in has[1] - has[0]]),
        ("B", [FACTORS[key] for key in asked if key in has[0] - has[1]]),
    ]
    return [(side, names) for side, names in lacks if names]


def changed_sessions(facts: Facts) -> list[tuple[str, Facts]]:
    """Sessions of `--resume-elsewhere`: their numbers, and the facts as they were then."""
    sessions = facts.get("sessions")
    found = [one for one in sessions if isinstance(one, dict)] if isinstance(sessions, list) else []
    return [
        (str(one.get("session")), {**facts, **_object(one, "changed")})
        for one in found
        if _object(one, "changed")
    ]


def unusual(facts: Facts) -> dict[str, str]:
    """Settings at the run's start that few runs have: in a word or two, and with their values."""
    found: dict[str, str] = {}
    nice, policy = facts.get("nice"), facts.get("scheduling_policy")
    if nice not in (None, 0):
        found[f"nice {nice}"] = f"nice {nice}"
    if policy not in (None, "other"):
        found[f"policy {policy}"] = f"scheduling policy {policy}"
    if facts.get("memory_policy") not in (None, "default", "local"):
        found["memory policy"] = f"memory policy {facts['memory_policy']}"
    if facts.get("randomized_addresses") is False:
        found["fixed addresses"] = "addresses that are not randomized"
    for name, value in _object(facts, "environment_inherited").items():
        if name != SEARCH_PATH and not _replaced(facts, name):
            found[name] = f"{name}={value}"
    return found


def _replaced(facts: Facts, name: str) -> bool:
    """Whether the runner that reads a variable is started with another value."""
    return any(key.endswith(f": {name}") for key in _object(facts, "environment_set"))


def _object(facts: Facts, key: str) -> dict[str, object]:
    """Also of a file that somebody edited."""
    found = facts.get(key)
    return found if isinstance(found, dict) else {}
