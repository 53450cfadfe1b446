"""Courses that go on: the next version of a line, the same but for what is said."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from credence.assessment.actions import QuestionContent, add_posttest, repair_keys
from credence.assessment.models import Attempt, Posttest
from credence.catalog.actions import ChangeContent, VersionContent, add_version, publish_version
from credence.catalog.models import Course, CourseVersion
from credence.enrollment.models import Enrollment, FrontMatterShowing
from tests.factories.evaluation import ask_for

CHANGED = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)
OWN = {"id", "course", "line", "number", "published_at", "version", "position", "reach", "time_zone", "claim_days"}
Columns = Mapping[str, Any]


def go_on(
    course: Course,
    *,
    keys: Mapping[str, str] | None = None,
    chapters: Mapping[str, Columns] | None = None,
    offers: Mapping[str, Columns] | None = None,
    added: Sequence[Columns] = (),
    now: dt.datetime = CHANGED,
) -> CourseVersion:
    """Publish the next version of the course's line.

    Changed are `keys` (question -> letters of its right options), columns of `chapters` by slug and of `offers` by
    credit type, and offers are `added`.
    """
    course = Course.objects.select_related("current_version__line").get(pk=course.pk)
    old = course.current_version
    assert old
    content = VersionContent(
        version=_columns(old),
        topics={},
        objectives=[_columns(each) for each in old.objectives.all()],
        faculty=[(_columns(each), ()) for each in old.faculty.all()],
        support=(),
        chapters=[{**_columns(each), **(chapters or {}).get(each.slug, {})} for each in old.chapters.all()],
        offers=[*_offers(old, offers or {}), *added],
    )
    version = add_version(course=course, content=content, now=now, line=old.line)
    if Posttest.objects.filter(version=old).exists():
        questions = [_question(each, keys or {}) for each in old.posttest.questions.all()]
        add_posttest(version=version, columns={}, questions=questions, by="dana", now=now)
    for use in old.evaluations.all():
        ask_for(version, use.form)
    publish_version(version=version, by="dana", now=now, change=ChangeContent(differences=[{"kind": "correction"}]))
    return version


def repair(course: Course, keys: Mapping[str, str], now: dt.datetime = CHANGED) -> list[Attempt]:
    """Put keys right, and return the attempts whose score has risen."""
    return repair_keys(version=go_on(course, keys=keys, now=now), by="dana", reason="A wrong key", now=now)


def show_again(enrollment: Enrollment, now: dt.datetime = CHANGED) -> Enrollment:
    """Return the enrollment as it is now, once the present front matter was shown."""
    found = Enrollment.objects.select_related("course", "learner", "line__version").get(pk=enrollment.pk)
    front_matter = found.course.current_front_matter
    FrontMatterShowing.objects.get_or_create(
        enrollment=found, front_matter=front_matter, defaults={"shown_at": found.enrolled_at}
    )
    return found


def _columns(row: Any) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in row._meta.concrete_fields if each.name not in OWN}


def _offers(old: CourseVersion, changed: Mapping[str, Columns]) -> Iterable[Columns]:
    for each in old.credit_offers.order_by("pk"):
        yield {**_columns(each), **changed.get(each.credit_type, {})}


def _question(question: Any, keys: Mapping[str, str]) -> QuestionContent:
    right = keys.get(question.key)
    options = [
        (each.key, each.text, each.correct if right is None else each.key in right) for each in question.options.all()
    ]
    names = ("key", "kind", "stem", "stem_html", "explanation")
    columns = {name: getattr(question, name) for name in names}
    return QuestionContent(columns=columns, objective=question.objective.key, chapter=None, options=options)
