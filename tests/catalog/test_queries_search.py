"""credence.catalog.queries.search: what is found, in which order, and what the filters promise."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credence.catalog.actions import list_course, list_courses, publish_version, withdraw_credit
from credence.catalog.models import Course, CourseVersion, Facet, Listing, Term, Topic
from credence.catalog.queries.edition import edition
from credence.catalog.queries.search import Found, Search, Sort, find
from tests.factories.catalog import EXPIRES, make_course, make_offer, make_provider

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
AFTER = dt.datetime(2029, 1, 1, 5, tzinfo=dt.UTC)  # midnight in New York, after EXPIRES


def slugs(words: str = "", now: dt.datetime = NOW, **values: Any) -> list[str]:
    """Return the slugs of what is found, in order."""
    return [each.course.slug for each in search(words, now, **values).listings]


def search(words: str = "", now: dt.datetime = NOW, **values: Any) -> Found:
    """Search."""
    return find(Search(words=words, **values), now)


def listed(slug: str, *offers: str, topics: tuple[str, ...] = (), **values: Any) -> Course:
    """Return a listed course with these credit types and further topics."""
    course = make_course(slug, **values)
    version = course.current_version
    assert version
    for code in offers:
        make_offer(version, code)
    for topic in topics:
        version.topics.add(Topic.objects.get_or_create(slug=topic, defaults={"name": topic.capitalize()})[0])
    list_course(course=course)
    return course


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("sepsis", "a"),
        ("SEPSIS", "a"),
        ("septic", "a"),
        ("recognizing sepsis", "a"),
        ("recognise", "a"),
        ("sep", "a"),
        ("recogniz", "a"),
        ("Ménière", "b"),
        ("meniere", "b"),
        ("radiology dizzy", "b"),
        ("dizzy sepsis", None),
        ("vertigo", "b"),
        ("chen", "b"),
        ("nothing-of-it", None),
        ("?!", None),
    ],
)
def test_words_find_courses_by_all_that_is_said_of_them(words: str, slug: str | None) -> None:
    sepsis = {"title": "Recognize sepsis", "description": "Septic shock", "summary": "A killer.", "audience": "Nurses"}
    dizziness = {"title": "Ménière’s disease", "description": "A **dizzy** patient has vertigo", "audience": "All"}
    make_course("a", objective="Act.", author="Ada Moss", **sepsis)
    make_course("b", objective="Act.", **dizziness)
    assert slugs(words) == ([slug] if slug else [])


@pytest.mark.parametrize("words", ["reac", "react", "reacti", "reactio", "reaction", "reactions"])
def test_half_a_word_finds_what_the_whole_word_finds(words: str) -> None:
    make_course("a", title="Contrast reactions", objective="Act.")
    make_course("b", title="Sepsis", description="", summary="", objective="Act.")
    assert slugs(f"contrast {words}") == ["a"]


def test_the_title_outweighs_objectives_and_topics_and_they_the_summary_and_it_the_description() -> None:
    plain = {"summary": "What to do.", "description": "Text.", "released_on": dt.date(2026, 1, 2)}
    filler = "more words of the same kind to read here"
    listed("in-description", **{**plain, "description": f"Stroke {filler}", "released_on": dt.date(2026, 2, 4)})
    listed("in-summary", **{**plain, "summary": f"Stroke {filler}", "released_on": dt.date(2026, 2, 3)})
    listed("in-topic", topics=("stroke",), **{**plain, "released_on": dt.date(2026, 2, 2)})
    listed("in-title", title=f"Stroke {filler}", **plain)
    for number in range(5):
        make_course(f"other-{number}")
    assert slugs("stroke") == ["in-title", "in-topic", "in-summary", "in-description"]
    assert slugs("stroke", sort=Sort.NEWEST) == ["in-description", "in-summary", "in-topic", "in-title"]


def test_another_word_for_a_topic_finds_its_courses() -> None:
    course = listed("a", topics=("ct",))
    assert slugs("tomography") == []
    Topic.objects.filter(slug="ct").update(synonyms=["computed tomography", "CAT scan"])
    list_course(course=course)
    assert slugs("tomography") == slugs("cat scan") == ["a"]


def test_courses_come_newest_first_or_shortest_first() -> None:
    listed("long", estimated_minutes=90, released_on=dt.date(2026, 2, 1))
    listed("short", estimated_minutes=15, released_on=dt.date(2026, 1, 1))
    listed("short-too", estimated_minutes=15, released_on=dt.date(2026, 1, 2))
    assert slugs() == slugs(sort=Sort.NEWEST) == ["long", "short-too", "short"]
    assert slugs(sort=Sort.SHORTEST) == ["short-too", "short", "long"]
    assert slugs("radiology", sort=Sort.SHORTEST) == ["short-too", "short", "long"]


def test_a_misspelled_word_finds_what_was_meant_and_says_so() -> None:
    make_course("radiation-protection")
    found = search("radaition protection")
    assert (found.count, str(found.mended)) == (1, "radiation protection")
    assert [each.course.slug for each in found.listings] == ["radiation-protection"]
    assert found.facets["topic"] == {"radiology": 1}


def test_nothing_is_mended_where_something_is_found_or_nothing_would_be() -> None:
    make_course("radiation-protection")
    assert search("radiation").mended is None
    assert (search("zzzz").mended, search("zzzz").count) == (None, 0)
    gone = search("radaition", facets={"topic": "cardiology"})
    assert (gone.mended, gone.count) == (None, 0)


def test_a_course_is_found_until_its_last_day_ends_and_then_only_by_who_asks_for_all() -> None:
    make_course("sepsis", expires_on=EXPIRES)
    last_second = AFTER - dt.timedelta(seconds=1)
    assert (slugs(now=last_second), slugs(now=AFTER)) == (["sepsis"], [])
    assert slugs(now=AFTER, every=True) == ["sepsis"]
    assert (search(now=AFTER).others, search(now=AFTER, every=True).others) == (1, 0)


def test_a_course_whose_credit_was_withdrawn_is_found_only_by_who_asks_for_all() -> None:
    withdraw_credit(course=make_course("sepsis"), by="dana", reason="Outdated.", now=NOW)
    assert (slugs(), slugs(every=True)) == ([], ["sepsis"])


def catalog() -> None:
    """Make four courses that differ in everything by which one can choose."""
    listed("a", "ama-pra-1", topics=("ct",), estimated_minutes=20)
    listed("b", "ama-pra-1", "arrt-a", topics=("ct", "mri"), estimated_minutes=45, price=Decimal(25))
    listed("c", "ancc", estimated_minutes=90)
    listed("d", "ama-pra-1", expires_on=dt.date(2026, 2, 1))


@pytest.mark.parametrize(
    ("facets", "expected"),
    [
        ({"topic": "ct"}, {"a", "b"}),
        ({"topic": "radiology"}, {"a", "b", "c"}),
        ({"credit": "arrt-a"}, {"b"}),
        ({"profession": "sonographer"}, {"b"}),
        ({"profession": "nurse"}, {"c"}),
        ({"profession": "physician", "length": "short"}, {"a"}),
        ({"format": "text"}, {"a", "b", "c"}),
        ({"format": "video"}, set()),
        ({"price": "free"}, {"a", "c"}),
        ({"price": "paid", "topic": "ct"}, {"b"}),
        ({"length": "long"}, {"c"}),
        ({"topic": "never-heard"}, set()),
    ],
)
def test_filters_narrow_together(facets: dict[str, str], expected: set[str]) -> None:
    catalog()
    found = search(facets=facets)
    assert ({each.course.slug for each in found.listings}, found.count) == (expected, len(expected))


STARTS = [
    Search(),
    Search(facets={"topic": "ct"}),
    Search(facets={"profession": "physician", "price": "paid"}),
    Search(words="radiology", facets={"topic": "ct"}),
    Search(words="radaology"),
    Search(facets={"credit": "ama-pra-1"}, every=True),
]


@pytest.mark.parametrize("start", STARTS)
def test_each_count_is_what_choosing_gives(start: Search) -> None:
    catalog()
    promised = {(kind, value): count for kind, each in find(start, NOW).facets.items() for value, count in each.items()}
    given = {
        (kind, value): search(start.words, facets={**start.facets, kind: value}, every=start.every).count
        for kind, value in Facet.objects.values_list("kind", "value").distinct()
    }
    assert promised == {key: count for key, count in given.items() if count}


def test_a_publication_changes_what_is_found_and_the_edition_and_a_refused_one_changes_neither() -> None:
    course = make_course("sepsis")
    before, old = edition(), course.current_version
    assert old
    values = {f.attname: getattr(old, f.attname) for f in CourseVersion._meta.concrete_fields if f.name != "id"}
    new = CourseVersion.objects.create(**{**values, "number": 2, "title": "Burns"})
    assert (slugs("sepsis"), slugs("burns"), edition()) == (["sepsis"], [], before)
    publish_version(version=new, by="dana", now=NOW)
    assert (slugs("sepsis"), slugs("burns"), edition() == before) == ([], ["sepsis"], False)


def test_the_index_is_rebuilt_from_the_courses() -> None:
    course = make_course("sepsis")
    Listing.objects.filter(course=course).update(minutes=1)
    Term.objects.create(word="forgotten")
    assert list_courses(missing_only=True) == 0
    assert Listing.objects.get().minutes == 1
    assert list_courses(missing_only=False) == 1
    assert (Listing.objects.get().minutes, Term.objects.filter(word="forgotten").exists()) == (60, False)
    Facet.objects.all().delete()
    Listing.objects.all().delete()
    assert (slugs("sepsis"), list_courses(missing_only=True), slugs("sepsis")) == ([], 1, ["sepsis"])


def test_a_course_that_was_never_published_is_not_listed() -> None:
    list_course(course=Course.objects.create(slug="draft", created_at=NOW))
    assert Listing.objects.count() == 0


def test_a_provider_that_moves_to_another_zone_closes_its_courses_at_its_own_midnight() -> None:
    course, provider = make_course("sepsis"), make_provider()
    provider.time_zone = "Pacific/Honolulu"
    provider.save()
    list_course(course=Course.objects.get(pk=course.pk))
    assert Listing.objects.get().closes_at == AFTER + dt.timedelta(hours=5)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(words=st.text(max_size=60) | st.text(alphabet="ab \"'*:&|!()<->-^+{}\\%NEAROTD\0_", max_size=40))
def test_whatever_is_typed_is_only_words(words: str) -> None:
    found = search(words)
    assert (found.count, list(found.listings)) == (0, [])


@pytest.mark.parametrize(
    "words",
    [
        'sepsis" OR "burns',
        "sepsis*",
        "title:sepsis",
        "sepsis NOT burns",
        "sepsis & !burns",
        "'sepsis' | burns",
        "--sepsis",
    ],
)
def test_signs_of_the_query_languages_mean_nothing(words: str) -> None:
    make_course("sepsis")
    expected = ["sepsis"] if words in ("sepsis*", "--sepsis") else []
    assert slugs(words) == expected


def test_a_search_costs_the_same_with_one_course_and_with_three(django_assert_num_queries: Any) -> None:
    def cost(queries: int) -> None:
        with django_assert_num_queries(queries):
            list(search("text", facets={"topic": "radiology"}).listings)

    make_course("a")
    cost(7)
    make_course("b")
    make_course("c")
    cost(7)
