"""Award once, document for ever, and change nothing without a name and a reason."""

import datetime as dt
import hashlib
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from credence.accounts.enums import Profession
from credence.audit.models import Event
from credence.catalog.actions import withdraw_credit
from credence.catalog.models import CourseVersion, Line
from credence.catalog.queries.terms import type_of
from credence.catalog.queries.withdrawals import withdrawn_since
from credence.credit.actions import (
    AlreadyAwarded,
    AlreadyRevoked,
    ClaimRefused,
    NotDue,
    NothingToCorrect,
    NotOffered,
    ReasonMissing,
    award,
    awarding,
    complete_certificate,
    complete_missing_certificates,
    drawing,
    reissue,
    revoke,
)
from credence.credit.documents.certificate import CertificateSnapshot
from credence.credit.documents.issuing import Issued
from credence.credit.models import Award, Certificate, Revocation
from credence.credit.queries.kept import evidence_from_json, proves, standard_from_json, to_json
from credence.credit.rules import ClaimFault, Missing, judge
from credence.outbox.models import Letter
from tests.factories.accounts import make_identifier
from tests.factories.assessment import make_attempt
from tests.factories.catalog import make_offer
from tests.factories.credit import (
    ARRT,
    CLAIMED,
    certificate_of_award,
    make_accredited_course,
    make_award,
    make_ready,
    offer_of,
    posttest_of,
)

pytestmark = pytest.mark.django_db
LATER = CLAIMED + dt.timedelta(days=30)
LAST_SECOND = dt.datetime(2029, 1, 1, 4, 59, 59, tzinfo=dt.UTC)
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST


@pytest.fixture
def course():
    return make_accredited_course()


@pytest.fixture
def ready(course):
    return make_ready(course)


@pytest.fixture
def given(ready):
    return make_award(ready)


def claim(enrollment, claimed="1.25", *, credit_type="ama-pra-1", attested=True, now=CLAIMED):
    return award(
        enrollment=enrollment,
        offer=offer_of(enrollment, credit_type),
        claimed=None if claimed is None else Decimal(claimed),
        attested=attested,
        by="alice",
        now=now,
    )


def assert_nothing_written():
    assert (Award.objects.count(), Certificate.objects.count(), Letter.objects.count()) == (0, 0, 0)
    assert not Event.objects.filter(subject_type="award").exists()


# The award


def test_award_holds_what_was_claimed_and_when_it_was_completed(ready):
    given = claim(ready)
    assert (given.learner, given.course, given.enrollment) == (ready.learner, ready.course, ready)
    assert (given.credit_type, given.amount, given.completed_on) == (
        "ama-pra-1",
        Decimal("1.25"),
        dt.date(2026, 2, 2),
    )
    assert (given.awarded_at, given.offer) == (CLAIMED, offer_of(ready))
    assert given.attestation == (
        "I attest that I claim only the credit commensurate with the extent of my participation."
    )


def test_award_keeps_the_evidence_the_standard_and_the_verdict_it_was_given_by(ready):
    given = Award.objects.get(pk=claim(ready).pk)
    assert given.evidence == {
        "closed_at": None,
        "profile_complete": True,
        "held": [{"profession": "physician", "since": "2026-01-05T12:00:00+00:00", "until": None}],
        "identifiers": ["birthday"],
        "enrolled_at": "2026-02-01T15:00:00+00:00",
        "version": 1,
        "prior": [],
        "under_number": [],
        "front_matter": 1,
        "showings": [{"front_matter": 1, "at": "2026-02-01T15:00:00+00:00"}],
        "chapters": ["chapter-1"],
        "studied": True,
        "studied_at": "2026-02-01T16:00:00+00:00",
        "minutes_left": 0,
        "chapter_minutes": 20,
        "attempts": [
            {"number": 1, "right": 8, "total": 10, "at": "2026-02-02T15:00:00+00:00", "version": 1, "risen_at": None}
        ],
        "form": "cme-2026 v1",
        "evaluated_at": "2026-02-02T16:00:00+00:00",
    }
    assert given.standard == {
        "credit_type": "ama-pra-1",
        "amount": "1.50",
        "step": "0.25",
        "self_claimed": True,
        "attested": True,
        "professions": ["physician", "resident"],
        "licensed": ["physician", "resident"],
        "served": [],
        "required_identifiers": [],
        "certified_on": "2026-01-02",
        "valid_from": "2026-01-02",
        "valid_to": "2028-12-31",
        "claim_days": 0,
        "zone": "America/New_York",
        "pass_mark": 70,
        "attempt_limit": 3,
        "evaluation_required": True,
        "once": "for-ever",
        "withdrawn_at": None,
    }
    assert given.verdict == {
        "due": "1.50",
        "completed_on": "2026-02-02",
        "attempt": 1,
        "professions": ["physician"],
        "shortfalls": [],
    }


