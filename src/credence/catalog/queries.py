"""Which courses there are."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from credence.catalog.models import Course, CourseVersion


def published_courses() -> QuerySet[Course]:
    """Return every published course, newest release first, with what a card shows."""
    return (
        Course.objects.filter(current_version__isnull=False)
        .select_related("current_version__provider", "current_version__cover")
        .prefetch_related("current_version__credit_offers", "current_version__topics")
        .order_by("-current_version__released_on", "slug")
    )


def open_courses(today: dt.date) -> QuerySet[Course]:
    """Return the courses in which credit can still be earned on `today`."""
    return published_courses().filter(current_version__expires_on__gte=today, credit_withdrawn_at__isnull=True)


def matching(courses: QuerySet[Course], words: str) -> QuerySet[Course]:
    """Return the courses in which every one of `words` occurs, in the title, summary, audience or a topic."""
    for word in words.split()[:8]:
        places = ("title", "summary", "audience", "topics__name")
        wanted = Q()
        for place in places:
            wanted |= Q(**{f"current_version__{place}__icontains": word})
        courses = courses.filter(wanted)
    return courses.distinct()


def course_by_slug(slug: str) -> Course | None:
    """Return a published course with its version and front matter."""
    related = ("current_version__provider", "current_version__cover", "current_front_matter")
    return Course.objects.filter(slug=slug, current_version__isnull=False).select_related(*related).first()


def chapter_outline(version: CourseVersion) -> Iterable[tuple[str, str, int]]:
    """Return title, kind and minutes of each chapter in its order."""
    return version.chapters.order_by("position").values_list("title", "kind", "minutes")
