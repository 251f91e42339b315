"""The page's line "Hosts"."""

import pytest
from fixtures import report
from hosted import LISTED, rows, run
from html_pages import read_page

from reports.page.hosts import part


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hosts") / "run"
    run(folder, hosts={"foreign_cpu_s": {"a": 0.2, "b": ""}})
    done = report(folder, "-q")
    assert (done.returncode, done.stdout) == (0, ""), done
    read_page(folder)
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_closed_line_says_it_in_short(html):
    line = html.partition('id="hosts"')[2].partition("</summary>")[0]
    said = "2 hosts: a (16 CPUs), b (16 CPUs); 80 bytes per task crossed the network"
    assert "<b>Hosts</b>" in line and said in line


def test_it_says_what_travels_and_what_is_counted(html):
    section = html.partition('id="hosts"')[2].partition("</details>")[0]
    for words in ("Parameters travel", "the master checks every result", "headers of MPI and TCP",
                  "<b>8 bytes</b>", "<b>72 bytes</b>", "Hostcore 1", "8 slots"):  # fmt: skip
        assert words in section
    assert "mpi on 2 hosts" in html.partition("</header>")[0]


def test_figures_that_nobody_read_are_not_zero(tmp_path):
    table = part(run(tmp_path, hosts={"foreign_cpu_s": "", "steal_s": ""})).table
    assert [row.label for row in table.rows] == ["a", "b"]
    assert [(cell.text, cell.note) for cell in table.rows[0].cells[3:5]] == [("", "not read")] * 2


def test_a_run_without_hosts_has_none(tmp_path):
    assert part(run(tmp_path, rows(), hosts=False)) is None


@pytest.mark.parametrize("odd", [None, 3, "a", [1], [{}], [{"name": "a", "slots": "x"}]])
def test_an_edited_list_of_hosts_is_read_all_the_same(tmp_path, odd):
    found = part(run(tmp_path, about={"hosts": odd}))
    assert found.table.rows[0].cells[1].note == ""
    listed = part(run(tmp_path, about={"hosts": [*LISTED, odd]}))
    assert listed.table.rows[0].cells[1].note in ("8 slots", "")


def test_hosts_whose_tasks_nobody_counted_have_no_bytes_per_task(tmp_path):
    found = part(run(tmp_path, hosts={"tasks": 0}))
    assert found.words == "2 hosts: a (16 CPUs), b (16 CPUs)"
    assert found.table.rows[0].cells[-1].text == ""
