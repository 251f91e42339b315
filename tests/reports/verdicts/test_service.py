"""Decisions about requests that arrive on a schedule, of runs whose answers are known."""

import pytest
from fixtures import failed, suite
from services import PARAMS, service_rows, unsupported, write_service
from experiments import text

from reports.data.records import read_run
from reports.verdicts.claims import INCONCLUSIVE, POINTS_ONLY, TOO_BUSY
from reports.verdicts.confidence import NONE
from reports.verdicts.findings import judge_run
from reports.verdicts.service import KEEPS_UP, SATURATED
from reports.verdicts.service_answer import answer

POOL = {("serial", 1): 1.0, **{("thread_pool", n): 1.0 for n in (4, 8, 16, 32)}}


def judged(folder, cells=POOL, params=None, others=(), change=None, plan=True, **options):
    part = service_rows(cells, params, **options)
    if change:
        for rows, figures in zip(part[0], part[1]):
            change(rows, figures)
    return judge_run(read_run(write_service(folder, part, others=others, plan=plan)))


def said(run):
    [found] = run.services
    return found, answer(run, found)


def test_cells_keep_up_or_are_saturated(tmp_path):
    run = judged(tmp_path / "run")
    found, words = said(run)
    verdicts = {cell.name: found.verdict(cell) for cell in found.cells}
    pool = {n: verdicts["thread_pool", n] for n in (4, 8, 16, 32)}
    assert verdicts["serial", 1] == pool[4] == SATURATED
    assert pool[16] == pool[32] == KEEPS_UP and pool[8] != SATURATED
    assert "saturated: serial N=1; thread_pool N=4" in words.warnings
    assert not run.experiments and run.holds


def test_the_fewest_workers_near_the_best_tail_are_recommended_and_ties_are_named(tmp_path):
    found, words = said(judged(tmp_path / "run", {**POOL, ("tbb", 16): 1.0}))
    assert found.recommended.name == ("thread_pool", 16)  # 8 wait; 32 gain nothing
    assert words.headline == "Use thread_pool or tbb with 16 workers: p99 18.0 ms " + (
        words.headline.partition("18.0 ms ")[2]
    )
    assert words.headline.endswith("] at 400/s") and words.runners == ["thread_pool", "tbb"]
    assert words.ties == "also tied: thread_pool N=32"
    assert {cell.name for cell in found.tied} >= {("thread_pool", 16), ("thread_pool", 32)}
    assert found.p_near["thread_pool", 8] == 0


def test_noisy_full_cells_do_not_blur_the_quiet_ones(tmp_path):
    cells = {**POOL, **{("tbb", 8): 1.0, ("openmp", 8): 1.0, ("process_pool", 8): 1.0}}
    found, _ = said(judged(tmp_path / "run", cells))
    assert found.p_near["thread_pool", 16] > 0.95


def test_nothing_speaks_of_a_speedup_or_of_serial(tmp_path):
    found, words = said(judged(tmp_path / "run"))
    every = " ".join((*words.sentences, words.confidence.reason))
    assert "speedup" not in every and "faster" not in every and "over serial" not in every


def test_where_nothing_keeps_up_the_most_and_a_lower_rate_are_named(tmp_path):
    few = {("serial", 1): 1.0, ("thread_pool", 2): 1.0}
    found, words = said(judged(tmp_path / "run", few))
    assert found.recommended is None and words.workers is None and words.runners == []
    assert words.headline.startswith(
        "Saturated: no cell keeps up with 400/s; most: thread_pool N=2, 111/s"
    )
    assert words.next_step.command == "parbench run -w service -s service.rate=100/s"


def test_one_block_has_points_only(tmp_path):
    run = judged(tmp_path / "run", blocks=2)
    found, words = said(run)
    assert {found.verdict(cell) for cell in found.cells} == {POINTS_ONLY}
    assert not run.holds and words.confidence.grade == NONE
    assert "(no interval) at 400/s" in words.headline


