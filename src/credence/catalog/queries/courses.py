"""Which courses there are."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce

from credence.catalog.enums import FacetKind
from credence.catalog.models import Course, CourseVersion, Facet, Listing
from credence.catalog.queries.terms import offers_to_show
from credence.catalog.rules.credit_types import codes

LONG_COLUMNS = ("description", "description_html", "references", "references_html", "source")


def listed_courses() -> QuerySet[Listing]:
    """Return every published course, newest release first, with what a card shows."""
    version = "course__current_version"
    return (
        Listing.objects.select_related(f"{version}__provider", f"{version}__cover")
        .prefetch_related(Prefetch(f"{version}__credit_offers", queryset=offers_to_show()))
        .defer(*(f"{version}__{column}" for column in LONG_COLUMNS))
        .order_by("-released_on", "course")
    )


def open_courses(now: dt.datetime) -> QuerySet[Listing]:
    """Return the courses in which credit can still be earned, as `listed_courses` does."""
    return listed_courses().filter(closes_at__gt=now)


def courses_for(professions: Collection[str], now: dt.datetime) -> QuerySet[Listing]:
    """Return the open courses of which some credit is for one of these professions, as `listed_courses` does."""
    meant = Facet.objects.filter(listing=OuterRef("pk"), kind=FacetKind.PROFESSION, value__in=professions)
    return open_courses(now).filter(Exists(meant))


def credit_codes_offered() -> tuple[str, ...]:
    """Return the codes of the credit types that some published course offers, in their order."""
    offered = set(Facet.objects.filter(kind=FacetKind.CREDIT).values_list("value", flat=True).distinct())
    return tuple(code for code in codes() if code in offered)


def course_by_slug(slug: str) -> Course | None:
    """Return a published course with its version and front matter."""
    related = ("current_version__provider", "current_version__cover", "current_front_matter", "listing")
    return Course.objects.filter(slug=slug, current_version__isnull=False).select_related(*related).first()


def courses_with_dates() -> QuerySet[Listing, tuple[str, dt.date]]:
    """Return the slug of every published course with the day of its last review or release, newest release first."""
    version = "course__current_version"
    changed_on = Coalesce(f"{version}__reviewed_on", f"{version}__released_on")
    return Listing.objects.order_by("-released_on", "course").values_list("course__slug", changed_on)


def topic_names(version: CourseVersion) -> list[str]:
    """Return the names of a version's topics."""
    return list(version.topics.order_by("name").values_list("name", flat=True))


def chapter_outline(version: CourseVersion) -> Iterable[tuple[str, str, int]]:
    """Return title, kind and minutes of each chapter in its order."""
    return version.chapters.order_by("position").values_list("title", "kind", "minutes")
