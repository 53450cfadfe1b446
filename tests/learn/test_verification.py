"""Verification by code, by link and by file, for anybody."""

import datetime as dt
import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client

from credence.accounts.enums import Profession
from credence.accounts.rules.limits import By
from credence.credit.actions import (
    complete_certificate,
    confirm_correction,
    confirm_reinstatement,
    propose_correction,
    propose_reinstatement,
    reissue,
    revoke,
)
from credence.credit.actions.erasing import erase_certificates
from credence.learn.views.verification import LARGEST_FILE
from tests.factories.catalog import make_offer
from tests.factories.credit import certificate_of_award, make_accredited_course, make_award, make_ready
from tests.tries import use_up

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 3, 4, 17, tzinfo=dt.UTC)
FORM = re.compile(r'value="[^"]*"')


@pytest.fixture(autouse=True)
def fresh_count():
    """Let every test begin with no tries counted."""
    cache.clear()


@pytest.fixture
def given():
    return make_award(make_ready(make_accredited_course()))


@pytest.fixture
def certificate(given):
    return complete_certificate(certificate=certificate_of_award(given))


def asked(client, **query):
    """Return the page that answers to a code, its blanks made one."""
    return " ".join(client.get("/verify/", query).content.decode().split())


def sent(client, content, name="certificate.pdf"):
    """Return the page that answers to a file, its blanks made one."""
    file = BytesIO(content)
    file.name = name
    return " ".join(client.post("/verify/", {"file": file}).content.decode().split())


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " ").lower(),
        lambda code: f"  {code}\n",
        lambda code: f"https://cme.example.org/verify/?code={code}",
        lambda code: f"Code: {code}",
        lambda code: f"Verification code {code.lower()}, printed at the foot",
        lambda code: f"Please check {code}.\r\nKind regards\r\nDee Beck",
        lambda code: code.replace("-", "\u2011"),
        lambda code: code.replace("-", " \u2013 "),
        lambda code: code.replace("-", "\u2212"),
        lambda code: code.replace("-", "-\r\n> "),
        lambda code: code.replace("-", "%2D"),
        lambda code: code.replace("-", "\u200b-\u00ad"),
        lambda code: f"({code.replace('-', '/')})",
        lambda code: f"**{code.replace('-', '_')}**",
        lambda code: "".join(chr(ord(each) + 0xFEE0) for each in code),
        lambda code: " ".join(re.findall("..?.?", code.replace("-", ""))),
        lambda code: f"https://mail.example.org/?to=https%3A%2F%2Fcme.example.org%2Fverify%2F%3Fcode%3D{code}&x=1",
    ],
)
def test_a_code_verifies_however_it_is_typed(client, certificate, typed):
    page = asked(client, code=typed(certificate.code))
    assert "We issued this certificate, and it stands." in page


def test_it_tells_name_course_day_credit_and_provider_and_nothing_else(client, certificate):
    page = asked(client, code=certificate.code)
    facts = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page[page.index("<main") :])
    assert facts[:-1] == [
        ("Name", "Alice Example"),
        ("Course", "Contrast reactions"),
        ("Completed", "Feb. 2, 2026"),
        ("Credit", "1.25 AMA PRA Category 1 Credits™"),
        ("Provider", "Riverside Medical Center"),
    ]
    assert facts[-1][0] == "Checked"
    for secret in ("alice@example.org", "8 of 10", certificate.award.public_id, "alice<"):
        assert secret not in page


def told(client, given):
    """Return what the page tells of an award, without name, course, day and provider."""
    page = asked(client, code=certificate_of_award(given).code)
    found = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page[page.index("<main") :])
    return [pair for pair in found if pair[0] not in {"Name", "Course", "Completed", "Provider", "Checked"}]


def test_it_tells_category_approver_and_number_as_the_paper_does(client):
    enrollment = make_ready(make_accredited_course(), "tess", Profession.RADIOLOGIC_TECHNOLOGIST)
    assert told(client, make_award(enrollment, None, credit_type="arrt-a")) == [
        ("Credit", "1.00 ARRT Category A CE credit"),
        ("Category", "A"),
        ("Approved by", "ASRT"),
        ("Reference number", "MAE0123456"),
    ]


@pytest.mark.parametrize(("claimed", "words"), [("1.00", "Credit™"), ("0.75", "Credits™"), ("1.25", "Credits™")])
def test_one_credit_is_in_the_singular_and_every_other_amount_in_the_plural(client, claimed, words):
    given = make_award(make_ready(make_accredited_course()), claimed)
    assert told(client, given) == [("Credit", f"{claimed} AMA PRA Category 1 {words}")]


def test_participation_says_that_it_is_no_credit(client):
    course = make_accredited_course()
    make_offer(course.current_version, "participation", "1.50", evaluation_required=False)
    given = make_award(make_ready(course, "paul", Profession.PHARMACIST), None, credit_type="participation")
    drawn = complete_certificate(certificate=certificate_of_award(given))
    assert told(client, given) == [("Participation", "1.50 hours of participation")]
    sentence = "It confirms that somebody took part. It is no credit, and none is awarded by it."
    for page in (asked(client, code=drawn.code), sent(client, bytes(drawn.pdf))):
        assert (sentence in page, "the credit stands" in page) == (True, False)
    revoke(award=given, by="dana", reason="Awarded in error.", now=LATER)
    page = asked(client, code=drawn.code)
    assert ("It was withdrawn on March 4, 2026" in page, sentence in page, "The credit" in page) == (True, True, False)


