"""Which bytes a `Range` header asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.kit.byte_ranges import ByteRange, Unsatisfiable, requested


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 99),
        ("bytes=10-19", 10, 19),
        ("bytes=99-", 99, 99),
        ("bytes=90-1000", 90, 99),
        ("bytes=-1", 99, 99),
        ("bytes=-1000", 0, 99),
        ("Bytes = 5-6 ", 5, 6),
        (f"bytes=5-{10**19}", 5, 99),
    ],
)
def test_one_range_is_understood(header: str, first: int, last: int) -> None:
    assert requested(header, 100) == ByteRange(first, last)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=0-1,5-6",
        "items=0-1",
        "bytes=٣-٤",
        "bytes=--1",
    ],
)
def test_what_is_malformed_or_asks_for_several_parts_is_passed_over(header: str) -> None:
    assert requested(header, 100) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-5", 0)])
def test_what_lies_beyond_the_file_is_refused(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        requested(header, size)


def test_the_answer_names_the_part_and_the_whole() -> None:
    part = ByteRange(10, 19)
    assert (part.of(100), part.length) == ("bytes 10-19/100", 10)


@given(st.text(st.sampled_from("bytes=-,0123456789 "), max_size=40), st.integers(0, 500))
def test_any_header_gives_a_part_inside_the_file_or_none(header: str, size: int) -> None:
    try:
        part = requested(header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part.first <= part.last < size
