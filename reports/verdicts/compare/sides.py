"""The two sides of a comparison, each a list of sessions, which are judged one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.data.consistency import require_one_run
from reports.data.facts import CAPACITY
from reports.data.records import Run
from reports.data.rows import BadInput
from reports.stats.statistics import median
from reports.verdicts.findings import Judged, judge_run


@dataclass(frozen=True)
class Session:
    """What one start of the driver measured."""

    judged: Judged

    @property
    def probe_s(self) -> float | None:
        """Median time of one copy of the capacity probe's fixed work."""
        times = [
            probe.wall_s
            for probe in self.judged.run.probes
            if probe.workload == CAPACITY and probe.workers == 1 and probe.undisturbed
        ]
        return median(times) if times else None


@dataclass(frozen=True)
class Side:
    name: str  # A, the baseline, or B
    runs: list[Run]
    sessions: list[Session]


def side(name: str, runs: Sequence[Run]) -> Side:
    """Raises BadInput for a run that is given twice."""
    ids = [run.run_id for run in runs]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice:
        raise BadInput(f"{name} has run {twice} twice; give each run once")
    sessions = [Session(judge_run(part)) for run in runs for part in _sessions(run)]
    return Side(name, list(runs), sessions)


def _sessions(run: Run) -> list[Run]:
    """The run cut into its sessions; probes alone make none."""
    require_one_run(run.folder, [*run.samples, *run.probes, *run.bandwidth, *run.injected])
    names = list(dict.fromkeys(one.session for one in run.samples))
    if len(names) == 1:
        return [run]
    kinds = ("samples", "probes", "bandwidth", "injected")
    return [
        replace(
            run,
            **{kind: [one for one in getattr(run, kind) if one.session == name] for kind in kinds},
        )
        for name in names
    ]
