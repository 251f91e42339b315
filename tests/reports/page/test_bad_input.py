"""Runs that lack something give a page that says so, or one line; foreign text stays text."""

import json

import pytest
from odd_runs import EVIL
from fixtures import COLUMNS, environment, failed, report, row, suite, twice_as_fast, write_run
from html_pages import read_page


@pytest.fixture
def page(tmp_path):
    """page(rows, about): what the page of such a run says; the command must end well."""

    def of(rows, about=None, **files):
        folder = write_run(tmp_path / "run", rows, about)
        for name, content in files.items():
            (folder / f"{name}.json").write_text(json.dumps(content))
        done = report(folder)
        assert done.returncode == 0, done
        return read_page(folder)

    return of


def test_foreign_text_stays_text_everywhere(odd_run):
    page = read_page(odd_run)
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 1 and not {"img", "iframe", "object", "i"} & set(tags)
    assert not [name for _, values in page.elements for name in values if name.startswith("on")]
    assert "<script>alert(1)</script>" in page.text and "<U+202E>" in page.text
    raw = (odd_run / "report.html").read_text(encoding="utf-8")
    assert "\u202e" not in raw and "\u0007" not in raw


def test_the_page_needs_no_network_and_no_other_file(odd_run):
    page = read_page(odd_run)
    assert page.attributes("src") == []
    for address in page.attributes("href") + page.attributes("xlink:href"):
        assert address.startswith(("#", "data:")), address
    raw = (odd_run / "report.html").read_text(encoding="utf-8")
    assert "@import" not in raw and "url(http" not in raw and "fetch(" not in raw


def test_a_run_without_a_successful_trial_has_a_page_without_charts(page):
    seen = page([failed(1, "serial", 1), failed(1, "openmp", 2, reason="no such library")])
    assert "No recommendation: every trial failed" in seen.text
    assert "No charts: no trial succeeded." in seen.text
    assert "openmp N=2: failed: no such library" in seen.text
    assert "no chart, because no trial succeeded" in seen.text


def test_a_failure_and_the_meaning_of_a_limit_are_said_once(page):
    failures = [failed(block, "openmp", 16) for block in range(1, 7)]
    limits = [row(1, "thread_pool", n, 1.0, role="probe", workload="capacity",
                  params=f'{{"copies":{n}}}') for n in (1, 2)]  # fmt: skip
    text = page([*twice_as_fast(), *failures, *limits]).text
    assert text.count("openmp N=16: failed: killed by signal 9") == 1
    assert text.count("throughput of N independent copies of fixed work") == 1


def test_one_block_shows_points_and_no_verdict(page):
    seen = page(suite(blocks=1))
    assert "No verdicts: they need 3 undisturbed blocks with serial" in seen.text
    assert "No experiment has a verdict" in seen.text
    assert "under 3 undisturbed blocks, so no interval" in seen.text


def test_background_load_in_one_experiment_leaves_the_verdict_of_the_other(page):
    busy = [one | {"contamination": "foreign"} for one in twice_as_fast()]
    seen = page([*busy, *twice_as_fast(workload="sleep")])
    assert "Some experiments have no verdict" in seen.text
    assert "No experiment has a verdict" not in seen.text
    assert "Too much background load: no verdict" in seen.text
    assert "thread_pool 2.00×" in seen.text


def test_serial_alone_is_named_so(page):
    assert "Only serial was measured: 100 ms per pass" in page([row(1, "serial", 1, 0.1)]).text


def test_without_serial_there_is_no_speedup(page):
    rows = [row(block, "openmp", 2, 0.1) for block in range(1, 7)]
    seen = page(rows)
    assert "no speedup: no undisturbed trial of serial" in seen.text
    assert "no undisturbed trial of serial to compare with" in seen.text


def test_a_run_that_ended_early_names_what_never_ran(page):
    cells = [
        {"workload": workload, "params": {"count": 128, "set": "even"}, "runner": runner,
         "workers": n}
        for workload, runner, n in (
            ("primes", "serial", 1), ("primes", "thread_pool", 2), ("primes", "tbb", 2),
            ("sleep", "serial", 1),
        )
    ]  # fmt: skip
    seen = page(twice_as_fast(), plan={"schema_version": 1, "cells": cells})
    assert "the run ended early: 2 planned cells never ran" in seen.text
    assert "The run ended before any trial of sleep" in seen.text


def test_without_environment_json_the_page_says_what_is_unknown(page):
    seen = page(twice_as_fast(), about={})
    assert "This run has no environment.json" in seen.text
    assert "The command line of this run was not recorded." in seen.text
    assert "unknown CPU" in seen.text


def test_environment_values_of_any_type_are_shown(page):
    about = environment(libraries=["a", {"b": None}], kernel=7, command_line="no list", seed=None)
    seen = page(twice_as_fast(), about)
    assert '["a", {"b": null}]' in seen.text and "was not recorded" in seen.text


def test_a_run_with_only_disturbed_trials_has_no_advice(page):
    seen = page([one | {"contamination": "foreign"} for one in twice_as_fast()])
    assert "Too much background load: no verdict" in seen.text


def refused(folder):
    done = report(folder)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert not (folder / "report.html").exists()
    return line


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "has no samples.csv"),
        ("", "samples.csv is empty"),
        (",".join(COLUMNS) + "\n", "no trial to draw"),
        ("a,b\n1,2\n", "columns missing"),
    ],
)
def test_a_folder_without_trials_is_one_line(tmp_path, content, message):
    if content is not None:
        (tmp_path / "samples.csv").write_text(content)
    assert message in refused(tmp_path)


@pytest.mark.parametrize("name", ["samples", "environment", "plan"])
def test_another_schema_version_is_one_line(tmp_path, name):
    rows = twice_as_fast(blocks=1)
    if name == "samples":
        rows[0]["schema_version"] = 2
    folder = write_run(tmp_path / "run", rows)
    if name != "samples":
        (folder / f"{name}.json").write_text('{"schema_version": 99}')
    assert "schema_version is " in refused(folder) and name in refused(folder)


def test_a_page_that_cannot_be_written_is_one_line(tmp_path):
    folder = write_run(tmp_path / "run", twice_as_fast(blocks=1))
    (folder / "report.html").mkdir()
    done = report(folder)
    assert done.returncode == 2 and "report.html, claims.csv cannot be written" in done.stderr


def test_data_links_have_no_unescaped_character(odd_run):
    for address in read_page(odd_run).attributes("href"):
        assert not set("<>\"' \n") & set(address)
    assert EVIL not in (odd_run / "report.html").read_text(encoding="utf-8")
