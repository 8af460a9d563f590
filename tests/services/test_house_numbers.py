"""House numbers as people write them, and stretches of a street."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.addresses.house_numbers import (
    SUFFIXES,
    HouseNumber,
    NumberError,
    Side,
    Span,
    numbers,
    one_number,
)

houses = st.builds(HouseNumber, st.integers(1, 9999), st.sampled_from(SUFFIXES))
ends = st.one_of(st.none(), houses)
spans = st.builds(Span, ends, ends, st.sampled_from(Side)).filter(lambda span: span.is_ordered)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("12", "12", "12"),
        ("12a", "12a", "12a"),
        (" 12 A ", "12a", "12a"),
        ("Nr. 12", "12", "12"),
        ("012", "12", "12"),
        ("12-14", "12", "14"),
        ("12 – 14b", "12", "14b"),
        ("12 bis 14", "12", "14"),
        ("12a-c", "12a", "12c"),
        ("12 1/2", "12 1/2", "12 1/2"),
        ("12½", "12 1/2", "12 1/2"),
        ("12 1/2-14", "12 1/2", "14"),
    ],
)
def test_what_people_write(written: str, first: str, last: str) -> None:
    assert tuple(map(str, numbers(written))) == (first, last)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "a",
        "0",
        "-",
        "12-",
        "-12",
        "12-13-14",
        "14-12",
        "12b-a",
        "12aa",
        "12345",
        "12/1",
        "12 5/7",
        "١٢",
        "12\x00",
        "12; DROP TABLE",
        "1" * 500,
    ],
)
def test_what_is_no_number_is_refused_with_the_way_out(wrong: str) -> None:
    with pytest.raises(NumberError, match="Hausnummer"):
        numbers(wrong)


@given(houses)
def test_what_is_written_out_is_read_again(house: HouseNumber) -> None:
    assert one_number(str(house)) == house


@given(st.text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        first, last = numbers(text)
    except NumberError:
        return
    assert first <= last


@given(houses, houses)
def test_a_range_runs_from_its_first_to_its_last(one: HouseNumber, other: HouseNumber) -> None:
    first, last = sorted((one, other))
    assert numbers(f"{first}-{last}") == (first, last)


def test_order_of_suffixes() -> None:
    written = ["13", "12b", "12", "12a", "12 1/2"]
    assert [str(n) for n in sorted(map(one_number, written))] == [
        "12",
        "12 1/2",
        "12a",
        "12b",
        "13",
    ]


@pytest.mark.parametrize(
    ("number", "inside"),
    [("9", True), ("9a", True), ("1", True), ("11", False), ("8", False), ("10", False)],
)
def test_a_bare_end_takes_its_suffixes_along(number: str, inside: bool) -> None:
    span = Span(HouseNumber(1), HouseNumber(9), Side.ODD)
    assert span.covers(one_number(number)) is inside


def test_an_end_with_a_suffix_stops_there() -> None:
    span = Span(HouseNumber(3, "b"), HouseNumber(9, "a"))
    assert [span.covers(one_number(n)) for n in ("3", "3b", "9", "9a", "9b")] == [
        False,
        True,
        True,
        True,
        False,
    ]


@given(houses)
def test_a_street_without_numbers_covers_all(house: HouseNumber) -> None:
    assert Span().covers(house)


@given(spans, spans, houses)
def test_a_number_in_both_means_they_overlap(one: Span, other: Span, house: HouseNumber) -> None:
    if one.covers(house) and other.covers(house):
        assert one.overlaps(other)
        assert other.overlaps(one)


def test_no_even_number_lies_before_the_second_house() -> None:
    assert not Span().overlaps(Span(last=HouseNumber(1), side=Side.EVEN))


def test_no_even_number_lies_after_the_last_that_can_be_written() -> None:
    assert not Span().overlaps(Span(first=HouseNumber(9999), side=Side.EVEN))


@given(spans, spans)
def test_overlap_means_there_is_such_a_number(one: Span, other: Span) -> None:
    """The first number that both reach and, if it is on the wrong side, the next one."""
    if one.overlaps(other):
        begin = max(one.first or HouseNumber(1), other.first or HouseNumber(1))
        tried = [begin, HouseNumber(begin.number + 1)]
        assert any(one.covers(house) and other.covers(house) for house in tried)
