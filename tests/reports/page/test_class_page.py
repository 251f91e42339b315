"""The page of a class: a row per machine, what it sums up, and names that try to break out."""

import csv
import io
import re
from urllib.parse import unquote

import pytest
from class_runs import machine
from fixtures import environment, report, suite, twice_as_fast, write_run
from html_pages import read_page


def test_each_machine_has_one_row_and_a_link_where_it_has_a_page(class_page):
    text = class_page.read_text("utf-8")
    rows = text.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert len(rows) == 30 and "<tbody>" not in text.split("</tbody>")[1]
    names = [row.split("</th>")[0].rsplit(">", 2)[-2 if "</a>" in row else -1] for row in rows]
    assert [name.split("<")[0] for name in names][:4] == [
        "pc01",
        "pc02",
        "pc03",
        "pc05 in the third row of t… northern lab",
    ]
    links = [one for one in read_page(class_page).attributes("href") if one.startswith("./")]
    assert links == ["./run-01/report.html"]


def test_it_says_what_is_best_on_how_many_and_how_far_they_spread(class_page):
    text = read_page(class_page).text
    assert "30 machines" in text and "preset quick" in text and "AMD EPYC" in text
    # The figures are those of the example, scaled.
    assert re.search(r"primes : N=2 is best on 2\d of 29 machines; speedup 1\.\d\d×", text)
    assert "1 without a verdict" in text and re.search(r"lowest pc07 1\.\d\d×", text)
    for head in ("machine CPUs primes N range_sum N", "fetch N quiet"):
        assert head in text


def test_its_figures_are_a_download(class_page):
    [link] = [
        one for one in read_page(class_page).attributes("href") if one.startswith("data:text")
    ]
    rows = list(csv.DictReader(io.StringIO(unquote(link.split(",", 1)[1]))))
    assert len(rows) == 30 * 4
    one = next(row for row in rows if (row["machine"], row["workload"]) == ("pc03", "primes"))
    assert (one["workers"], one["cpus"], one["quiet"]) == ("2", "2.0", "1.0")
    assert 1.8 < float(one["low"]) < float(one["speedup"]) < float(one["high"]) < 2.1


def test_it_is_small(class_page):
    assert class_page.stat().st_size < 1e6


@pytest.fixture
def page(tmp_path):
    """page(folders): the page of these runs; the command must end well."""

    def of(*folders):
        done = report(*folders, "-o", tmp_path / "all.html", "-q")
        assert done.returncode == 0, done
        return read_page(tmp_path / "all.html")

    return of


def test_names_that_try_to_break_out_stay_text(tmp_path, page):
    evil = "</td><script>alert(1)</script>\u202e"
    folders = []
    for place, label in enumerate((evil, "x" * 200, ["not", "text"], "")):
        folder = tmp_path / f"javascript:alert({place}) <b>\u202e&?#%"
        write_run(folder, twice_as_fast(), environment(label=label, kernel=f"<i>{place}"))
        (folder / "report.html").write_text("a page")
        folders.append(folder)
    found = page(*folders)
    assert [tag for tag, _ in found.elements].count("script") == 1
    assert not {"b>", "i"} & {tag for tag, _ in found.elements}
    assert "<script>alert(1)</script>" in found.text and "x" * 41 not in found.text
    links = [one for one in found.attributes("href") if "report.html" in one]
    assert len(links) == 4
    for link in links:
        assert link.startswith("./javascript%3Aalert%28") and not set(link) & set('<>"?#&\u202e')
        assert (tmp_path / unquote(link)).read_text() == "a page"
    raw = (tmp_path / "all.html").read_text("utf-8")
    assert "\u202e" not in raw


def test_machines_of_one_name_are_told_apart(tmp_path, page):
    folders = [
        write_run(tmp_path / home / "run", twice_as_fast(), environment(label="pc07"))
        for home in "abc"
    ]
    text = page(*folders).text
    assert "pc07 (run) " in text and "pc07 (run) #2" in text and "pc07 (run) #3" in text


def test_a_folder_that_is_named_twice_is_one_machine(tmp_path, page):
    one, two = (write_run(tmp_path / name, twice_as_fast()) for name in "ab")
    assert "2 machines" in page(one, two, tmp_path / "b" / "." / ".." / "a").text


def test_runs_that_lack_an_experiment_or_a_verdict_say_so(tmp_path, page):
    one = write_run(tmp_path / "one", suite(3, (2,)))
    two = write_run(tmp_path / "two", twice_as_fast(3, workload="sleep", params="{}"))
    text = page(one, two, write_run(tmp_path / "few", twice_as_fast(1))).text
    assert "not measured" in text and "no verdict" in text
    assert "What differs" not in text


def test_more_experiments_than_fit_on_paper_continue_in_another_table(tmp_path, page):
    rows = [
        one | {"params": f'{{"count":{count}}}'} for count in range(6) for one in twice_as_fast(3)
    ]
    found = page(*(write_run(tmp_path / name, rows) for name in "ab"))
    assert [tag for tag, _ in found.elements].count("table") == 2
    labels = found.attributes("aria-label")
    assert "Machines, part 1" in labels and "Machines, part 2" in labels


def test_what_differs_is_counted(tmp_path, page):
    folders = [
        write_run(tmp_path / name, twice_as_fast(3), environment(compiler=compiler))
        for name, compiler in (("a", "GNU 12"), ("b", "GNU 12"), ("c", "Clang 16"))
    ]
    assert "compiler : GNU 12 (2), Clang 16 (1)" in page(*folders).text


def test_a_copy_of_the_example_is_a_machine(tmp_path, page):
    folders = [machine(tmp_path / name, name, 1.0) for name in ("pc1", "pc2")]
    words = r"primes : N=2 is best on 2 of 2 machines; speedup [12]\.\d\d× in the median"
    assert re.search(words, page(*folders).text)