def test_credit_does_not_say_that_it_is_none(client, certificate):
    assert "It is no credit" not in asked(client, code=certificate.code)


def test_what_was_reinstated_stands_again_and_what_was_corrected_was_replaced(client, given, certificate):
    revoke(award=given, by="dana", reason="Awarded in error.", now=LATER)
    proposed = propose_reinstatement(award=given, by="dana", reason="It was not.", now=LATER)
    assert "The credit was withdrawn" in asked(client, code=certificate.code)
    confirm_reinstatement(reinstatement=proposed, by="erin", now=LATER)
    assert "We issued this certificate, and it stands." in asked(client, code=certificate.code)
    wrong = propose_correction(award=given, amount=Decimal("1.00"), by="dana", reason="Too much", now=LATER)
    new = confirm_correction(correction=wrong, by="erin", now=LATER)
    assert "a corrected certificate took the place" in asked(client, code=certificate.code)
    assert "1.00 AMA PRA Category 1 Credit™" in asked(client, code=new.code)


@pytest.mark.parametrize("typed", ["x", "!!!", "22222-22222-22222-22222", "2" * 5_000, "%00", "<script>", "code=", "Ü"])
def test_unknown_and_malformed_codes_are_answered_alike(client, certificate, typed):
    pages = [FORM.sub("", asked(client, code=code)) for code in ("ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ", typed)]
    assert "We issued no certificate with this code" in pages[0]
    assert pages[0] == pages[1]


def test_without_a_question_there_is_no_answer(client):
    for page in (asked(client), asked(client, code=" ")):
        assert "Every certificate that we issue carries a code." in page


def test_the_very_file_is_recognized(client, certificate):
    page = sent(client, bytes(certificate.pdf))
    assert "This is the very file that we issued, and the credit stands." in page
    assert "Alice Example" in page


def test_a_file_changed_in_its_last_byte_is_not_ours(client, certificate):
    page = sent(client, bytes(certificate.pdf)[:-1] + b"!")
    assert "not, byte for byte, one that we issued" in page
    assert "Alice Example" not in page


@pytest.mark.parametrize("content", [b"", b"no PDF", b"0" * (LARGEST_FILE + 1)])
def test_other_files_are_answered_in_words(client, certificate, content):
    page = sent(client, content)
    assert "This is the very file" not in page
    assert re.search("is empty|byte for byte|larger than any certificate", page)


def test_of_a_replaced_certificate_it_says_since_when_and_not_by_which(client, given, certificate):
    new = reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    for page in (asked(client, code=certificate.code), sent(client, bytes(certificate.pdf))):
        assert "a corrected certificate took the place of this one on March 4, 2026" in page
        assert new.code not in page
        assert "We issued this certificate" not in page
    assert "We issued this certificate, and it stands." in asked(client, code=new.code)


def test_of_a_withdrawn_certificate_it_says_since_when_and_not_why(client, given, certificate):
    revoke(award=given, by="dana", reason="Awarded in error.", now=LATER)
    for page in (asked(client, code=certificate.code), sent(client, bytes(certificate.pdf))):
        assert "The credit was withdrawn on March 4, 2026" in page
        assert "Awarded in error." not in page
        assert "stands." not in page.replace("no longer stands.", "")


def test_a_withdrawal_outweighs_a_replacement(client, given, certificate):
    reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=LATER)
    revoke(award=given, by="dana", reason="Awarded in error.", now=LATER)
    assert "The credit was withdrawn" in asked(client, code=certificate.code)


def test_it_is_not_indexed_not_kept_and_sets_no_cookie(client):
    for response in (client.get("/verify/"), client.get("/verify/", {"code": "x"})):
        assert response["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert not response.cookies
    assert "no-store" in client.get("/verify/", {"code": "x"})["Cache-Control"]


def test_who_tries_too_often_is_told_to_wait(client, certificate):
    use_up("verify", By.PLACE)
    refused = client.get("/verify/", {"code": certificate.code})
    assert (refused.status_code, 0 < int(refused["Retry-After"]) <= 60) == (429, True)
    assert "no-store" in refused["Cache-Control"]
    assert "Alice Example" not in refused.content.decode()
    assert client.get("/verify/").status_code == 200
    assert client.get("/verify/", {"code": "x"}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_form_that_was_open_for_days_is_answered(certificate):
    strict = Client(enforce_csrf_checks=True)
    assert "it stands" in strict.post("/verify/", {"code": certificate.code}).content.decode()


def test_a_certificate_whose_record_is_no_longer_kept_verifies_without_a_name(client, certificate):
    file = bytes(certificate.pdf)
    erase_certificates(learner=certificate.award.learner, by="retention", now=LATER)
    for page in (asked(client, code=certificate.code), sent(client, file)):
        assert "Alice" not in page
        assert "Erased, because our record of it is no longer kept" in page
    assert "This is the very file that we issued, and the credit stands." in sent(client, file)
