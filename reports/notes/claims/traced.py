"""What a traced pass shows of a pool: who started when, and after whose end; estimates nothing."""

from __future__ import annotations

from reports.notes.claims.comparison import AGAINST, FOR, OPEN, Comparison
from reports.notes.claims.result import SECONDS, plain
from reports.text import numbers
from reports.verdicts.findings import Judged
from reports.data.rows import BadInput
from reports.data.spans import Trace, read_spans

LATE = 0.1  # of a task's mean length, between an end and the next start


def traced(judged: Judged, wanted: set[tuple[str, tuple[str, int]]]) -> list[Comparison]:
    """One for each traced pass of these (params, cell) of sleep; none where nothing was traced."""
    try:
        traces = read_spans(judged.run.folder, judged.run.samples)
    except BadInput:
        return []  # whoever shows the run says what is wrong with the file
    return [
        _seen(one)
        for one in traces
        if one.trial.workload == "sleep" and (one.trial.params, one.trial.cell) in wanted
        and len(one.spans) > one.trial.workers
    ]  # fmt: skip


def _seen(one: Trace) -> Comparison:
    runner, workers = one.trial.cell
    starts = sorted(span.start_s for span in one.spans)
    ends = sorted(span.end_s for span in one.spans)
    length = sum(span.end_s - span.start_s for span in one.spans) / len(one.spans)
    together = starts[workers - 1] < ends[0]
    # The k-th start past the pool waits for the k-th end.
    gaps = [start - end for start, end in zip(starts[workers:], ends)]
    stand = FOR if max(gaps) <= LATE * length else OPEN  # one late waking refutes no pool
    if not together or min(gaps) < 0:
        stand = AGAINST
    words = (
        f"{runner} N={workers} of {len(starts)} started {workers} within "
        f"{numbers.time(max(starts[workers - 1] - starts[0], 1e-9))}, and number {workers + 1} "
        f"{_gap(gaps[0])} the first end"
    )
    label = f"sleep {numbers.params(one.trial.params)} {runner} N={workers}: traced, longest wait "
    made = plain(label + "of a free worker", max(0.0, max(gaps)), SECONDS)
    return Comparison(words, stand, 0.0, made)


def _gap(gap: float) -> str:
    if gap < 0:
        return f"{numbers.time(-gap)} before"
    return f"{numbers.time(gap)} after" if gap else "at"
