"""The page in a real browser: nothing overflows, nothing is fetched, everything is readable."""

from __future__ import annotations

import pytest
from browsers import needs_browser, opened, printed, started

pytestmark = needs_browser

PROBE = r"""
for (const details of document.querySelectorAll("details")) details.open = true;
const outside = [...document.querySelectorAll("body *")].filter((node) =>
  !node.closest(".scroll, .skip") && node.getBoundingClientRect().right > innerWidth + 1
).map((node) => node.tagName + "." + node.className);
const channels = (text) => {
  const numbers = text.match(/[\d.]+/g).map(Number);
  const [r, g, b, a = 1] = numbers;
  return text.startsWith("color(") ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
};
const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
  .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
  .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
const filled = (shape) => {
  const style = getComputedStyle(shape);
  return style.fill !== "none" && !shape.closest("defs, clipPath") &&
    Number(style.opacity) * Number(style.fillOpacity) > 0.9;
};
const shapes = new Map([...document.querySelectorAll("svg")].map((svg) => [svg,
  [...svg.querySelectorAll("path, rect")].filter(filled)]));
const painted = (text) => {  // what lies under a letter in a chart
  const box = text.getBoundingClientRect();
  const middle = new DOMPoint(box.left + box.width / 2, box.top + box.height / 2);
  const under = shapes.get(text.closest("svg")).findLast((shape) =>
    shape.isPointInFill(middle.matrixTransform(shape.getScreenCTM().inverse())));
  return under ? channels(getComputedStyle(under).fill) : null;
};
const ground = (node) => {
  for (let one = node; one; one = one.parentElement) {
    const colour = channels(getComputedStyle(one).backgroundColor);
    if (colour[3] === 1) return colour;
  }
  return [255, 255, 255, 1];
};
const faint = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || node.closest("script, style, title, desc")) continue;
  if (!node.getClientRects().length) continue;
  const style = getComputedStyle(node);
  const ink = channels(node.closest("svg") ? style.fill : style.color);
  const behind = (node.closest("svg") && painted(node)) || ground(node);
  const pair = [light(ink), light(behind)].sort((a, b) => b - a);
  const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
  if (contrast < 4.5) {
    const place = node.closest("svg")?.getAttribute("class") ?? node.tagName;
    const words = `${walker.currentNode.data.trim()} in ${place}`;
    faint.push(`${contrast.toFixed(2)}: ${words}, ${ink} on ${behind}`);
  }
}
const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
const named = (node) => node.getAttribute("aria-label") || node.alt ||
  (node.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean)
    .every((id) => document.getElementById(id)?.textContent.trim()) &&
  node.getAttribute("aria-labelledby");
const all = (what) => [...document.querySelectorAll(what)];
return {
  width: document.documentElement.scrollWidth, window: innerWidth, outside,
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
  page: light(ground(document.body)),
  svgs: all("svg").map((node) => node.getBoundingClientRect())
    .map((box) => [box.width, box.height]),
  faint: faint.slice(0, 9), twice: ids.filter((id, place) => ids.indexOf(id) !== place),
  lost: all("a[href^='#']").map((node) => node.getAttribute("href").slice(1))
    .filter((id) => !document.getElementById(id)),
  levels: all("h1, h2, h3, h4, h5, h6").map((node) => Number(node.tagName[1])),
  nameless: all("img, svg:not([aria-hidden]), [role=region], nav, table").filter((node) =>
    !(node.tagName === "TABLE" ? node.caption?.textContent.trim() : named(node)))
    .map((node) => node.outerHTML.slice(0, 120)),
  unscoped: all("th:not([scope])").length,
  buttons: all("th button").length, groups: all(".legend button").length,
  unreachable: all(".scroll").filter((node) => node.tabIndex !== 0).length,
};
"""


@pytest.fixture(scope="module")
def browser():
    yield from started()


@pytest.fixture(params=["run", "class"])
def page(request, odd_run, class_page):
    return odd_run / "report.html" if request.param == "run" else class_page


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1600])
def test_it_fits_and_has_contrast_on_phone_and_screen_light_and_dark(
    browser, page, width, scheme, script
):
    seen = opened(browser, page, width, scheme, script).execute_script(PROBE)
    assert seen["window"] == width and seen["dark"] == (scheme == "dark")
    assert (seen["page"] < 0.1) == (scheme == "dark")
    assert seen["width"] <= width and seen["outside"] == []
    assert seen["svgs"] and all(min(box) > 0 for box in seen["svgs"])
    assert seen["faint"] == []
    assert (seen["groups"] > 0) == (script and page.name == "report.html")
    assert (seen["buttons"] > 0) == script


