"""What is on a run's page and in which order, and how large it is."""

import csv
import json

import pytest
from fixtures import environment, report, suite, write_run
from html_pages import read_page


def sections(page):
    """The ids of the page's sections, in order."""
    return [values["id"] for tag, values in page.elements if tag == "section"]


def charts_in(page):
    return [one for one in page.attributes("class") if one.startswith("chart chart-")]


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    rows = suite(workers=(1, 2, 4))
    about = environment(
        command_line=["parbench", "run", "-o", "some where", "--blocks", "6"], seed=7,
        rules={"too_busy": "more than half"}, started_at="2026-01-02T03:04:05Z",
    )  # fmt: skip
    folder = write_run(tmp_path_factory.mktemp("good") / "run", rows, about)
    done = report("--explain", folder, "-q")
    assert done.returncode == 0, done
    return folder


def test_the_answer_comes_first_and_every_other_section_is_in_the_contents(good):
    page = read_page(good)
    found = sections(page)
    assert found == ["answer", "experiment-1-primes", "puzzles", "reference"]
    links = [one[1:] for one in page.attributes("href") if one.startswith("#")]
    assert links[1:4] == found[1:]  # after the one that skips to the content
    lines = [values["id"] for tag, values in page.elements if tag == "details" and "id" in values]
    assert lines == ["quality", "reading", "rules", "method", "environment", "runners"]


def test_the_claims_are_on_the_page_only_when_asked_for(good, tmp_path):
    assert report(good, "--claims", "-o", tmp_path, "-q").returncode == 0
    assert sections(read_page(tmp_path))[-2:] == ["claims", "reference"]
    assert "claims" not in sections(read_page(good)) and "C13" not in read_page(good).text


def test_a_run_of_preset_claims_has_them_first_and_each_cites_its_note(tmp_path):
    folder = write_run(tmp_path / "run", suite(workers=(1, 2)), environment(preset="claims"))
    assert report(folder, "-q").returncode == 0
    page = read_page(folder)
    assert sections(page)[0] == "claims"
    lines = [values["id"] for tag, values in page.elements if tag == "details" and "id" in values]
    claims = [one for one in lines if one.startswith("claim-")]
    assert claims == [f"claim-C{n}" for n in range(1, 14)]
    assert [tag for tag, _ in page.elements].count("cite") == 13
    for words in ("Note 003: primes, N = 2 to 16", "Notes 000 and 001: Pool(4); note 003: Pool(5)"):
        assert words in page.text


def test_the_advice_the_machine_and_the_rules_are_on_it(good):
    text = read_page(good).text
    assert "thread_per_task, thread_pool, process_per_task" in text
    assert "Testcore 9000 · 2 usable CPUs · 2026-01-02" in text
    assert "No A/A pairs: unknown how much identical cells differ here" in text
    assert "too_busy" not in text and "too busy more than half" in text


def test_the_command_repeats_the_run_with_its_seed_into_a_new_folder(good):
    assert "parbench run --blocks 6 --seed 7 " in read_page(good).text


def test_tables_hold_times_speedups_and_verdicts(good):
    page = read_page(good)
    for words in (
        "Speedup over serial and time per pass; below: 95",
        "501 ms",
        " · 100",
    ):
        assert words in page.text
    assert {"recommended", "tied"} <= {values.get("class") for _, values in page.elements}


def test_all_claims_are_in_claims_csv(good):
    with (good / "claims.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    claims = list(dict.fromkeys(one["claim"] for one in rows))
    assert claims == [f"C{n}" for n in range(1, 14)]


def test_explain_adds_puzzles_with_answers_shown_or_folded(good):
    shown = read_page(good)
    assert "folded" not in shown.attributes("class")
    report("--explain=questions", good, "-q")
    assert "folded" in read_page(good).attributes("class")
    report(good, "-q")
    assert "puzzles" not in sections(read_page(good))
    report("--explain", good, "-q")


def test_charts_are_in_the_page_and_beside_it(good):
    inside = len(charts_in(read_page(good)))
    beside = {path.stem for path in (good / "charts").glob("*.svg")}
    assert inside == len(beside) > 4
    assert beside == {path.stem for path in (good / "charts").glob("*.csv")}


def test_selected_charts_leave_the_answer_about_the_whole_run(good, tmp_path):
    report(good, "--runners", "openmp", "-o", tmp_path, "-q")
    text = read_page(tmp_path).text
    assert "thread_per_task, thread_pool" in text
    assert "The charts show only openmp" in text


def test_the_same_run_gives_the_same_page(good, tmp_path):
    for name in ("one", "two"):
        report(good, "-o", tmp_path / name, "-q", PYTHONHASHSEED=str(len(name) + ord(name[0])))
    one, two = ((tmp_path / name / "report.html").read_bytes() for name in ("one", "two"))
    assert one == two


def test_ten_thousand_samples_make_a_page_below_five_megabytes(tmp_path):
    workers = (1, 2, 4, 8, 16)
    rows = [
        one | {"workload": workload}
        for workload in ("primes", "range_sum", "sleep", "fetch")
        for one in suite(blocks=70, workers=workers)
    ]
    assert len(rows) >= 10_000
    folder = write_run(tmp_path / "run", rows)
    done = report(folder)
    assert done.returncode == 0, done
    assert (folder / "report.html").stat().st_size < 5_000_000


def test_a_traced_pass_is_a_chart_and_a_file_for_a_viewer(odd_run):
    [path] = (odd_run / "charts").glob("*.trace.json")
    assert path.name == "primes-timeline-thread_pool-4.trace.json"
    events = json.loads(path.read_text())["traceEvents"]
    assert sum(event["ph"] == "X" for event in events) == 128
    kinds = {name for one in read_page(odd_run).attributes("class") for name in one.split()}
    assert {"chart-timeline", "chart-loss"} <= kinds


def test_what_the_run_was_started_with_is_on_the_page(tmp_path):
    about = environment(
        nice=5, scheduling_policy="other", environment_inherited={"LD_PRELOAD": "/a.so"},
        limits={"nofile": 1024, "stack": "unlimited"}, sockets=2, numa_nodes=2, usable_cores=8,
        caches={"L1d": "32 KiB x 8, each of 2 CPUs", "L3": "16384 KiB x 2, each of 8 CPUs"},
        core_types={"P": "0-3", "E": "4-7"}, offline_cpus=None,
    )  # fmt: skip
    folder = write_run(tmp_path / "run", suite(workers=(1, 2)), about)
    assert report(folder, "-q").returncode == 0
    text = read_page(folder).text
    assert "Machine and settings Testcore 9000, 2 usable CPUs, nice 5, LD_PRELOAD" in text
    for line in (
        "sockets 2", "NUMA nodes 2", "usable cores 8", "core types P 0-3; E 4-7",
        "caches L1d 32 KiB x 8, each of 2 CPUs; L3 16384 KiB x 2, each of 8 CPUs",
        "nice value 5", "scheduling policy other", "environment LD_PRELOAD /a.so",
        "resource limits nofile 1024; stack unlimited", "offline CPUs unknown or none",
    ):  # fmt: skip
        assert line in text
