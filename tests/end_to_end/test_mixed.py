"""Work that computes and waits: what is measured once for a run, and kept with it."""

import json

import pytest
from program import rows_of

MIXED = (
    "run", "-w", "mixed", "-s", "mixed.tasks=4", "-s", "mixed.compute=100us", "-s",
    "mixed.wait=1ms", "-R", "thread_pool", "-j", "2", "--sample", "5ms",
)  # fmt: skip


def rounds_of(folder):
    """Of all cells of the plan and all rows that are mixed."""
    plan = json.loads((folder / "plan.json").read_text())
    cells = [one["params"] for one in plan["cells"] if one["workload"] == "mixed"]
    rows = [one for one in rows_of(folder / "samples.csv") if one["workload"] == "mixed"]
    assert cells and rows
    return {one["rounds"] for one in [*cells, *(json.loads(row["params"]) for row in rows)]}


def test_what_was_measured_once_holds_for_the_rest_of_a_run_and_for_another(parbench, tmp_path):
    first, second = tmp_path / "1", tmp_path / "2"
    assert parbench(*MIXED, "-b", 1, "-o", first).returncode == 0
    [rounds] = rounds_of(first)
    assert rounds > 0
    line = f'measured=["mixed.rounds={rounds}"]'
    options = first / "options.toml"
    assert line in options.read_text().splitlines()
    # A figure that nobody would measure: what is done later cannot have it from the machine.
    options.write_text(options.read_text().replace(str(rounds), "4321"))
    again = parbench("run", "--config", options, "-o", second)
    assert again.returncode == 0, again.stderr
    assert rounds_of(second) == {4321}
    more = parbench("run", "--resume", second, "--blocks", 2)
    assert more.returncode == 0, more.stderr
    assert rounds_of(second) == {4321}
    assert {"1", "2"} <= {row["block"] for row in rows_of(second / "samples.csv")}


def test_steps_that_the_user_gives_are_not_measured(parbench, tmp_path):
    out = tmp_path / "run"
    assert parbench(*MIXED, "-s", "mixed.rounds=1234", "-b", 1, "-o", out).returncode == 0
    assert rounds_of(out) == {1234}
    assert "measured=" not in (out / "options.toml").read_text()


def test_names_of_cells_are_those_that_a_filter_takes(parbench):
    listed = parbench(*MIXED, "--benchmark_list_tests").stdout.splitlines()
    assert listed[1] == "mixed/compute=100us,tasks=4,wait=1ms/thread_pool/2"
    kept = parbench(*MIXED, "--benchmark_filter", f"^{listed[1]}$", "--benchmark_list_tests")
    assert listed[1] in kept.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("-s", "mixed.compute=0s", "-s", "mixed.wait=0s"), "'0s' is not allowed for both"),
        (("--measured", "mixed.rounds=0"), "'mixed.rounds=0' is not a measured value"),
        (("--measured", "primes.count=3"), "'primes.count=3' is not a figure"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(parbench, tmp_path, words, named):
    ended = parbench("run", "-w", "mixed", *words, "-o", tmp_path / "run")
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert named in line
    assert not (tmp_path / "run").exists()


def test_the_page_of_a_run_holds_mixed_work_against_its_limit(parbench, tmp_path):
    out = tmp_path / "run"
    ended = parbench(*MIXED, "-b", 3, "-o", out, report=True)
    assert ended.returncode == 0, ended.stderr
    assert "mixed" in (out / "report.html").read_text(encoding="utf-8")
    rows = rows_of(out / "summary.csv")
    assert {row["kind"] for row in rows} == {"mixed"}
    assert all(float(row["bound_s"]) > 0 for row in rows)
