"""The table of one experiment: figures, what stands in for them, and what does not fit."""

import pytest
from experiments import bounds, experiment, judged
from fixtures import failed, row

from reports.output.summary_table import table


@pytest.fixture
def lines(tmp_path):
    """lines(rows): the table of the only experiment."""

    def of(rows, name="primes"):
        [found] = judged(tmp_path, rows).experiments
        made = table(name, found)
        assert max(map(len, made)) <= 80
        return made

    return of


def test_what_the_workload_counts_stands_last_in_each_cell(tmp_path):
    walls = {("serial", 1): 0.004, ("thread_pool", 2): 0.002}
    lost = {("serial", 1): {"observed": "0"}, ("thread_pool", 2): {"observed": "37.25"}}
    rows = experiment("counter", {"guard": "none"}, walls, cells=lost)
    plan = bounds(*[("counter", {"guard": "none"}, *cell, None) for cell in walls])
    plan["cells"][0]["observed"] = {"name": "updates lost", "unit": "%"}
    [found] = judged(tmp_path, rows, plan=plan).experiments
    assert table("counter", found) == [
        "counter: serial 4.00 ms              N=2",
        "  thread_pool            2.00 2.00× 37.2",
        "  last in each cell: updates lost (%)",
    ]


def test_what_does_not_fit_continues_below_with_further_n(lines):
    walls = {("openmp", 2**power): 0.5 for power in range(9)} | {("serial", 1): 1.0}
    made = lines(experiment("primes", {}, walls))
    assert made[0] == "primes: serial 1000 ms"
    heads = [line.split() for line in made if "N=" in line]
    assert len(heads) == 2 and sum(heads, []) == [f"N={2**power}" for power in range(9)]
    assert sum(line.startswith("  openmp ") for line in made) == 2


def test_a_runner_stands_only_beside_the_n_it_was_measured_at(lines):
    walls = {("openmp", 2**power): 0.5 for power in range(9)} | {("serial", 1): 1.0}
    made = lines(experiment("primes", {}, walls | {("tbb", 256): 0.5}))
    assert sum(line.startswith("  tbb ") for line in made) == 1


def test_a_disturbed_cell_has_its_rough_time(lines):
    rows = [row(block, "serial", 1, 1.0) for block in range(1, 4)]
    rows += [row(block, "tbb", 2, 0.5, contamination="foreign") for block in range(1, 4)]
    assert lines(rows) == ["primes: serial 1000 ms   N=2", "  tbb                   ~500"]


def test_a_disturbed_serial_is_rough_too(lines):
    rows = [row(1, "serial", 1, 1.0, contamination="steal"), row(1, "tbb", 2, 0.5)]
    assert lines(rows) == ["primes: serial ~1000 ms  N=2", "  tbb                    500"]


def test_the_unit_suits_times_that_are_all_rough(lines):
    mark = {"contamination": "foreign"}
    rows = [row(1, "serial", 1, 0.02, **mark), row(1, "tbb", 2, 0.01, **mark)]
    assert lines(rows) == ["primes: serial ~20.0 ms    N=2", "  tbb                    ~10.0"]


def test_cells_that_failed_say_how_and_runners_without_figures_are_folded(lines):
    rows = [row(1, "serial", 1, 1.0), row(1, "tbb", 2, 0.5), failed(1, "tbb", 4)]
    rows += [failed(1, name, 2, status="unsupported") for name in ("openmp", "thread_pool")]
    assert lines(rows) == [
        "primes: serial 1000 ms        N=2     N=4",
        "  tbb                   500 2.00×  failed",
        "  thread_pool, openmp: unsupported",
    ]


def test_serial_alone_is_its_heading(lines):
    assert lines([row(1, "serial", 1, 0.1)]) == ["primes: serial 100 ms"]


def test_without_serial_the_heading_has_the_unit(lines):
    assert lines([row(1, "tbb", 2, 0.1)]) == ["primes, ms  N=2", "  tbb       100"]
    assert lines([failed(1, "serial", 1), row(1, "tbb", 2, 0.1)])[0] == (
        "primes: serial failed, ms  N=2"
    )


def test_a_long_name_stands_above_its_table(lines):
    walls = {("openmp", n): 0.5 for n in (1, 2, 4, 8, 16)} | {("serial", 1): 1.0}
    made = lines(experiment("primes", {}, walls), "x" * 50)
    assert made[0] == "x" * 50 + ": serial 1000 ms" and made[1].split()[0] == "N=1"


def test_an_experiment_without_any_time_is_named_all_the_same(lines):
    rows = [failed(1, "serial", 1), failed(1, "tbb", 2), failed(1, "openmp", 2, status="timeout")]
    assert lines(rows) == ["primes", "  tbb: failed", "  openmp: timeout"]
