"""scripts/scaling: its formulas, its tables on the committed run, and a run without such trials."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("scaling", "scaling_tcp")


@pytest.fixture(scope="module")
def scaling():
    sys.path.insert(0, str(ROOT))
    spec = importlib.util.spec_from_file_location("scaling", ROOT / "bench/speed/scaling.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(ROOT))
    return module


@pytest.mark.parametrize(
    "workers, master_s, shared_s, expected_s",
    [(2, 1e-6, 1e-6, 0.6), (100, 1e-3, 1e-6, 0.1), (100, 1e-6, 2e-4, 0.02), (100, 0, 0, 0.012)],
)
def test_a_pass_takes_the_longest_of_waits_master_and_cpus(
    scaling, workers, master_s, shared_s, expected_s
):
    assert scaling.predicted_s(100, 11e-3, 1e-3, workers, master_s, shared_s) == pytest.approx(
        expected_s
    )


def test_granularity_lies_between_the_durations_around_half(scaling):
    points = {100e-6: 0.3, 1e-3: 0.7, 10e-3: 0.9}
    assert scaling.granularity_s(points) == pytest.approx((100e-6 * 1e-3) ** 0.5)
    assert scaling.granularity_s({1e-3: 0.7, 10e-3: 0.9}) is None, "shorter ones may do too"
    assert scaling.granularity_s({1e-3: 0.1, 10e-3: 0.4}) is None


def run(folder):
    return subprocess.run(
        [ROOT / "scripts" / "scaling", folder], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_tables_of_the_page_are_those_of_the_committed_run(name):
    told = run(ROOT / "docs" / "example" / name)
    assert told.returncode == 0, told.stderr
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    for line in filter(None, told.stdout.splitlines()):
        assert line in page.splitlines()


def test_a_run_without_mpi_is_told_in_a_line():
    told = run(ROOT / "docs" / "example")
    assert told.returncode == 1
    assert "has no undisturbed trial of mpi on empty" in told.stderr
    assert told.stderr.count("\n") == 1
