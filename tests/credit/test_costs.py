"""What an award costs: twelve statements at most, whatever the size of the database."""

from decimal import Decimal

import pytest

from credence.credit.actions import award, complete_certificate
from credence.credit.actions.numbering import compared, identifiers_of, locked_numbers
from credence.credit.models import AwardNumber
from credence.credit.queries import certificate_given_with, current_certificate
from tests.factories.accounts import make_identifier
from tests.factories.credit import CLAIMED, make_accredited_course, make_award, make_ready, offer_of

pytestmark = pytest.mark.django_db
BOUNDS = 2  # the savepoint of the award's transaction inside of the test's, and its release


@pytest.mark.parametrize(
    ("numbers", "statements"),
    [
        ((), 9),  # lock, enrollment, what was done, certificates; award, identity, certificate, event, letter
        (("1234567893",), 11),  # and the lock of the numbers, and the numbers of the award
        (("1234567893", "1245319599", "1679576722"), 11),
    ],
)
def test_an_award_costs_eleven_statements_with_any_number_of_numbers(numbers, statements, django_assert_num_queries):
    course = make_accredited_course()
    make_award(make_ready(course, "before"))
    ready = make_ready(course)
    for number, kind in zip(numbers, ("npi", "aanp", "arrt"), strict=False):
        make_identifier(ready.learner, kind, number)
    locked_numbers(map(compared, identifiers_of(ready.learner)))  # as they were when the profile was stored
    offer = offer_of(ready)
    with django_assert_num_queries(BOUNDS + statements):
        given = award(enrollment=ready, offer=offer, claimed=Decimal(1), attested=True, by="alice", now=CLAIMED)
    assert AwardNumber.objects.filter(award=given, holds=True).count() == len(numbers)


def test_a_number_that_no_profile_brought_costs_two_statements_more_once(django_assert_num_queries):
    course = make_accredited_course()
    make_award(make_ready(course, "before"))
    ready = make_ready(course)
    make_identifier(ready.learner, "npi", "1234567893")
    offer = offer_of(ready)
    with django_assert_num_queries(BOUNDS + 13):
        award(enrollment=ready, offer=offer, claimed=Decimal(1), attested=True, by="alice", now=CLAIMED)


def test_whoever_awarded_has_the_certificate_at_hand_and_everybody_else_reads_it(django_assert_num_queries):
    given = make_award(make_ready(make_accredited_course()))
    with django_assert_num_queries(0):
        certificate = certificate_given_with(given)
    assert complete_certificate(certificate=certificate).sha256 == current_certificate(given).sha256
    read = type(given).objects.get(pk=given.pk)
    with django_assert_num_queries(1):
        assert certificate_given_with(read) == certificate
