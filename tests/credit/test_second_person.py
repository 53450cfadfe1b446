"""What was revoked by mistake stands again, and a wrong amount is corrected: for a reason, and by two persons."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from credence.accounts.enums import Profession
from credence.audit.models import Event
from credence.credit.actions import (
    AlreadyAwarded,
    AlreadyProposed,
    AlreadyRevoked,
    AmountRefused,
    NotAwaiting,
    NothingToCorrect,
    NotRevoked,
    ReasonMissing,
    SamePerson,
    complete_certificate,
    confirm_correction,
    confirm_reinstatement,
    decline,
    propose_correction,
    propose_reinstatement,
    reissue,
    revoke,
)
from credence.credit.enums import Status
from credence.credit.models import Award, Certificate, Correction, Reinstatement, Revocation
from credence.credit.queries import status_of, totals_of, transcript_of, verdicts_for, verification_of
from credence.outbox.models import Letter
from tests.factories.credit import CLAIMED, certificate_of_award, make_accredited_course, make_award, make_ready
from tests.factories.reporting import make_report

pytestmark = pytest.mark.django_db
LATER = CLAIMED + dt.timedelta(days=30)
SOON = LATER + dt.timedelta(hours=1)
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@pytest.fixture
def given():
    """Return an award of 1.25 credits with its certificate drawn."""
    award = make_award(make_ready(make_accredited_course()))
    complete_certificate(certificate=certificate_of_award(award))
    return award


@pytest.fixture
def revoked(given):
    revoke(award=given, by="dana", reason="Taken by somebody else", now=CLAIMED)
    return given


def propose_again(award, by="dana", now=LATER):
    return propose_reinstatement(award=award, by=by, reason=" It was herself ", now=now)


def propose(award, amount="1.00", by="dana", now=LATER):
    return propose_correction(award=award, amount=Decimal(amount), by=by, reason=" She left early ", now=now)


def reinstate(award):
    return confirm_reinstatement(reinstatement=propose_again(award), by="robin", now=SOON)


def correct(award, amount="1.00"):
    return confirm_correction(correction=propose(award, amount), by="robin", now=SOON)


def actions():
    """Return what was put on record about awards, with who did it."""
    found = Event.objects.filter(subject_type="award").order_by("pk")
    return list(found.values_list("action", "actor", "reason"))


def seen(award):
    """Return what transcript, totals, page and verification say of an award: its amount, and whether it stands."""
    learner, certificate = award.learner, certificate_of_award(award)
    (line,) = transcript_of(learner, *YEAR).rows
    totals = [f"{each.amount:.2f}" for each in totals_of(learner, *YEAR)]
    (mine,) = [each for each in verdicts_for(award.enrollment, SOON) if each.award]
    verified = verification_of(certificate.code, SOON)
    return (
        (str(line.amount), line.revoked),
        totals,
        (str(mine.award.amount_in_force), mine.certificate is not None),
        (str(verified.amount), verified.status),
    )


# Reinstatement


def test_a_reinstated_award_stands_everywhere_as_if_it_had_never_been_revoked(given):
    before = seen(given)
    assert before == (("1.25", False), ["1.25"], ("1.25", True), ("1.25", Status.VALID))
    revoke(award=given, by="dana", reason="Taken by somebody else", now=CLAIMED)
    assert seen(given) == (("1.25", True), [], ("1.25", False), ("1.25", Status.WITHDRAWN))
    certificate = certificate_of_award(given)
    reinstate(given)
    assert seen(given) == before
    assert (certificate_of_award(given).sha256, status_of(certificate_of_award(given))) == (
        certificate.sha256,
        Status.VALID,
    )


def test_a_reinstatement_names_both_persons_and_the_reason_and_tells_the_learner(revoked):
    reinstate(revoked)
    assert actions()[-2:] == [
        ("award.reinstatement-proposed", "dana", "It was herself"),
        ("award.reinstated", "robin", "It was herself"),
    ]
    fact = Reinstatement.objects.get()
    assert (fact.proposed_by, fact.proposed_at, fact.confirmed_by, fact.confirmed_at) == ("dana", LATER, "robin", SOON)
    letter = Letter.objects.get(subject="Your credit stands again: Contrast reactions")
    assert "stands again: 1.25." in letter.text
    assert "The reason: It was herself" in letter.text


def test_a_proposal_alone_changes_nothing(revoked):
    before = seen(revoked)
    propose_again(revoked)
    assert seen(revoked) == before


def test_nobody_confirms_what_they_proposed(revoked):
    proposed = propose_again(revoked)
    with pytest.raises(SamePerson):
        confirm_reinstatement(reinstatement=proposed, by="dana", now=SOON)
    assert Revocation.objects.get().in_force == revoked
    confirm_reinstatement(reinstatement=proposed, by="robin", now=SOON)
    assert Revocation.objects.get().in_force is None


def test_a_reinstated_award_can_be_revoked_again_and_reinstated_again(revoked):
    reinstate(revoked)
    revoke(award=revoked, by="dana", reason="It was not", now=SOON)
    assert seen(revoked)[1] == []
    reinstate(revoked)
    assert seen(revoked)[1] == ["1.25"]
    assert Revocation.objects.filter(award=revoked).count() == 2
    assert Letter.objects.filter(subject__startswith="Your credit was withdrawn").count() == 2


def test_what_is_reinstated_is_still_given_once(revoked):
    reinstate(revoked)
    with pytest.raises(AlreadyAwarded):
        make_award(revoked.enrollment, now=SOON)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_nothing_is_proposed_without_a_reason(revoked, reason):
    with pytest.raises(ReasonMissing):
        propose_reinstatement(award=revoked, by="dana", reason=reason, now=LATER)
    reinstate(revoked)
    with pytest.raises(ReasonMissing):
        propose_correction(award=revoked, amount=Decimal(1), by="dana", reason=reason, now=LATER)
    assert not Correction.objects.exists()


def test_an_award_that_stands_is_not_reinstated(given):
    with pytest.raises(NotRevoked):
        propose_again(given)
    revoke(award=given, by="dana", reason="Error", now=CLAIMED)
    reinstate(given)
    with pytest.raises(NotRevoked):
        propose_again(given)


def test_one_reinstatement_waits_at_a_time(revoked):
    first = propose_again(revoked)
    with pytest.raises(AlreadyProposed):
        propose_again(revoked, by="robin")
    decline(proposal=first, by="dana", now=SOON)
    assert propose_again(revoked, by="robin").is_open


def test_what_was_declined_is_not_confirmed(revoked):
    proposed = propose_again(revoked)
    decline(proposal=proposed, by="robin", now=SOON)
    for decide in (
        lambda: confirm_reinstatement(reinstatement=proposed, by="robin", now=SOON),
        lambda: decline(proposal=proposed, by="robin", now=SOON),
    ):
        with pytest.raises(NotAwaiting):
            decide()
    assert actions()[-1] == ("award.change-declined", "robin", "")
    assert Revocation.objects.get().in_force == revoked


# A wrong amount


def test_a_corrected_amount_is_the_one_in_force_everywhere(given):
    former = certificate_of_award(given)
    new = correct(given)
    assert seen(given) == (("1.00", False), ["1.00"], ("1.00", True), ("1.00", Status.VALID))
    assert Award.objects.get().amount == Decimal("1.25")
    assert status_of(Certificate.objects.get(pk=former.pk)) is Status.REPLACED
    assert (new.replaces, new.snapshot["amount"], new.snapshot["replaces_code"]) == (former, "1.00", former.code)
    report = make_report(given.offer.provider, year="2026", now=SOON)
    assert [(each.type, f"{each.amount:.2f}") for each in report.sums] == [("ama-pra-1", "1.00")]


def test_a_correction_is_on_record_with_old_and_new_and_told_to_the_learner(given):
    former = certificate_of_award(given)
    new = correct(given)
    event = Event.objects.get(action="award.corrected")
    assert (event.actor, event.reason, event.details) == (
        "robin",
        "She left early",
        {"old": "1.25", "new": "1.00", "certificate": new.code, "replaces": former.code, "proposed_by": "dana"},
    )
    letter = Letter.objects.get(subject="The corrected amount of your credit: Contrast reactions")
    assert "it is 1.00." in letter.text


def test_a_correction_of_a_correction_starts_from_what_is_in_force(given):
    correct(given)
    correct(given, "1.50")
    assert seen(given)[0] == ("1.50", False)
    columns = ("former_amount", "amount", "in_force")
    assert list(Correction.objects.order_by("pk").values_list(*columns)) == [
        (Decimal("1.25"), Decimal("1.00"), None),
        (Decimal("1.00"), Decimal("1.50"), given.pk),
    ]


def test_a_corrected_name_keeps_the_corrected_amount(given):
    correct(given)
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=SOON)
    assert (new.snapshot["learner_name"], new.snapshot["amount"]) == ("Alice Lin", "1.00")


@pytest.mark.parametrize("amount", ["0", "-0.25", "1.30", "1.75", "NaN", "Infinity"])
def test_an_amount_that_nobody_could_claim_is_refused(given, amount):
    with pytest.raises(AmountRefused):
        propose(given, amount)
    assert not Correction.objects.exists()


def test_the_approved_amount_of_whole_credit_can_be_the_mistake():
    enrollment = make_ready(make_accredited_course(), "tess", Profession.RADIOLOGIC_TECHNOLOGIST)
    given = make_award(enrollment, None, credit_type="arrt-a")
    assert correct(given, "1.25").snapshot["amount"] == "1.25"
    with pytest.raises(AmountRefused):
        propose(given, "1.30")


def test_the_same_amount_corrects_nothing(given):
    with pytest.raises(NothingToCorrect):
        propose(given, "1.25")
    correct(given)
    with pytest.raises(NothingToCorrect):
        propose(given, "1.00")


def test_one_correction_waits_at_a_time_and_needs_somebody_else(given):
    first = propose(given)
    with pytest.raises(AlreadyProposed):
        propose(given, "0.75", by="robin")
    with pytest.raises(SamePerson):
        confirm_correction(correction=first, by="dana", now=SOON)
    assert seen(given)[0] == ("1.25", False)
    confirm_correction(correction=first, by="robin", now=SOON)
    with pytest.raises(NotAwaiting):
        confirm_correction(correction=first, by="robin", now=SOON)
    assert Certificate.objects.count() == 2


def test_a_revoked_award_is_not_corrected(given):
    proposed = propose(given)
    revoke(award=given, by="dana", reason="Error", now=LATER)
    with pytest.raises(AlreadyRevoked):
        propose(given, "0.75", by="robin")
    with pytest.raises(AlreadyRevoked):
        confirm_correction(correction=proposed, by="robin", now=SOON)
    assert Certificate.objects.count() == 1


# The database


def test_the_database_refuses_a_confirmation_by_the_same_person(revoked):
    proposed = propose_again(revoked)
    mine = Reinstatement.objects.filter(pk=proposed.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(confirmed_at=SOON, confirmed_by="dana")
    mine.update(confirmed_at=SOON, confirmed_by="robin")


def test_the_database_refuses_to_change_what_was_decided(given):
    correct(given)
    decided = Correction.objects.all()
    for change in ({"amount": Decimal(2)}, {"confirmed_by": "x"}, {"confirmed_at": LATER}, {"reason": "x"}):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            decided.update(**change)
    decided.update(in_force=None)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        decided.update(in_force=given)


def test_the_database_refuses_a_revocation_that_comes_back_by_itself(revoked):
    reinstate(revoked)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Revocation.objects.update(in_force=revoked)