def test_what_is_kept_with_an_award_gives_its_verdict_again(course):
    enrollment = make_ready(course, "both", Profession.PHYSICIAN, TECHNOLOGIST)
    claim(enrollment)
    claim(enrollment, None, credit_type="arrt-a")
    for given in Award.objects.all():
        assert proves(given.evidence)
        evidence, standard = evidence_from_json(given.evidence), standard_from_json(given.standard)
        assert to_json(judge(evidence, standard, given.awarded_at)) == given.verdict
    assert Award.objects.count() == 2


def test_award_comes_with_a_certificate_a_record_and_a_letter(ready):
    given = claim(ready)
    certificate = Certificate.objects.get(award=given)
    assert (certificate.issued_at, certificate.replaces, certificate.sha256) == (CLAIMED, None, None)
    event = Event.objects.get(subject_type="award")
    assert (event.action, event.actor, event.subject_id, event.at) == (
        "award.granted",
        "alice",
        given.public_id,
        CLAIMED,
    )
    assert event.details == {
        "amount": "1.25",
        "credit_type": "ama-pra-1",
        "enrollment": ready.public_id,
        "certificate": certificate.code,
    }
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("alice@example.org", "Your certificate: Contrast reactions")
    assert "is yours: 1.25." in letter.text


def test_technologist_is_awarded_all_of_the_approved_credit_without_a_claim(course):
    enrollment = make_ready(course, "tess", TECHNOLOGIST, evaluated=False)
    given = claim(enrollment, None, credit_type="arrt-a", attested=False)
    assert (given.amount, given.attestation, given.completed_on) == (Decimal("1.00"), "", dt.date(2026, 2, 2))


def test_who_holds_two_professions_takes_the_credit_of_both(course):
    enrollment = make_ready(course, "both", Profession.PHYSICIAN, TECHNOLOGIST)
    claim(enrollment)
    claim(enrollment, None, credit_type="arrt-a")
    assert set(Award.objects.values_list("credit_type", "amount")) == {
        ("ama-pra-1", Decimal("1.25")),
        ("arrt-a", Decimal("1.00")),
    }


# Refusals, each one change away from success


@pytest.mark.parametrize(
    ("claimed", "attested", "faults"),
    [
        (None, True, (ClaimFault.AMOUNT_MISSING,)),
        ("0", True, (ClaimFault.AMOUNT_TOO_SMALL,)),
        ("1.30", True, (ClaimFault.AMOUNT_UNEVEN,)),
        ("1.75", True, (ClaimFault.AMOUNT_TOO_LARGE,)),
        ("1.25", False, (ClaimFault.NOT_ATTESTED,)),
    ],
)
def test_award_is_refused_when_the_claim_does_not_hold(ready, claimed, attested, faults):
    with pytest.raises(ClaimRefused) as refused:
        claim(ready, claimed, attested=attested)
    assert (refused.value.faults, refused.value.most) == (faults, Decimal("1.50"))
    assert_nothing_written()


