"""What a step of a learner costs as a whole request: the same few statements whatever the size of the database."""

from typing import Any

import pytest
from django.test import Client

from credence.accounts.enums import Profession
from credence.credit.models import Award, Certificate
from credence.enrollment.models import Enrollment
from tests.factories.accounts import make_learner
from tests.factories.assessment import make_attempt
from tests.factories.credit import make_accredited_course, make_award, make_ready, offer_of, posttest_of
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all
from tests.learn.test_evaluation import SENT
from tests.learn.test_posttest import filled, page_of, signature_in

pytestmark = pytest.mark.django_db
BOUNDS = 2  # the savepoint of a transaction inside of the test's, and its release
ASKED = 2  # session with user, enrollment
UNDER_LOCK = 3  # the lock, the enrollment, what was done
WRITTEN = 3  # what was sent, the record, the step
JUDGED = 4  # the enrollment, what was done, certificates; the step, which is gone
AWARDED = 10  # lock, enrollment, done, certificates; award, identity, certificate, event, letter; the document
POSTTEST = "/courses/contrast-reactions/posttest/"
CLAIM = "/courses/contrast-reactions/claim/"


@pytest.fixture
def course():
    return make_accredited_course()


def studied(client: Client, course, username: str, *professions: Profession) -> Enrollment:
    enrollment = make_enrollment(make_learner(username, *professions), course)
    finish_all(enrollment)
    client.force_login(enrollment.learner)
    return enrollment


def warm(client: Client, course, *professions: Profession) -> None:
    """Let somebody else go before, so that the process knows the course."""
    studied(client, course, "before", *professions)
    client.post(POSTTEST, filled(page_of(client.get(POSTTEST)), 9))


@pytest.mark.parametrize("tried", [0, 2])
def test_handing_in(client: Client, course, tried: int, django_assert_num_queries: Any):
    warm(client, course)
    enrollment = studied(client, course, "alice")
    for _ in range(tried):
        make_attempt(enrollment, posttest_of(enrollment), 0)
    sent = filled(page_of(client.get(POSTTEST)), 9)
    seen_before = 1 if tried else 0
    with django_assert_num_queries(BOUNDS + ASKED + UNDER_LOCK + seen_before + WRITTEN + JUDGED):
        client.post(POSTTEST, sent)
    assert enrollment.attempts.count() == tried + 1


def test_handing_in_what_earns_credit(client: Client, course, django_assert_num_queries: Any):
    warm(client, course, Profession.RADIOLOGIC_TECHNOLOGIST)
    enrollment = studied(client, course, "tess", Profession.RADIOLOGIC_TECHNOLOGIST)
    sent = filled(page_of(client.get(POSTTEST)), 9)
    with django_assert_num_queries(2 * BOUNDS + ASKED + UNDER_LOCK + WRITTEN + JUDGED + AWARDED):
        client.post(POSTTEST, sent)
    assert Certificate.objects.exclude(sha256=None).filter(award__enrollment=enrollment).count() == 1


def test_an_evaluation(client: Client, course, django_assert_num_queries: Any):
    warm(client, course)
    enrollment = make_ready(course, "alice", evaluated=False)
    client.force_login(enrollment.learner)
    page = f"/courses/contrast-reactions/evaluation/{enrollment.version.evaluations.get().form_id}/"
    client.get(page)
    with django_assert_num_queries(ASKED + 1):  # and what was done
        shown = page_of(client.get(page))
    with django_assert_num_queries(ASKED + 1 + BOUNDS + UNDER_LOCK + WRITTEN + JUDGED):
        client.post(page, {**SENT, "signature": signature_in(shown)})
    assert enrollment.evaluation_responses.count() == 1


def test_a_claim(client: Client, course, django_assert_num_queries: Any):
    make_award(make_ready(course, "before"))
    enrollment = make_ready(course, "alice")
    client.force_login(enrollment.learner)
    client.get(CLAIM)
    sent = {"offer": offer_of(enrollment).pk, "amount": "1.25", "attested": "1"}
    with django_assert_num_queries(ASKED + BOUNDS + AWARDED):
        client.post(CLAIM, sent)
    assert Award.objects.filter(enrollment=enrollment).count() == 1
