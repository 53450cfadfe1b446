"""What the database keeps true of courses."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from credence.catalog.models import CourseVersion
from tests.factories.catalog import make_ai_use, make_course
from tests.factories.progress import make_chapter

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 12, 1)


def version(**values: object) -> CourseVersion:
    """Return the version of a course."""
    found = make_course(**values).current_version  # type: ignore[arg-type]
    assert found
    return found


@pytest.mark.parametrize(
    "unchecked", [{"checker": ""}, {"checked_on": None}, {"checked_on": DAY - dt.timedelta(days=1)}]
)
def test_what_a_tool_made_is_kept_only_with_who_checked_it_and_when(unchecked: dict[str, object]) -> None:
    course = version()
    make_ai_use(course, used_on=DAY, checked_on=DAY)
    make_ai_use(course, spelling_only=True, **unchecked)
    with pytest.raises(IntegrityError, match="catalog_aiuse_checked"), transaction.atomic():
        make_ai_use(course, used_on=DAY, **unchecked)


def test_extra_minutes_have_a_reason() -> None:
    course = version()
    make_chapter(course, "text", extra_minutes=5, extra_reason="Two cases to think over.")
    with pytest.raises(IntegrityError, match="catalog_chapter_extra_has_reason"), transaction.atomic():
        make_chapter(course, "text", extra_minutes=5)


def test_one_chapter_at_most_is_open_to_everybody() -> None:
    course = version()
    make_chapter(course, "text", preview=True)
    make_chapter(version(slug="another"), "text", preview=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_chapter(course, "text", preview=True)


@pytest.mark.parametrize(
    "origin",
    [
        {"made_from": "book"},
        {"made_from": "live-recording", "made_from_title": "Grand rounds"},
        {"made_from": "book", "made_from_title": "A book", "recorded_on": DAY},
        {"made_from_title": "A book"},
    ],
)
def test_a_course_made_from_something_says_from_what(origin: dict[str, object]) -> None:
    version(slug="book", made_from="book", made_from_title="A book")
    version(slug="event", made_from="live-recording", made_from_title="Grand rounds", recorded_on=DAY)
    with pytest.raises(IntegrityError, match="catalog_courseversion_origin"), transaction.atomic():
        version(**origin)
