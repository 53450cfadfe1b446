"""Whom a publication reaches: a change for everybody those who are enrolled, new content those who come."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from credence.catalog.enums import ChangeKind as K
from credence.catalog.models import CourseChange
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import terms_for
from credence.publishing.folder.importing import import_folders
from credence.publishing.manuscript.changing import KindUnknown, Saying, affected_by
from tests.factories.accounts import make_learner
from tests.factories.enrollment import make_enrollment
from tests.publishing.samples import edit
from tests.publishing.test_importing import CHANGES, COURSE, LATER, contrast, load

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def enrolled(tree: Path) -> Enrollment:
    """Return somebody who is enrolled in the course as it was first published."""
    load(tree)
    return make_enrollment(make_learner(), contrast().course)


def change(tree: Path, name: str, kind: K | None = None, now: dt.datetime = LATER) -> None:
    """Publish a change as Dana says."""
    edit(tree / CHANGES[name][0], *CHANGES[name][1:])
    import_folders([tree], by="dana", now=now, saying=Saying(kind=kind, reason="as told", approver="rosa"))


def now_of(enrollment: Enrollment) -> Any:
    """Return an enrollment as it is now."""
    return Enrollment.objects.get(pk=enrollment.pk)


def last_of(enrollment: Enrollment) -> dt.date:
    """Return the last day of the AMA credit that an enrollment is promised."""
    (found,) = [each for each in terms_for(now_of(enrollment)) if each.type.code == "ama-pra-1"]
    return found.last


@pytest.mark.parametrize(("name", "kind"), [("explanation", None), ("dose", K.CORRECTION), ("dose", K.WITHDRAWN)])
def test_what_is_for_everybody_reaches_who_is_enrolled_at_once(
    tree: Path, enrolled: Enrollment, name: str, kind: K | None
) -> None:
    first = contrast()
    change(tree, name, kind)
    found = now_of(enrolled)
    assert (found.version, found.began_with, found.version.number) == (contrast(), first, 2)


def test_new_content_is_for_new_learners(tree: Path, enrolled: Enrollment) -> None:
    first = contrast()
    change(tree, "dose", K.NEW_CONTENT)
    newcomer = make_enrollment(make_learner("newcomer"), contrast().course)
    assert (now_of(enrolled).version, newcomer.version.number) == (first, 2)


@pytest.mark.parametrize(("name", "kind"), [("dose", None), ("dose", K.LONGER), ("key", None), ("key", K.CORRECTION)])
def test_what_cannot_tell_its_kind_is_refused_while_somebody_is_enrolled(
    tree: Path, enrolled: Enrollment, name: str, kind: K | None
) -> None:
    with pytest.raises(KindUnknown) as refusal:
        change(tree, name, kind)
    assert refusal.value.slug == "contrast-reactions"
    assert len(refusal.value.differences) == 1
    assert contrast() == now_of(enrolled).version


def test_a_change_is_kept_with_its_publication(tree: Path, enrolled: Enrollment) -> None:
    change(tree, "dose", K.CORRECTION)
    kept = CourseChange.objects.get()
    assert (kept.publication.version, kept.kinds) == (contrast(), ["correction"])
    assert (kept.reason, kept.approver, kept.publication.by) == ("as told", "rosa", "dana")
    assert [(each["document"], each["place"]) for each in kept.differences] == [("course", "chapters/summary/file")]
    assert enrolled.version.number == 1


def test_longer_reaches_the_enrolled_and_shorter_does_not(tree: Path, enrolled: Enrollment) -> None:
    assert last_of(enrolled) == D(2028, 12, 31)
    course = tree / COURSE
    text = course.read_text("utf-8")
    course.write_text(text.replace("2028-12-31", "2027-12-31"), "utf-8")
    import_folders([tree], by="dana", now=LATER)
    newcomer = make_enrollment(make_learner("newcomer"), contrast().course)
    assert (last_of(newcomer), last_of(enrolled)) == (D(2027, 12, 31), D(2028, 12, 31))
    course.write_text(text.replace("2028-12-31", "2029-01-31").replace("2026-02-01", "2026-03-20"), "utf-8")
    import_folders([tree], by="dana", now=LATER)
    assert (last_of(newcomer), last_of(enrolled)) == (D(2029, 1, 31), D(2029, 1, 31))


def test_who_is_affected_is_told_by_counts_that_are_lists(tree: Path, enrolled: Enrollment) -> None:
    change(tree, "dose", K.NEW_CONTENT)
    newcomer = make_enrollment(make_learner("newcomer"), contrast().course)
    found = {name: [each.pk for each in rows] for name, rows in affected_by(contrast().course).items()}
    assert found == {
        "reached": [newcomer.pk],
        "started": [],
        "without_credit": [newcomer.pk],
        "with_credit": [],
        "elsewhere": [enrolled.pk],
    }
