"""New evidence about a number that was decided: the case is opened again, and awards and reports follow what counts."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from credence.accounts.models import Identifier
from credence.audit.models import Event
from credence.credit.actions import NumberTakenBack, ReasonMissing
from credence.credit.actions.deciding import NotDecided, OwnCase, reopen_number
from credence.credit.actions.erasing import erase_certificates
from credence.credit.enums import Outcome
from credence.credit.models import Award, AwardNumber, CaseParty, Certificate, NumberCase
from credence.credit.queries.identity import numbers_of_many
from credence.credit.queries.numbers import waiting
from credence.outbox.models import Letter
from tests.credit.test_numbers import LATER, NPI, OTHER_NPI, decided, give, open_case, parties, ready, told
from tests.factories.catalog import make_provider
from tests.factories.credit import do_everything, make_accredited_course, make_award
from tests.factories.enrollment import make_enrollment
from tests.factories.reporting import make_report

pytestmark = pytest.mark.django_db
SOON, THEN = LATER + dt.timedelta(days=1), LATER + dt.timedelta(days=2)


@pytest.fixture
def course():
    return make_accredited_course()


@pytest.fixture
def alice(course):
    return ready(course, "alice")


@pytest.fixture
def bob(course, alice):
    """Return the enrollment of Bob, who has the number of Alice, and was given the credit."""
    bob = ready(course, "bob")
    make_award(bob)
    return bob


def reopened(case, *, by="dana", reason="A letter of the board", now=SOON):
    return reopen_number(case=case, by=by, reason=reason, now=now)


def last_case() -> NumberCase:
    return NumberCase.objects.latest("pk")


def held() -> list[tuple[str, str]]:
    return sorted(Identifier.objects.values_list("user__username", "value"))


def listed() -> tuple[list[str], int]:
    report = make_report(make_provider(), year="2026", now=THEN)
    return [each.name[1] for each in report.listed], report.waiting


def test_a_decided_case_is_opened_again_as_a_new_one_that_says_why(alice, bob):
    decided(owner=alice.learner)
    first = last_case()
    again = reopened(first)
    assert (again.reopens, again.opened_by, again.opened_for) == (first, "dana", "A letter of the board")
    assert parties(again) == ["alice", "bob"]
    event = Event.objects.get(action="number-case.reopened")
    assert (event.actor, event.reason, event.subject_id) == ("dana", "A letter of the board", again.public_id)
    first.refresh_from_db()
    assert (first.outcome, first.reason) == ("one-of-them", "As the register says")


def test_opening_it_again_takes_and_gives_nothing_but_lines_of_reports_wait_for_all(alice, bob):
    decided(owner=alice.learner)
    make_award(alice)
    before, letters = (held(), list(AwardNumber.objects.order_by("pk").values())), Letter.objects.count()
    assert listed() == (["Alice", "Bob"], 0)
    reopened(last_case())
    assert (held(), list(AwardNumber.objects.order_by("pk").values())) == before
    assert Letter.objects.count() == letters
    assert listed() == ([], 2)
    assert Award.objects.filter(revocation=None).count() == 2


def test_whose_it_is_by_new_evidence_gets_it_back_in_profile_awards_and_reports(alice, bob):
    decided(owner=alice.learner)
    certificates = list(Certificate.objects.values())
    reopened(last_case())
    decided(owner=bob.learner, reason="As the board writes", now=THEN)
    assert held() == [("bob", NPI)]
    (number,) = numbers_of_many(bob_awards := list(Award.objects.filter(learner=bob.learner)))[bob_awards[0].pk].own
    assert (number.value, number.taken_back_at) == (NPI, None)
    assert AwardNumber.objects.get(award=bob_awards[0]).holds
    assert ["the number is yours" in each for each in told(bob.learner)] == [False, True]
    assert "is not yours" in told(alice.learner)[-1]
    assert listed() == (["Alice", "Bob"], 0)
    assert list(Certificate.objects.values()) == certificates
    with pytest.raises(NumberTakenBack):
        give(alice.learner, now=THEN)


def test_an_award_given_under_the_former_decision_stays_and_its_number_is_taken_back(alice, bob):
    decided(owner=alice.learner)
    kept = make_award(alice)
    reopened(last_case())
    decided(owner=bob.learner, now=THEN)
    row = AwardNumber.objects.get(award=kept)
    assert (row.holds, row.taken_back_at) == (False, THEN)
    assert Award.objects.filter(revocation=None).count() == 2
    assert listed() == (["Alice", "Bob"], 0)


def test_awards_given_while_the_number_was_away_carry_it_again(alice, bob):
    decided(owner=alice.learner)
    meanwhile = make_award(do_everything(make_enrollment(bob.learner, make_accredited_course("sepsis"))))
    assert not AwardNumber.objects.filter(award=meanwhile).exists()
    reopened(last_case())
    decided(owner=bob.learner, now=THEN)
    assert AwardNumber.objects.get(award=meanwhile).value == NPI


def test_who_gave_another_number_meanwhile_keeps_that_in_the_profile(alice, bob):
    decided(owner=alice.learner)
    give(bob.learner, OTHER_NPI, now=SOON)
    reopened(last_case())
    decided(owner=bob.learner, now=THEN)
    assert held() == [("bob", OTHER_NPI)]
    assert AwardNumber.objects.filter(award__learner=bob.learner, number__key=NPI, taken_back_at=None).count() == 1


def test_the_same_decision_once_more_changes_nobodys_numbers(alice, bob):
    decided(owner=alice.learner)
    before = held(), list(AwardNumber.objects.order_by("pk").values())
    reopened(last_case())
    decided(owner=alice.learner, now=THEN)
    assert (held(), list(AwardNumber.objects.order_by("pk").values())) == before


def test_what_was_one_persons_is_a_case_again_once_it_was_opened_again(alice, bob):
    decided(Outcome.ONE_PERSON)
    give(bob.learner, now=SOON)
    assert not NumberCase.objects.filter(decided_at=None).exists()
    reopened(last_case())
    give(bob.learner, now=SOON)
    assert parties(open_case()) == ["alice", "bob"]
    decided(owner=bob.learner, now=THEN)
    assert held() == [("bob", NPI)]
    assert not waiting().exists()


def test_a_former_owner_waits_for_a_later_case_like_everybody(course, alice, bob):
    decided(owner=alice.learner)
    reopened(last_case())
    decided(owner=bob.learner, now=THEN)
    carol = ready(course, "carol")
    assert parties(open_case()) == ["bob", "carol"]
    assert [each.learner for each in waiting()] == [carol.learner]


def test_who_came_in_since_is_concerned_too(course, alice, bob):
    decided(owner=alice.learner)
    carol = ready(course, "carol")
    decided(owner=alice.learner)
    reopened(last_case())
    assert parties(open_case()) == ["alice", "carol"]
    assert not Identifier.objects.filter(user=carol.learner).exists()


@pytest.mark.parametrize(("change", "refusal"), [({"reason": " "}, ReasonMissing), ({"by": "bob"}, OwnCase)])
def test_opening_again_with_one_thing_wrong_opens_nothing(alice, bob, change, refusal):
    decided(owner=alice.learner)
    with pytest.raises(refusal):
        reopened(last_case(), **change)
    assert NumberCase.objects.count() == 1
    reopened(last_case())
    assert NumberCase.objects.count() == 2


def test_only_what_is_decided_and_the_latest_is_opened_again(alice, bob):
    with pytest.raises(NotDecided):
        reopened(open_case())
    decided(owner=alice.learner)
    first = last_case()
    reopened(first)
    with pytest.raises(NotDecided):
        reopened(first)
    decided(owner=alice.learner, now=THEN)
    with pytest.raises(NotDecided):
        reopened(first)
    reopened(last_case(), now=THEN)


def test_why_a_case_was_opened_again_never_changes(alice, bob):
    decided(owner=alice.learner)
    again = reopened(last_case())
    for change in ({"opened_for": "Other"}, {"opened_by": "robin"}, {"reopens": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NumberCase.objects.filter(pk=again.pk).update(**change)


def test_a_day_on_which_a_number_was_taken_back_is_never_another(alice, bob):
    decided(owner=alice.learner)
    row = AwardNumber.objects.get(award__learner=bob.learner)
    with pytest.raises(IntegrityError, match="record of facts"), transaction.atomic():
        AwardNumber.objects.filter(pk=row.pk).update(taken_back_at=THEN)


def test_of_erased_people_no_case_is_left_in_whatever_order_they_go(alice, bob):
    decided(owner=alice.learner)
    reopened(last_case())
    for each in (bob, alice):
        Identifier.objects.filter(user=each.learner).delete()
        erase_certificates(learner=each.learner, by="retention", now=THEN)
    assert (NumberCase.objects.count(), CaseParty.objects.count()) == (0, 0)
