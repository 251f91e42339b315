"""CSV bytes become rows; what an interrupted writer leaves is accepted, damage is not."""

import pytest

from reports.data.rows import BadInput, split


def fields(content: bytes) -> list[list[str]]:
    return [row.fields for row in split(content, "f").rows]


def test_rows_know_their_lines_even_after_a_quoted_line_break():
    table = split(b'a,b\n"1\n2",x\n3,4\n', "f")
    assert [(row.line, row.fields) for row in table.rows] == [
        (1, ["a", "b"]),
        (2, ["1\n2", "x"]),
        (4, ["3", "4"]),
    ]
    assert table.unfinished is None


def test_quotes_commas_and_exotic_line_separators_stay_inside_their_field():
    assert fields('a\n"say ""hi"", x"\nu\u2028v\x0bw\n'.encode()) == [
        ["a"],
        ['say "hi", x'],
        ["u\u2028v\x0bw"],
    ]


def test_bom_and_crlf_are_removed_and_reported():
    table = split(b"\xef\xbb\xbfa,b\r\n1,2\r\n", "f")
    assert [row.fields for row in table.rows] == [["a", "b"], ["1", "2"]]
    assert table.had_bom and table.had_crlf
    plain = split(b"a\n", "f")
    assert not plain.had_bom and not plain.had_crlf


@pytest.mark.parametrize(
    "tail", [b"1,", b"1,2", b'1,"half', "é".encode()[:1], b'1,"two\nlines'[:6]]
)
def test_a_last_row_without_line_end_is_separate(tail):
    table = split(b"a,b\n0,0\n" + tail, "f")
    assert [row.fields for row in table.rows] == [["a", "b"], ["0", "0"]]
    assert table.unfinished.line == 3


def test_a_header_without_line_end_is_the_header():
    assert fields(b"a,b") == [["a", "b"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "f is empty"),
        (b"a,b\n1,\0\n", "f, line 2: a NUL byte"),
        (b"a,b\n1,2\n\xff,2\n3,4\n", "f, line 3: byte 0xff is not UTF-8"),
        (b'a,b\n1,"x\n2,3\n4,5\n', "f, line 2: a quoted field that starts here is broken"),
        (b'a,b\n1,"x"y\n2,3\n', "f, line 2: a quoted field that starts here is broken"),
    ],
)
def test_damage_is_refused_with_its_line(content, message):
    with pytest.raises(BadInput) as caught:
        split(content, "f")
    assert str(caught.value).startswith(message)