def test_award_of_a_fixed_amount_is_refused_when_another_is_posted(course):
    enrollment = make_ready(course, "tess", TECHNOLOGIST)
    with pytest.raises(ClaimRefused) as refused:
        claim(enrollment, "0.50", credit_type="arrt-a")
    assert refused.value.faults == (ClaimFault.AMOUNT_FIXED,)
    assert_nothing_written()


def test_award_is_given_in_the_last_second_and_refused_the_second_after_expiry(ready):
    with pytest.raises(NotDue) as refused:
        claim(ready, now=LAST_SECOND + dt.timedelta(seconds=1))
    assert [each.code for each in refused.value.verdict.shortfalls] == [Missing.EXPIRED]
    assert_nothing_written()
    assert claim(ready, now=LAST_SECOND).amount == Decimal("1.25")


def test_award_is_refused_to_other_professions_though_the_form_is_posted(course):
    enrollment = make_ready(course, "tess", TECHNOLOGIST)
    with pytest.raises(NotDue) as refused:
        claim(enrollment)
    assert [each.code for each in refused.value.verdict.shortfalls] == [Missing.PROFESSION]
    assert_nothing_written()


def test_award_is_refused_before_the_evaluation_by_whatever_door(course):
    enrollment = make_ready(course, evaluated=False)
    with pytest.raises(NotDue) as refused:
        award(
            enrollment=enrollment,
            offer=offer_of(enrollment),
            claimed=Decimal(1),
            attested=True,
            by="staff",
            now=CLAIMED,
        )
    assert [each.code for each in refused.value.verdict.shortfalls] == [Missing.EVALUATION]
    assert_nothing_written()


def test_73_percent_gives_the_physician_credit_and_the_technologist_none():
    course = make_accredited_course("chest-pain")
    enrollment = make_ready(course, "both", Profession.PHYSICIAN, TECHNOLOGIST, right=0)
    make_attempt(enrollment, posttest_of(enrollment), 11, total=15)
    assert claim(enrollment).amount == Decimal("1.25")
    with pytest.raises(NotDue) as refused:
        claim(enrollment, None, credit_type="arrt-a")
    (shortfall,) = refused.value.verdict.shortfalls
    assert (shortfall.code, shortfall.data) == (Missing.PASS_MARK, {"mark": 75, "attempts_left": 1})


def test_claims_stop_with_the_withdrawal_of_credit_and_earlier_awards_stay(course, ready):
    other = make_ready(course, "bob")
    given = claim(ready)
    withdraw_credit(course=course, by="dana", reason="Error in a dose", now=LATER)
    with pytest.raises(NotDue) as refused:
        claim(other, now=LATER)
    assert [(each.code, each.data) for each in refused.value.verdict.shortfalls] == [
        (Missing.WITHDRAWN, {"since": LATER.date()})
    ]
    assert list(Award.objects.all()) == [given]


def test_an_offer_of_another_course_or_version_is_refused(ready):
    elsewhere = make_accredited_course("sepsis")
    newer = CourseVersion.objects.get(pk=ready.version_id)
    newer.pk, newer.number, newer.line = None, 2, Line.objects.create(course=ready.course)
    newer.save(force_insert=True)
    for offer in (elsewhere.current_version.credit_offers.get(credit_type="ama-pra-1"), make_offer(newer)):
        with pytest.raises(NotOffered):
            award(enrollment=ready, offer=offer, claimed=Decimal(1), attested=True, by="alice", now=CLAIMED)
    assert_nothing_written()


def test_offer_laxer_than_its_type_is_judged_by_the_type(course):
    lax = make_accredited_course("lax", arrt={**ARRT, "pass_mark": 50, "attempt_limit": None})
    enrollment = make_ready(lax, "tess", TECHNOLOGIST, right=7)
    with pytest.raises(NotDue) as refused:
        claim(enrollment, None, credit_type="arrt-a")
    (shortfall,) = refused.value.verdict.shortfalls
    assert shortfall.data == {"mark": 75, "attempts_left": 2}


# Once


