"""Lists of the few among many: each database finds them by an index of their own."""

import pytest
from django.db import connection

from credence.accounts.enums import Role
from credence.accounts.models import HeldProfession, KnownBy, User
from credence.accounts.queries import keys_called, staff_members
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import professions_begun_later
from tests.backoffice.conftest import staff
from tests.backoffice.test_professions import LATER
from tests.factories.accounts import make_held
from tests.factories.catalog import make_course
from tests.factories.enrollment import ENROLLED

pytestmark = [pytest.mark.django_db, pytest.mark.plans]
MANY = 3_000


@pytest.fixture
def many() -> None:
    """Make many enrolled physicians who are not staff, and one profession that began after an enrollment."""
    people = User.objects.bulk_create(
        User(username=f"u{n}", email=f"u{n}@example.org", date_joined=ENROLLED) for n in range(MANY)
    )
    HeldProfession.objects.bulk_create(
        HeldProfession(user=each, profession="physician", held_from=ENROLLED) for each in people
    )
    KnownBy.objects.bulk_create(KnownBy(user=each, text=each.username) for each in people)
    course = make_course()
    began_with = course.current_version
    assert began_with
    Enrollment.objects.bulk_create(
        Enrollment(learner=each, course=course, line_id=began_with.line_id, began_with=began_with, enrolled_at=ENROLLED)
        for each in people
    )
    make_held(people[0], "nurse", since=LATER)
    staff("sam", Role.SUPPORT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.usefixtures("many")
def test_professions_that_began_later_are_found_by_their_mark() -> None:
    assert "accounts_heldprofession_later" in professions_begun_later()[:26].explain()


@pytest.mark.usefixtures("many")
def test_staff_are_found_without_reading_the_learners() -> None:
    assert "accounts_user_staff" in staff_members().explain()


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("words", ["u77", "u77 u77"])
def test_people_are_found_by_the_beginning_of_their_names_in_the_index_alone(words: str) -> None:
    plan = keys_called(words).explain()
    assert "accounts_knownby_text" in plan
    assert "accounts_user" not in plan
