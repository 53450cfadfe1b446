"""Certificates and the transcript by their pages."""

import datetime as dt
from io import BytesIO

import pytest
from pypdf import PdfReader

from credence.credit.actions import complete_certificate, reissue, revoke
from credence.learn.views import certificates
from tests.factories.accounts import make_learner, make_user
from tests.factories.credit import (
    certificate_of_award,
    do_everything,
    make_accredited_course,
    make_award,
    make_ready,
)
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 3, 4, 17, tzinfo=dt.UTC)
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


def text_of(response):
    assert response["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())


@pytest.fixture
def given(client):
    """Return an award of 1.25 credits whose learner is signed in."""
    given = make_award(make_ready(make_accredited_course()))
    client.force_login(given.learner)
    complete_certificate(certificate=certificate_of_award(given))
    return given


def address(certificate):
    return f"/certificates/{certificate.public_id}.pdf"


def test_the_learner_gets_the_very_bytes_that_were_stored(client, given):
    certificate = certificate_of_award(given)
    answer = client.get(address(certificate))
    assert answer.content == bytes(certificate.pdf)
    assert answer["Content-Disposition"] == f'attachment; filename="certificate-{certificate.code}.pdf"'


def test_a_download_costs_two_queries_and_is_sent_as_it_is_stored(client, given, django_assert_num_queries):
    certificate = certificate_of_award(given)
    with django_assert_num_queries(2):  # session with its user, certificate
        answer = client.get(address(certificate), headers={"accept-encoding": "gzip"})
    assert (answer.content, answer["ETag"]) == (bytes(certificate.pdf), f'"{certificate.sha256}"')
    assert "Content-Encoding" not in answer


def test_whoever_has_the_bytes_is_told_so_without_them(client, given, django_assert_num_queries):
    certificate = certificate_of_award(given)
    with django_assert_num_queries(2):
        known = client.get(address(certificate), headers={"if-none-match": f'"{certificate.sha256}"'})
    assert (known.status_code, known.content) == (304, b"")
    other = client.get(address(certificate), headers={"if-none-match": '"another"'})
    assert (other.status_code, other.content) == (200, bytes(certificate.pdf))
    revoke(award=given, by="staff", reason="Found out", now=LATER)
    assert client.get(address(certificate), headers={"if-none-match": f'"{certificate.sha256}"'}).status_code == 410


def test_of_a_replaced_certificate_a_page_tells_first_and_leads_to_both(client, given):
    former = certificate_of_award(given)
    new = complete_certificate(
        certificate=reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    )
    page = client.get(address(former)).content.decode()
    assert "This certificate was replaced" in page
    assert address(new) in page
    assert client.get(address(former), {"former": ""}).content == bytes(former.pdf)
    assert "Alice Lin" in text_of(client.get(address(new)))


def test_of_a_withdrawn_certificate_a_page_tells_when_and_why_and_no_document_is_handed_out(client, given):
    revoke(award=given, by="dana", reason="Awarded in error.", now=LATER)
    for query in ({}, {"former": ""}):
        answer = client.get(address(certificate_of_award(given)), query)
        assert (answer.status_code, answer["Content-Type"]) == (410, "text/html; charset=utf-8")
        assert "Awarded in error." in answer.content.decode()


def test_pages_of_replaced_and_withdrawn_certificates_are_their_owners_only(client, given):
    reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    former = given.certificates.get(replaces=None)
    client.force_login(make_learner("mallory"))
    assert client.get(address(former)).status_code == 404


def test_the_transcript_lists_and_adds_up_what_was_earned(client, given):
    do_everything(enrollment := make_enrollment(given.learner, make_accredited_course("sepsis")))
    make_award(enrollment, "0.75")
    page = " ".join(client.get("/transcript/", YEAR).content.decode().split())
    assert "<dt>AMA PRA Category 1 Credit™</dt><dd>2</dd>" in page
    assert page.count("<tr>") == 3
    assert certificate_of_award(given).code in page


def test_the_transcript_keeps_to_its_period(client, given):
    for first, last, rows in [("2026-02-02", "2026-02-02", 2), ("2026-02-03", "2026-12-31", 0)]:
        page = client.get("/transcript/", {"from": first, "to": last}).content.decode()
        assert page.count("<tr>") == rows


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "2026-02-30"}, "That is not a day of the calendar."),
        ({"to": "yesterday"}, "That is not a day of the calendar."),
        ({"from": "2026-03-01", "to": "2026-02-01"}, "The first day lies after the last."),
    ],
)
def test_a_period_that_is_none_is_refused_in_words(client, given, asked, sentence):
    answer = client.get("/transcript/", asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_withdrawn_credit_is_on_the_transcript_and_not_counted(client, given):
    revoke(award=given, by="dana", reason="Awarded in error.", now=LATER)
    page = client.get("/transcript/", YEAR).content.decode()
    assert "Withdrawn, not counted" in page
    assert "<dt>AMA" not in page


def test_a_corrected_certificate_stands_on_the_transcript_in_place_of_the_former(client, given):
    former = certificate_of_award(given)
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    page = client.get("/transcript/", YEAR).content.decode()
    assert (new.code in page, former.code in page) == (True, False)


def test_the_transcript_is_linked_as_a_pdf_of_the_same_period(client, given):
    page = client.get("/transcript/", YEAR).content.decode()
    assert 'href="/transcript.pdf?from=2026-01-01&amp;to=2026-12-31"' in page
    answer = client.get("/transcript.pdf", YEAR)
    assert answer["Content-Disposition"] == 'attachment; filename="transcript-2026-01-01-2026-12-31.pdf"'
    printed = text_of(answer)
    assert "Completed from January 1, 2026 to December 31, 2026" in printed
    assert certificate_of_award(given).code in printed


def test_the_transcript_is_handed_out_as_a_table_under_the_names_as_awarded(client, given, django_assert_num_queries):
    profile = given.learner.profile
    name = certificate_of_award(given).snapshot["learner_name"]
    profile.family_name = "Somebody-Else"
    profile.save()
    assert (
        'href="/transcript.csv?from=2026-01-01&amp;to=2026-12-31"' in client.get("/transcript/", YEAR).content.decode()
    )
    with django_assert_num_queries(2):  # session with user, certificates
        answer = client.get("/transcript.csv", YEAR)
    assert answer["Content-Disposition"] == 'attachment; filename="transcript-2026-01-01-2026-12-31.csv"'
    head, line, end = answer.content.decode("utf-8-sig").split("\r\n")
    assert head == "Completed,Name,Course,Provider,Credit,Amount,Reference,Certificate,Withdrawn"
    assert (line.split(",")[:2], end) == ([given.completed_on.isoformat(), name], "")
    assert certificate_of_award(given).code in line


def test_a_long_transcript_comes_in_pages_with_the_totals_of_all(client, given, monkeypatch):
    monkeypatch.setattr(certificates, "PER_PAGE", 1)
    do_everything(enrollment := make_enrollment(given.learner, make_accredited_course("sepsis")))
    make_award(enrollment, "0.75")
    pages = [client.get("/transcript/", {**YEAR, "page": page}).content.decode() for page in (1, 2)]
    assert [("Contrast reactions" in page, "Sepsis" in page) for page in pages] == [(True, False), (False, True)]
    assert all("<dd>2</dd>" in page for page in pages)


def test_the_transcript_of_another_learner_is_empty(client, given):
    client.force_login(make_learner("mallory"))
    assert "No credit was completed in this period" in client.get("/transcript/", YEAR).content.decode()


def test_without_a_profile_the_pdf_asks_for_it_first(client):
    client.force_login(make_user("newcomer"))
    assert client.get("/transcript.pdf").headers["Location"] == "/profile/"