def test_second_award_is_refused_and_shows_the_first(given, ready):
    with pytest.raises(AlreadyAwarded) as refused:
        claim(ready, "0.25", now=LATER)
    assert refused.value.award == given
    assert (Award.objects.count(), Certificate.objects.count(), Letter.objects.count()) == (1, 1, 1)


def test_second_award_is_refused_by_the_constraint_even_if_nobody_looked(given, ready, monkeypatch):
    blind = awarding.verdicts_for

    def before_the_first(enrollment, now):
        return [
            replace(each, award=None, verdict=replace(each.verdict, due=each.terms.amount, shortfalls=()))
            for each in blind(enrollment, now)
        ]

    monkeypatch.setattr(awarding, "verdicts_for", before_the_first)
    with pytest.raises(AlreadyAwarded) as refused:
        claim(ready)
    assert refused.value.award == given
    assert (Award.objects.count(), Certificate.objects.count(), Letter.objects.count()) == (1, 1, 1)


def test_a_revoked_award_is_not_given_again(given, ready):
    revoke(award=given, by="dana", reason="Taken by somebody else", now=LATER)
    with pytest.raises(AlreadyAwarded):
        claim(ready, now=LATER)


def test_a_newer_version_of_the_course_gives_no_second_award(given, ready):
    newer = CourseVersion.objects.get(pk=ready.version_id)
    newer.pk, newer.number = None, 2
    newer.save(force_insert=True)
    offer = make_offer(newer, "ama-pra-1", "1.50")
    values = {name: getattr(given, name) for name in ("learner", "course", "credit_type", "enrollment", "amount")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.create(
            **values,
            offer=offer,
            completed_on=LATER.date(),
            awarded_at=LATER,
            evidence={},
            standard={},
            verdict={},
        )


@pytest.mark.parametrize("change", [{"amount": Decimal(9)}, {"completed_on": dt.date(2025, 1, 1)}])
def test_the_database_refuses_to_change_an_award(given, change):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Award.objects.filter(pk=given.pk).update(**change)


def test_the_database_refuses_to_delete_awards_revocations_and_certificates(given):
    revoke(award=given, by="dana", reason="Error", now=LATER)
    for model in (Revocation, Certificate, Award):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")


def test_an_award_of_nothing_is_refused_by_the_database(ready):
    values = {"evidence": {}, "standard": {}, "verdict": {}, "awarded_at": CLAIMED, "completed_on": CLAIMED.date()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.create(
            learner=ready.learner,
            course=ready.course,
            enrollment=ready,
            offer=offer_of(ready),
            credit_type="ama-pra-1",
            amount=Decimal(0),
            **values,
        )


def test_an_award_that_cannot_be_documented_yet_is_given_all_the_same():
    course = make_accredited_course("undocumented", arrt={**ARRT, "approver": ""})
    enrollment = make_ready(course, "tess", TECHNOLOGIST)
    given = claim(enrollment, None, credit_type="arrt-a")
    assert (given.amount, certificate_of_award(given).snapshot) == (Decimal("1.00"), None)


# The certificate


def test_certificate_is_drawn_from_its_snapshot_and_stored_with_its_hash(given):
    certificate = complete_certificate(certificate=certificate_of_award(given))
    pdf = bytes(certificate.pdf)
    assert pdf.startswith(b"%PDF-")
    assert certificate.sha256 == hashlib.sha256(pdf).hexdigest()


def test_certificate_is_never_drawn_again(given, monkeypatch):
    first = complete_certificate(certificate=certificate_of_award(given))
    monkeypatch.setattr(drawing, "issue", lambda _: pytest.fail("drawn again"))
    second = complete_certificate(certificate=certificate_of_award(given))
    assert (bytes(second.pdf), second.sha256) == (bytes(first.pdf), first.sha256)


def test_who_draws_at_the_same_time_gets_the_bytes_that_were_stored_first(given, monkeypatch):
    slow, quick = certificate_of_award(given), certificate_of_award(given)

    def overtaken(snapshot):
        monkeypatch.setattr(drawing, "issue", lambda _: Issued(pdf=b"%PDF-quick"))
        complete_certificate(certificate=quick)
        return Issued(pdf=b"%PDF-slow")

    monkeypatch.setattr(drawing, "issue", overtaken)
    assert bytes(complete_certificate(certificate=slow).pdf) == b"%PDF-quick"
    assert slow.sha256 == hashlib.sha256(b"%PDF-quick").hexdigest()


def test_the_database_refuses_to_change_a_stored_certificate(given):
    certificate = complete_certificate(certificate=certificate_of_award(given))
    for change in ({"pdf": b"%PDF-other"}, {"sha256": "0" * 64}, {"snapshot": {}}, {"code": "X"}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_renaming_learner_course_and_provider_leaves_the_certificate_as_it_was(given):
    certificate = complete_certificate(certificate=certificate_of_award(given))
    given.learner.profile.family_name = "Changed"
    given.learner.profile.save()
    provider = given.offer.provider
    provider.name = provider.signatory_name = "Changed"
    provider.save()
    again = complete_certificate(certificate=certificate_of_award(given))
    assert (again.sha256, again.snapshot) == (certificate.sha256, certificate.snapshot)


def test_a_certificate_that_a_crash_left_blank_says_what_was_true_at_the_award(given):
    given.learner.profile.family_name = "Changed"
    given.learner.profile.save()
    certificate = complete_certificate(certificate=certificate_of_award(given))
    assert CertificateSnapshot.from_json(certificate.snapshot).learner_name == "Alice Example"


def test_the_worker_completes_what_a_crash_left_blank(given):
    assert complete_missing_certificates(now=CLAIMED + dt.timedelta(seconds=10)) == 1
    assert certificate_of_award(given).sha256
    assert complete_missing_certificates(now=LATER) == 0


def test_the_worker_leaves_a_fresh_certificate_to_the_request_that_awarded_it(given):
    assert complete_missing_certificates(now=CLAIMED + dt.timedelta(seconds=9)) == 0
    assert certificate_of_award(given).sha256 is None


def test_one_certificate_that_cannot_be_drawn_holds_up_no_other(course, given, caplog):
    other = make_award(make_ready(course, "bob"))
    broken = {**certificate_of_award(given).snapshot, "kind": "unknown"}
    Certificate.objects.filter(award=given).update(snapshot=broken)
    assert complete_missing_certificates(now=LATER) == 1
    assert (certificate_of_award(given).sha256, bool(certificate_of_award(other).sha256)) == (None, True)
    assert "could not be drawn" in caplog.text


# Revoked and corrected


def test_revocation_names_actor_moment_and_reason_and_tells_the_learner(given):
    revocation = revoke(award=given, by="dana", reason="  Taken by somebody else ", now=LATER)
    assert (revocation.by, revocation.revoked_at, revocation.reason) == ("dana", LATER, "Taken by somebody else")
    event = Event.objects.get(action="award.revoked")
    assert (event.actor, event.at, event.reason, event.subject_id) == (
        "dana",
        LATER,
        "Taken by somebody else",
        given.public_id,
    )
    letter = Letter.objects.get(subject="Your credit was withdrawn: Contrast reactions")
    assert "The reason: Taken by somebody else" in letter.text


def test_revoking_leaves_the_award_and_its_certificate_as_they_were(given):
    certificate = complete_certificate(certificate=certificate_of_award(given))
    revoke(award=given, by="dana", reason="Error", now=LATER)
    assert Award.objects.get().amount == Decimal("1.25")
    assert Certificate.objects.get().sha256 == certificate.sha256


def test_a_second_revocation_is_refused(given):
    revoke(award=given, by="dana", reason="Error", now=LATER)
    with pytest.raises(AlreadyRevoked):
        revoke(award=given, by="dana", reason="Error again", now=LATER)
    assert (Revocation.objects.count(), Event.objects.filter(action="award.revoked").count()) == (1, 1)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_neither_revocation_nor_correction_goes_without_a_reason(given, reason):
    with pytest.raises(ReasonMissing):
        revoke(award=given, by="dana", reason=reason, now=LATER)
    with pytest.raises(ReasonMissing):
        reissue(award=given, name="Alice Lin", by="dana", reason=reason, now=LATER)
    assert (Revocation.objects.count(), Certificate.objects.count()) == (0, 1)


def test_correction_of_a_name_makes_a_new_certificate_and_keeps_the_former(given):
    former = complete_certificate(certificate=certificate_of_award(given))
    new = complete_certificate(
        certificate=reissue(award=given, name=" Alice  Lin ", by="dana", reason="Married", now=LATER)
    )
    assert (new.replaces, new.issued_at) == (former, LATER)
    before, after = former.snapshot, new.snapshot
    assert {name: after[name] for name in after if after[name] != before[name]} == {
        "learner_name": "Alice Lin",
        "code": new.code,
        "verify_url": f"http://127.0.0.1:8000/verify/?code={new.code}",
        "issued_at": LATER.isoformat(),
        "replaces_code": former.code,
    }
    assert Certificate.objects.get(pk=former.pk).sha256 == former.sha256 != new.sha256


def test_correction_is_on_record_with_old_and_new_name_and_told_to_the_learner(given):
    former = certificate_of_award(given)
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    event = Event.objects.get(action="certificate.reissued")
    assert (event.actor, event.reason, event.at) == ("dana", "Married", LATER)
    assert event.details == {
        "certificate": new.code,
        "replaces": former.code,
        "old": "Alice Example",
        "new": "Alice Lin",
    }
    assert Letter.objects.filter(subject="Your corrected certificate: Contrast reactions").count() == 1


@pytest.mark.parametrize("name", ["", "   ", "Alice Example", "Alice  Example"])
def test_a_correction_that_corrects_nothing_is_refused(given, name):
    with pytest.raises(NothingToCorrect):
        reissue(award=given, name=name, by="dana", reason="Married", now=LATER)
    assert Certificate.objects.count() == 1


def test_a_revoked_award_gets_no_corrected_certificate(given):
    revoke(award=given, by="dana", reason="Error", now=LATER)
    with pytest.raises(AlreadyRevoked):
        reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    assert Certificate.objects.count() == 1


def test_the_database_refuses_a_second_first_certificate(given):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(award=given, issued_at=LATER, snapshot={})


def test_the_database_refuses_two_corrections_of_one_certificate(given):
    former = certificate_of_award(given)
    reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(award=given, issued_at=LATER, snapshot={}, replaces=former)


def test_identifiers_missing_for_a_type_that_needs_them_are_named(course, monkeypatch):
    enrollment = make_ready(course, "tess", TECHNOLOGIST)
    kind = type_of(offer_of(enrollment, "arrt-a"))
    strict = replace(kind, required_identifiers=(frozenset({"arrt"}),))
    monkeypatch.setattr("credence.catalog.queries.terms.credit_type", lambda *_: strict)
    with pytest.raises(NotDue) as refused:
        claim(enrollment, None, credit_type="arrt-a")
    assert [(each.code, each.data) for each in refused.value.verdict.shortfalls] == [
        (Missing.IDENTIFIERS, {"groups": [["arrt"]]})
    ]
    make_identifier(enrollment.learner, "arrt", "123456")
    assert claim(enrollment, None, credit_type="arrt-a").amount == Decimal(1)


def test_what_is_stored_is_json_throughout(given):
    stored = Award.objects.get(pk=given.pk)
    for facts in (stored.evidence, stored.standard, stored.verdict):
        assert json.loads(json.dumps(facts)) == facts


def test_an_award_goes_by_what_is_stored_and_not_by_what_the_caller_read_before(ready):
    assert withdrawn_since(ready.version) is None
    withdraw_credit(course=ready.course, by="dana", reason="Error in a dose", now=CLAIMED)
    make_attempt(ready, posttest_of(ready), 9)
    with pytest.raises(NotDue) as refused:
        claim(ready)
    assert [each.code for each in refused.value.verdict.shortfalls] == [Missing.WITHDRAWN]
