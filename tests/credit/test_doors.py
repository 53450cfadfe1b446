"""What is closed is awarded by no door: not by a claim, not by a step, not by the worker (R18, R58, R68)."""

import datetime as dt

import pytest

from credence.accounts.enums import Profession
from credence.catalog.actions import withdraw_credit
from credence.credit.actions import NotDue
from credence.credit.models import Award, StepTaken
from credence.credit.rules import Missing
from credence.enrollment.actions import close, show_front_matter
from credence.enrollment.models import Enrollment
from credence.journey.actions import closing
from credence.journey.actions.awarding import award_what_was_missed
from tests.factories.credit import CLAIMED, make_accredited_course, make_award, make_ready, offer_of, settled

pytestmark = pytest.mark.django_db
LATER = CLAIMED + dt.timedelta(minutes=1)
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST


def close_enrollment(enrollment):
    close(enrollment=enrollment, reason="Refunded", by="finn", now=CLAIMED)


def close_account(enrollment):
    closing.close(user=enrollment.learner, by="dana", now=CLAIMED)


def withdraw_offer(enrollment):
    offer = offer_of(enrollment, "arrt-a")
    withdraw_credit(course=enrollment.course, offer=offer, by="dana", reason="Lapsed", now=CLAIMED)
    see_again(enrollment)


def see_again(enrollment):
    """Look at the front matter, which announces the offer no more."""
    fresh = Enrollment.objects.get(pk=enrollment.pk)
    show_front_matter(enrollment=fresh, front_matter=fresh.course.current_front_matter, now=CLAIMED)


CLOSINGS = [
    (close_enrollment, Missing.CLOSED),
    (close_account, Missing.CLOSED),
    (withdraw_offer, Missing.WITHDRAWN),
]


@pytest.fixture
def ready():
    """Return the enrollment of a technologist who has done everything, with a step that waits for the worker."""
    enrollment = make_ready(make_accredited_course(), "tess", TECHNOLOGIST)
    StepTaken.objects.create(enrollment=enrollment, at=LATER, next_try_at=LATER)
    return enrollment


def test_what_is_open_is_awarded(ready):
    assert make_award(ready, None, credit_type="arrt-a", now=LATER).credit_type == "arrt-a"


@pytest.mark.parametrize(("shut", "code"), CLOSINGS)
def test_what_is_closed_or_withdrawn_is_awarded_by_no_door(ready, shut, code):
    shut(ready)
    with pytest.raises(NotDue) as refused:
        make_award(ready, None, credit_type="arrt-a", now=LATER)
    assert [each.code for each in refused.value.verdict.shortfalls] == [code]
    assert settled(ready, now=LATER) == ()
    assert award_what_was_missed(now=LATER) == 0
    assert Award.objects.count() == 0


def test_one_offer_that_is_withdrawn_leaves_the_others_once_the_front_matter_was_seen_again(ready):
    other = make_ready(ready.course, "alice")
    withdraw_offer(ready)
    with pytest.raises(NotDue) as refused:
        make_award(other, now=LATER)
    assert [each.code for each in refused.value.verdict.shortfalls] == [Missing.FRONT_MATTER]
    see_again(other)
    assert make_award(other, now=LATER).credit_type == "ama-pra-1"


def test_what_was_due_before_the_withdrawal_is_not_awarded_after_it(ready):
    StepTaken.objects.update(at=CLAIMED - dt.timedelta(hours=1))
    withdraw_offer(ready)
    assert award_what_was_missed(now=LATER) == 0
    assert Award.objects.count() == 0
