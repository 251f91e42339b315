"""`parbench compare` on sides whose difference is built in: tables and verdicts."""

import csv
import json
from functools import partial

import pytest
from fixtures import row, write_run
from pairs import OTHER, about, compare, lines_of, probes, suite, write_pair, write_sides
from services import service_rows, write_service

SLOW = {("thread_pool", 2): 1.2}
HOUR = "differences of a few per cent may come from the hour"


@pytest.fixture
def runs(tmp_path):
    """runs(rows of A, rows of B): their folders."""
    return partial(write_pair, tmp_path)


def table_of(path):
    with path.open(newline="") as file:
        return {(one["runner"], one["workers"]): one for one in csv.DictReader(file)}


def test_over_sessions_speedups_and_times_relative_to_the_probe_are_judged(tmp_path):
    words = write_sides(tmp_path, suite, partial(suite, factors=SLOW))
    before = {path: path.read_bytes() for path in tmp_path.glob("*/*")}
    done = compare(*words, "-q", "--csv", tmp_path / "table.csv")
    assert (done.returncode, done.stdout) == (0, "")
    assert {path: path.read_bytes() for path in tmp_path.glob("*/*")} == before
    table = table_of(tmp_path / "table.csv")
    slow, serial = table["thread_pool", "2"], table["serial", "1"]
    assert (slow["schema_version"], slow["sessions_a"], slow["n_b"]) == ("2", "3", "36")
    assert (slow["judged_by"], slow["unit"]) == ("speedup", "session")
    assert float(slow["speed_ratio"]) == pytest.approx(1 / 1.2, abs=0.01)
    assert float(slow["speed_ratio_low"]) < 1 / 1.2 < float(slow["speed_ratio_high"])
    assert (slow["verdict"], slow["granted"], slow["margin"]) == ("slower", "1", "0.03")
    assert float(slow["time_ratio"]) == pytest.approx(1.2, abs=0.02)
    assert float(slow["median_b_s"]) / float(slow["median_a_s"]) == pytest.approx(
        float(slow["median_ratio"])
    )
    # The hours differ by a tenth; relative to the probe, serial did not change.
    assert float(serial["median_ratio"]) < 0.95
    assert (serial["judged_by"], serial["verdict"]) == ("time", "equivalent")
    assert float(serial["speed_ratio"]) == pytest.approx(1, abs=0.01)
    assert table["thread_pool", "4"]["verdict"] == "equivalent"


def test_the_table_fits_80_columns_and_names_both_sides(tmp_path):
    words = write_sides(tmp_path, suite, partial(suite, factors=SLOW))
    done = compare(*words)
    assert max(map(len, done.stdout.splitlines())) <= 80
    first, second = done.stdout.splitlines()[:2]
    assert first.startswith("A is the baseline: 3 sessions from 20260101T0")
    assert second.startswith("B: 3 sessions from ") and second.endswith(", revision abc123")
    assert " slower" in lines_of(done, "thread_pool")[0]
    assert "relative to the machine's probe" in done.stdout and HOUR not in done.stdout


def test_serial_that_takes_longer_is_found_although_no_speedup_falls(tmp_path):
    all_slower = dict.fromkeys([("serial", 1), ("thread_pool", 2), ("thread_pool", 4)], 1.3)
    words = write_sides(tmp_path, suite, partial(suite, factors=all_slower))
    done = compare(*words)
    assert " slower" in lines_of(done, "serial")[0]
    assert "equivalent" in lines_of(done, "thread_pool")[0]


def test_without_probes_no_time_is_judged(tmp_path):
    done = compare(*write_sides(tmp_path, suite, suite, probed=False))
    assert "no probe" in lines_of(done, "serial")[0]
    assert "no verdict on absolute times" in done.stdout
    assert "equivalent" in lines_of(done, "thread_pool")[0]


def test_waiting_needs_no_probe(tmp_path):
    sleeps = partial(suite, workload="sleep", params="{}")
    done = compare(*write_sides(tmp_path, sleeps, sleeps, spread=0, probed=False))
    assert "equivalent" in lines_of(done, "serial")[0]


def test_one_session_a_side_is_called_what_it_is(runs):
    a, b = runs(
        [*suite(1), *probes(0.1)], [*suite(2, factors=SLOW, **OTHER), *probes(0.1, **OTHER)]
    )
    done = compare(a, b)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [
        "A is the baseline: 20260102T030405Z-quick, revision abc123",
        "B: 20260103T030405Z-quick, revision abc123",
    ]
    assert " slower" in lines_of(done, "thread_pool")[0]
    assert "too few sessions" in lines_of(done, "serial")[0]
    assert f"one session a side: {HOUR}" in done.stdout and "`parbench ab`" in done.stdout


def test_a_label_names_the_machine(runs):
    a, b = runs(suite(1), suite(2, **OTHER))
    facts = json.loads((a / "environment.json").read_text())
    (a / "environment.json").write_text(json.dumps(facts | {"label": "pc07"}))
    first = compare(a, b).stdout.splitlines()[0]
    assert first.startswith("A is the baseline: pc07 20260102T030405Z-quick")


