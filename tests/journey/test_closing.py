"""Closing an account ends the sign-in at once and the record of credit when its time is over."""

import datetime as dt
import hashlib
import json
from dataclasses import replace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, transaction

from credence.accounts.actions import StaffAccount, UserNameTaken, register
from credence.accounts.models import HeldProfession, Identifier, Profile, User
from credence.assessment.models import Attempt
from credence.audit.models import Event
from credence.credit.actions import complete_certificate, complete_missing_certificates, reissue
from credence.credit.actions.changing import NotComposed
from credence.credit.enums import Status
from credence.credit.models import Award, Certificate
from credence.credit.queries import verification_of, verification_of_file
from credence.evaluation.models import EvaluationResponse
from credence.journey.actions.closing import close, erase_expired, record_kept_until
from credence.outbox.actions import deliver_due, queue
from credence.outbox.models import Letter
from credence.support.actions import ask
from credence.support.models import SupportRequest
from tests.factories.accounts import PASSWORD, make_identifier, make_learner
from tests.factories.credit import CLAIMED, certificate_of_award, make_accredited_course, make_award, make_ready
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)
KEPT_UNTIL = dt.date(2033, 2, 2)  # seven years after the award


@pytest.fixture
def alice():
    """Return a learner with an award, its certificate, a number, a second factor, a letter and a question."""
    enrollment = make_ready(make_accredited_course(), "alice", employer="Mercy", street="1 Main St", specialty="CT")
    user = enrollment.learner
    complete_certificate(certificate=certificate_of_award(make_award(enrollment)))
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    Authenticator.objects.create(user=user, type="totp", data={})
    make_identifier(user, "npi", "1234567893")
    queue(key="a", to=user.email, subject="Hello", text="Alice", now=NOW)
    ask(name="Alice", email=user.email, subject="Help", message="Where?", page="", learner=None, now=NOW)
    return user


def close_by_herself(user, now=NOW):
    """Close the account and return it as stored."""
    close(user=user, by=user.username, now=now)
    return User.objects.get(pk=user.pk)


def test_what_signs_in_and_what_is_optional_goes_at_once(alice):
    stored = close_by_herself(alice)
    assert (stored.is_active, stored.closed_at, stored.has_usable_password()) == (False, NOW, False)
    assert stored.email == f"closed-{alice.pk}@closed.invalid"
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert not SupportRequest.objects.exists()
    profile = Profile.objects.get()
    assert (profile.employer, profile.street, profile.city, profile.region, profile.specialty) == ("", "", "", "", "")


def test_the_record_of_credit_stays_with_the_name_and_numbers_it_needs(alice):
    rows = Award, Certificate, Attempt, EvaluationResponse
    before = [list(model.objects.values_list()) for model in rows]
    close_by_herself(alice)
    assert [list(model.objects.values_list()) for model in rows] == before
    assert Profile.objects.get().certificate_name == "Alice Example"
    assert list(Identifier.objects.values_list("value", flat=True)) == ["1234567893"]
    assert list(HeldProfession.objects.values_list("profession", flat=True)) == ["physician"]


def test_the_certificate_verifies_as_before(alice):
    certificate = Certificate.objects.get()
    before = verification_of(certificate.code, NOW)
    close_by_herself(alice)
    assert before is not None
    assert verification_of(certificate.code, NOW) == before
    assert verification_of_file(certificate.sha256 or "", NOW) == before


def test_the_user_name_stays_taken_and_the_address_is_free(alice):
    close_by_herself(alice)
    with pytest.raises(UserNameTaken):
        register(username="Alice", email="new@example.org", now=NOW)
    register(username="alice2", email="alice@example.org", now=NOW)
    assert User.objects.filter(email="alice@example.org").get().username == "alice2"


def test_one_letter_confirms_it_and_is_then_forgotten(alice):
    close_by_herself(alice)
    deliver_due(clock=lambda: NOW)
    assert [letter.to for letter in mail.outbox].count(["alice@example.org"]) == 1
    assert "stays until Feb. 2, 2033" in mail.outbox[-1].body or "February 2, 2033" in mail.outbox[-1].body
    assert Letter.objects.filter(to="alice@example.org").count() == 1
    erase_expired(now=NOW)
    assert not Letter.objects.filter(to="alice@example.org").exists()


def test_a_letter_not_sent_yet_waits_for_the_mail_server(alice):
    close_by_herself(alice)
    erase_expired(now=NOW)
    assert list(Letter.objects.filter(to="alice@example.org").values_list("key", flat=True)) == [
        f"account-closed:{alice.public_id}"
    ]


def test_who_never_began_a_course_leaves_nothing_but_the_user_name():
    stored = close_by_herself(make_learner("bob"))
    assert (stored.username, stored.is_active) == ("bob", False)
    assert not Profile.objects.exists()
    assert not HeldProfession.objects.exists()


def test_it_is_written_down_by_whom(alice):
    close_by_herself(alice)
    assert Event.objects.filter(action="account.closed").values_list("actor", "subject_id", "at").get() == (
        "alice",
        alice.public_id,
        NOW,
    )


