"""A document that cannot be composed or drawn delays only itself: the award stands, and everything says so."""

import datetime as dt

import pytest
from django.test import Client

from credence.accounts.enums import Profession
from credence.catalog.models import Statement
from credence.credit.actions import complete_missing_certificates, reissue, revoke
from credence.credit.actions.changing import NotComposed
from credence.credit.documents.certificate import CertificateSnapshot
from credence.credit.models import Award, Certificate
from credence.credit.queries import transcript_of, verification_of
from credence.outbox.models import Letter
from tests.factories.catalog import make_offer
from tests.factories.credit import CLAIMED, make_accredited_course, make_award, make_ready

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
SOON = CLAIMED + dt.timedelta(seconds=10)


@pytest.fixture
def given():
    """Return an award of nurses' hours whose provider has no text of accreditation for them."""
    course = make_accredited_course()
    make_offer(course.current_version, "ancc", "1.00", evaluation_required=False)
    return make_award(make_ready(course, "nora", Profession.NURSE), None, credit_type="ancc")


def certificate():
    return Certificate.objects.get()


def write_the_text(given):
    provider = given.offer.provider
    Statement.objects.create(
        provider=provider, kind="accreditation", credit_type="ancc", version=1, text="Accredited by the ANCC."
    )


def test_an_award_stands_whose_certificate_cannot_be_composed(given, caplog):
    assert Award.objects.get() == given
    assert (certificate().snapshot, certificate().sha256) == (None, None)
    assert Letter.objects.get(key__startswith="certificate-ready").to == given.learner.email


def test_its_document_comes_as_soon_as_it_can_be_composed(given):
    assert complete_missing_certificates(now=SOON) == 0
    write_the_text(given)
    assert complete_missing_certificates(now=SOON + MINUTE) == 1
    said = CertificateSnapshot.from_json(certificate().snapshot)
    assert (said.accreditation_statement, said.code) == ("Accredited by the ANCC.", certificate().code)
    assert said.issued_at == CLAIMED.isoformat()
    assert certificate().sha256


def test_the_pauses_between_tries_grow_to_six_hours(given):
    pauses, now = [], SOON
    for _ in range(11):
        complete_missing_certificates(now=now)
        assert complete_missing_certificates(now=certificate().next_try_at - dt.timedelta(seconds=1)) == 0
        pauses.append(int((certificate().next_try_at - now) / MINUTE))
        now = certificate().next_try_at
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert certificate().tries == 11


def test_staff_are_told_once(given, settings):
    complete_missing_certificates(now=SOON)
    complete_missing_certificates(now=SOON + MINUTE)
    letter = Letter.objects.get(key__startswith="certificate-delayed")
    assert letter.to == settings.ENV.support_email
    assert certificate().code in letter.text
    assert given.learner.email not in letter.text


def test_no_page_fails_for_it(given):
    client = Client()
    client.force_login(given.learner)
    claim = client.get("/courses/contrast-reactions/claim/")
    assert (claim.status_code, "being prepared" in claim.content.decode()) == (200, True)
    document = f"/certificates/{certificate().public_id}.pdf"
    expected = {"/my-courses/": 200, "/transcript/": 200, "/transcript.pdf": 200, document: 503}
    assert {address: client.get(address).status_code for address in expected} == expected


def test_the_ledger_says_of_it_what_is_known(given):
    line = transcript_of(given.learner, dt.date(2026, 1, 1), dt.date(2026, 12, 31)).rows[0]
    assert (line.title, line.provider, line.amount) == ("Contrast reactions", "Riverside Medical Center", given.amount)
    found = verification_of(certificate().code, CLAIMED)
    assert (found.name, found.course, found.status) == ("Nora Example", "Contrast reactions", "valid")


def test_it_can_be_revoked_and_its_page_says_so(given):
    revoke(award=given, by="dana", reason="Error", now=SOON)
    client = Client()
    client.force_login(given.learner)
    page = client.get(f"/certificates/{certificate().public_id}.pdf")
    assert (page.status_code, "Nora Example" in page.content.decode()) == (410, True)


def test_its_name_is_corrected_once_it_says_one(given):
    with pytest.raises(NotComposed):
        reissue(award=given, name="Nora Lin", by="dana", reason="Married", now=SOON)
    write_the_text(given)
    assert reissue(award=given, name="Nora Lin", by="dana", reason="Married", now=SOON).snapshot["learner_name"] == (
        "Nora Lin"
    )
