"""Where machine, compiler and settings of two runs differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.text.names import shown
from reports.stats.shift import shift
from reports.stats.aa_pair import LEAST_MARGIN
from reports.data.samples import Sample

SAME = {
    "machine_id": "machine",
    "cpu_model": "CPU",
    "usable_cpus": "usable CPUs",
    "kernel": "kernel",
    "compiler": "compiler",
    "compiler_flags": "compiler flags",
    "build_type": "build type",
}


@dataclass(frozen=True)
class Facts:
    """Of one run; about and plan are environment.json and plan.json, empty where there is none."""

    about: Mapping[str, Any]
    plan: Mapping[str, Any]
    probes: Sequence[Sample]

    @property
    def when(self) -> str:
        return shown(str(self.about.get("started_at") or "date unknown"), 40)

    @property
    def revision(self) -> str:
        return shown(str(self.about.get("git_revision") or "unknown"), 40)


def differences(before: Facts, after: Facts) -> list[str]:
    """A sentence for everything besides the code that may have changed a time."""
    pairs = [(words, before.about.get(key), after.about.get(key)) for key, words in SAME.items()]
    lines = [
        f"different {words}: {_said(one)} in A, {_said(other)} in B"
        for words, one, other in pairs
        if one != other
    ]
    lengths = before.plan.get("min_sample_s"), after.plan.get("min_sample_s")
    if lengths[0] != lengths[1]:
        lines.append(
            f"sample lengths differ: at least {_said(lengths[0])} s in A, {_said(lengths[1])} s in "
            "B, so caches, clock rates and heat may differ too"
        )
    return lines + _probes(before.probes, after.probes)


def _probes(before: Sequence[Sample], after: Sequence[Sample]) -> list[str]:
    """The probes' work never changes with the code under test: their speed is the machine's."""
    lines = []
    for work in dict.fromkeys((one.work, one.workers) for one in before):
        one, other = (
            [one.wall_s for one in probes if one.undisturbed and (one.work, one.workers) == work]
            for probes in (before, after)
        )
        ratio = shift(one, other)
        if ratio and not 1 / (1 + LEAST_MARGIN) <= ratio.ratio <= 1 + LEAST_MARGIN:
            change = f"{100 * abs(ratio.ratio - 1):.1f} % {'more' if ratio.ratio > 1 else 'less'}"
            copies = "copy" if work[1] == 1 else "copies"
            lines.append(
                f"the machine's own speed differs: {work[1]} {copies} of the probe's fixed work "
                f"took {change} time in B ({ratio.n[0]} and {ratio.n[1]} probes); the machine, not "
                "the code, may have changed"
            )
    return lines


def _said(value: object) -> str:
    return "unknown" if value is None or value == "" else shown(str(value), 60)