def test_the_sessions_of_one_folder_count_each(tmp_path):
    sides = []
    for name, run_id in (("A", {}), ("B", OTHER)):
        rows = []
        for session in (1, 2, 3):
            for one in suite(session + len(rows), blocks=4, session=session, **run_id):
                rows.append(one | {"block": one["block"] + 4 * session})
        sides.append(write_run(tmp_path / name, rows, about()))
    done = compare(*sides)
    assert "A is the baseline: 3 sessions" in done.stdout and HOUR not in done.stdout
    assert "equivalent" in lines_of(done, "thread_pool")[0]


def test_the_margin_is_the_largest_that_a_run_fixed(runs):
    a, b = suite(1), suite(2, factors={("thread_pool", 2): 1.06}, **OTHER)
    assert " slower" in lines_of(compare(*runs(a, b)), "thread_pool")[0]
    done = compare(*runs(a, b, about(margin=0.1)))
    assert "equivalent" in lines_of(done, "thread_pool")[0]
    assert "treated as equal within ±10 %" in done.stdout


def test_the_first_folder_is_the_baseline(runs):
    a, b = runs(suite(1), suite(2, factors=SLOW, **OTHER))
    assert " faster" in lines_of(compare(b, a), "thread_pool")[0]


def test_too_busy_on_either_side_gives_no_verdict_and_exit_3(runs):
    busy = [
        one | ({"contamination": "foreign"} if one["block"] % 3 else {})
        for one in suite(2, factors={("thread_pool", 2): 2.0}, blocks=24, **OTHER)
    ]
    a, b = runs(suite(1), busy)
    for words in ((a, b), (b, a), (a, b, "--fail-on", "slower:5%")):
        done = compare(*words)
        assert done.returncode == 3
        assert "too busy" in lines_of(done, "thread_pool")[0]
        assert f"too much background load in {'A' if words[0] == b else 'B'}" in done.stdout


def test_a_busy_session_is_left_out_and_said_so(tmp_path):
    def third_is_busy(seed, **others):
        rows = suite(seed, **others)
        if seed % 10 == 2:
            rows = [one | {"contamination": "foreign"} for one in rows]
        return rows

    done = compare(*write_sides(tmp_path, suite, third_is_busy))
    assert "sessions excluded for background load: 0 of A, 1 of B" in done.stdout
    assert "fewer than 3 sessions a side" in done.stdout


def test_cells_of_one_side_are_listed_and_not_compared(runs):
    more = [row(block, "tbb", 2, 0.05, position=9, **OTHER) for block in range(1, 13)]
    more += [row(block, "serial", 1, 1, workload="empty", params="{}", **OTHER) for block in (1, 2)]
    a, b = runs(suite(1), [*suite(2, **OTHER), *more])
    done = compare(a, b)
    assert done.returncode == 0
    assert lines_of(done, "only in B") == [
        "only in B: empty (no parameters): every cell",
        "only in B: primes (count = 128, set = even): tbb N=2",
    ]
    assert not lines_of(done, "only in A") and not lines_of(done, "tbb")


def test_the_last_two_runs_are_the_default(tmp_path):
    results = tmp_path / "results"
    for name, run_id, factor in (("1", "x", 9.0), ("2", "y", 1.0), ("3", "z", 1.2)):
        rows = suite(int(name), factors={("thread_pool", 2): factor}, run_id=run_id)
        write_run(results / name, rows, about())
    (results / "latest").symlink_to("3")
    (results / "no-run").mkdir()
    done = compare(cwd=tmp_path)
    assert done.returncode == 0 and "A is the baseline: y," in done.stdout
    assert "\nB: z," in done.stdout and " slower" in lines_of(done, "thread_pool")[0]
    refused = compare(cwd=results)
    assert refused.returncode == 2 and "0 runs in results" in refused.stderr


def test_requests_at_a_rate_are_not_compared_and_named(tmp_path):
    cells = {("serial", 1): 1.0, ("thread_pool", 16): 1.0}
    folders = []
    for name, others in (("A", {}), ("B", OTHER)):
        part = service_rows(cells, **others)
        figures = [[one | others for one in rows] for rows in part[1:]]
        rows = suite(1, **others)
        folders.append(write_service(tmp_path / name, (part[0], *figures), others=rows))
    done = compare(*folders)
    assert done.returncode == 0, done
    said = "not compared, because the requests arrive at a rate: service at 400/s"
    assert said in done.stdout.splitlines()
    for folder in folders:
        lines = (folder / "samples.csv").read_text().splitlines(keepends=True)
        kept = [line for line in lines if ",service," in line]
        (folder / "samples.csv").write_text("".join([lines[0], *kept]))
    done = compare(*folders)
    assert done.returncode == 2 and "are not compared (service at 400/s)" in done.stderr
