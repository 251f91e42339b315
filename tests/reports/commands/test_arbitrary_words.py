"""Any words after a command give a result, or one line and exit code 2."""

import os
import tempfile

import pytest

pytest.importorskip("hypothesis", reason="python3-hypothesis is not installed")

from arbitrary import arbitrary, folder_of, outcome  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from reports.commands import ab, compare, report, selftest, summary  # noqa: E402

OPTIONS = [
    "-o", "--out", "--formats", "--runners", "--workloads", "--explain", "--explain=questions",
    "--claims", "--each", "-q", "-v", "--in-run", "--before", "--after", "--fail-on", "--csv",
    "--json", "--junit", "--strict", "-h", "--", "-", "--no-such",
]  # fmt: skip
VALUES = [
    "slower:5%", "slower", "slower:1e400%", "0.05", "nan", "inf", "-1", "svg,png", "pdf", "x.html",
    "thread_pool", "serial,nothing", "", " ", ",",
]  # fmt: skip
# What a shell can pass: no NUL; a byte that is not UTF-8 comes as a lone half of a pair. And no
# slash, so that files stay in the test's folder.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(blacklist_characters="\0/", blacklist_categories=("Cs",)),
        st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF),
    ),
    max_size=12,
)
WORDS = st.lists(
    st.one_of(st.sampled_from(OPTIONS), st.sampled_from(VALUES), st.just("run"), ANY_TEXT),
    max_size=6,
)


@pytest.fixture(scope="module", autouse=True)
def folder():
    """A folder of our own to work in, with a run in it."""
    before = os.getcwd()
    with folder_of([]) as run:
        os.chdir(run.parent)
        yield run.parent
        os.chdir(before)


@pytest.mark.parametrize("command", [ab, compare, selftest, summary])
def test_a_command_ends_as_documented(command):
    @arbitrary(examples=40, words=WORDS)
    def of(words):
        outcome(command.main, words, {0, 1, 2, 3})

    of()


@arbitrary(examples=20, words=WORDS)
def test_report_ends_as_documented(words):
    with tempfile.TemporaryDirectory() as empty:
        words = [empty if word == "run" else word for word in words]  # a page takes seconds
        outcome(report.main, words, {0, 2})
