"""The <svg> of a page: themed, small, and with ids that no other chart has."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from fixtures import environment, row, suite, twice_as_fast
from side_rows import SPANS, WORKERS, plain_workers, spans_of, text

from reports.charts.charts_list import CHARTS
from reports.charts.plot import theme
from reports.charts.plot.inline import inline_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def inlined(drawings):
    """inlined(rows): drawing and <svg> by name."""

    def draw(rows, about=None, spans=()):
        files = {"workers": text(WORKERS, plain_workers(rows))}
        files |= {"spans": text(SPANS, spans)} if spans else {}
        found = drawings(rows, about, **files)
        return {name: (one, inline_svg(one)) for name, one in found.items()}

    return draw


@pytest.fixture
def small(inlined):
    traced = row(1, "thread_pool", 2, 0.125, position=2)
    return inlined(twice_as_fast(), spans=spans_of(traced, 0.2, (0, 0, 0, 0.1), (1, 1, 0, 0.1)))


def test_every_kind_is_there_with_its_work(small):
    kinds = {one.kind for one, _ in small.values()}
    every = {one.name for one in CHARTS if not one.at_a_rate and not one.of_run}
    # One needs many passes per trial, the other tasks that share a balance.
    assert kinds == every - {"spread", "lost_updates"}
    works = {one.kind: one.work for one, _ in small.values()}
    assert works.pop("overview") is None
    assert set(works.values()) == {("primes", '{"count":128,"set":"even"}')}
    assert all(one.reading.endswith(".") and "\n" not in one.reading for one, _ in small.values())


def test_ids_are_unique_on_the_page_and_begin_with_the_charts_name(small):
    ids = []
    for name, (_, svg) in small.items():
        mine = [node.get("id") for node in ElementTree.fromstring(svg).iter() if node.get("id")]
        assert mine[0] == f"chart-{name}"
        assert all(one.startswith(name) for one in mine[1:]), name
        ids += mine
    assert len(ids) == len(set(ids))


def test_two_runs_on_a_page_have_ids_of_their_own(small):
    one = small["primes-time"][0]
    first, second = (re.findall(r' id="([^"]+)"', inline_svg(one, name)) for name in ("a-x", "b-x"))
    assert first and not set(first) & set(second)


def test_panels_of_one_chart_share_no_id_either(inlined):
    rows = [*twice_as_fast(), *twice_as_fast(workload="sleep", params="{}")]
    root = ElementTree.fromstring(inlined(rows)["overview"][1])
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    classes = [node.get("class", "").split() for node in root.iter(f"{SVG}g")]
    assert sum("runner-thread_pool" in names for names in classes) >= 2 * 3


def test_what_is_referred_to_is_there(small):
    for name, (_, svg) in small.items():
        ids = set(re.findall(r' id="([^"]+)"', svg))
        used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
        used |= set(re.search(r'aria-labelledby="([^"]+)"', svg).group(1).split())
        assert used and used <= ids, name


def test_it_asks_for_nothing_from_outside(small):
    for _, svg in small.values():
        assert "<?xml" not in svg and "<!DOCTYPE" not in svg and "metadata" not in svg
        assert set(re.findall(r"\w+://[^\s\"']+", svg)) == {"http://www.w3.org/2000/svg"}
        assert not re.search(r"20\d\d-\d\d-\d\dT", svg)


def test_title_and_description_are_for_screen_readers(small):
    one, svg = small["primes-speedup"]
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == one.page.title
    assert one.reading in root.find(f"{SVG}desc").text


def test_words_that_the_page_shows_are_cut_off(small):
    one, svg = small["primes-time"]
    texts = ["".join(node.itertext()) for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert one.page.title not in texts and not any("Dots:" in text for text in texts)
    assert "workers N (log scale)" in texts and "thread_pool" not in texts  # the page's own legend
    x, y, width, height = map(float, re.search(r'viewBox="([^"]+)"', svg).group(1).split())
    whole = 72 * one.page.figure.get_size_inches()[1]
    assert x == 0 and y > 30 and y + height < whole - 20 and 550 < width < 768


def test_colours_are_variables(small):
    for name, (one, svg) in small.items():
        bare = re.sub(r"var\(--\w+,#[0-9a-f]{6}\)", "", svg)
        left = set(re.findall(r"#[0-9a-f]{6}(?![0-9a-zA-Z_-])", bare))
        assert one.kind == "loss" or not left, (name, left)  # parts have colours of their own
    svg = small["primes-speedup"][1]
    for variable in ("paper", "grid", "muted", "serial", "threads"):
        assert f"var(--{variable}," in svg


def test_markers_keep_the_colour_of_their_family(inlined):
    svg = inlined(suite(1, (2,)))["primes-time"][1]
    root = ElementTree.fromstring(svg)
    rules = dict(re.findall(r"\.(s\d+)\{([^}]*)\}", root.find(f"{SVG}style").text))

    def style(node):
        named = [rules[name] for name in node.get("class", "").split() if name in rules]
        return ";".join([*named, node.get("style", "")])

    def look(runner):
        group = next(one for one in root.iter(f"{SVG}g")
                     if one.get("id") == f"primes-time-median--{runner}")  # fmt: skip
        return "".join(style(node) for node in group.iter())

    shapes = [path for store in root.iter(f"{SVG}defs") for path in store.iter(f"{SVG}path")]
    assert shapes and not any("fill:" in style(path) for path in shapes)
    assert "fill:var(--threads,#0072b2)" in look("thread_pool")
    assert "fill:var(--tasking,#009e73)" in look("openmp")
    assert "fill:var(--serial,#000000)" in look("serial")


def test_every_runners_marks_have_its_class(small):
    for name in ("primes-time", "primes-speedup", "primes-phases", "primes-cost"):
        root = ElementTree.fromstring(small[name][1])
        marks = {
            node.get("id").removeprefix(f"{name}-").split("--")[0].split("-")[0]
            for node in root.iter(f"{SVG}g")
            if "runner-thread_pool" in node.get("class", "").split()
        }
        assert {"samples", "interval", "median"} <= marks, name


def test_the_dots_of_a_runner_are_one_path(small):
    root = ElementTree.fromstring(small["primes-time"][1])
    [group] = [
        node
        for node in root.iter(f"{SVG}g")
        if node.get("id") == "primes-time-samples--thread_pool"
    ]
    [path] = list(group.iter(f"{SVG}path"))
    assert path.get("d").count("M") == 6 and len(path.get("d")) < 6 * 20


def test_hollow_dots_are_one_path_too(inlined):
    rows = suite(3, (2,), contamination="foreign")
    root = ElementTree.fromstring(inlined(rows)["primes-time"][1])
    [group] = [
        node for node in root.iter(f"{SVG}g") if node.get("id") == "primes-time-disturbed--tbb"
    ]
    [path] = list(group.iter(f"{SVG}path"))
    assert path.get("d").count("M") == 3


def test_a_name_with_a_dot_or_with_powers_stays_harmless(inlined):
    rows = [
        one
        for name in ("1.5", "<script>alert(1)</script>")
        for one in twice_as_fast(1, params=f'{{"x":"{name}"}}')
    ]
    rows += [row(1, "\u202eevil", 2, 0.1, params='{"x":"1.5"}'),
             row(1, "<script>", 2, 0.1, params='{"x":"1.5"}'),
             row(1, "W" * 200, 2, 0.1, params='{"x":"1.5"}')]  # fmt: skip
    found = inlined(rows, environment(cpu_model="</svg>"))
    for name, (_, svg) in found.items():
        root = ElementTree.fromstring(svg)
        assert not list(root.iter(f"{SVG}script")) and "<script" not in svg
        assert "\u202e" not in svg
        rules = root.find(f"{SVG}style").text
        assert rules.startswith("#chart-" + name.replace(".", "\\.") + " .s0{")


def test_ten_thousand_trials_stay_small(inlined):
    found = inlined(suite(100, (2, 4, 8, 16)))  # 2900 rows
    assert sum(len(svg) for _, svg in found.values()) < 1_000_000


def test_the_colours_of_a_dark_page_have_the_same_names():
    assert theme.DARK.keys() == theme.LIGHT.keys()
    assert theme.declarations({"ink": "#1", "paper": "#2"}) == "--ink:#1;--paper:#2"
    assert theme.variable("#0072B2") == "var(--threads,#0072b2)"
    assert theme.variable("#123456") == "#123456"
    assert len(set(theme.LIGHT.values())) == len(theme.LIGHT)


def test_the_letters_on_bars_are_there(small):
    [(_, svg)] = [found for found in small.values() if found[0].kind == "timeline"]
    root = ElementTree.fromstring(svg)
    letters = [node.text for node in root.iter() if node.tag.endswith("text")]
    assert letters.count("worker 0") == 1
    numbers = [text for text in letters if text in ("0", "1")]
    assert numbers[-2:] == ["0", "1"]  # the tasks', after the axis's own
