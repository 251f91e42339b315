"""Where a speedup went: accounts of constructed trials, each part known beforehand."""

import pytest
from fixtures import placed, row, write_run
from side_rows import WORKERS, text, workers_of

from reports.stats import series
from reports.stats.lost_time import PARTS, losses
from reports.data.records import read_run
from reports.data.side_tables import read_workers

START = {"setup_s": 0.0, "teardown_s": 0.0, "foreign_cpu_s": 0.0, "passes": 2}
ALONE = (128, 0.0, 1.0, 2.0, 0.0)  # serial: one second of work in each of two passes
WANTED = dict.fromkeys(PARTS, 0.0)


def cell(tmp_path, runner, workers, wall_s, *rows, base=ALONE, base_facts=None, **facts):
    """The loss of one cell beside one trial of serial that takes a second a pass."""
    serial = START | (base_facts or {})
    samples = placed(
        [
            row(1, "serial", 1, serial.pop("wall_s", 1.0), **serial),
            row(1, runner, workers, wall_s, **(START | facts)),
        ]
    )
    folder = write_run(tmp_path / "run", samples)
    table = [*workers_of(samples[0], base), *workers_of(samples[1], *rows)]
    (folder / "workers.csv").write_text(text(WORKERS, table), encoding="utf-8")
    run = read_run(folder)
    [experiment] = series.experiments(run.samples, run.environment.kinds)
    [found] = losses(experiment, ["serial", runner], read_workers(folder, run.samples))
    return found


def assert_parts(found, spent_s, **parts):
    wanted = WANTED | {name.replace("_", " "): value for name, value in parts.items()}
    wanted |= {"set-up": wanted.pop("setup", 0.0), "tear-down": wanted.pop("teardown", 0.0)}
    wanted |= {"dispatch": wanted.pop("dispatch", 0.0)}
    wanted["waiting for a CPU"] = wanted.pop("queue", 0.0)
    assert found.parts == pytest.approx(wanted, abs=1e-12)
    assert found.spent_s == pytest.approx(spent_s) and found.reason == ""
    assert sum(found.parts.values()) == pytest.approx(found.lost_s, abs=1e-12)


def test_two_workers_that_share_the_work_evenly_lose_nothing(tmp_path):
    found = cell(tmp_path, "openmp", 2, 0.5, (64, 0, 0.5, 1.0, 0), (64, 0, 0.5, 1.0, 0))
    assert_parts(found, 1.0)
    assert found.lost_s == pytest.approx(0) and found.n == 1 and found.whole_s == 0.5


def test_set_up_and_tear_down_cost_every_worker(tmp_path):
    busy = (64, 0, 0.5, 1.0, 0)
    facts = {"setup_s": 0.1, "teardown_s": 0.05}
    found = cell(tmp_path, "process_pool", 2, 0.5, busy, busy, **facts)
    assert_parts(found, 1.3, setup=0.2, teardown=0.1)
    assert found.lost_share == pytest.approx(0.3 / 1.3)
    assert found.share("set-up") == pytest.approx(0.2 / 1.3)


def test_what_serial_needs_for_start_and_end_is_no_loss(tmp_path):
    busy = (64, 0, 0.5, 1.0, 0)
    base = {"setup_s": 0.05}
    found = cell(tmp_path, "process_pool", 2, 0.5, busy, busy, base_facts=base, setup_s=0.1)
    assert_parts(found, 1.2, setup=0.15)
    assert found.serial_s == pytest.approx(1.05)


def test_the_time_before_the_first_task_and_after_the_last_is_hand_out(tmp_path):
    late = (64, 0.1, 0.6, 1.0, 0)
    assert_parts(cell(tmp_path, "thread_pool", 2, 0.65, late, late), 1.3, dispatch=0.3)


def test_a_worker_that_is_done_early_is_imbalance(tmp_path):
    found = cell(tmp_path, "thread_pool", 2, 0.7, (90, 0, 0.7, 1.4, 0), (38, 0, 0.3, 0.6, 0))
    assert_parts(found, 1.4, imbalance=0.4)


def test_workers_without_a_task_are_idle_all_the_time(tmp_path):
    idle = (0, "", "", "", "")
    found = cell(tmp_path, "tbb", 3, 1.0, (128, 0, 1.0, 2.0, 0), idle, idle)
    assert_parts(found, 3.0, idle=2.0)


