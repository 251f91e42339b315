"""Assembles the timeline of a traced cell; writes no file."""

from __future__ import annotations

from reports.charts.plot import pages
from reports.text import names
from reports.charts import chart_text, timeline
from reports.charts.plot.drawing import Drawing
from reports.charts.sheets import Sheet
from reports.data.records import Run
from reports.data.spans import Trace

COLUMNS = (
    "workload", "params", "runner", "workers", "pass_s", "task", "worker", "start_s", "end_s",
)  # fmt: skip


def timeline_of(run: Run, sheet: Sheet, trace: Trace) -> Drawing:
    """Lanes are workers, bars are tasks."""
    trial = trace.trial
    cell = f"{names.shown(trial.runner, 40)} N={trial.workers}"
    title = f"{sheet.name}: which worker ran which task when, {cell}"
    notes = [
        "One traced pass of its own, outside all timed sums. A bar is a task, with its number "
        "where that fits; a worker's tasks alternate between two shades. Dashed: the pass ends."
    ]
    if len(trace.spans) > timeline.MOST:
        notes.append(
            f"The first {timeline.MOST} of {len(trace.spans)} tasks are drawn; "
            "the table has them all."
        )
    here = sheet.page(run, timeline.height(trace) + pages.LABELS, title, notes)
    axes = here.axes(
        1.15, here.bottom + pages.LABELS, pages.WIDTH - 1.15 - 0.4, timeline.height(trace)
    )
    timeline.draw_timeline(axes, trace, sheet.scene.looks[trial.runner])
    table: list[list[object]] = [
        [
            trial.workload, trial.params, trial.runner, trial.workers, trace.pass_s,
            span.task, span.worker, span.start_s, span.end_s,
        ]
        for span in trace.spans
    ]  # fmt: skip
    kind = f"timeline-{names.slug(trial.runner)}-{trial.workers}"
    return sheet.drawing(kind, title, here, table, chart_text.gantt(trace), COLUMNS)
