"""A new edition of a course is its twin: it gives no credit again, unless that is on record with a reason (R44)."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from credence.accounts.enums import Profession
from credence.accounts.models import HeldProfession
from credence.catalog.actions import declare_twin, set_repeat_rule
from credence.catalog.models import Course
from credence.catalog.rules.credit_types import Once
from credence.credit.actions import NotDue, revoke
from credence.credit.models import Award
from credence.credit.queries import preflight
from credence.credit.rules import Missing
from tests.factories.accounts import JOINED, make_learner
from tests.factories.assessment import make_attempt
from tests.factories.credit import (
    CLAIMED,
    do_everything,
    make_accredited_course,
    make_award,
    make_ready,
    offer_of,
    posttest_of,
)
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import make_response
from tests.factories.progress import finish_all

pytestmark = pytest.mark.django_db
LATER = CLAIMED + dt.timedelta(days=30)
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST


@pytest.fixture
def given():
    """Return an award of 1.25 AMA credits, completed on 2 February 2026."""
    return make_award(make_ready(make_accredited_course()))


def new_edition(given):
    """Return a new edition of the course of an award."""
    other = make_accredited_course("contrast-reactions-2")
    declare_twin(course=other, of=given.course, by="dana", now=CLAIMED)
    return Course.objects.get(pk=other.pk)


@pytest.fixture
def edition(given):
    """Return the enrollment of the same learner, ready for credit, in a new edition of the course."""
    return do_everything(make_enrollment(given.learner, new_edition(given)))


def test_a_new_edition_gives_no_credit_to_who_has_it_by_the_old(edition):
    with pytest.raises(NotDue) as refused:
        make_award(edition, now=LATER)
    assert [each.code for each in refused.value.verdict.shortfalls] == [Missing.ONCE]
    assert Award.objects.count() == 1


def test_a_revoked_award_of_the_old_edition_stands_in_the_way_of_the_new(given, edition):
    revoke(award=given, by="dana", reason="Error", now=LATER)
    with pytest.raises(NotDue):
        make_award(edition, now=LATER)


def test_another_credit_of_the_new_edition_is_given(given, edition):
    HeldProfession.objects.create(user=given.learner, profession=TECHNOLOGIST, held_from=JOINED)
    assert make_award(edition, None, credit_type="arrt-a", now=LATER).amount == Decimal("1.00")


def test_a_course_that_is_no_twin_gives_its_credit(given):
    other = make_accredited_course("sepsis")
    enrollment = do_everything(make_enrollment(given.learner, other))
    assert make_award(enrollment, now=LATER).content == other.content != given.content


def test_the_database_refuses_a_second_award_among_twins(given, edition):
    values = {"evidence": {}, "standard": {}, "verdict": {}, "awarded_at": LATER, "completed_on": LATER.date()}
    for period in ("", "biennium 2028"):
        twin = Award(
            learner=given.learner,
            course=edition.course,
            content=given.content,
            credit_type="ama-pra-1",
            period=period,
            enrollment=edition,
            offer=offer_of(edition),
            amount=Decimal(1),
            **values,
        )
        if period:
            twin.save()
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()


@pytest.mark.parametrize(("completed_on", "is_given"), [("2028-02-01", False), ("2028-02-02", True)])
def test_what_is_given_once_in_two_years_is_given_again_by_a_new_edition(given, completed_on, is_given):
    at = dt.datetime.fromisoformat(f"{completed_on}T18:00:00+00:00")
    enrollment = make_enrollment(given.learner, new_edition(given))
    finish_all(enrollment)
    make_attempt(enrollment, posttest_of(enrollment), 9, submitted_at=at)
    make_response(enrollment, enrollment.version.evaluations.get().form, submitted_at=at)
    provider, credit = given.offer.provider, {"credit_type": "ama-pra-1", "once": Once.BIENNIUM}
    with pytest.raises(NotDue):
        make_award(enrollment, now=at)
    set_repeat_rule(provider=provider, **credit, by="dana", reason="Approver's letter", now=LATER)
    if is_given:
        assert make_award(enrollment, now=at).period == "biennium 2028"
    else:
        with pytest.raises(NotDue):
            make_award(enrollment, now=at)
    set_repeat_rule(provider=provider, credit_type="ama-pra-1", once=Once.FOR_EVER, by="dana", reason="No", now=at)
    assert Award.objects.count() == 1 + is_given


def test_who_holds_the_credit_by_another_edition_is_told_before_the_start(given, edition):
    newcomer = make_learner("bob")
    lines = {each: preflight(each, edition.version, LATER) for each in (given.learner, newcomer)}
    codes = {each.username: [s.code for s in lines[each][0].obstacles] for each in lines}
    assert codes == {"alice": [Missing.ONCE], "bob": []}
