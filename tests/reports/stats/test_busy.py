"""Slots, "too busy", shares and drift, each from both sides of its limit."""

import pytest
from fixtures import failed, row, write_run

from reports.stats import busy
from reports.verdicts.findings import judge_run
from reports.data.records import read_run

FOREIGN = {"contamination": "foreign"}


@pytest.fixture
def samples(tmp_path):
    def read(rows):
        run = read_run(write_run(tmp_path, rows))
        return [*run.samples, *run.injected]

    return read


def test_a_slot_is_dirty_when_no_attempt_was_clean(samples):
    rows = [
        row(1, "tbb", 2, 0.1, **FOREIGN),
        row(1, "tbb", 2, 0.1, attempt=2),
        row(2, "tbb", 2, 0.1, **FOREIGN),
        row(2, "tbb", 2, 0.1, attempt=2, **FOREIGN),
        row(2, "tbb", 2, 0.1, attempt=3, contamination="steal"),
        row(3, "tbb", 2, 0.1),
    ]
    assert busy.count(samples(rows)) == busy.Load(slots=3, disturbed=1, repeats=3)


def test_twins_cells_and_injected_are_slots_and_references_are_none(samples):
    rows = [
        row(1, "serial", 1, 0.1),
        row(1, "serial", 1, 0.1, role="twin_a"),
        row(1, "serial", 1, 0.1, role="twin_b", **FOREIGN),
        row(1, "serial", 1, 0.1, role="reference", **FOREIGN),
        row(1, "serial", 1, 0.1, role="injected", slowdown=0.05),
        row(1, "serial", 1, 0.1, role="injected", slowdown=0.1, **FOREIGN),
    ]
    assert busy.count(samples(rows)) == busy.Load(slots=5, disturbed=2)


def test_a_slot_that_failed_was_not_disturbed_and_is_not_counted(samples):
    rows = [failed(1, "tbb", 2, **FOREIGN), row(2, "tbb", 2, 0.1, **FOREIGN)]
    assert busy.count(samples(rows)) == busy.Load(slots=1, disturbed=1)


@pytest.mark.parametrize(("disturbed", "too_busy"), [(0, False), (3, False), (4, True), (6, True)])
def test_more_than_half_is_too_busy(disturbed, too_busy):
    assert busy.Load(slots=6, disturbed=disturbed).too_busy == too_busy


def test_nothing_judged_is_not_too_busy():
    assert not busy.Load().too_busy


def test_the_foreign_share_is_of_all_timed_passes_and_all_our_cpus(samples):
    rows = [
        row(1, "tbb", 2, 0.5, passes=4, foreign_cpu_s=0.04),  # of 2 s on 2 CPUs: 1 %
        row(2, "tbb", 2, 0.5, passes=2, foreign_cpu_s=0.06),  # of 1 s on 2 CPUs: 3 %
        row(3, "tbb", 2, 0.5, passes=2),  # not read
    ]
    trials = samples(rows)
    assert busy.foreign_share(trials, None) == pytest.approx(0.02)
    assert busy.foreign_share(trials, 4) == pytest.approx(0.01)  # a quota hides half of 4 CPUs
    assert busy.foreign_share(trials[2:], None) is None


def test_sums_leave_out_what_was_not_read(samples):
    trials = samples([row(1, "tbb", 2, 1.0, passes=2, throttled_s=0.5), row(2, "tbb", 2, 1.0)])
    assert busy.total(trials, "throttled_s") == 0.5 and busy.total(trials, "steal_s") is None
    assert busy.throttled_share(trials) == 0.25 and busy.throttled_share(trials[1:]) is None


def probes(*cpus, **others):
    return [
        row(block, "thread_pool", n, 0.1, role="probe", workload="capacity",
            params=f'{{"copies":{n}}}', cpu_s=n * cpu, **others)
        for block, cpu in enumerate(cpus, 1)
        for n in (1, 2)
    ]  # fmt: skip


def test_drift_is_measured_against_the_median_of_the_same_n(tmp_path):
    rows = [row(1, "serial", 1, 0.1), *probes(1.0, 1.0, 1.0, 1.3, 0.9)]
    assert busy.drift(read_run(write_run(tmp_path, rows)).probes) == pytest.approx((0.9, 1.3))


def test_probes_under_foreign_load_say_nothing_of_the_clock(tmp_path):
    rows = [row(1, "serial", 1, 0.1), *probes(1.0, **FOREIGN)]
    assert busy.drift(read_run(write_run(tmp_path, rows)).probes) is None


def test_a_run_is_judged_over_all_its_experiments(tmp_path):
    def block(workload, disturbed, by=FOREIGN):
        return [
            row(number, "tbb", 2, 0.1, workload=workload, **(by if number <= disturbed else {}))
            for number in range(1, 7)
        ]

    # Work that waits is judged by steal and for itself: it says little of other programs.
    asleep = block("sleep", 6, {"contamination": "steal"})
    rows = block("primes", 6) + block("range_sum", 0) + asleep
    judged = judge_run(read_run(write_run(tmp_path / "half", rows)))
    assert [found.too_busy for found in judged.experiments] == [True, False, True]
    assert judged.load == busy.Load(12, 6) and not judged.too_busy and not judged.holds
    rows = block("primes", 6) + block("range_sum", 1)
    assert judge_run(read_run(write_run(tmp_path / "most", rows))).too_busy
