"""The files beside samples.csv: which rows count, and which are ignored or refused."""

import pytest
from fixtures import placed, row, write_run
from side_rows import OUTSIDE, PAUSES, SPANS, SPREAD, WORKERS, beside, spans_of, text, workers_of

from reports.data.records import read_run
from reports.data.rows import BadInput
from reports.data.side_tables import (
    OutsideLoad,
    Pause,
    Span,
    Spread,
    Worker,
    read_spans,
    read_spread,
    read_workers,
    trial_of,
)

SAMPLES = placed([row(1, "serial", 1, 0.4), row(1, "thread_pool", 2, 0.2)])
POOL = workers_of(SAMPLES[1], (60, 0.01, 0.19, 0.5, 0.02), (68, 0.02, 0.2, 0.51, ""))
TRACE = spans_of(SAMPLES[1], 0.21, (1, 1, 0.0, 0.1), (0, 0, 0.0, 0.2))


def workers(tmp_path, rows, columns=WORKERS, suffix=""):
    folder = write_run(tmp_path / "run", SAMPLES)
    (folder / "workers.csv").write_text(text(columns, rows) + suffix, encoding="utf-8")
    run = read_run(folder)
    return run, read_workers(folder, run.samples)


def spans(tmp_path, rows, suffix=""):
    folder = write_run(tmp_path / "run", SAMPLES)
    (folder / "spans.csv").write_text(text(SPANS, rows) + suffix, encoding="utf-8")
    run = read_run(folder)
    return run, read_spans(folder, run.samples)


def spreads(tmp_path, rows, suffix=""):
    folder = write_run(tmp_path / "run", SAMPLES)
    (folder / "spread.csv").write_text(text(SPREAD, rows) + suffix, encoding="utf-8")
    run = read_run(folder)
    return run, read_spread(folder, run.samples)


def test_a_trial_has_the_last_of_its_spreads(tmp_path):
    pool = beside(SAMPLES[1], passes=50, p50_s=0.1, p95_s=0.2)
    rows = [pool | {"p50_s": 0.05}, pool, pool | {"position": 7}]
    run, found = spreads(tmp_path, rows, suffix="1,20260102T0")
    assert found == {trial_of(run.samples[1]): Spread(0.1, 0.2, None)}
    (run.folder / "spread.csv").unlink()
    assert read_spread(run.folder, run.samples) == {}  # of an older run


def test_a_trial_has_the_load_that_the_driver_saw(tmp_path):
    folder = write_run(tmp_path / "run", SAMPLES)
    seen = beside(SAMPLES[1], wall_s=2.5, cpu_s=1.5, foreign_cpu_s=0.25, steal_s="")
    rows = [seen, seen | {"position": 7}]
    (folder / "outside_load.csv").write_text(text(OUTSIDE, rows), encoding="utf-8")
    run = read_run(folder)
    assert run.outside_load == {trial_of(run.samples[1]): OutsideLoad(2.5, 0.25, None)}


def test_a_trial_has_its_pauses(tmp_path):
    folder = write_run(tmp_path / "run", SAMPLES)
    seen = beside(SAMPLES[1], paused_s=4.5, suspended_s=0, stopped_s=0.25)
    rows = [seen, seen | {"position": 7}]
    (folder / "pauses.csv").write_text(text(PAUSES, rows), encoding="utf-8")
    run = read_run(folder)
    assert run.pauses == {trial_of(run.samples[1]): Pause(4.5, 0, 0.25)}
    (folder / "pauses.csv").write_text(text(PAUSES, [seen | {"paused_s": ""}]), encoding="utf-8")
    with pytest.raises(BadInput, match="pauses.csv, line 2: paused_s is ''"):
        read_run(folder)


def test_quantiles_that_do_not_rise_are_refused(tmp_path):
    falling = beside(SAMPLES[1], passes=100, p50_s=0.1, p95_s="", p99_s=0.05)
    with pytest.raises(BadInput, match="line 2: p99_s is '0.05'; allowed: at least 0.1"):
        spreads(tmp_path, [falling])


def test_workers_are_grouped_by_their_trial(tmp_path):
    run, found = workers(tmp_path, POOL)
    assert found == {
        trial_of(run.samples[1]): [
            Worker(0, 60, 0.01, 0.19, 0.5, 0.02, None),
            Worker(1, 68, 0.02, 0.2, 0.51, None, None),
        ]
    }


def test_a_run_without_the_files_has_no_such_rows(tmp_path):
    run = read_run(write_run(tmp_path / "run", SAMPLES))
    assert read_workers(run.folder, run.samples) == {}
    assert read_spans(run.folder, run.samples) == []


