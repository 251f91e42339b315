"""Where machine, compiler and settings of two sides differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.data.facts import DEFAULT_MARGIN
from reports.data.samples import Sample
from reports.stats.statistics import median
from reports.text.names import shown
from reports.text.numbers import several
from reports.verdicts.factors import changed_sessions, differing, unrecorded

MOST = 12  # differences that get a line of their own; two machines differ in nearly everything
UNRECORDED = "not recorded"


@dataclass(frozen=True)
class Facts:
    """Of one run; about and plan are environment.json and plan.json, empty where there is none."""

    about: Mapping[str, Any]
    plan: Mapping[str, Any]
    probes: Sequence[Sample]

    @property
    def states(self) -> list[Mapping[str, Any]]:
        """What it was measured with, in each session that differed."""
        return [self.about, *(state for _, state in changed_sessions(self.about))]

    @property
    def revision(self) -> str:
        return shown(str(self.about.get("git_revision") or "unknown"), 40)


def differences(before: Sequence[Facts], after: Sequence[Facts]) -> list[str]:
    """A sentence for everything besides the code that may have changed a time."""
    lines = _factors(*([one for run in side for one in run.states] for side in (before, after)))
    one, other = (_values(run.plan.get("min_sample_s") for run in side) for side in (before, after))
    if len({*one, *other}) > 1:
        lines.append(
            f"sample lengths differ: at least {', '.join(one)} s in A, {', '.join(other)} s in B, "
            "so caches, clock rates and heat may differ too"
        )
    return lines + _probes(*([probe for run in side for probe in run.probes]
                             for side in (before, after)))  # fmt: skip


def _factors(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    found = []
    for name, values in differing([*before, *after]):
        one, other = (
            ", ".join(dict.fromkeys(shown(value, 60) for value in side if value is not None))
            for side in (values[: len(before)], values[len(before) :])
        )
        found.append(
            (name, f"different {name}: {one or UNRECORDED} in A, {other or UNRECORDED} in B")
        )
    lines = [line for _, line in found[:MOST]]
    if found[MOST:]:
        lines.append(f"also different: {', '.join(shown(name, 60) for name, _ in found[MOST:])}")
    return lines + [
        f"not recorded in {side}: {', '.join(names)}" for side, names in unrecorded(before, after)
    ]


def _probes(before: Sequence[Sample], after: Sequence[Sample]) -> list[str]:
    """The probes' work never changes with the code under test: their speed is the machine's."""
    lines = []
    for work in dict.fromkeys((one.work, one.workers) for one in before):
        one, other = (
            [one.wall_s for one in probes if one.undisturbed and (one.work, one.workers) == work]
            for probes in (before, after)
        )
        if not one or not other:
            continue
        ratio = median(other) / median(one)
        if not 1 / (1 + DEFAULT_MARGIN) <= ratio <= 1 + DEFAULT_MARGIN:
            change = f"{100 * abs(ratio - 1):.1f} % {'more' if ratio > 1 else 'less'}"
            copies = "copy" if work[1] == 1 else "copies"
            lines.append(
                f"the machine's own speed differs: {work[1]} {copies} of the probe's fixed work "
                f"took {change} time in B ({len(one)} and {several(len(other), 'probe')}); the "
                "machine, not the code, may have changed"
            )
    return lines


def _values(found: Iterable[object]) -> list[str]:
    """Each once, in words."""
    return list(dict.fromkeys(_said(value) for value in found))


def _said(value: object) -> str:
    return "unknown" if value is None or value == "" else shown(str(value), 60)
