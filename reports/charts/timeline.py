"""Which worker ran which task when, in one traced pass."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from reports.charts.chart import Chart
from reports.charts.plot import layout, marks, scales, theme
from reports.charts.plot.drawing import Drawing
from reports.charts.plot.layout import Notes
from reports.charts.plot.marks import GRID, QUIET
from reports.charts.plot.style import Look
from reports.charts.sheet import Sheet
from reports.data.side_tables import Span, Trace
from reports.text import numbers
from reports.text.names import shown, slug
from reports.verdicts.wording import named

COLUMNS = (
    "workload", "params", "runner", "workers", "pass_s", "task", "worker", "start_s", "end_s",
)  # fmt: skip
MOST = 3000  # bars; more are narrower than a pixel, and make a page slow
LANE, LEAST_LANE = 0.34, 0.12  # inches
HEIGHT = 0.8  # of a lane
MOST_HEIGHT = 8.0
LABEL_PT = 8.5
SHADES = (0.34, 0.14)  # of a worker's tasks in turn; pale, so that their numbers can be read
LANE_LABEL_INCHES = 0.17
LEFT = 1.15
NOTE = (
    "Timeline: one traced pass, outside all timed passes. A bar is a task, with its number where "
    "that fits; the tasks of a worker alternate between two shades. Dashed: end of the pass."
)
PID = 1
MICROSECONDS = 1e6


def traced(sheets: Sequence[Sheet]) -> Iterable[tuple[Sheet, Trace]]:
    return [(sheet, trace) for sheet in sheets for trace in sheet.traces]


def draw(subject: tuple[Sheet, Trace]) -> Drawing:
    """Lanes are workers, bars are tasks."""
    sheet, trace = subject
    trial = trace.trial
    notes = Notes().plus(terms=[NOTE])
    if len(trace.spans) > MOST:
        rest = f"The first {MOST} of {len(trace.spans)} tasks are drawn; the CSV has all."
        notes = notes.plus(own=[rest])
    title = f"which worker ran which task when, {named(trial)}"
    here = sheet.page(title, _height(trace) + layout.LABELS, notes)
    size = (layout.WIDTH - LEFT - 0.4, _height(trace))
    axes = here.axes(LEFT, here.bottom + layout.LABELS, *size)
    _draw_timeline(axes, trace, sheet.scene.looks[trial.runner])
    cell = {
        "workload": trial.workload, "params": trial.params, "runner": trial.runner,
        "workers": trial.workers, "pass_s": trace.pass_s,
    }  # fmt: skip
    rows = [
        cell | {"task": one.task, "worker": one.worker, "start_s": one.start_s, "end_s": one.end_s}
        for one in trace.spans
    ]
    part = f"{slug(trial.runner)}-{trial.workers}"
    files = {"trace.json": _trace_events(trace)}
    return CHART.drawing(sheet, here, rows, _reading(trace), part, files)


def _height(trace: Trace) -> float:
    """Inches of the lanes."""
    lanes = trace.trial.workers
    return max(0.7, lanes * max(LEAST_LANE, min(LANE, MOST_HEIGHT / lanes)))


def _turns(spans: Sequence[Span]) -> dict[int, int]:
    """By task: how many tasks its worker had run before it."""
    before: dict[int, int] = {}
    found = {}
    for span in sorted(spans, key=lambda one: (one.start_s, one.task)):
        found[span.task] = before.get(span.worker, 0)
        before[span.worker] = found[span.task] + 1
    return found


def _draw_timeline(axes: Axes, trace: Trace, look: Look) -> None:
    lanes = trace.trial.workers
    factor, unit = scales.unit_for([trace.pass_s])
    spans, turn = trace.spans[:MOST], _turns(trace.spans)
    end = max([trace.pass_s, *(span.end_s for span in spans)]) / factor
    axes.set_xlim(0, 1.005 * end)
    ticks = scales.linear_ticks(end)
    axes.set_xticks(ticks, [numbers.plain(tick) for tick in ticks])
    axes.set_ylim(lanes - 0.45, -0.55)
    axes.set_xlabel(f"time from the start of the pass ({unit})")
    axes.grid(axis="x", color=GRID, lw=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    each = max(1, math.ceil(lanes * LANE_LABEL_INCHES / _height(trace)))
    labelled = range(0, lanes, each)
    axes.set_yticks(list(labelled), [f"worker {lane}" for lane in labelled])
    axes.tick_params(axis="y", length=0)
    for shade, alpha in enumerate(SHADES):
        boxes = [
            (span.start_s / factor, span.end_s / factor, span.worker)
            for span in spans
            if turn[span.task] % 2 == shade
        ]
        if boxes:
            inside = {"fc": look.colour, "ec": "none", "alpha": alpha, "zorder": 3}
            marks.boxes(axes, boxes, HEIGHT, gid=f"tasks-{shade}", **inside)
            edges = {"fc": "none", "ec": look.colour, "lw": 0.8, "zorder": 3.1}
            marks.boxes(axes, boxes, HEIGHT, gid=f"edges-{shade}", **edges)
    axes.axvline(trace.pass_s / factor, color=QUIET, lw=1.0, ls="dashed", zorder=2, gid="end")
    _label(axes, spans, factor)


def _label(axes: Axes, spans: Sequence[Span], factor: float) -> None:
    """The tasks' numbers, where they fit."""
    left, right = axes.get_xlim()
    inches = axes.get_position().width * axes.figure.get_figwidth() / (right - left) / factor
    digit = layout.width("0", LABEL_PT)
    style = {"ha": "center", "va": "center", "fontsize": LABEL_PT, "color": theme.INK}
    for span in spans:
        name = str(span.task)
        if (span.end_s - span.start_s) * inches > digit * (len(name) + 0.8):
            middle = (span.start_s + span.end_s) / 2 / factor
            axes.text(middle, span.worker, name, zorder=4, **style)


def _reading(trace: Trace) -> str:
    spans = trace.spans
    counts: dict[int, int] = {}
    for span in spans:
        counts[span.worker] = counts.get(span.worker, 0) + 1
    tasks = numbers.several(len(spans), "task")
    words = f"{tasks} on {numbers.several(trace.trial.workers, 'worker')}: "
    turn = _turns(spans)
    waves = max(counts.values())
    later = next((span for span in spans if turn[span.task]), None)
    lengths = [span.end_s - span.start_s for span in spans]
    even = waves - min(counts.values()) <= 1 and max(lengths) <= 1.5 * min(lengths)
    if trace.trial.workers == 1:
        words += "one after the other"
    elif later is None:
        words += f"one wave, the last one starts {_after(spans[-1].start_s - spans[0].start_s)}"
    else:
        words += f"{waves} waves" if even else f"up to {waves} in a row on one worker"
        after = _after(later.start_s - spans[0].start_s)
        words += f"; task {later.task} starts {after}, when worker {later.worker} is free"
    used = sum(lengths)
    share = numbers.percent(min(1.0, used / (trace.trial.workers * trace.pass_s)))
    pass_words = f"; the pass takes {numbers.time(trace.pass_s)}, in which the workers run tasks "
    return f"{words}{pass_words}{share} of the time."


def _after(seconds: float) -> str:
    return f"{numbers.time(seconds)} after the first" if seconds > 0 else "with the first"


def _trace_events(trace: Trace) -> str:
    """For Perfetto and Chrome: a thread per worker, an event per task, in microseconds."""
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


CHART = Chart("timeline", draw, traced, COLUMNS)