def test_rows_of_a_trial_without_a_sample_are_ignored(tmp_path):
    gone = [one | {"position": 7} for one in POOL]
    assert workers(tmp_path, gone)[1] == {}
    assert spans(tmp_path, [one | {"attempt": 2} for one in TRACE])[1] == []


def test_the_last_of_repeated_rows_counts(tmp_path):
    again = [one | {"tasks": 1} for one in POOL]
    [mine] = workers(tmp_path, POOL + again)[1].values()
    assert [one.tasks for one in mine] == [1, 1]
    [trace] = spans(tmp_path, TRACE + [one | {"pass_s": 0.3, "end_s": 0.3} for one in TRACE])[1]
    assert trace.pass_s == 0.3 and {span.end_s for span in trace.spans} == {0.3}


def test_half_a_row_at_the_end_is_ignored(tmp_path):
    [mine] = workers(tmp_path, POOL, suffix="1,20260102T0")[1].values()
    assert len(mine) == 2
    assert len(spans(tmp_path, TRACE, suffix='1,x,1,1,1,primes,"{""cou')[1][0].spans) == 2


def test_an_older_file_without_queue_times_and_passes_is_read(tmp_path):
    older = WORKERS[: WORKERS.index("runq_wait_s")]
    rows = [{key: value for key, value in one.items() if key in older} for one in POOL]
    [mine] = workers(tmp_path, rows, older)[1].values()
    assert mine[0] == Worker(0, 60, 0.01, 0.19, 0.5, None, None)


def test_spans_are_in_the_order_of_their_starts(tmp_path):
    rows = spans_of(SAMPLES[1], 0.5, (2, 0, 0.3, 0.4), (1, 1, 0.1, 0.2), (0, 0, 0.1, 0.3))
    [trace] = spans(tmp_path, rows)[1]
    assert trace.trial.cell == ("thread_pool", 2) and trace.pass_s == 0.5
    assert trace.spans == [Span(0, 0, 0.1, 0.3), Span(1, 1, 0.1, 0.2), Span(2, 0, 0.3, 0.4)]


def test_a_worker_without_a_task_has_no_times(tmp_path):
    [mine] = workers(tmp_path, workers_of(SAMPLES[1], (128, 0, 0.2, 0.2, 0), (0, "", "", "", "")))[
        1
    ].values()
    assert mine[1] == Worker(1, 0, None, None, None, None, None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"worker": 2}, "worker is '2'; allowed: a number from 0 to 1"),
        ({"worker": "x"}, "worker is 'x'; allowed: an integer from 0"),
        ({"tasks": -1}, "tasks is '-1'; allowed"),
        ({"last_s": 0.001}, "last_s is '0.001'; allowed: at least first_s, which is 0.01"),
        ({"cpu_s": "nan"}, "cpu_s is 'nan'; allowed: a decimal number"),
        ({"params": "[]"}, "params is '[]'; allowed: a JSON object"),
        ({"schema_version": 2}, "schema_version is '2'; allowed: 1"),
    ],
)
def test_an_impossible_worker_is_refused(tmp_path, change, words):
    with pytest.raises(BadInput) as refused:
        workers(tmp_path, [POOL[0] | change])
    assert "workers.csv, line 2: " in str(refused.value) and words in str(refused.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"worker": 9}, "worker is '9'; allowed: a number from 0 to 1"),
        ({"start_s": ""}, "start_s is ''; allowed: a decimal number from 0"),
        ({"end_s": -1}, "end_s is '-1'"),
        ({"start_s": 0.5}, "end_s is '0.1'; allowed: at least start_s, which is 0.5"),
        ({"pass_s": ""}, "pass_s is ''; allowed: a decimal number from 0"),
        ({"task": 1.5}, "task is '1.5'; allowed: an integer from 0"),
    ],
)
def test_an_impossible_span_is_refused(tmp_path, change, words):
    with pytest.raises(BadInput) as refused:
        spans(tmp_path, [TRACE[0] | change])
    assert "spans.csv, line 2: " in str(refused.value) and words in str(refused.value)


def test_missing_columns_and_damage_are_refused(tmp_path):
    with pytest.raises(BadInput, match="workers.csv, line 1: columns missing: worker, tasks"):
        workers(tmp_path, [], [name for name in WORKERS if name not in ("worker", "tasks")])
    with pytest.raises(BadInput, match="line 4: 2 fields where the header has 18"):
        workers(tmp_path, POOL, suffix="1,2\n")
    (tmp_path / "run" / "workers.csv").unlink()
    (tmp_path / "run" / "spans.csv").write_text("")
    run = read_run(tmp_path / "run")
    with pytest.raises(BadInput, match="spans.csv is empty"):
        read_spans(run.folder, run.samples)
