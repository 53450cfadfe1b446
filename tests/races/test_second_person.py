"""Of many confirmations, withdrawals and claims among twins at once, one counts."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError

from credence.audit.models import Event
from credence.catalog.actions import AlreadyOffered, AlreadyWithdrawn, offer_credit_again, withdraw_credit
from credence.catalog.actions import declare_twin as declare
from credence.catalog.models import Course, Withdrawal
from credence.credit.actions import (
    AwardRefused,
    ChangeRefused,
    award,
    awarding,
    confirm_correction,
    confirm_reinstatement,
    propose_correction,
    propose_reinstatement,
    revoke,
    second_person,
)
from credence.credit.models import Award, Certificate
from credence.enrollment.actions import holder_under_lock
from credence.outbox.models import Letter
from tests.factories.credit import CLAIMED, do_everything, make_accredited_course, make_award, make_ready, offer_of
from tests.factories.enrollment import make_enrollment
from tests.races.test_awards import without_constraint

__all__ = ["without_constraint"]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TOGETHER = 12


@pytest.fixture
def given(transactional_db):
    return make_award(make_ready(make_accredited_course()))


@pytest.fixture
def proposed(given):
    revoke(award=given, by="dana", reason="Error", now=CLAIMED)
    return propose_reinstatement(award=given, by="dana", reason="It was right", now=CLAIMED)


def outcome(act, refusal=ChangeRefused, done="done"):
    """Return a function that acts and tells what came of it."""

    def run() -> str:
        try:
            act()
        except refusal as refused:
            return refused.code
        return done

    return run


def confirm(proposed):
    return outcome(lambda: confirm_reinstatement(reinstatement=proposed, by="robin", now=CLAIMED))


def told():
    """Return how often the learner and the record were told of a reinstatement."""
    letters = Letter.objects.filter(subject__startswith="Your credit stands again")
    return (letters.count(), Event.objects.filter(action="award.reinstated").count())


def test_without_the_lock_a_reinstatement_would_be_confirmed_by_several(proposed, race, monkeypatch):
    """The database still lets it be decided once: all but one find that it is never changed."""
    barrier = threading.Barrier(TOGETHER, timeout=30)
    monkeypatch.setattr(second_person, "locked_enrollment", lambda enrollment: enrollment)

    def confirmed_together(proposal, *, by, now, decide=second_person._confirm):
        decide(proposal, by=by, now=now)
        barrier.wait()

    monkeypatch.setattr(second_person, "_confirm", confirmed_together)

    def run() -> str:
        try:
            return confirm(proposed)()
        except IntegrityError:
            return "never changed"

    assert race(run, TOGETHER) == {"done": 1, "never changed": TOGETHER - 1}
    assert told() == (1, 1)


def test_of_many_confirmations_of_a_reinstatement_at_once_one_counts(proposed, race):
    assert race(confirm(proposed), TOGETHER) == {"done": 1, "not-awaiting": TOGETHER - 1}
    assert told() == (1, 1)


def test_of_many_proposals_at_once_one_waits(given, race):
    revoke(award=given, by="dana", reason="Error", now=CLAIMED)
    propose = outcome(lambda: propose_reinstatement(award=given, by="dana", reason="Right", now=CLAIMED))
    assert race(propose, TOGETHER) == {"done": 1, "already-proposed": TOGETHER - 1}


def test_of_many_confirmations_of_a_correction_at_once_one_certificate_is_issued(given, race):
    wrong = propose_correction(award=given, amount=Decimal(1), by="dana", reason="Left early", now=CLAIMED)
    correct = outcome(lambda: confirm_correction(correction=wrong, by="robin", now=CLAIMED))
    assert race(correct, TOGETHER) == {"done": 1, "not-awaiting": TOGETHER - 1}
    assert Certificate.objects.count() == 2


def test_of_many_withdrawals_at_once_one_is_in_force_and_it_is_taken_back_once(given, race):
    course = given.course
    withdraw = outcome(lambda: withdraw_credit(course=course, by="dana", reason="Error", now=CLAIMED), AlreadyWithdrawn)
    assert race(withdraw, TOGETHER) == {"done": 1, "already-withdrawn": TOGETHER - 1}
    only = Withdrawal.objects.get()
    again = outcome(lambda: offer_credit_again(withdrawal=only, by="dana", reason="None", now=CLAIMED), AlreadyOffered)
    assert race(again, TOGETHER) == {"done": 1, "already-offered": TOGETHER - 1}


@pytest.fixture
def twins(transactional_db):
    """Return the enrollments of one learner, ready for credit, in two editions of one content."""
    first = make_ready(make_accredited_course())
    other = make_accredited_course("contrast-reactions-2")
    declare(course=other, of=first.course, by="dana", now=CLAIMED)
    return [first, do_everything(make_enrollment(first.learner, Course.objects.get(pk=other.pk)))]


def claim_each(twins):
    """Return a function that claims the credit of one twin after the other, as threads call it."""
    waiting, guard = list(twins), threading.Lock()

    def act() -> str:
        with guard:
            mine = waiting.pop()
        try:
            values = {"claimed": Decimal(1), "attested": True, "by": "alice", "now": CLAIMED}
            award(enrollment=mine, offer=offer_of(mine), **values)
        except AwardRefused as refused:
            return refused.code
        return "awarded"

    return act


def test_without_their_lock_and_the_constraint_both_twins_would_be_awarded(
    twins, race, monkeypatch, without_constraint
):
    barrier = threading.Barrier(2, timeout=30)

    def given_together(*args, write=awarding._given):
        barrier.wait()
        return write(*args)

    monkeypatch.setattr(awarding, "_locked_with_twins", holder_under_lock)  # each locks its own alone
    monkeypatch.setattr(awarding, "_given", given_together)
    assert race(claim_each(twins), 2) == {"awarded": 2}


def test_of_two_claims_among_twins_at_once_one_is_awarded(twins, race):
    assert race(claim_each(twins), 2) == {"awarded": 1, "not-due": 1}
    assert Award.objects.count() == 1


def test_the_lock_of_the_twins_is_enough(twins, race, without_constraint):
    assert race(claim_each(twins), 2) == {"awarded": 1, "not-due": 1}
