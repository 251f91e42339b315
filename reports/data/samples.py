"""One row of samples.csv as a Sample, or the message that refuses it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from reports.data.columns import Values, column, read_columns

ROLES = ("cell", "twin_a", "twin_b", "reference", "probe", "injected")
STATUSES = ("ok", "wrong_result", "failed", "timeout", "unsupported")
CONTAMINATIONS = ("", "foreign", "steal", "throttled", "clock_drift", "paused")
SLOT_ROLES = ("cell", "twin_a", "twin_b", "injected")  # that are repeated when they were disturbed

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
DIGEST = re.compile(r"x[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sample:
    """One trial. docs/columns.md says what each column means; None where nothing was measured."""

    run_id: str = column(Values.text)
    machine_id: str = column(Values.any_text)
    session: str = column(Values.any_text)
    block: int = column(Values.integer, 1)
    position: int = column(Values.integer, 0)
    attempt: int = column(Values.integer, 1)
    role: str = column(Values.one_of, ROLES)
    status: str = column(Values.one_of, STATUSES)
    reason: str = column(Values.any_text)
    contamination: str = column(Values.one_of, CONTAMINATIONS)
    workload: str = column(Values.text)
    params: str = column(Values.params)  # JSON with sorted keys: equal text, equal parameters
    runner: str = column(Values.text)
    workers: int = column(Values.integer, 1)
    tasks: int | None = column(Values.count)
    passes: int | None = column(Values.count)
    setup_s: float | None = column(Values.seconds)
    cold_s: float | None = column(Values.seconds)
    wall_s: float | None = column(Values.seconds)  # per pass, as cpu_s is
    wall_min_s: float | None = column(Values.seconds, absent="")
    wall_max_s: float | None = column(Values.seconds, absent="")
    teardown_s: float | None = column(Values.seconds)
    cpu_s: float | None = column(Values.seconds)
    companion_cpu_s: float | None = column(Values.seconds)
    max_in_flight: int | None = column(Values.count, 0)
    foreign_cpu_s: float | None = column(Values.seconds)  # over all timed passes, as the next three
    steal_s: float | None = column(Values.seconds)
    throttled_s: float | None = column(Values.seconds)
    runq_wait_s: float | None = column(Values.seconds)
    peak_rss_kib: int | None = column(Values.count, 0, absent="")
    digest: str = column(Values.any_text)
    observed: float | None = column(Values.observed, absent="")  # what the workload counted
    usable_cpus: float | None = column(Values.seconds)
    started_at: str = column(Values.matching, MOMENT, "a time such as 2026-01-02T03:04:05Z")
    slowdown: float | None = column(Values.seconds, absent="")
    line: int = field(default=0, compare=False)  # of samples.csv

    @property
    def undisturbed(self) -> bool:
        return self.status == "ok" and not self.contamination

    @property
    def unloaded(self) -> bool:
        """No load beside it. Its own CPU time may have drifted: judged by value, none is left."""
        return self.status == "ok" and self.contamination in ("", "clock_drift")

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


def sample_of(values: Values, line: int) -> Sample:
    """Raises BadInput for a value that no trial can have."""
    sample = Sample(**read_columns(Sample, values), line=line)
    _check(sample, values)
    return sample


def _check(sample: Sample, values: Values) -> None:
    """Refuses a row that contradicts itself: it was edited, or two runs wrote at once."""
    if (sample.slowdown is not None) != (sample.role == "injected"):
        values.refuse("slowdown", "a number from 0 in rows of role injected, nothing in all others")
    if sample.role == "probe":
        copies = json.loads(sample.params).get("copies", sample.workers)
        if copies != sample.workers:
            values.refuse("workers", f"{copies}, the number of copies in params")
    if sample.status != "ok":
        return
    every = "as every trial with status ok has"
    if not sample.wall_s:
        values.refuse("wall_s", f"a number of seconds above 0, {every}")
    if sample.passes is None:
        values.refuse("passes", f"an integer from 1, {every}")
    if sample.tasks is None:
        values.refuse("tasks", f"an integer from 1, {every}")
    if not DIGEST.fullmatch(sample.digest):
        values.refuse("digest", f"x and 16 hexadecimal digits, {every}")
    low, high = sample.wall_min_s, sample.wall_max_s
    slack = 1e-6 * sample.wall_s  # rounding of a mean
    if low is not None and low > sample.wall_s + slack:
        values.refuse("wall_s", f"at least wall_min_s, which is {low!r}")
    if high is not None and high < sample.wall_s - slack and sample.role != "injected":
        values.refuse("wall_s", f"at most wall_max_s, which is {high!r}")
