"""Staff see whose licensed profession began after they enrolled."""

import datetime as dt

import pytest

from credence.accounts.enums import Profession, Role
from credence.enrollment.queries import professions_begun_later
from tests.backoffice.conftest import signed_in, staff
from tests.factories.accounts import make_held, make_learner
from tests.factories.catalog import make_course
from tests.factories.enrollment import ENROLLED, make_enrollment

pytestmark = pytest.mark.django_db
ADDRESS = "/backoffice/professions/"
LATER = ENROLLED + dt.timedelta(days=1)


def listed(*professions: str, since: dt.datetime = LATER) -> int:
    """Return how many lines the page has for a nurse who took up more professions."""
    learner = make_learner("nora", Profession.NURSE)
    for profession in professions:
        make_held(learner, profession, since=since)
    make_enrollment(learner, make_course())
    page = signed_in(staff("sam", Role.SUPPORT)).get(ADDRESS).content.decode()
    return page.count('<th scope="row">')


def test_a_licensed_profession_that_began_later_is_listed_once() -> None:
    assert listed("physician") == 1


def test_it_is_listed_whichever_of_the_two_was_written_first() -> None:
    learner = make_learner("nora", Profession.NURSE)
    make_enrollment(learner, make_course())
    make_held(learner, "physician", since=LATER)
    assert [each.profession for each in professions_begun_later()] == ["physician"]


@pytest.mark.parametrize(("profession", "since"), [("physician", ENROLLED), ("student", LATER), ("sonographer", LATER)])
def test_what_was_held_before_and_what_needs_no_license_is_not_listed(profession: str, since: dt.datetime) -> None:
    assert listed(profession, since=since) == 0


def test_the_page_names_learner_profession_and_course() -> None:
    learner = make_learner("nora", Profession.NURSE)
    make_held(learner, "physician", since=LATER, ended_at=LATER)
    make_enrollment(learner, make_course())
    page = signed_in(staff("cora", Role.COORDINATOR)).get(ADDRESS).content.decode()
    for said in ("Nora Example", "Physician (MD, DO or equivalent)", "Contrast reactions", "ended "):
        assert said in page


def test_finance_may_not_look() -> None:
    assert signed_in(staff("fay", Role.FINANCE)).get(ADDRESS).status_code == 403


def test_a_list_of_many_takes_the_same_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client, course = signed_in(staff("sam", Role.SUPPORT)), make_course()
    for number in range(3):
        learner = make_learner(f"nora{number}", Profession.NURSE)
        make_held(learner, "physician", since=LATER)
        make_enrollment(learner, course)
        with django_assert_num_queries(3):
            client.get(ADDRESS)
