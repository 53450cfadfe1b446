"""What the pages of credit cost: the same few queries whatever the size of the database."""

import datetime as dt

import pytest
from django.core.paginator import Paginator
from django.db import connection

from credence.accounts.enums import Profession
from credence.catalog.models import Course
from credence.credit.actions import complete_certificate
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import PER_PAGE, enrollments_of
from tests.factories.accounts import make_learner
from tests.factories.catalog import PUBLISHED, make_course, make_offer
from tests.factories.credit import (
    certificate_of_award,
    do_everything,
    make_accredited_course,
    make_award,
    make_statements,
    offer_of,
)
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
PERIOD = {"from": "2026-01-01", "to": "2026-12-31"}


def done(learner, number):
    return do_everything(make_enrollment(learner, make_accredited_course(f"course-{number}")))


@pytest.fixture
def learner(client):
    learner = make_learner("alice", Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST, Profession.NURSE)
    client.force_login(learner)
    return learner


@pytest.mark.parametrize("count", [1, 3])
def test_my_courses_costs_four_queries(client, learner, count, django_assert_num_queries):
    for number in range(count):
        complete_certificate(certificate=certificate_of_award(make_award(done(learner, number))))
    client.get("/my-courses/")
    with django_assert_num_queries(4):  # session with user, page, what was done, certificates
        assert client.get("/my-courses/").content.decode().count("<article") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_claim_page_costs_four_queries_with_the_faculty(client, learner, count, django_assert_num_queries):
    course = make_course("offering")
    make_statements(course)
    for kind in ("ama-pra-1", "arrt-a", "ancc")[:count]:
        make_offer(course.current_version, kind)
    enrollment = make_enrollment(learner, course)
    client.get("/courses/offering/claim/")
    with django_assert_num_queries(4):  # session with user, enrollment, what was done, certificates
        assert client.get("/courses/offering/claim/").content.decode().count("claim-tile") == count
    assert offer_of(enrollment)


@pytest.mark.parametrize("count", [1, 3])
def test_the_transcript_costs_four_queries(client, learner, count, django_assert_num_queries):
    for number in range(count):
        make_award(done(learner, number))
    with django_assert_num_queries(4):  # session with user and profile, count, page, totals
        assert client.get("/transcript/", PERIOD).content.decode().count("<br>Riverside") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_verification_costs_one_query_beside_the_one_that_counts_the_try(
    client, learner, count, django_assert_num_queries
):
    codes = [certificate_of_award(make_award(done(learner, number))).code for number in range(count)]
    client.logout()
    with django_assert_num_queries(2):
        assert "it stands" in client.get("/verify/", {"code": codes[0]}).content.decode()


def test_my_courses_shows_so_many_on_a_page_and_the_rest_on_the_next(client, learner):
    for number in range(PER_PAGE + 1):
        make_enrollment(learner, make_course(f"course-{number}"))
    first, second = (client.get("/my-courses/", {"page": page}).content.decode() for page in (1, 2))
    assert (first.count("<article"), second.count("<article")) == (PER_PAGE, 1)
    for asked in ("3", "99999", "0", "-1", "x", "9" * 30):
        page = client.get("/my-courses/", {"page": asked}).content.decode()
        assert page.count("<article") == (1 if asked in {"3", "99999"} else PER_PAGE)


@pytest.fixture
def ten_thousand(learner):
    """Enroll the learner in ten thousand courses, one after the other."""
    version = make_course("first", chapters=0).current_version
    slugs = [f"course-{number}" for number in range(10_000)]
    courses = Course.objects.bulk_create(
        Course(slug=slug, created_at=PUBLISHED, current_version=version, public_id=slug) for slug in slugs
    )
    Enrollment.objects.bulk_create(
        Enrollment(
            learner=learner,
            course=course,
            line=version.line,
            began_with=version,
            enrolled_at=PUBLISHED + dt.timedelta(minutes=day),
        )
        for day, course in enumerate(courses)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return learner


@pytest.mark.plans
def test_of_ten_thousand_enrollments_a_page_is_read_by_the_index(ten_thousand, client, django_assert_num_queries):
    plan = Paginator(enrollments_of(ten_thousand), PER_PAGE).page(1).object_list.explain()
    assert "enrollment_of_learner" in plan
    assert "Seq Scan on enrollment_enrollment" not in plan
    assert "SCAN enrollment_enrollment" not in plan
    client.get("/my-courses/")
    with django_assert_num_queries(4):
        assert client.get("/my-courses/").content.decode().count("<article") == PER_PAGE
