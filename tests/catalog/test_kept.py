"""What is kept of courses is true: every change of content makes another mark, whoever makes it."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.migrations.loader import MigrationLoader

from credence.catalog.models import Chapter, Course, CourseVersion, FrontMatter, RepeatRule
from credence.catalog.queries.kept import version_kept
from credence.catalog.queries.stamp import mark_beside, mark_of_content, with_mark
from credence.kit.stamped import StampChange
from credence.media.models import Asset
from tests.factories.accounts import make_learner
from tests.factories.assessment import make_posttest, make_question
from tests.factories.catalog import PUBLISHED, make_course, make_offer, withdraw
from tests.factories.evaluation import ask_for, make_form
from tests.factories.progress import make_asset, make_chapter

pytestmark = pytest.mark.django_db
STAMPED = {
    "media_asset",
    "catalog_accreditingprovider",
    "catalog_statement",
    "catalog_course",
    "catalog_courseversion",
    "catalog_objective",
    "catalog_chapter",
    "catalog_faculty",
    "catalog_creditoffer",
    "catalog_frontmatter",
    "catalog_line",
    "catalog_listing",
    "catalog_withdrawal",
    "catalog_repeatrule",
    "assessment_posttest",
    "assessment_question",
    "assessment_option",
    "evaluation_evaluationform",
    "evaluation_courseevaluation",
}
"""Where the rows that are kept come from."""


def steps() -> list[StampChange]:
    """Return every mark that a migration sets up."""
    found = (step for migration in MigrationLoader(None).disk_migrations.values() for step in migration.operations)
    return [step for step in found if isinstance(step, StampChange)]


@pytest.fixture
def course() -> Course:
    course = make_course()
    version = course.current_version
    assert version
    make_offer(version)
    withdraw(course, PUBLISHED)
    make_chapter(version, "video")
    make_posttest(version, questions=1)
    ask_for(version, make_form(version.provider))
    return course


def test_every_table_that_is_kept_marks_every_event() -> None:
    assert {(step.table, step.event) for step in steps()} == {
        (table, event) for table in STAMPED for event in ("INSERT", "UPDATE", "DELETE")
    }


CHANGES: dict[str, Callable[[CourseVersion], object]] = {
    "a provider moves": lambda version: type(version.provider).objects.update(name="Elsewhere"),
    "a course points on": lambda version: Course.objects.filter(pk=version.course_id).update(current_front_matter=None),
    "a credit is withdrawn": lambda version: withdraw(version.course, PUBLISHED, make_offer(version, "ancc")),
    "a withdrawal is taken back": lambda version: version.course.withdrawals.update(
        taken_back_at=PUBLISHED, taken_back_by="dana", taken_back_reason="an error"
    ),
    "a credit repeats": lambda version: RepeatRule.objects.create(
        provider=version.provider, credit_type="ancc", once="for-ever", at=PUBLISHED, by="dana", reason="asked"
    ),
    "a chapter comes": lambda version: make_chapter(version, "text"),
    "many chapters come": lambda version: Chapter.objects.bulk_create(
        [Chapter(version=version, slug="a", position=7, title="A", kind="text", html="A", minutes=1)],
        ignore_conflicts=True,
    ),
    "a file is measured": lambda version: Asset.objects.filter(pk__in=version.chapters.values("file")).update(
        duration_ms=5
    ),
    "a file comes": lambda version: make_asset(version.title.encode()),
    "front matter comes": lambda version: FrontMatter.objects.create(
        course=version.course, number=2, sha256="1" * 64, document={}, created_at=PUBLISHED
    ),
    "a question comes": lambda version: make_question(version.posttest, "q9"),
    "a form is asked no more": lambda version: version.evaluations.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_makes_another_mark(course: Course, change: Callable[[CourseVersion], object]) -> None:
    before = mark_of_content()
    assert course.current_version
    change(course.current_version)
    assert mark_of_content() not in {before, ""}


def test_what_learners_do_changes_no_mark(course: Course) -> None:
    before = mark_of_content()
    make_learner("alice")
    assert mark_of_content() == before


def test_a_mark_that_was_rolled_back_never_comes_again(course: Course) -> None:
    before, seen = mark_of_content(), set()
    for _ in range(2):
        with transaction.atomic():
            make_offer(course.current_version, "ancc")
            seen.add(mark_of_content())
            transaction.set_rollback(True)
    assert (len(seen), mark_of_content()) == (2, before)


def test_rows_bring_the_mark_with_them(course: Course, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    (mine,) = with_mark(Course.objects.all())
    with django_assert_num_queries(0):
        brought = mark_beside([mine])
    with django_assert_num_queries(1):
        assert mark_beside([course]) == brought
    with django_assert_num_queries(1):
        assert mark_beside([]) == brought


def test_a_version_is_read_once_as_long_as_nothing_changes(course: Course, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    mark, pk = mark_of_content(), course.current_version_id
    assert pk
    with django_assert_num_queries(5):
        first = version_kept(pk, mark)
    with django_assert_num_queries(0):
        assert version_kept(pk, mark) is first
    assert [each.slug for each in first.chapters] == ["chapter-1", "video-2"]
    assert [each.withdrawn_at for each in first.terms] == [PUBLISHED]
    make_chapter(first.version, "text")
    assert len(version_kept(pk, mark_of_content()).chapters) == 3


def test_all_that_a_page_asks_of_a_version_comes_with_it(course: Course, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    facts = version_kept(course.current_version_id or 0, mark_of_content())
    with django_assert_num_queries(0):
        names = (facts.version.provider.name, facts.version.cover, facts.terms[0].provider.name)
        assert facts.chapters[1].file
        assert names == ("Riverside Medical Center", None, "Riverside Medical Center")
