"""A withdrawal that is taken back gives what was earned meanwhile."""

import datetime as dt

import pytest

from credence.accounts.enums import Profession
from credence.catalog.actions import AlreadyOffered, withdraw_credit
from credence.credit.models import Award
from credence.journey.actions.awarding import award_what_was_missed
from credence.journey.actions.withdrawing import offer_again
from tests.factories.credit import CLAIMED, make_accredited_course, make_ready, settled

pytestmark = pytest.mark.django_db
LATER = CLAIMED + dt.timedelta(days=3)


def test_whole_credit_earned_while_it_was_withdrawn_is_awarded_once_it_is_offered_again():
    enrollment = make_ready(make_accredited_course(), "tess", Profession.RADIOLOGIC_TECHNOLOGIST)
    withdrawal = withdraw_credit(course=enrollment.course, by="dana", reason="An error in a dose", now=CLAIMED)
    assert settled(enrollment, now=LATER) == ()
    offer_again(withdrawal=withdrawal, by="robin", reason="There was none", now=LATER)
    assert award_what_was_missed(now=LATER + dt.timedelta(seconds=10)) == 1
    assert Award.objects.get().awarded_at == LATER
    with pytest.raises(AlreadyOffered):
        offer_again(withdrawal=withdrawal, by="robin", reason="Again", now=LATER)