def test_a_worker_per_task_loses_the_time_between_two_of_them(tmp_path):
    slot = (64, 0, 0.8, 1.0, 0)  # half a second of work a pass, in 0.8 s
    found = cell(tmp_path, "process_per_task", 2, 0.8, slot, slot)
    assert_parts(found, 1.6, between_tasks=0.6)


def test_more_workers_than_cpus_wait_for_one(tmp_path):
    turn = (32, 0, 0.5, 0.5, 0.5)  # a quarter of a second of work a pass, as long in the queue
    assert_parts(cell(tmp_path, "thread_pool", 4, 0.5, *[turn] * 4), 2.0, queue=1.0)


def test_waiting_for_a_cpu_before_the_first_task_is_no_hand_out(tmp_path):
    first = (32, 0.0, 0.25, 0.5, 0.0)
    second = (32, 0.25, 0.5, 0.5, 0.5)  # ready from the start, its queue time was all before
    found = cell(tmp_path, "thread_pool", 4, 0.5, first, first, second, second)
    assert_parts(found, 2.0, queue=0.5, imbalance=0.5)


def test_other_programs_are_charged_for_what_they_took_and_no_more(tmp_path):
    slowed = (64, 0, 0.7, 1.0, 0.4)
    found = cell(tmp_path, "thread_pool", 2, 0.7, slowed, slowed, foreign_cpu_s=0.6)
    assert_parts(found, 1.4, queue=0.1, other_programs=0.3)
    found = cell(tmp_path, "thread_pool", 2, 0.7, slowed, slowed, foreign_cpu_s=40.0)
    assert_parts(found, 1.4, other_programs=0.4)


def test_a_load_that_met_serial_as_well_is_no_loss(tmp_path):
    slowed = (64, 0, 0.6, 1.0, 0.2)
    found = cell(
        tmp_path, "thread_pool", 2, 0.6, slowed, slowed, foreign_cpu_s=0.4,
        base=(128, 0, 1.2, 2.0, 0.4), base_facts={"wall_s": 1.2, "foreign_cpu_s": 0.4},
    )  # fmt: skip
    assert_parts(found, 1.2)


def test_more_cpu_time_for_the_same_work_is_slower_work(tmp_path):
    slow = (64, 0, 0.75, 1.5, 0)
    found = cell(tmp_path, "process_pool", 2, 0.75, slow, slow)
    assert_parts(found, 1.5, slower_work=0.5)


def test_less_cpu_time_than_serial_is_a_part_below_nothing(tmp_path):
    quick = (64, 0, 0.4, 0.8, 0)
    found = cell(tmp_path, "process_pool", 2, 0.4, quick, quick)
    assert_parts(found, 0.8, slower_work=-0.2)
    assert found.lost_s == pytest.approx(-0.2)


def test_tasks_that_wait_lose_nothing_by_waiting(tmp_path):
    asleep = (16, 0, 0.5, 0.002, 0)
    base = (32, 0, 1.0, 0.004, 0)
    found = cell(tmp_path, "thread_pool", 2, 0.5, asleep, asleep, base=base)
    assert_parts(found, 1.0)


def test_spinning_after_the_last_task_is_counted_once(tmp_path):
    spins = (38, 0, 0.3, 1.4, 0)  # its CPU ran for 0.7 s a pass
    found = cell(tmp_path, "openmp", 2, 0.7, (90, 0, 0.7, 1.4, 0), spins)
    assert_parts(found, 1.4, slower_work=0.4)


def test_cpu_time_that_has_no_place_in_the_pass_is_not_explained(tmp_path):
    odd = (64, 0, 0.5, 1.2, 0)
    found = cell(tmp_path, "openmp", 2, 0.5, odd, odd)
    assert_parts(found, 1.0, slower_work=0.2, not_explained=-0.2)


def test_without_queue_times_a_gap_is_not_explained(tmp_path):
    slot = (64, 0, 0.8, 1.0, "")
    found = cell(tmp_path, "thread_per_task", 2, 0.8, slot, slot)
    assert_parts(found, 1.6, not_explained=0.6)


