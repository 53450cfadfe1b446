"""Which courses there are."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from credence.catalog.models import Course, CourseVersion, Listing

LONG_COLUMNS = ("description", "description_html", "references", "references_html", "source")


def listed_courses() -> QuerySet[Listing]:
    """Return every published course, newest release first, with what a card shows."""
    version = "course__current_version"
    return (
        Listing.objects.select_related(f"{version}__provider", f"{version}__cover")
        .prefetch_related(f"{version}__credit_offers")
        .defer(*(f"{version}__{column}" for column in LONG_COLUMNS))
        .order_by("-released_on", "course")
    )


def open_courses(now: dt.datetime) -> QuerySet[Listing]:
    """Return the courses in which credit can still be earned, as `listed_courses` does."""
    return listed_courses().filter(closes_at__gt=now)


def course_by_slug(slug: str) -> Course | None:
    """Return a published course with its version and front matter."""
    related = ("current_version__provider", "current_version__cover", "current_front_matter", "listing")
    return Course.objects.filter(slug=slug, current_version__isnull=False).select_related(*related).first()


def chapter_outline(version: CourseVersion) -> Iterable[tuple[str, str, int]]:
    """Return title, kind and minutes of each chapter in its order."""
    return version.chapters.order_by("position").values_list("title", "kind", "minutes")
