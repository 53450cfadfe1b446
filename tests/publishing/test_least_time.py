"""The least time of study of a version follows from its credit, as its provider has it (R26)."""

from decimal import Decimal
from typing import Any

import pytest

from credence.catalog.models import AccreditingProvider
from credence.media.models import Asset
from credence.publishing.manuscript.document import Files, manuscript_of
from credence.publishing.manuscript.rows import content_of
from tests.publishing.manuscripts import AMA, ARRT, COURSE, POSTTEST, TEXT, changed, probe

FILM = {"slug": "watch", "kind": "video", "title": "Watch", "file": "watch.mp4", "captions": "watch.vtt"}
PAPER = {"slug": "leaf", "kind": "pdf", "title": "Leaf", "file": "leaf.pdf"}


def least(share: str, *, film_minutes: int = 45, chapters: tuple[Any, ...] = (FILM,), **values: Any) -> int:
    """Return the minutes of study that a version asks for at least, of a provider with this share."""
    course = manuscript_of(changed(COURSE, (("chapters",), list(chapters)), *_at(values)), POSTTEST).course
    assert course
    length = film_minutes * 60_000
    found = {"watch.mp4": probe("video", duration_ms=length), "leaf.pdf": probe("pdf", words=2_000, figures=2)}
    assets = {"watch.mp4": Asset(duration_ms=length), "watch.vtt": Asset(), "leaf.pdf": Asset()}
    provider = AccreditingProvider(slug="riverside", least_study_share=Decimal(share))
    files = Files(texts={"text.md": TEXT}, found=found)
    content = content_of(course, files=files, assets=assets, providers={"riverside": provider}, kept={})
    return int(content.version["study_minutes"])


def _at(values: dict[str, Any]) -> list[tuple[tuple[str | int, ...], Any]]:
    return [(tuple(name.split("__")), value) for name, value in values.items()]


@pytest.mark.parametrize(("share", "minutes"), [("0.5", 30), ("0.25", 15), ("0.66", 39), ("0", 0)])
def test_it_is_the_providers_share_of_the_largest_credit(share: str, minutes: int) -> None:
    assert least(share) == minutes


def test_of_credits_of_different_length_the_longest_counts() -> None:
    assert least("0.5", credit=[ARRT]) == 25
    assert least("0.5", credit=[{**AMA, "amount": "0.50"}, ARRT]) == 25


def test_who_watches_a_short_film_as_far_as_is_asked_is_not_made_to_wait() -> None:
    assert least("0.5", film_minutes=20) == 17  # nine tenths of it, less a second
    assert least("0.5", film_minutes=20, requirements__study_percent=50) == 9


def test_reading_takes_as_long_as_the_fastest_reader_needs() -> None:
    assert least("1", chapters=(PAPER,)) == 6
    assert least("1", chapters=COURSE["chapters"]) == 28


def test_the_time_that_an_author_asks_for_is_never_shortened() -> None:
    assert least("0.5", requirements__study_minutes=40) == 40
    assert least("0.5", requirements__study_minutes=20) == 30


def test_a_course_without_credit_asks_for_none() -> None:
    assert least("0.5", credit=[]) == 0
