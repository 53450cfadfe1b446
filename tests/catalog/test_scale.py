"""The catalog with ten thousand courses: as many queries as with ten, each by an index."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credence.catalog.actions.courses import PUT_WORDS
from credence.catalog.models import Course, CourseVersion, Facet, FrontMatter, Listing
from credence.catalog.queries.search import Search, Sort, find
from credence.project.public_pages import forget_pages
from tests.factories.catalog import PUBLISHED, make_course

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
MANY = 10_000
RARE = 200
PLANS = {
    "newest": (
        Search(),
        {"sqlite": "USING INDEX catalog_listing_newest", "postgresql": "Index Scan using catalog_listing_newest"},
    ),
    "shortest": (
        Search(sort=Sort.SHORTEST),
        {"sqlite": "USING INDEX catalog_listing_shortest", "postgresql": "Index Scan using catalog_listing_shortest"},
    ),
    "words": (
        Search(words="sepsis"),
        {"sqlite": "SCAN catalog_words VIRTUAL TABLE INDEX 0:M", "postgresql": "Index Scan on catalog_words_gin"},
    ),
    "facet": (
        Search(facets={"topic": "cardiology"}),
        {"sqlite": "catalog_facet USING COVERING INDEX", "postgresql": "Index Scan on catalog_facet_once"},
    ),
}
ADDRESSES = ("/", "/courses/", "/courses/?page=2", "/courses/?q=sepsis&topic=cardiology", "/courses/template/")


def body(number: int) -> str:
    """Return fifty words of a description."""
    return " ".join(f"word{(number * 7 + each) % 4000}" for each in range(50))


def make_many(count: int, name: str) -> None:
    """Make so many courses like one, one in RARE of them about sepsis in cardiology, straight into the tables."""
    template = Course.objects.filter(slug="template").first() or make_course("template")
    old = template.current_version
    assert old
    values = {each.attname: getattr(old, each.attname) for each in CourseVersion._meta.concrete_fields}
    courses = Course.objects.bulk_create(
        [Course(slug=f"{name}-{number}", created_at=PUBLISHED) for number in range(count)], batch_size=5000
    )
    days = [dt.date(2026, 1, 1) - dt.timedelta(days=number % 700) for number in range(count)]
    CourseVersion.objects.bulk_create(
        [
            CourseVersion(**{**values, "id": None, "course_id": course.pk, "released_on": day})
            for course, day in zip(courses, days, strict=True)
        ],
        batch_size=1000,
    )
    FrontMatter.objects.bulk_create(
        [FrontMatter(course=course, number=1, sha256="1" * 64, document={}, created_at=NOW) for course in courses]
    )
    closes_at = Listing.objects.get(course=template).closes_at
    Listing.objects.bulk_create(
        [
            Listing(course=course, released_on=day, minutes=10 + course.pk % 100, closes_at=closes_at)
            for course, day in zip(courses, days, strict=True)
        ],
        batch_size=5000,
    )
    facets = [("topic", "radiology"), ("price", "free"), ("length", "long"), ("format", "text")]
    rows = [Facet(listing_id=course.pk, kind=kind, value=value) for course in courses for kind, value in facets]
    rare = [Facet(listing_id=course.pk, kind="topic", value="cardiology") for course in courses[::RARE]]
    Facet.objects.bulk_create([*rows, *rare], batch_size=5000)
    words = [
        (course.pk, "sepsis" if number % RARE == 0 else "other", "objective", "summary", body(number))
        for number, course in enumerate(courses)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(PUT_WORDS[connection.vendor], words)
        for column, table in (("current_version", "courseversion"), ("current_front_matter", "frontmatter")):
            cursor.execute(
                f"UPDATE catalog_course SET {column}_id = (SELECT id FROM catalog_{table} WHERE course_id = "  # noqa: S608
                f"catalog_course.id) WHERE {column}_id IS NULL"
            )
        cursor.execute("ANALYZE")


def costs() -> dict[str, int]:
    """Return how many queries each page costs when it is not kept."""
    client, found = Client(), {}
    for address in ADDRESSES:
        forget_pages()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        found[address] = len(captured)
    return found


def test_ten_thousand_courses_cost_as_many_queries_as_thirty_each_by_an_index() -> None:
    make_many(30, "a")
    few = costs()
    make_many(MANY, "b")
    assert costs() == few
    assert max(few.values()) <= 15
    for name, (search, indexes) in PLANS.items():
        found = find(search, NOW)
        assert (name, found.count > 0) == (name, True)
        assert indexes[connection.vendor] in found.listings[:24].explain()
