"""credence.catalog.rules.search and credence.catalog.rules.listing."""

import datetime as dt
from decimal import Decimal

import pytest

from credence.catalog.rules.listing import closing, length_of, price_class
from credence.catalog.rules.search import Query, mended, query_of, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sepsis", ["sepsis"]),
        ("X-ray & CT (2.5 mSv)", ["x", "ray", "ct", "2", "5", "msv"]),
        ("Ménière's Straße", ["meniere", "s", "strasse"]),
        ("_under_ ½ \0 🦴 \ud800", ["under", "1", "2"]),
        ("", []),
        ("a" * 50, ["a" * 40]),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert words_in(text) == words


def test_a_query_leaves_out_words_that_say_nothing_unless_there_are_no_others() -> None:
    assert query_of("the care of the newborn") == Query(("care", "newborn"))
    assert query_of("The of") == Query(("the", "of"))
    assert query_of("?! ") is None
    assert query_of("one two three four five six seven eight nine") == Query(
        ("one", "two", "three", "four", "five", "six", "seven", "eight")
    )


VOCABULARY = ("contrast", "radiation", "radiology", "reaction", "sepsis")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("radaition", "radiation"),
        ("sespis", "sepsis"),
        ("sepssis", "sepsis"),
        ("contrst", "contrast"),
        ("reactoin contrast", "reaction contrast"),
    ],
)
def test_a_slip_of_the_keyboard_is_mended(typed: str, meant: str) -> None:
    query = query_of(typed)
    assert query
    assert str(mended(query, {"contrast"}, VOCABULARY)) == meant


@pytest.mark.parametrize("typed", ["contrast", "ct", "spesis?x", "epsis", "zebra"])
def test_what_is_known_short_or_like_nothing_is_left_as_it_is(typed: str) -> None:
    query = query_of(typed)
    assert query
    assert mended(query, {"contrast", "spesis"}, VOCABULARY) is None


def test_lengths_and_prices_have_their_classes() -> None:
    assert [length_of(minutes) for minutes in (1, 30, 31, 60, 61)] == ["short", "short", "medium", "medium", "long"]
    assert [price_class(Decimal(price)) for price in ("0.00", "0.01")] == ["free", "paid"]


def test_a_course_closes_when_its_last_day_ends_where_the_provider_is() -> None:
    last = dt.date(2026, 3, 7)  # the night after, clocks in New York go forward
    assert closing(last, "America/New_York", None) == dt.datetime(2026, 3, 8, 5, tzinfo=dt.UTC)
    assert closing(last, "Pacific/Auckland", None) == dt.datetime(2026, 3, 7, 11, tzinfo=dt.UTC)


def test_a_withdrawal_closes_a_course_early_and_never_opens_it_again() -> None:
    last, end = dt.date(2026, 3, 7), dt.datetime(2026, 3, 8, 5, tzinfo=dt.UTC)
    earlier, later = end - dt.timedelta(seconds=1), end + dt.timedelta(seconds=1)
    assert closing(last, "America/New_York", earlier) == earlier
    assert closing(last, "America/New_York", later) == end
