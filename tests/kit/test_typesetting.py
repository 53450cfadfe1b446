"""A document says which language it is in, whether or not that language names a region."""

import pytest

from credence.kit import glyphs
from credence.kit.typesetting import _drawable, language_of


@pytest.mark.parametrize(
    ("tag", "language", "region"),
    [
        ("en-US", "en", "US"),
        ("en-us", "en", "US"),
        ("de", "de", None),
        ("zh-hans", "zh", None),
        ("zh-hans-sg", "zh", "SG"),
    ],
)
def test_the_language_of_a_document_is_told_with_its_region_if_it_has_one(
    tag: str, language: str, region: str | None
) -> None:
    assert language_of(tag) == {"language": language, "region": region}


def test_a_text_that_begins_like_a_drawing_is_a_text() -> None:
    assert _drawable({"names": ["<svg \U00013000"]}, glyphs.drawable) == {"names": ["<svg \ufffd"]}
