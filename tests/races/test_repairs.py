"""A key is repaired while posttests are handed in: each attempt is graded by the right key, or a second time."""

import datetime as dt
import uuid

import pytest

from credence.assessment.actions import hand_in
from credence.assessment.models import Attempt, Regrading
from credence.catalog.models import Course
from credence.enrollment.models import Enrollment
from tests.factories.accounts import make_learner
from tests.factories.assessment import HANDED_IN
from tests.factories.changes import repair
from tests.factories.credit import make_accredited_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LEARNERS = 8


def handing_in(pk: int) -> str:
    """Hand in what is right by the repaired key only, and say that it was counted."""
    enrollment = Enrollment.objects.select_related("line__version", "course", "learner").get(pk=pk)
    hand_in(
        enrollment=enrollment,
        posttest=enrollment.version.posttest,
        answers={"q1": ["b"]},
        submission_key=uuid.uuid4(),
        now=HANDED_IN,
    )
    return "handed in"


def test_no_attempt_is_left_to_the_wrong_key(transactional_db: None, race) -> None:  # type: ignore[no-untyped-def]
    course = make_accredited_course()
    pks = []
    for number in range(LEARNERS):
        enrollment = make_enrollment(make_learner(f"learner-{number}"), course)
        finish_all(enrollment)
        pks.append(enrollment.pk)
    acts = iter([*pks[: LEARNERS // 2], None, *pks[LEARNERS // 2 :]])

    def act() -> str:
        pk = next(acts)
        return handing_in(pk) if pk else str(repair(Course.objects.get(pk=course.pk), {"q1": "b"}) and "")

    race(act, LEARNERS + 1)
    scores = {
        attempt.pk: max([attempt.right, *Regrading.objects.filter(attempt=attempt).values_list("right", flat=True)])
        for attempt in Attempt.objects.all()
    }
    assert (len(scores), set(scores.values())) == (LEARNERS, {1})
    assert dt.datetime.now(dt.UTC) > HANDED_IN
