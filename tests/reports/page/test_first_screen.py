"""How long the page of a quick run is, and what it shows without scrolling, in a real browser."""

from __future__ import annotations

import csv
import json
import re

import pytest
from browsers import needs_browser, opened, printed, started
from fixtures import ROOT, report

pytestmark = needs_browser
WIDTH, HEIGHT = 1400, 900
EXAMPLE = ROOT / "docs" / "example"
BOX = """
const box = arguments[0].getBoundingClientRect();
return [box.left, box.top, box.right, box.bottom, box.height];
"""


@pytest.fixture(scope="module")
def browser():
    yield from started()


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """The page of the example, which is a quick run of four workloads."""
    out = tmp_path_factory.mktemp("quick")
    done = report(EXAMPLE, "-o", out, "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return out / "report.html"


@pytest.fixture
def screen(browser, quick):
    """screen(css): the elements that a reader with a screen of 1400 × 900 has."""
    opened(browser, quick, WIDTH)
    return lambda css: browser.find_elements("css selector", css)


def test_the_answer_its_quality_and_the_overview_are_on_the_first_screen(browser, screen):
    rows, charts = screen("table.answer tbody tr"), screen("svg.chart-overview")
    lines, keys = screen("#quality > summary"), screen("#answer .legend .key")
    assert (len(rows), len(charts), len(lines)) == (4, 1, 1) and len(keys) > 10
    for element in [*rows, *charts, *lines, *keys]:
        left, top, right, bottom, height = browser.execute_script(BOX, element)
        assert 0 <= left < right <= WIDTH and 0 <= top < bottom <= HEIGHT, element.text
        assert height > 8
    assert browser.execute_script(BOX, lines[0])[4] < 40  # one line


def recommended(workload):
    """The row of the example's summary.csv that its verdicts recommend."""
    verdicts = json.loads((EXAMPLE / "verdicts.json").read_text(encoding="utf-8"))
    [best] = [
        (one["recommended"]["runner"], str(one["recommended"]["workers"]))
        for one in verdicts["experiments"]
        if one["workload"] == workload
    ]
    with (EXAMPLE / "summary.csv").open(encoding="utf-8", newline="") as file:
        [row] = [
            row
            for row in csv.DictReader(file)
            if row["workload"] == workload and (row["runner"], row["workers"]) == best
        ]
    return row


def test_the_answer_says_who_how_fast_why_how_sure_and_what_next(screen):
    words = [[cell.text for cell in row.find_elements("css selector", "th, td")]
             for row in screen("table.answer tbody tr")]  # fmt: skip
    primes, _, sleep, _ = words
    workload, workers, runners, speedup, limit, confidence, command = primes
    assert workload.split() == ["primes", "count", "=", "128,", "set", "=", "even"]
    best = recommended("primes")
    assert workers == best["workers"] and runners.split("\n")[-1] == "Tied within 3 %"
    assert best["runner"] in runners
    centre, low, high = (float(best[name]) for name in ("speedup", "speedup_low", "speedup_high"))
    assert speedup.split("\n") == [f"{centre:.2f}×", f"[{low:.2f}, {high:.2f}]"]
    assert re.fullmatch(r"CPU \d\.\d\d×\nReached", limit)
    assert re.fullmatch(r"(high|medium|low)\n.+", confidence)
    assert command.split("\n")[0] == "parbench run -w primes"
    assert "Tasks 32" in sleep[4] and "-j 16,32,64" in sleep[6]


def test_the_page_is_at_most_15_screens_and_12_sheets(browser, quick):
    opened(browser, quick, WIDTH)
    height = browser.execute_script("return document.documentElement.scrollHeight")
    assert 4 * HEIGHT < height <= 15 * HEIGHT
    assert 4 < printed(browser) <= 12


def test_reference_material_is_closed_and_stays_so_on_paper(browser, screen):
    lines = screen("details")
    assert len(lines) > 20 and not [one for one in lines if one.get_attribute("open")]
    printed(browser)
    assert not [one for one in screen("details") if one.get_attribute("open")]
    for name in ("quality", "reading", "rules", "method", "environment", "runners"):
        [summary] = screen(f"details#{name} > summary")
        assert summary.text.strip()


def test_headings_begin_with_a_capital(screen):
    headings = [one.text for one in screen("h1, h2, h3, h4, th[scope=col], summary b") if one.text]
    assert len(headings) > 30
    for words in headings:
        assert words.removeprefix("parbench ")[0].isupper() or words.startswith("N="), words


def test_legends_and_how_to_read_stand_once(screen):
    assert len(screen(".legend")) == len(screen("details#reading")) == 1
    assert not screen("svg [id$=runners-legend]")


def test_the_page_is_below_two_megabytes_and_without_claims(quick, screen):
    assert quick.stat().st_size <= 2_000_000
    assert not screen("#claims")
