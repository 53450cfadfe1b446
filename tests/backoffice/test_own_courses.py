"""Who is given credit for a course that somebody of their name made is told, and listed for staff."""

import pytest

from credence.accounts.enums import Role
from credence.audit.models import Event
from tests.backoffice.conftest import signed_in, staff
from tests.factories.credit import make_accredited_course, make_award, make_ready

pytestmark = pytest.mark.django_db
ADDRESS = "/backoffice/own-courses/"


def given(username, **profile):
    """Return an award to a learner of that name, of a course by Mei Chen."""
    return make_award(make_ready(make_accredited_course(f"course-of-{username}"), username, **profile))


def page() -> str:
    return signed_in(staff("cora", Role.COORDINATOR)).get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    ("given_name", "family_name", "is_listed"),
    [
        ("Mei", "Chen", True),
        ("MÉI", "chen", True),
        ("Chen", "Mei", True),
        ("Mei", "Cheng", False),
        ("May", "Chen", False),
    ],
)
def test_credit_of_somebody_called_like_the_faculty_is_given_noted_and_listed(given_name, family_name, is_listed):
    award = given("mei", given_name=given_name, family_name=family_name)
    assert page().count('<th scope="row">') == is_listed
    noted = Event.objects.filter(action="award.to-faculty").values_list("subject_id", "details")
    assert list(noted) == [(award.public_id, {"faculty": "Mei Chen", "role": "author"})] * is_listed


def test_a_middle_name_or_an_initial_tells_nobody_apart():
    given("mei", given_name="Mei", middle_name="L.", family_name="Chen")
    assert page().count('<th scope="row">') == 1


def test_the_claim_page_and_the_page_of_the_course_tell_it_and_no_other_s_do(client):
    course = make_accredited_course()
    told = "Somebody of your name made this course."
    for username, name, expected in (("mei", "Mei", True), ("may", "May", False)):
        enrollment = make_ready(course, username, given_name=name, family_name="Chen")
        client.force_login(enrollment.learner)
        for address in ("/courses/contrast-reactions/claim/", "/fragments/courses/contrast-reactions/"):
            assert (told in client.get(address).content.decode()) is expected


def test_a_list_of_many_takes_the_same_queries(django_assert_num_queries):
    client = signed_in(staff("cora", Role.COORDINATOR))
    for number in range(3):
        given(f"mei{number}", given_name="Mei", family_name="Chen")
        with django_assert_num_queries(4):
            client.get(ADDRESS)
