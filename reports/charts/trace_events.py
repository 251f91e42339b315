"""Traced passes as Chrome's trace events, which Perfetto opens too; writes no file."""

from __future__ import annotations

import json

from reports.charts.sheets import everything, sheets
from reports.text.names import shown, slug
from reports.data.records import Run
from reports.data.spans import Trace, read_spans

PID = 1
MICROSECONDS = 1e6


def files(run: Run) -> dict[str, str]:
    """A file's name and text for each traced cell; empty where nothing was traced."""
    stems = {
        (sheet.experiment.workload, sheet.experiment.params): sheet.stem
        for sheet in sheets(run, everything(run))
    }
    return {
        f"{stems[trace.trial.work]}-{slug(trace.trial.runner)}-{trace.trial.workers}.trace.json":
        text(trace)
        for trace in read_spans(run.folder, run.samples)
    }  # fmt: skip


def text(trace: Trace) -> str:
    """One process, a thread per worker, an event per task; times in microseconds."""
    trial = trace.trial
    title = (
        f"{shown(trial.workload)} {shown(trial.params)}: {shown(trial.runner)} N={trial.workers}"
    )
    events: list[dict[str, object]] = [_name("process_name", 0, title)]
    for worker in sorted({span.worker for span in trace.spans}):
        events.append(_name("thread_name", worker, f"worker {worker}"))
    events += [
        {
            "name": f"task {span.task}",
            "cat": "task",
            "ph": "X",
            "pid": PID,
            "tid": span.worker,
            "ts": round(span.start_s * MICROSECONDS, 3),
            "dur": round((span.end_s - span.start_s) * MICROSECONDS, 3),
            "args": {"task": span.task},
        }
        for span in trace.spans
    ]
    lines = ",\n".join(json.dumps(event) for event in events)
    return f'{{"displayTimeUnit": "ms", "traceEvents": [\n{lines}\n]}}\n'


def _name(what: str, thread: int, name: str) -> dict[str, object]:
    return {"name": what, "ph": "M", "pid": PID, "tid": thread, "args": {"name": name}}
