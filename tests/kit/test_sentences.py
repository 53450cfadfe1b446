"""What was seen is put into sentences as the reader's language writes it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from credence.kit.sentences import as_read, filled

MOMENT = dt.datetime(2026, 3, 1, 21, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (MOMENT, "March 1, 2026, 4:05 p.m.", "1. März 2026 16:05"),
        (MOMENT.date(), "March 1, 2026", "1. März 2026"),
        (Decimal("1.50"), "1.5", "1,5"),
        (Decimal("100"), "100", "100"),
        (12034, "12,034", "12.034"),
        (["a", Decimal("0.25")], "a, 0.25", "a, 0,25"),
        ("$25.00", "$25.00", "$25.00"),
    ],
)
def test_a_value_is_read_in_the_readers_language(value: Any, english: str, german: str, settings: Any) -> None:
    settings.LANGUAGES = [("en-us", "English"), ("de", "German")]
    read = {}
    for language in ("en-us", "de"):
        with translation.override(language):
            read[language] = as_read(value)
    assert read == {"en-us": english, "de": german}


def test_a_sentence_is_filled_with_what_it_asks_for() -> None:
    assert filled("%(count)s of 100%% on %(day)s", {"count": 3, "day": MOMENT.date(), "more": 1}) == (
        "3 of 100% on March 1, 2026"
    )