def test_everything_at_once_adds_up(tmp_path):
    found = cell(
        tmp_path, "process_pool", 4, 0.9,
        (50, 0.1, 0.85, 1.0, 0.3), (40, 0.2, 0.7, 0.8, 0.1), (38, 0.05, 0.8, 0.9, 0.5),
        (0, "", "", "", ""), setup_s=0.02, teardown_s=0.03, foreign_cpu_s=0.2,
    )  # fmt: skip
    assert sum(found.parts.values()) == pytest.approx(4 * 0.95 - 1.0)
    assert found.parts["idle"] == pytest.approx(0.9)
    assert found.parts["other programs"] == pytest.approx(0.1)


def test_costs_are_averaged_arithmetically_over_clean_trials(tmp_path):
    samples = placed(
        [
            one
            for block, setup_s in ((1, 0.1), (2, 0.3), (3, 9.0))
            for one in (
                row(block, "serial", 1, 1.0, **START),
                row(block, "tbb", 1, 1.0, **(START | {"setup_s": setup_s}),
                    contamination="foreign" if block == 3 else ""),
            )
        ]
    )  # fmt: skip
    folder = write_run(tmp_path / "run", samples)
    table = [one for sample in samples for one in workers_of(sample, ALONE)]
    (folder / "workers.csv").write_text(text(WORKERS, table), encoding="utf-8")
    run = read_run(folder)
    [experiment] = series.experiments(run.samples, {})
    [found] = losses(experiment, ["serial", "tbb"], read_workers(folder, run.samples))
    assert found.n == 2 and found.parts["set-up"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("samples", "rows", "reason"),
    [
        ([row(1, "tbb", 2, 0.5, **START)], [], "no undisturbed trial of serial in the same block"),
        (
            [row(1, "serial", 1, 1.0), row(1, "tbb", 2, 0.5, contamination="foreign")],
            [],
            "no undisturbed trial",
        ),
        ([row(1, "serial", 1, 1.0, **START), row(1, "tbb", 2, 0.5, **START)], [],
         "no rows in workers.csv"),
        ([row(1, "serial", 1, 1.0, **START), row(1, "tbb", 2, 0.5, **START)],
         [(64, 0, 0.5, "", 0), (64, 0, 0.5, "", 0)], "the CPU time of its workers was not read"),
        ([row(1, "serial", 1, 1.0, **START), row(1, "tbb", 2, 0.5, **START)],
         [(64, 0, "", 1.0, 0), (64, 0, "", 1.0, 0)], "its tasks are too short to time their ends"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(tmp_path, samples, rows, reason):
    samples = placed(samples)
    folder = write_run(tmp_path / "run", samples)
    (folder / "workers.csv").write_text(
        text(WORKERS, workers_of(samples[-1], *rows)), encoding="utf-8"
    )
    run = read_run(folder)
    [experiment] = series.experiments(run.samples, {})
    [found] = losses(experiment, ["serial", "tbb"], read_workers(folder, run.samples))
    assert found.reason == reason and not found.parts


def test_a_worker_is_idle_in_the_passes_in_which_it_got_no_task(tmp_path):
    """Four passes of one second; worker 1 works through one of them, worker 0 through all."""
    alone = (256, 0.0, 1.0, 4.0, 0.0, 4)
    found = cell(
        tmp_path, "openmp", 2, 1.0, (192, 0, 1.0, 4.0, 0, 4), (64, 0, 1.0, 1.0, 0, 1),
        base=alone, base_facts={"wall_s": 1.25, "passes": 4}, passes=4,
    )  # fmt: skip
    assert found.spent_s == pytest.approx(2.0)
    assert found.parts["idle"] == pytest.approx(0.75)
    assert found.parts["slower work"] == pytest.approx(0.25)
    assert sum(found.parts.values()) == pytest.approx(found.lost_s)


def test_who_queues_while_others_take_all_tasks_is_not_idle(tmp_path):
    """Worker 1 got a task in one of four passes, and queued for half of each of the others."""
    alone = (256, 0.0, 1.0, 4.0, 0.0, 4)
    found = cell(
        tmp_path, "thread_pool", 2, 1.0, (192, 0, 1.0, 4.0, 0, 4), (64, 0, 1.0, 1.0, 1.5, 1),
        base=alone, base_facts={"wall_s": 1.25, "passes": 4}, passes=4,
    )  # fmt: skip
    assert found.parts["idle"] == pytest.approx(0.75 - 1.5 / 4)
    assert found.parts["waiting for a CPU"] == pytest.approx(1.5 / 4)
    assert found.parts["not explained"] == pytest.approx(0)
    assert sum(found.parts.values()) == pytest.approx(found.lost_s)