def test_a_queue_that_may_grow_is_inconclusive(tmp_path):
    def sway(row, figures):
        figures["unserved"] = 30 + 25 * (-1) ** row["block"]

    found, words = said(judged(tmp_path / "run", {("thread_pool", 16): 1.0}, change=sway, blocks=6))
    [cell] = found.cells
    assert found.verdict(cell) == INCONCLUSIVE and found.recommended is cell
    assert words.confidence.reason == "not shown that it keeps up with 400/s"


def test_the_margin_of_the_tasks_may_wait_at_the_end(tmp_path):
    def left(count):
        def change(row, figures):
            figures["unserved"] = count

        return change

    one = {("thread_pool", 16): 1.0}
    for count, verdict in ((29, KEEPS_UP), (31, SATURATED)):  # 3 % of 1000
        found, _ = said(judged(tmp_path / str(count), one, change=left(count)))
        assert found.verdict(found.cells[0]) == verdict


def test_errors_are_counted_and_cells_with_errors_are_not_recommended(tmp_path):
    def fail(row, figures):
        figures["errors"] = 3 if row["workers"] == 16 else 0

    found, words = said(judged(tmp_path / "run", change=fail))
    assert found.recommended.workers == 32
    assert "15 errors beside 5000 requests: thread_pool N=16" in words.warnings


def test_failed_cells_are_not_recommended_and_unsupported_ones_are_named_once(tmp_path):
    broken = [failed(1, "thread_pool", 16, workload="service", params=text(PARAMS), attempt=2)]
    none = [unsupported("thread_per_task", n) for n in (4, 8)]
    run = judged(tmp_path / "run", others=[*broken, *none])
    found, words = said(run)
    assert found.recommended.workers == 32
    assert [one for one in words.sentences if "thread_per_task" in one] == [
        "unsupported: thread_per_task: the runner does not hand tasks out in order"
    ]
    assert any("1 of 6 trials failed: killed by signal 9" in one for one in words.warnings)


def test_only_unsupported_cells_leave_nothing_to_say(tmp_path):
    folder = write_service(tmp_path / "run", others=[unsupported("tbb", 4)])
    found, words = said(judge_run(read_run(folder)))
    assert found.rate_per_s == 400 and words.headline == "no recommendation: every trial failed"


def test_too_much_load_has_no_verdict(tmp_path):
    def disturb(row, figures):
        row["contamination"] = "foreign" if row["block"] < 4 else ""

    run = judged(tmp_path / "run", change=disturb)
    found, words = said(run)
    assert run.too_busy and not run.holds and found.recommended is None
    assert {found.verdict(cell) for cell in found.cells} == {TOO_BUSY}
    assert not found.predictions and found.cells[0].summaries["p99_s"].n == 2  # figures stay
    assert words.headline == "too much background load: no verdict"


def test_the_rate_alone_in_service_csv_is_enough(tmp_path):
    assert len(judged(tmp_path / "run", plan=False).services) == 1


def test_other_experiments_of_the_run_are_judged_as_ever(tmp_path):
    run = judged(tmp_path / "run", others=suite(5, (2, 4)))
    alone = judge_run(read_run(write_service(tmp_path / "alone", others=suite(5, (2, 4)))))
    [found], [same] = run.experiments, alone.experiments
    assert found.experiment.workload == "primes"
    assert [found.verdict(cell) for cell in found.cells] == [
        same.verdict(cell) for cell in same.cells
    ]
    assert (found.recommended.name, found.p_near) == (same.recommended.name, same.p_near)
    assert run.works == {("primes", found.experiment.params), ("service", text(PARAMS))}


@pytest.mark.parametrize("rate", [100, 400])
def test_experiments_at_several_rates_are_judged_apart(tmp_path, rate):
    parts = [service_rows(POOL, {"rate": f"{one}/s"}) for one in (100, 400)]
    run = judge_run(read_run(write_service(tmp_path / "run", *parts)))
    assert [found.rate_per_s for found in run.services] == [100, 400]
    alone = judge_run(
        read_run(write_service(tmp_path / "one", service_rows(POOL, {"rate": f"{rate}/s"})))
    ).services[0]
    found = next(one for one in run.services if one.rate_per_s == rate)
    assert answer(run, found).headline == answer(run, alone).headline
