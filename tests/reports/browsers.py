"""A real browser for the tests of pages: how it starts, and a page as some reader sees it."""

from __future__ import annotations

import base64
import json
import re
import shutil

import pytest

webdriver = pytest.importorskip("selenium.webdriver", reason="python3-selenium is not installed")
BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="chromium or chromedriver is not installed"
)
# Chromium without requests of its own: without a network each of them logs an error.
QUIET = """headless=new no-sandbox disable-gpu disable-dev-shm-usage no-first-run disable-quic
disable-sync disable-background-networking disable-component-update disable-default-apps
disable-extensions""".split()


def started():
    """Yields a browser and ends it; one for many tests, because its start takes longest."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for word in QUIET:
        options.add_argument(f"--{word}")
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.chrome.service.Service(DRIVER))
    yield driver
    driver.quit()


def opened(browser, page, width=1600, scheme="light", script=True):
    """The page as such a reader sees it; fails on console output and on any request."""
    command = browser.execute_cdp_cmd
    command("Emulation.setScriptExecutionDisabled", {"value": not script})
    command("Emulation.setEmulatedMedia", {
        "media": "screen", "features": [{"name": "prefers-color-scheme", "value": scheme}],
    })  # fmt: skip
    command("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False,
    })  # fmt: skip
    browser.get("about:blank")
    for kind in ("performance", "browser"):
        browser.get_log(kind)
    browser.get(page.as_uri())
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
        and message["params"]["documentURL"].startswith(page.as_uri())
    }
    assert asked == {page.as_uri()}
    return browser


def printed(browser):
    """How many A4 pages the page that is open takes on paper."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    paper = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
    pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", paper)["data"])
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
