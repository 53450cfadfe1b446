"""One number, one person: what happens where accounts have one NPI, license or registry number."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from credence.accounts.enums import Profession
from credence.accounts.models import Identifier
from credence.accounts.rules.identifiers import compared
from credence.audit.models import Event
from credence.credit.actions import (
    NotDue,
    NumberHeld,
    NumberTakenBack,
    ReasonMissing,
    confirm_reinstatement,
    propose_reinstatement,
    revoke,
)
from credence.credit.actions.deciding import AlreadyDecided, OwnCase, OwnerMissing
from credence.credit.actions.erasing import erase_certificates
from credence.credit.actions.second_person import HeldElsewhere
from credence.credit.enums import Outcome
from credence.credit.models import Award, AwardNumber, CaseParty, Number, NumberCase
from credence.credit.queries import preflight
from credence.credit.queries.identity import numbers_of_many
from credence.credit.queries.numbers import waiting
from credence.credit.rules import Missing
from credence.journey.actions.closing import close
from credence.journey.actions.numbering import decide
from credence.journey.actions.steps import add_identifiers, save_profile
from credence.outbox.models import Letter
from tests.factories.accounts import make_identifier, make_learner, profile_with
from tests.factories.catalog import make_provider
from tests.factories.credit import (
    CLAIMED,
    do_everything,
    make_accredited_course,
    make_award,
    settled,
)
from tests.factories.enrollment import make_enrollment
from tests.factories.reporting import make_report

pytestmark = pytest.mark.django_db
LATER = CLAIMED + dt.timedelta(days=30)
NPI, OTHER_NPI = "1234567893", "1245319599"
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST


@pytest.fixture
def course():
    return make_accredited_course()


def give(learner, npi=NPI, *, kind="npi", place="", now=CLAIMED, by=None):
    """Let a learner save the profile with this number and no other; nothing leaves it out."""
    data = profile_with(learner, *([(kind, place, npi)] if npi else []))
    return save_profile(user=learner, data=data, by=by or learner.username, now=now)


def ready(course, username, *professions, npi=NPI):
    """Return the enrollment of somebody with this NPI who has done everything."""
    enrollment = do_everything(make_enrollment(make_learner(username, *professions), course))
    give(enrollment.learner, npi)
    return enrollment


def missing(refused) -> list[Missing]:
    return [each.code for each in refused.value.verdict.shortfalls]


def open_case() -> NumberCase:
    return NumberCase.objects.get(decided_at=None)


def parties(case) -> list[str]:
    return sorted(case.parties.values_list("learner__username", flat=True))


def told(learner) -> list[str]:
    letters = Letter.objects.filter(to=learner.email, key__startswith="number-decided")
    return [each.text for each in letters.order_by("pk")]


def decided(outcome=Outcome.ONE_OF_THEM, owner=None, *, by="dana", reason="As the register says", now=LATER):
    return decide(case=open_case(), outcome=outcome, owner=owner, by=by, reason=reason, now=now)


@pytest.mark.parametrize(
    ("kind", "place", "one", "other"),
    [
        ("npi", "", "1234567893", " 12345 67893 "),
        ("npi", "", "1234567893", "１２３４５６７８９３"),
        ("state-licence", "MA", "a-123 45", "A12345"),
        ("state-licence", "NY", "012345", "12345"),
        ("arrt", "", "0070123", "70123"),
        ("board", "ABIM", "0123", "123"),
    ],
)
def test_a_number_of_two_accounts_is_a_case_however_it_is_written(kind, place, one, other):
    alice, bob = make_learner("alice"), make_learner("bob")
    give(alice, one, kind=kind, place=place)
    assert not NumberCase.objects.exists()
    give(bob, other, kind=kind, place=place)
    assert parties(open_case()) == ["alice", "bob"]
    assert [each.details for each in Event.objects.filter(action="number-case.opened")] == [{"accounts": "alice, bob"}]


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        (("state-licence", "MA", "A12345"), ("state-licence", "NY", "A12345")),
        (("state-licence", "INTL", "A12345"), ("state-licence", "INTL", "A12345")),
        (("arrt", "", "70123"), ("nmtcb", "", "70123")),
        (("arrt", "", "70123"), ("arrt", "", "70124")),
        (("board", "ABIM", "123"), ("board", "ABP", "123")),
    ],
)
def test_numbers_of_another_board_or_state_or_from_abroad_are_no_case(mine, yours):
    for name, (kind, place, value) in (("alice", mine), ("bob", yours)):
        give(make_learner(name), value, kind=kind, place=place)
    assert not NumberCase.objects.exists()


def test_nothing_and_zeros_alone_are_told_apart():
    assert [compared("MA", each) for each in ("", "-", "0", "00", "0A")] == ["", "", "0", "0", "A"]


def test_the_same_credit_is_refused_and_other_credit_is_given(course):
    make_award(ready(course, "alice"))
    bob = ready(course, "bob")
    with pytest.raises(NotDue) as refused:
        make_award(bob)
    assert missing(refused) == [Missing.NUMBER]
    sepsis = do_everything(make_enrollment(bob.learner, make_accredited_course("sepsis")))
    assert make_award(sepsis).learner == bob.learner


def test_who_came_first_has_no_privilege(course):
    alice = ready(course, "alice")
    make_award(ready(course, "bob"))
    with pytest.raises(NotDue) as refused:
        make_award(alice)
    assert missing(refused) == [Missing.NUMBER]


def test_the_page_before_enrolling_knows_it_already(course):
    make_award(ready(course, "alice"))
    bob = make_learner("bob")
    give(bob)
    ama, _arrt = preflight(bob, course.current_version, CLAIMED)
    assert [each.code for each in ama.obstacles] == [Missing.NUMBER]


def test_a_twin_of_the_course_gives_it_no_more_than_the_course(course):
    make_award(ready(course, "alice"))
    twin = make_accredited_course("twin")
    type(twin).objects.filter(pk=twin.pk).update(content=course.content)
    with pytest.raises(NotDue) as refused:
        make_award(ready(type(twin).objects.get(pk=twin.pk), "bob"))
    assert missing(refused) == [Missing.NUMBER]


def test_three_accounts_with_one_number_are_one_case_and_get_one_credit(course):
    enrollments = [ready(course, name) for name in ("alice", "bob", "carol")]
    outcomes = []
    for each in enrollments:
        try:
            outcomes.append(str(make_award(each).amount))
        except NotDue as refused:
            outcomes.append([each.code for each in refused.verdict.shortfalls])
    assert outcomes == ["1.25", [Missing.NUMBER], [Missing.NUMBER]]
    assert parties(open_case()) == ["alice", "bob", "carol"]


def test_an_award_holds_its_credit_under_a_number_that_its_learner_gave_up(course):
    alice = ready(course, "alice")
    make_award(alice)
    give(alice.learner, OTHER_NPI)
    with pytest.raises(NotDue) as refused:
        make_award(ready(course, "bob"))
    assert missing(refused) == [Missing.NUMBER]
    assert parties(open_case()) == ["alice", "bob"]


def test_numbers_changed_back_and_forth_give_no_credit_twice(course):
    alice = ready(course, "alice", npi=OTHER_NPI)
    make_award(alice)
    give(alice.learner, NPI)
    give(alice.learner, "")
    bob = ready(course, "bob", npi="")
    for npi in (NPI, OTHER_NPI):
        give(bob.learner, npi)
        with pytest.raises(NotDue) as refused:
            make_award(bob)
        assert missing(refused) == [Missing.NUMBER]
    give(bob.learner, "")
    assert make_award(bob).amount > 0


def test_a_number_that_was_given_up_before_any_award_is_no_case(course):
    alice = ready(course, "alice")
    give(alice.learner, OTHER_NPI)
    make_award(ready(course, "bob"))
    assert not NumberCase.objects.exists()


def test_a_closed_account_holds_its_credit_under_its_number(course):
    alice = ready(course, "alice")
    make_award(alice)
    close(user=alice.learner, by="alice", now=CLAIMED)
    with pytest.raises(NotDue) as refused:
        make_award(ready(course, "bob"))
    assert missing(refused) == [Missing.NUMBER]


def test_of_an_erased_person_nothing_is_left_that_could_be_held(course):
    alice = ready(course, "alice")
    make_award(alice)
    bob = ready(course, "bob")
    Identifier.objects.filter(user=alice.learner).delete()
    erase_certificates(learner=alice.learner, by="retention", now=LATER)
    assert (NumberCase.objects.count(), CaseParty.objects.count(), Number.objects.count()) == (0, 0, 0)
    assert make_award(bob).amount > 0


def test_whole_credit_that_a_step_earns_is_refused_too_and_given_once_it_is_decided(course):
    tess, tom = (ready(course, name, TECHNOLOGIST) for name in ("tess", "tom"))
    assert [each.credit_type for each in settled(tess, now=CLAIMED)] == []
    assert [each.credit_type for each in Award.objects.filter(learner=tess.learner)] == ["arrt-a"]
    assert settled(tom, now=CLAIMED) == ()
    taken = decided(owner=tom.learner)
    assert [(each.learner, each.credit_type) for each in taken.awards] == [(tom.learner, "arrt-a")]


def test_adding_the_number_where_it_is_asked_for_opens_the_case_and_gives_nothing(course):
    tess = do_everything(make_enrollment(make_learner("tess", TECHNOLOGIST), course))
    give(tess.learner, "70123", kind="arrt")
    tom = do_everything(make_enrollment(make_learner("tom", TECHNOLOGIST), course))
    numbers = [("arrt", "", "070123")]
    taken = add_identifiers(user=tom.learner, identifiers=numbers, birthday=None, by="tom", now=LATER)
    assert (taken.awards, parties(open_case())) == ((), ["tess", "tom"])


def test_a_number_added_after_both_were_given_the_credit_lets_both_stand_until_it_is_decided(course):
    one, other = (make_award(ready(course, name, npi="")) for name in ("alice", "bob"))
    for each in (one, other):
        give(each.learner, now=LATER)
    assert Award.objects.filter(revocation=None).count() == 2
    assert list(AwardNumber.objects.order_by("pk").values_list("award", "holds")) == [(one.pk, True), (other.pk, False)]
    decided(owner=other.learner)
    assert list(AwardNumber.objects.order_by("pk").values_list("award", "holds")) == [(one.pk, False), (other.pk, True)]


def test_an_award_that_was_taken_back_holds_nothing_and_stands_again_only_where_nobody_got_it_since(course):
    alice = ready(course, "alice")
    award = make_award(alice)
    revoke(award=award, by="dana", reason="By mistake", now=CLAIMED)
    bob = ready(course, "bob")
    make_award(bob)
    again = propose_reinstatement(award=award, by="dana", reason="It was right", now=LATER)
    with pytest.raises(HeldElsewhere):
        confirm_reinstatement(reinstatement=again, by="robin", now=LATER)
    assert Award.objects.filter(revocation=None).get().learner == bob.learner
    decided(owner=alice.learner)
    confirm_reinstatement(reinstatement=again, by="robin", now=LATER)
    assert Award.objects.filter(revocation=None).count() == 2


def test_a_number_that_went_past_the_doors_is_stopped_by_the_database(course):
    make_award(ready(course, "alice"))
    bob = do_everything(make_enrollment(make_learner("bob"), course))
    make_identifier(bob.learner, "npi", NPI)
    with pytest.raises(NumberHeld):
        make_award(bob)
    assert Award.objects.count() == 1


def test_the_lines_of_all_of_them_wait_in_every_report_and_the_report_says_how_many(course):
    for name in ("alice", "bob", "carol"):
        make_award(ready(course, name, npi=OTHER_NPI if name == "carol" else ""))
    for name in ("alice", "bob"):
        give(Award.objects.get(learner__username=name).learner)
    report = make_report(make_provider(), year="2026", now=LATER)
    assert ([each.name[1] for each in report.listed], report.waiting) == (["Carol"], 2)
    assert report.completed.total == 3
    decided(owner=Award.objects.get(learner__username="bob").learner)
    report = make_report(make_provider(), year="2026", now=LATER)
    assert ([each.name[1] for each in report.listed], report.waiting) == (["Alice", "Bob", "Carol"], 0)


def test_whose_it_is_not_loses_it_is_told_and_cannot_take_it_again(course):
    alice, bob = ready(course, "alice"), ready(course, "bob")
    award = make_award(bob)
    decided(owner=alice.learner)
    assert list(Identifier.objects.values_list("user__username", "value")) == [("alice", NPI)]
    assert [("is not yours" in each, "As the register says" in each) for each in told(bob.learner)] == [(True, True)]
    assert ["the number is yours" in each for each in told(alice.learner)] == [True]
    (number,) = numbers_of_many([award])[award.pk].beside
    assert (number.value, number.taken_back_at) == (NPI, LATER)
    with pytest.raises(NumberTakenBack):
        give(bob.learner, now=LATER)
    assert not Identifier.objects.filter(user=bob.learner).exists()
    assert make_award(alice).amount > 0
    assert Event.objects.get(action="number-case.decided").details["owners"] == "alice"


def test_a_third_account_opens_a_new_case_for_which_the_owner_does_not_wait(course):
    alice, bob = ready(course, "alice"), ready(course, "bob")
    decided(owner=alice.learner)
    carol = ready(course, "carol")
    assert parties(open_case()) == ["alice", "carol"]
    assert [each.learner for each in waiting()] == [carol.learner]
    assert not Identifier.objects.filter(user=bob.learner).exists()


def test_accounts_of_one_person_keep_the_number_and_each_credit_once(course):
    alice, bob = (make_award(ready(course, name, npi="")) for name in ("alice", "bob"))
    for each in (alice, bob):
        give(each.learner, now=LATER)
    decided(Outcome.ONE_PERSON)
    assert Award.objects.filter(revocation=None).get() == alice
    assert Identifier.objects.count() == 2
    assert not waiting().exists()
    give(bob.learner, now=LATER + dt.timedelta(days=1))
    assert not NumberCase.objects.filter(decided_at=None).exists()
    sepsis = make_accredited_course("sepsis")
    make_award(do_everything(make_enrollment(bob.learner, sepsis)))
    with pytest.raises(NotDue) as refused:
        make_award(do_everything(make_enrollment(alice.learner, sepsis)))
    assert missing(refused) == [Missing.NUMBER]


def test_a_number_of_nobody_is_taken_from_all(course):
    alice, bob = ready(course, "alice"), ready(course, "bob")
    decided(Outcome.NOBODY)
    assert not Identifier.objects.exists()
    assert [len(told(each.learner)) for each in (alice, bob)] == [1, 1]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"by": "bob"}, OwnCase),
        ({"owner": None}, OwnerMissing),
        ({"owner": "carol"}, OwnerMissing),
    ],
)
def test_a_decision_with_one_thing_wrong_decides_nothing(course, change, refusal):
    alice = ready(course, "alice")
    ready(course, "bob")
    if change.get("owner"):
        change = {"owner": make_learner("carol")}
    with pytest.raises(refusal):
        decided(**{"owner": alice.learner, **change})
    assert (NumberCase.objects.filter(decided_at=None).count(), Identifier.objects.count()) == (1, 2)


def test_a_case_is_decided_once(course):
    alice = ready(course, "alice")
    ready(course, "bob")
    case = open_case()
    decided(owner=alice.learner)
    with pytest.raises(AlreadyDecided):
        decide(case=case, outcome=Outcome.NOBODY, owner=None, by="dana", reason="No", now=LATER)
    with pytest.raises(IntegrityError, match="credit_numbercase is a record of facts"), transaction.atomic():
        NumberCase.objects.filter(pk=case.pk).update(outcome="nobody")


def test_the_letters_name_no_other_person(course):
    alice, bob = ready(course, "alice"), ready(course, "bob")
    decided(owner=alice.learner)
    assert ["Alice" in each or "alice" in each for each in told(bob.learner)] == [False]
    assert ["Bob" in each or "bob" in each for each in told(alice.learner)] == [False]