def test_staff_do_not_close_their_own_accounts(alice):
    alice.is_staff = True
    alice.save()
    with pytest.raises(StaffAccount):
        close(user=alice, by="alice", now=NOW)
    stored = User.objects.get(pk=alice.pk)
    assert (stored.is_active, stored.email, stored.check_password(PASSWORD)) == (True, "alice@example.org", True)
    assert Letter.objects.filter(key="a").exists()
    assert SupportRequest.objects.exists()


def test_the_record_is_kept_from_the_last_thing_that_was_recorded(alice):
    assert CLAIMED.date() == dt.date(2026, 2, 2)
    assert record_kept_until(alice) == KEPT_UNTIL


def test_an_enrollment_alone_is_a_record_too():
    learner = make_learner("bob")
    assert record_kept_until(learner) is None
    make_enrollment(learner, make_accredited_course())
    assert record_kept_until(learner) == dt.date(2033, 2, 1)


@pytest.mark.parametrize(("day", "expected"), [(KEPT_UNTIL - dt.timedelta(days=1), 0), (KEPT_UNTIL, 1)])
def test_the_name_is_erased_on_the_day_that_retention_ends_and_not_before(alice, day, expected):
    close_by_herself(alice)
    assert erase_expired(now=dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)) == expected
    assert Profile.objects.count() == Identifier.objects.count() == HeldProfession.objects.count() == 1 - expected
    assert Event.objects.filter(action="account.erased").count() == expected
    assert Certificate.objects.filter(erased_at=None).count() == 1 - expected
    assert Award.objects.count() == 1


def test_the_certificate_verifies_on_by_code_and_by_the_holder_s_own_file_without_a_name(alice):
    certificate = Certificate.objects.get()
    code, digest = certificate.code, hashlib.sha256(bytes(certificate.pdf)).hexdigest()
    named = verification_of(code, NOW)
    close_by_herself(alice)
    late = NOW.replace(year=2034)
    erase_expired(now=late)
    erased = verification_of(code, late)
    assert named is not None
    assert erased == replace(named, name="", checked_at=late)
    assert verification_of_file(digest, late) == erased
    assert (named.name, erased.status) == ("Alice Example", Status.VALID)


def test_of_the_certificate_name_and_document_go_and_nothing_else(alice):
    before = Certificate.objects.get()
    close_by_herself(alice)
    late = NOW.replace(year=2034)
    erase_expired(now=late)
    after = Certificate.objects.get()
    assert (after.pdf, after.erased_at, after.sha256) == (None, late, before.sha256)
    changed = {name: after.snapshot[name] for name in after.snapshot if after.snapshot[name] != before.snapshot[name]}
    assert changed == {"learner_name": ""}
    assert "Alice" not in json.dumps(after.snapshot)
    event = Event.objects.get(action="certificate.erased")
    assert (event.actor, event.at, event.details) == ("retention", late, {"certificate": before.code})


def test_former_issues_and_documents_that_were_never_drawn_are_erased_too(alice):
    given = Award.objects.get()
    reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=NOW)
    close_by_herself(alice)
    late = NOW.replace(year=2034)
    erase_expired(now=late)
    assert [each.snapshot["learner_name"] for each in Certificate.objects.all()] == ["", ""]
    assert complete_missing_certificates(now=late) == 0
    with pytest.raises(NotComposed):
        reissue(award=given, name="Alice Again", by="dana", reason="Why not", now=late)


def test_names_that_an_earlier_version_left_on_certificates_are_erased(alice):
    close_by_herself(alice)
    for rows in (Identifier, HeldProfession, Profile):
        rows.objects.all()._raw_delete("default")
    late = NOW.replace(year=2034)
    assert (erase_expired(now=late), erase_expired(now=late)) == (1, 0)
    assert Certificate.objects.get().snapshot["learner_name"] == ""


@pytest.mark.parametrize(
    "change",
    [
        {"snapshot": {}},
        {"snapshot": {"amount": "9.00"}},
        {"code": "OTHER"},
        {"sha256": "0" * 64},
        {"sha256": None},
        {"pdf": b"%PDF-other"},
        {"erased_at": None},
    ],
)
def test_the_database_lets_nothing_go_but_name_and_document(alice, change):
    mine = Certificate.objects.all()
    said = mine.get().snapshot
    erasure = {"snapshot": {**said, "learner_name": ""}, "pdf": None, "erased_at": NOW}
    values = {**erasure, **change}
    if change.get("snapshot"):
        values["snapshot"] = {**erasure["snapshot"], **change["snapshot"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(pdf=None, erased_at=NOW)
    mine.update(**erasure)
    for other in ({"erased_at": None}, {"snapshot": said}, {"pdf": b"%PDF"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**other)


def test_erasing_twice_changes_nothing_more(alice):
    close_by_herself(alice)
    late = NOW.replace(year=2040)
    assert (erase_expired(now=late), erase_expired(now=late)) == (1, 0)


def test_open_accounts_are_never_erased(alice):
    assert erase_expired(now=NOW.replace(year=2040)) == 0
    assert Profile.objects.exists()
