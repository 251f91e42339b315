"""The page of a run of parbench advise opens with what was said on the terminal."""

import csv

import pytest
from advised import Machine, answered
from fixtures import environment, suite, write_run
from html_pages import read_page
from summaries import summary

from reports.output import advice_text
from reports.page.publish import ReportOptions, publish

MIX = {"compute": "2ms", "wait": "18ms"}
CASES = {
    "mix": (MIX, {}),
    "rate": (MIX | {"rate_per_s": 400, "p99_s": 0.12, "budget_s": 300}, {}),
    "busy": (MIX, {"columns": {"contamination": "foreign", "foreign_cpu_s": 0.5}}),
    "early": (MIX | {"budget_s": 1}, {}),
    "command": ({"command": "gzip -kc '<b>.txt'"}, {}),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Folder and advice of each."""
    found = {}
    for name, (asked, machine) in CASES.items():
        folder = tmp_path_factory.mktemp(name)
        advice, _ = answered(folder, Machine(2e-3, 18e-3, **machine), asked)
        warnings = []
        publish(folder, None, ReportOptions(), warnings.append)
        assert not warnings, name
        found[name] = folder, advice
    return found


def sections(page):
    return [values["id"] for tag, values in page.elements if tag == "section"]


def charts(page):
    classes = [one for one in page.attributes("class") if one.startswith("chart chart-")]
    return [one.split("-", 1)[1] for one in classes]


def spelled(text):
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("name", CASES)
def test_the_advice_comes_first_word_for_word(pages, name):
    folder, advice = pages[name]
    page = read_page(folder)
    text = spelled(page.text)
    lines = advice_text.lines(advice)
    lines[-1] = lines[-1].removeprefix("repeat: ")
    places = [text.lower().find(spelled(line).lower()) for line in lines]
    assert -1 not in places and places == sorted(places), list(zip(lines, places))
    assert places[-1] < text.index("Measurement quality")
    assert sections(page)[0] == "answer"


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_said_of_a_serial_base_that_was_never_planned(pages, name):
    text = read_page(pages[name][0]).text
    for words in ("No speedup", "no speedup", "no A/A", "undisturbed trial of serial", "Warnings"):
        assert words not in text, words


def test_the_charts_of_the_advice_stand_below_it(pages):
    assert charts(read_page(pages["mix"][0]))[0] == "advice_throughput"
    found = charts(read_page(pages["rate"][0]))
    assert found[:2] == ["advice_rate", "advice_throughput"]
    assert found.count("latency") == 1  # not one for each rate of the sweep
    assert charts(read_page(pages["early"][0])) == ["advice_throughput"]
    for name in CASES:
        assert not {"overview", "speedup", "loss", "cost"} & {*charts(read_page(pages[name][0]))}


def test_why_nothing_can_be_told_is_marked(pages):
    assert "advised unknown" in read_page(pages["busy"][0]).attributes("class")
    assert "advised unknown" not in read_page(pages["mix"][0]).attributes("class")


def test_only_the_compared_cells_have_a_section(pages):
    assert sections(read_page(pages["mix"][0]))[1:] == ["experiment-1-mixed", "reference"]
    assert len(sections(read_page(pages["rate"][0]))) == 3
    assert sections(read_page(pages["early"][0]))[1:] == ["reference"]


def test_summary_leaves_the_rough_search_out_too(pages):
    folder, _ = pages["mix"]
    done = summary(folder)
    assert done.returncode == 0, done
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["params"] for row in rows}) == 1


def test_a_run_that_ended_in_the_rough_search_has_a_summary_without_verdicts(pages):
    done = summary(pages["early"][0])
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done


def test_an_ordinary_page_has_no_advice(tmp_path):
    folder = write_run(tmp_path / "run", suite(workers=(1, 2)), environment())
    publish(folder, None, ReportOptions(), pytest.fail)
    page = read_page(folder)
    assert not [one for one in page.attributes("class") if "advised" in one]
    assert "overview" in charts(page) and "advice_throughput" not in charts(page)