def test_it_has_names_headings_and_landmarks_for_a_screen_reader(browser, page):
    seen = opened(browser, page).execute_script(PROBE)
    for lack in ("twice", "lost", "nameless", "unscoped", "unreachable"):
        assert not seen[lack], (lack, seen[lack])
    levels = seen["levels"]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    title = browser.title
    assert title and "\u202e" not in title
    assert browser.find_element("css selector", "html").get_attribute("lang") == "en"
    for landmark in ("body > header", "body > main", "body > footer"):
        assert len(browser.find_elements("css selector", landmark)) == 1
    assert len(browser.find_elements("css selector", "nav")) == (page.name == "report.html")


def test_the_skip_link_is_first_and_leads_to_the_content(browser, odd_run):
    opened(browser, odd_run / "report.html")
    body = browser.find_element("css selector", "body")
    body.send_keys("\ue004")  # Tab
    focused = browser.switch_to.active_element
    assert focused.text == "Skip to the answer" and focused.rect["x"] >= 0
    focused.send_keys("\ue007")  # Enter
    assert browser.switch_to.active_element.get_attribute("id") == "content"


def test_a_header_sorts_its_table_both_ways_with_empty_cells_last(browser, odd_run):
    opened(browser, odd_run / "report.html")
    table = browser.find_element("css selector", ".experiment > .scroll table.sortable")
    head = table.find_elements("css selector", "thead th")[2]

    def column():
        cells = table.find_elements("css selector", "tbody tr > :nth-child(3)")
        return [cell.get_attribute("data-value") for cell in cells]

    before = column()
    head.find_element("css selector", "button").click()
    numbers = [float(one) for one in before if one]
    empty = [None] * (len(before) - len(numbers))
    assert head.get_attribute("aria-sort") == "ascending" and empty
    assert column() == [*map(str, sorted(numbers)), *empty]
    head.find_element("css selector", "button").click()
    assert column() == [*map(str, sorted(numbers, reverse=True)), *empty]


def test_a_button_highlights_one_runner_in_all_charts_and_releases_it(browser, odd_run):
    opened(browser, odd_run / "report.html")
    button = browser.find_element("css selector", ".legend button[data-runner=thread_pool]")
    count = "return document.querySelectorAll(arguments[0]).length"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    for kind in ("time", "speedup", "loss"):
        assert browser.execute_script(count, f".chart-{kind} .runner-openmp.dim") > 3
    assert browser.execute_script(count, "svg .runner-openmp:not(.dim)") == 0
    assert browser.execute_script(count, "svg .runner-thread_pool.dim") == 0
    button.click()
    assert browser.execute_script(count, ".dim") == 0


def test_the_figures_of_a_chart_are_a_download_that_scripts_cannot_fetch(browser, odd_run):
    opened(browser, odd_run / "report.html")
    links = browser.find_elements("css selector", "a[download$='.csv']")
    assert len(links) > 5
    read = "return fetch(arguments[0]).then((one) => one.text())"
    with pytest.raises(Exception, match="Failed to fetch"):
        browser.execute_script(read, links[0].get_attribute("href"))  # the page's own policy


def test_print_is_light(browser, odd_run):
    opened(browser, odd_run / "report.html", 700, "dark")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    seen = browser.execute_script(PROBE)
    assert seen["page"] > 0.9 and seen["faint"] == []
    pages = browser.execute_cdp_cmd("Page.printToPDF", {})
    assert len(pages["data"]) > 20000


def test_a_class_of_thirty_is_one_sheet_of_paper(browser, class_page):
    opened(browser, class_page)
    assert printed(browser) == 1
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": 725, "height": 1050, "deviceScaleFactor": 1, "mobile": False,  # A4 inside margins
    })  # fmt: skip
    # A wider table would be scaled down, and hard to read.
    widths = "return [...document.querySelectorAll('table, svg')].map((one) => one.scrollWidth)"
    assert max(browser.execute_script(widths)) <= 726


def test_on_a_wide_screen_the_table_of_a_class_needs_no_scrolling(browser, class_page):
    opened(browser, class_page, 1400)
    hidden = (
        "const one = document.querySelector('.scroll'); return one.scrollWidth - one.clientWidth"
    )
    assert browser.execute_script(hidden) <= 0
