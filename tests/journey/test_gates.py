"""What must be done before content opens, and before the posttest opens."""

import pytest

from credence.enrollment.models import Enrollment
from credence.journey.queries.gates import Gate, Unmet, content_gate, posttest_gate
from credence.progress.queries import study_of
from tests.factories.accounts import make_learner
from tests.factories.catalog import PUBLISHED, make_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment() -> Enrollment:
    return make_enrollment(make_learner(), make_course())


def test_content_is_open_once_the_front_matter_was_shown(enrollment: Enrollment) -> None:
    assert content_gate(enrollment) is None


def test_content_is_closed_before_the_front_matter_was_shown() -> None:
    unseen = make_enrollment(make_learner(), make_course(), front_matter_shown=False)
    assert content_gate(unseen) == Gate(unmet=Unmet.FRONT_MATTER)


def test_content_closes_again_when_the_front_matter_changes(enrollment: Enrollment) -> None:
    course = enrollment.course
    course.current_front_matter = course.front_matters.create(
        number=2, sha256="1" * 64, document={}, created_at=PUBLISHED
    )
    course.save()
    assert content_gate(enrollment) == Gate(unmet=Unmet.FRONT_MATTER)


def test_the_posttest_opens_when_study_is_complete(enrollment: Enrollment) -> None:
    finish_all(enrollment)
    assert posttest_gate(enrollment) is None


def test_the_posttest_is_closed_while_a_chapter_is_unfinished(enrollment: Enrollment) -> None:
    assert posttest_gate(enrollment) == Gate(unmet=Unmet.STUDY, study=study_of(enrollment))


def test_the_posttest_asks_for_the_front_matter_first() -> None:
    unseen = make_enrollment(make_learner(), make_course(), front_matter_shown=False)
    assert posttest_gate(unseen) == Gate(unmet=Unmet.FRONT_MATTER)
