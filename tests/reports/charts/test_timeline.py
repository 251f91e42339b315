"""Timelines and trace events of passes whose order is known."""

import json

import pytest
from fixtures import placed, row
from side_rows import SPANS, spans_of, text

from reports.charts import timeline
from reports.charts.sheet import Selection

SLEEP = {"workload": "sleep", "params": '{"duration":"20ms","tasks":10}', "tasks": 10}
SAMPLES = placed(
    [row(1, "serial", 1, 0.2, **SLEEP), row(1, "thread_pool", 4, 0.06, **SLEEP)]
)  # fmt: skip
# Ten tasks of 20 ms on four workers: 4, 4 and 2.
POOL = [
    (task, (0, 1, 2, 3, 2, 1, 0, 3, 2, 1)[task], 0.02 * wave, 0.02 * (wave + 1))
    for task, wave in enumerate((0, 0, 0, 0, 1, 1, 1, 1, 2, 2))
]


@pytest.fixture
def chart(drawings):
    """The timeline of such a pass, if there is one."""

    def drawn(pass_s=0.06, spans=POOL, sample=SAMPLES[1], selection=None):
        rows = spans_of(sample, pass_s, *spans)
        found = drawings(SAMPLES, selection=selection, spans=text(SPANS, rows))
        return next((one for one in found.values() if one.kind == "timeline"), None)

    return drawn


def test_waves_are_counted_and_the_first_task_that_waited_is_named(chart):
    one = chart()
    assert one.name == "sleep-timeline-thread_pool-4" and one.work[0] == "sleep"
    assert one.reading == (
        "10 tasks on 4 workers: 3 waves; task 4 starts 20.0 ms after the first, when worker 2 is "
        "free; the pass takes 60.0 ms, in which the workers run tasks 83 % of the time."
    )


def test_one_wave(chart):
    spans = [(task, task, 0.001 * task, 0.02 + 0.001 * task) for task in range(4)]
    assert chart(0.025, spans).reading.startswith(
        "4 tasks on 4 workers: one wave, the last one starts 3.00 ms after the first; "
    )


def test_uneven_tasks_are_no_waves(chart):
    spans = [(0, 0, 0, 0.06), *((n, 1, 0.01 * n, 0.01 * n + 0.01) for n in range(1, 6))]
    assert "up to 5 in a row on one worker; task 2 starts" in chart(0.06, spans).reading


def test_one_worker_has_no_waves(chart):
    spans = [(0, 0, 0, 0.02), (1, 0, 0.02, 0.04)]
    alone = SAMPLES[0]
    assert chart(0.04, spans, alone).reading.startswith(
        "2 tasks on 1 worker: one after the other; the pass takes 40.0 ms"
    )


def test_lanes_are_workers_and_bars_are_numbered_where_that_fits(chart):
    [axes] = chart().page.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "worker 0", "worker 1", "worker 2", "worker 3",
    ]  # fmt: skip
    places = {words.get_text(): words.get_position() for words in axes.texts}
    assert places["4"] == pytest.approx((30, 2)) and len(places) == 10
    narrow = [(0, 0, 0, 1e-6), (1, 0, 0.03, 0.06)]
    [axes] = chart(0.06, narrow).page.figure.axes
    assert [words.get_text() for words in axes.texts] == ["1"]


def filled(axes):
    return [bar for bar in axes.patches if str(bar.get_gid()).startswith("tasks-")]


def test_the_waves_alternate_between_two_shades(chart):
    [axes] = chart().page.figure.axes
    bars = {bar.get_gid(): bar for bar in filled(axes)}
    boxes = {gid: len(bar.get_path().vertices) // 5 for gid, bar in bars.items()}
    assert boxes == {"tasks-0": 6, "tasks-1": 4}
    assert bars["tasks-0"].get_alpha() != bars["tasks-1"].get_alpha()


def test_the_table_has_every_task(chart):
    one = chart()
    four = [one.rows[4][key] for key in ("task", "worker", "start_s", "end_s")]
    assert four == [4, 2, 0.02, 0.04] and len(one.rows) == 10
    assert one.csv.splitlines()[0].endswith("pass_s,task,worker,start_s,end_s")


def test_no_more_bars_are_drawn_than_can_be_seen_and_that_is_said(chart):
    many = timeline.MOST + 7
    spans = [(n, n % 4, 1e-5 * n, 1e-5 * n + 1e-6) for n in range(many)]
    one = chart(0.06, spans)
    [axes] = one.page.figure.axes
    drawn = sum(len(bar.get_path().vertices) // 5 for bar in filled(axes))
    assert drawn == timeline.MOST and len(one.rows) == many
    assert any(f"The first {timeline.MOST} of {many} tasks" in note for note in one.page.notes.own)


def test_a_runner_that_is_not_selected_has_no_timeline(chart):
    assert chart(selection=Selection(["serial"], ["sleep"])) is None


def test_a_trace_of_a_trial_without_a_sample_is_left_out(chart):
    assert chart(sample=SAMPLES[1] | {"attempt": 3}) is None


def test_trace_events_are_json_that_perfetto_opens(chart):
    [(extension, content)] = chart().files.items()
    assert extension == "trace.json"
    events = json.loads(content)["traceEvents"]
    names = {event["tid"]: event["args"]["name"] for event in events
             if event["name"] == "thread_name"}  # fmt: skip
    assert names == {worker: f"worker {worker}" for worker in range(4)}
    [process] = [event for event in events if event["name"] == "process_name"]
    assert process["args"]["name"].endswith(": thread_pool N=4")
    tasks = {event["args"]["task"]: event for event in events if event["ph"] == "X"}
    assert len(tasks) == 10
    four = {key: tasks[4][key] for key in ("name", "tid", "ts", "dur")}
    assert four == {"name": "task 4", "tid": 2, "ts": 20000.0, "dur": 20000.0}
