"""What is on a run's page and in which order, how large it is, and runs side by side."""

import csv
import json
import re

import pytest
from fixtures import environment, report, row, suite, twice_as_fast, write_run
from html_pages import read_page


def sections(page):
    """The ids of the page's sections, in order."""
    return [values["id"] for tag, values in page.elements if tag == "section"]


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


def test_the_answer_comes_first_and_every_section_is_in_the_contents(good):
    page = read_page(good)
    found = sections(page)
    assert found == [
        "answer", "quality", "rules", "experiment-1-primes", "claims", "puzzles", "method",
        "environment", "repeat",
    ]  # fmt: skip
    links = [one[1:] for one in page.attributes("href") if one.startswith("#")]
    contents = links[links.index("quality") :]  # it stands below the answer
    assert contents[: len(found) - 1] == found[1:]


def test_the_claims_come_first_in_a_run_of_preset_claims(tmp_path):
    folder = write_run(tmp_path / "run", suite(workers=(1, 2)), environment(preset="claims"))
    assert report(folder, "-q").returncode == 0
    found = sections(read_page(folder))
    assert found.index("claims") < found.index("experiment-1-primes")


def test_the_advice_the_machine_and_the_rules_are_on_it(good):
    text = read_page(good).text
    assert "recommended: thread_per_task N=2: 1.99× [1.99, 2.00]" in text
    assert "Testcore 9000 · 2 usable CPUs · 2026-01-02" in text
    assert "no A/A pairs: unknown how much identical cells differ here" in text
    assert "too_busy" not in text and "too busy more than half" in text


def test_the_command_repeats_the_run_with_its_seed_into_a_new_folder(good):
    assert "parbench run --blocks 6 --seed 7 " in read_page(good).text


def test_tables_hold_times_speedups_and_verdicts(good):
    page = read_page(good)
    for words in (
        "Time per pass in ms: median [interval]; bold: recommended, shaded: tied",
        "Speedup over serial: median [interval], efficiency",
        "Verdict against serial",
    ):
        assert words in page.text
    assert {"recommended", "tied"} <= {values.get("class") for _, values in page.elements}


def test_claims_are_on_the_page_and_in_claims_csv(good):
    with (good / "claims.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    claims = list(dict.fromkeys(one["claim"] for one in rows))
    assert claims == [f"C{n}" for n in range(1, 14)]
    text = read_page(good).text
    for one in rows:
        assert one["verdict"] in text


def test_explain_adds_puzzles_with_answers_shown_or_folded(good):
    shown = read_page(good)
    assert "folded" not in shown.attributes("class")
    report("--explain=questions", good, "-q")
    assert "folded" in read_page(good).attributes("class")
    report(good, "-q")
    assert "puzzles" not in sections(read_page(good))
    report("--explain", good, "-q")


def test_charts_are_in_the_page_and_beside_it(good):
    inside = sum(tag == "svg" for tag, _ in read_page(good).elements)
    beside = {path.stem for path in (good / "charts").glob("*.svg")}
    assert inside == len(beside) > 4
    assert beside == {path.stem for path in (good / "charts").glob("*.csv")}


def test_selected_charts_leave_the_answer_about_the_whole_run(good, tmp_path):
    report(good, "--runners", "openmp", "-o", tmp_path, "-q")
    text = read_page(tmp_path).text
    assert "recommended: thread_per_task N=2" in text
    assert "the charts show only openmp" in text


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


def test_two_runs_side_by_side_name_what_each_lacks(tmp_path):
    one = write_run(tmp_path / "one", twice_as_fast())
    rows = twice_as_fast() + [row(b, "serial", 1, 0.1, workload="sleep") for b in range(1, 7)]
    two = write_run(tmp_path / "two", rows, environment(cpu_model="Othercore"))
    done = report(one, two, cwd=tmp_path)
    assert done.returncode == 0
    assert re.fullmatch(r"report\.html \(\d\.\d MB\) in \d\.\d s", done.stdout.splitlines()[-1])
    page = read_page(tmp_path / "report.html")
    assert sections(page) == ["answer", "machines", "quality", "claims", "charts"]
    for words in ("2 runs side by side", "Testcore 9000", "Othercore", "not in this run"):
        assert words in page.text
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    charts = [tag for tag, _ in page.elements].count("svg")
    alone = [sum(tag == "svg" for tag, _ in read_page(run).elements) for run in (one, two)]
    assert charts == sum(alone)


def test_a_traced_pass_is_a_chart_and_a_file_for_a_viewer(odd_run):
    [path] = (odd_run / "charts").glob("*.trace.json")
    assert path.name == "primes-timeline-thread_pool-4.trace.json"
    events = json.loads(path.read_text())["traceEvents"]
    assert sum(event["ph"] == "X" for event in events) == 128
    kinds = {name for one in read_page(odd_run).attributes("class") for name in one.split()}
    assert {"chart-timeline", "chart-loss"} <= kinds
