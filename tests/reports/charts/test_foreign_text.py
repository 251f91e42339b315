"""Names and reasons from outside: shown as they are, and kept on the page."""

import itertools
import re

import pytest
from fixtures import environment, failed, placed, row, suite, twice_as_fast
from matplotlib.text import Text
from side_rows import SPANS, WORKERS, plain_workers, spans_of, text

from reports.charts import folding
from reports.charts.plot.drawing import Drawing

NASTY = [
    'a$x^2$"q"',
    "<script>alert(1)</script>",
    "\u202eevil",
    "W" * 300,
    "_hidden",
    "a\x01b",
    "two\nlines",
    r"$\frac{a$",
    "中文",
    "נתב",
]
# A chart draws nine runners at most.
HALVES = {"primes": NASTY[:5], "empty": NASTY[5:]}


def test_names_are_shown_and_never_interpreted(draw):
    rows = []
    for block in range(1, 7):
        for workload, names in HALVES.items():
            rows.append(row(block, "serial", 1, 0.1, workload=workload))
            rows += [row(block, name, 2, 0.05, workload=workload) for name in names]
        rows.append(failed(block, "X" * 100, 4, reason=r"<b>$\int_0$</b> " + "W" * 500))
    rows += twice_as_fast(workload="../../$w$", params='{"url":"http://<a>&$b$/\\n"}')
    drawn = draw(rows, environment(cpu_model="W" * 400 + "$c$"))
    assert all(
        path.resolve().parent == drawn.folder.resolve() for path in drawn.folder.rglob("*.svg")
    )
    for name in drawn.names:
        chart = drawn.chart(name)  # parses, so nothing broke out
        assert not list(chart.root.iter("{http://www.w3.org/2000/svg}script"))
    texts = [text for workload in HALVES for text in drawn.chart(f"{workload}-time").texts]
    for words in (
        'a$x^2$"q"',
        "<script>alert(1)</script>",
        "<U+202E>evil",
        "_hidden",
        "a<U+0001>b",
        r"$\frac{a$",
        "中文",
    ):
        assert words in texts
    for workload, names in HALVES.items():
        table = drawn.table(f"{workload}-time")
        assert {figures["runner"] for figures in table} == {"serial", *names}


@pytest.fixture
def pages(monkeypatch):
    """Every drawing that is rendered."""
    seen = []
    render = Drawing.rendered

    def spy(self, form):
        seen.append(self)
        return render(self, form)

    monkeypatch.setattr(Drawing, "rendered", spy)
    return seen


def assert_legible(drawing):
    """Every text is on the page, none lies on another, no legend lies on a chart."""
    figure = drawing.page.figure
    figure.draw_without_rendering()  # or places stay those of the SVG, which has other pixels
    renderer = figure._get_renderer()
    width, height = figure.bbox.size
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts]
    for words, box in boxes:
        inside = -1 <= box.x0 and box.x1 <= width + 1 and -1 <= box.y0 and box.y1 <= height + 1
        assert inside, (drawing.name, words)
    for (words, box), (others, other) in itertools.combinations(boxes, 2):
        over = min(box.x1, other.x1) - max(box.x0, other.x0)
        above = min(box.y1, other.y1) - max(box.y0, other.y0)
        assert over < 2 or above < 2, (drawing.name, words, others)
    for legend in figure.legends:
        box = legend.get_window_extent(renderer)
        for axes in figure.axes:
            assert not box.overlaps(axes.get_window_extent(renderer)), drawing.name


def test_no_text_leaves_the_page_and_no_legend_covers_the_axes(draw, pages):
    rows = suite(workers=(1, 2, 4, 8, 16))
    rows += suite(1, workload="sleep", params='{"duration":"20ms","tasks":64}')
    rows.append(failed(1, "W" * 80, 3, reason="W" * 300))
    rows.append(row(1, "x" * 200, 2, 0.3, contamination="foreign"))
    parameters = ",".join(f'"parameter_{place}":"value"' for place in range(9))
    rows += twice_as_fast(1, workload="fetch", params="{" + parameters + "}")
    rows += twice_as_fast(1, workload="empty", params="{}")
    draw(rows, environment(cpu_model="W" * 400))
    assert len(pages) == 17
    for drawing in pages:
        assert_legible(drawing)


def test_lost_time_and_timelines_fit_too(draw, pages, tmp_path):
    rows = placed(suite(6, (1, 2, 16)) + [row(1, "W" * 200, 2, 0.3), row(1, "tbb", 64, 0.4)])
    workers = [one for one in plain_workers(rows) if one["runner"] != "openmp"]
    traced = next(one for one in rows if one["workers"] == 64)
    tasks = [(n, n % 64, 0.001 * n, 0.001 * n + 0.01 * (n % 3)) for n in range(400)]
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "workers.csv").write_text(text(WORKERS, workers), encoding="utf-8")
    spans = spans_of(traced, 0.5, *tasks)
    (tmp_path / "run" / "spans.csv").write_text(text(SPANS, spans), encoding="utf-8")
    draw(rows)
    kinds = {drawing.kind: drawing for drawing in pages}
    for kind in ("cost", "phases", "loss", "timeline"):
        assert_legible(kinds[kind])


def test_a_crowd_of_runners_and_parameter_sets_fits_too(draw, pages):
    first = {"params": '{"a":1}'}
    rows = [row(1, "serial", 1, 1.0, **first)]
    rows += [row(1, f"runner_number_{place}", 2, 2.5**place, **first) for place in range(20)]
    for count in range(10):
        rows += twice_as_fast(1, params=f'{{"count":{count},"note":"{"W" * 90}"}}')
    draw(rows)
    assert len(pages) == 1 + 4 * 11
    for drawing in pages:
        if drawing.work in (None, ("primes", '{"a":1}')):
            assert_legible(drawing)
    assert any(
        "1 of 11 parameter sets are shown" in text.get_text() for text in pages[0].page.figure.texts
    )
    legend = [text.get_text() for text in pages[0].page.figure.legends[0].get_texts()]
    shown = [words for words in legend if words.startswith("runner_number_")]
    assert len(shown) == folding.MOST
    notes = " ".join(text.get_text() for text in pages[0].page.figure.texts)
    for place in range(20):
        name = f"runner_number_{place}"
        assert (name in shown) != bool(re.search(rf"\b{name}\b", notes)), name
