"""credence.catalog.actions."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from credence.audit.models import Event
from credence.catalog.actions import (
    VersionContent,
    add_version,
    locked_course,
    name_topics,
    publish_version,
    put_provider,
    renew_front_matter,
    withdraw_credit,
)
from credence.catalog.models import AccreditingProvider, Course, CourseVersion, Publication, Statement, Topic
from tests.factories.catalog import make_course, make_provider

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DETAILS = {
    "name": "Riverside Medical Center",
    "short_name": "Riverside",
    "address": "1 Main St",
    "email": "cme@riverside.example",
    "time_zone": "America/New_York",
    "signatory_name": "Dana Reyes, MD",
    "signatory_title": "Director",
}
TEXTS = [("accreditation", "", "We are accredited.")]


def put(texts: list[tuple[str, str, str]] = TEXTS, **details: Any) -> bool:
    """Write Riverside."""
    return put_provider(slug="riverside", details={**DETAILS, **details}, statements=texts, by="dana", now=NOW)


def content(provider: AccreditingProvider, **values: Any) -> VersionContent:
    """Return the least content of a version."""
    columns: dict[str, Any] = {
        "provider": provider,
        "title": "Sepsis",
        "estimated_minutes": 60,
        "released_on": dt.date(2026, 1, 2),
        "expires_on": dt.date(2028, 12, 31),
        "price": Decimal(0),
        "pass_mark": 70,
        "learning_format": "other",
        "source": {},
        "source_sha256": "0" * 64,
    }
    return VersionContent(
        version={**columns, **values}, topics={}, objectives=(), faculty=(), support=(), chapters=(), offers=()
    )


def test_a_provider_is_written_once_and_changed_only_by_a_change() -> None:
    assert put() is True
    assert put() is False
    assert put(short_name="RMC") is True
    assert AccreditingProvider.objects.get().short_name == "RMC"
    assert list(Event.objects.values_list("action", "details")) == [
        ("provider.created", {"fields": [], "statements": [["accreditation", ""]]}),
        ("provider.changed", {"fields": ["short_name"], "statements": []}),
    ]


def test_another_text_is_another_version_and_the_old_one_stays() -> None:
    put()
    assert put([("accreditation", "", "We are accredited again.")]) is True
    assert put([("accreditation", "", "We are accredited again.")]) is False
    assert put([]) is False
    assert list(Statement.objects.order_by("version").values_list("version", "text")) == [
        (1, "We are accredited."),
        (2, "We are accredited again."),
    ]


def test_publishing_moves_the_pointers_and_logs_it() -> None:
    provider = make_provider()
    course = locked_course(slug="sepsis", now=NOW)
    assert (course.current_version, course.created_at) == (None, NOW)
    first = add_version(course=course, content=content(provider), now=NOW)
    course.refresh_from_db()
    assert (first.number, course.current_version) == (1, None)
    publish_version(version=first, by="dana", now=NOW)
    second = add_version(course=course, content=content(provider, title="Sepsis now"), now=NOW)
    publish_version(version=second, by="dana", now=NOW)
    course.refresh_from_db()
    assert (course.current_version, second.number) == (second, 2)
    assert course.current_front_matter
    assert course.current_front_matter.document["title"] == "Sepsis now"
    assert list(Publication.objects.order_by("pk").values_list("version__number", "previous__number", "by")) == [
        (1, None, "dana"),
        (2, 1, "dana"),
    ]


def test_a_version_never_changes() -> None:
    make_course()
    with pytest.raises(Exception, match="never changed"):
        CourseVersion.objects.update(title="Other")


def test_front_matter_is_renewed_only_when_it_changed() -> None:
    course = make_course()
    assert renew_front_matter(course=course, by="dana", now=NOW) is True
    assert renew_front_matter(course=course, by="dana", now=NOW) is False
    assert list(Event.objects.values_list("action", flat=True)) == ["course.front-matter-renewed"]


def test_a_course_that_was_never_published_has_no_front_matter_to_renew() -> None:
    course = locked_course(slug="sepsis", now=NOW)
    assert renew_front_matter(course=course, by="dana", now=NOW) is False


def test_a_change_of_the_provider_is_shown_in_its_courses_only() -> None:
    ours, theirs = make_course("ours"), make_course("theirs", provider=make_provider("lakeside"))
    for course in (ours, theirs):
        renew_front_matter(course=course, by="dana", now=NOW)
    put(name="Riverside Health")
    shown = dict(Course.objects.values_list("slug", "current_front_matter__number"))
    assert shown == {"ours": 3, "theirs": 2}


def test_topics_get_their_names() -> None:
    Topic.objects.create(slug="ct", name="Ct")
    assert name_topics(names={"ct": "CT", "mri": "MRI"}) == 2
    assert name_topics(names={"ct": "CT", "mri": "MRI"}) == 0
    assert dict(Topic.objects.values_list("slug", "name")) == {"ct": "CT", "mri": "MRI"}


def test_credit_is_withdrawn_once_and_for_a_reason() -> None:
    course = make_course()
    assert withdraw_credit(course=course, by="dana", reason="Outdated.", now=NOW) is True
    assert withdraw_credit(course=course, by="dana", reason="Again.", now=NOW + dt.timedelta(days=1)) is False
    course.refresh_from_db()
    assert course.credit_withdrawn_at == NOW
    assert list(Event.objects.values_list("action", "actor", "reason")) == [
        ("course.credit-withdrawn", "dana", "Outdated.")
    ]
