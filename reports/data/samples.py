"""One row of samples.csv as a Sample, or the words that refuse it; opens no file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from reports.data.cells import Cells

SCHEMA_VERSION = "1"
COLUMNS = tuple(
    "schema_version,run_id,machine_id,session,block,position,attempt,role,status,reason,"
    "exit_signal,contamination,workload,params,runner,workers,tasks,passes,setup_s,cold_s,wall_s,"
    "wall_min_s,wall_max_s,teardown_s,cpu_s,companion_cpu_s,workers_seen,max_in_flight,"
    "foreign_cpu_s,steal_s,throttled_s,runq_wait_s,voluntary_switches,involuntary_switches,"
    "peak_rss_kib,digest,observed,usable_cpus,started_at".split(",")
)
LATER_COLUMNS = ("slowdown",)  # folders made before they existed lack them: read as empty
ROLES = ("cell", "twin_a", "twin_b", "reference", "probe", "injected")
STATUSES = ("ok", "wrong_result", "failed", "timeout", "unsupported")
CONTAMINATIONS = ("", "foreign", "steal", "throttled", "clock_drift")
SLOT_ROLES = ("cell", "twin_a", "twin_b", "injected")  # that are repeated when they were disturbed

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
DIGEST = re.compile(r"x[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sample:
    """One trial. Times in seconds; None where nothing was measured."""

    run_id: str
    machine_id: str
    session: str
    block: int
    position: int
    attempt: int
    role: str
    status: str
    reason: str
    contamination: str
    workload: str
    params: str  # JSON with sorted keys: equal text, equal parameters
    runner: str
    workers: int
    tasks: int | None
    passes: int | None
    setup_s: float | None
    cold_s: float | None
    wall_s: float | None  # of one pass, as cpu_s is
    teardown_s: float | None
    cpu_s: float | None
    companion_cpu_s: float | None  # over its whole life
    max_in_flight: int | None  # tasks at once in the cold pass
    foreign_cpu_s: float | None  # over all timed passes, as the three that follow
    steal_s: float | None
    throttled_s: float | None
    runq_wait_s: float | None
    peak_rss_kib: int | None
    digest: str
    usable_cpus: float | None
    started_at: str
    slowdown: float | None  # of an injected trial: 0.05 was made 5 % longer on purpose
    line: int = field(default=0, compare=False)  # of samples.csv

    @property
    def undisturbed(self) -> bool:
        return self.status == "ok" and not self.contamination

    @property
    def work(self) -> tuple[str, str]:
        """What was computed, whoever computed it."""
        return (self.workload, self.params)

    @property
    def cell(self) -> tuple[str, int]:
        """Who computed it."""
        return (self.runner, self.workers)

    @property
    def whole_s(self) -> float | None:
        """One pass with all that it takes to start and to end the workers."""
        times = (self.setup_s, self.wall_s, self.teardown_s)
        return None if None in times else sum(times)

    @property
    def timed_s(self) -> float | None:
        """The time that foreign_cpu_s and its like refer to: all timed passes together."""
        return self.wall_s * self.passes if self.wall_s and self.passes else None


def sample_of(cells: Cells, line: int) -> Sample:
    """Raises BadInput for a value that no trial can have."""
    cells.one_of("schema_version", (SCHEMA_VERSION,))
    role = cells.one_of("role", ROLES)
    sample = Sample(
        run_id=cells.text("run_id"),
        machine_id=cells.values["machine_id"],
        session=cells.values["session"],
        block=cells.integer("block", 1),
        position=cells.integer("position", 0),
        attempt=cells.integer("attempt", 1),
        role=role,
        status=cells.one_of("status", STATUSES),
        reason=cells.values["reason"],
        contamination=cells.one_of("contamination", CONTAMINATIONS),
        workload=cells.text("workload"),
        params=cells.params("params"),
        runner=cells.text("runner"),
        workers=cells.integer("workers", 1),
        tasks=cells.count("tasks"),
        passes=cells.count("passes"),
        setup_s=cells.seconds("setup_s"),
        cold_s=cells.seconds("cold_s"),
        wall_s=cells.seconds("wall_s"),
        teardown_s=cells.seconds("teardown_s"),
        cpu_s=cells.seconds("cpu_s"),
        companion_cpu_s=cells.seconds("companion_cpu_s"),
        max_in_flight=cells.count("max_in_flight", least=0),
        foreign_cpu_s=cells.seconds("foreign_cpu_s"),
        steal_s=cells.seconds("steal_s"),
        throttled_s=cells.seconds("throttled_s"),
        runq_wait_s=cells.seconds("runq_wait_s"),
        peak_rss_kib=cells.count("peak_rss_kib", least=0),
        digest=cells.values["digest"],
        usable_cpus=cells.seconds("usable_cpus"),
        started_at=cells.matching("started_at", MOMENT, "a time such as 2026-01-02T03:04:05Z"),
        slowdown=cells.seconds("slowdown"),
        line=line,
    )
    _check(sample, cells)
    return sample


def _check(sample: Sample, cells: Cells) -> None:
    """What one row can contradict in itself: somebody edited it, or two runs wrote at once."""
    if (sample.slowdown is not None) != (sample.role == "injected"):
        cells.refuse("slowdown", "a number from 0 in rows of role injected, nothing in all others")
    if sample.role == "probe":
        copies = json.loads(sample.params).get("copies", sample.workers)
        if copies != sample.workers:
            cells.refuse("workers", f"{copies}, the number of copies that params names")
    if sample.status != "ok":
        return
    if not sample.wall_s:
        cells.refuse("wall_s", "a number of seconds above 0, as every trial with status ok has")
    if sample.passes is None:
        cells.refuse("passes", "an integer from 1, as every trial with status ok has")
    if sample.tasks is None:
        cells.refuse("tasks", "an integer from 1, as every trial with status ok has")
    if not DIGEST.fullmatch(sample.digest):
        cells.refuse("digest", "x and 16 hexadecimal digits, as every trial with status ok has")
    low, high = cells.seconds("wall_min_s"), cells.seconds("wall_max_s")
    slack = 1e-6 * sample.wall_s  # rounding of a mean
    if low is not None and low > sample.wall_s + slack:
        cells.refuse("wall_s", f"at least wall_min_s, which is {low!r}")
    if high is not None and high < sample.wall_s - slack and sample.role != "injected":
        cells.refuse("wall_s", f"at most wall_max_s, which is {high!r}")
