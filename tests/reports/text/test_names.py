"""Foreign text made harmless, and the order of runners."""

import pytest
from fixtures import RUNNERS

from reports.text import names


def test_order_is_the_registrys_and_others_follow():
    assert names.in_order(RUNNERS, {"zz", "openmp", "serial", "aa"}) == [
        "serial",
        "openmp",
        "aa",
        "zz",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain_name", "plain_name"),
        ("$x^2$ <b>&", "$x^2$ <b>&"),
        ("a\nb\x00\x1b", "a<U+000A>b<U+0000><U+001B>"),
        ("\u202eevil\u200f", "<U+202E>evil<U+200F>"),
        ("中文 נתב", "中文 נתב"),
    ],
)
def test_foreign_text_keeps_its_letters_and_loses_its_powers(text, shown):
    assert names.shown(text) == shown


def test_long_text_keeps_head_and_tail():
    assert names.shown("abcdefghij" * 100, 10) == "abcdef…hij"


def test_slugs_are_plain_short_and_never_shared():
    texts = [
        "primes",
        "../../etc/passwd",
        "..",
        "",
        "a b",
        "a-b",
        "a/b",
        "x" * 300,
        "x" * 301,
        "é",
        "a\0b",
        "-",
        ".",
    ]
    slugs = [names.slug(text) for text in texts]
    assert len(set(slugs)) == len(texts) and slugs[0] == "primes"
    for slug in slugs:
        assert (
            slug.replace("-", "").replace("_", "").replace(".", "").isalnum()
            and slug.isascii()
            and len(slug) < 60
        )
        assert not slug.startswith(".")


@pytest.mark.parametrize(
    ("name", "meant"),
    [("--explian", "--explain"), ("thred_pool", "thread_pool"), ("cvs", "--csv"), ("--x", ""),
     ("", ""), ("--formts", "")],
)  # fmt: skip
def test_the_nearest_name_is_what_was_meant(name, meant):
    assert names.nearest(name, ["--before", "--explain", "--csv", "thread_pool"]) == meant


def test_parameters_in_words():
    assert (
        names.in_words({"count": 128, "set": "even", "x": True})
        == "count = 128, set = even, x = true"
    )
    assert names.in_words({"tasks": 0, "url": ""}) == "tasks = 0"
    assert names.in_words({}) == "no parameters"
